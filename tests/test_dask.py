"""The Dask engine, with a real scheduler and real worker processes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import folder, score
from conftest import ROOT

from blameless.archive.engines import Dask

pytest.importorskip("distributed", reason='Dask is not installed: pip install "blameless[dask]"')
psutil = pytest.importorskip("psutil")

pytestmark = pytest.mark.slow

LIMIT = 1_000_000_000
NAMES = ("s.parquet", "f.parquet")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}


class Cluster:
    """A scheduler and its workers, each a process with its nanny."""

    def __init__(self, at: Path) -> None:
        self._file = at / "scheduler.json"
        self._log = open(at / "log", "w")  # noqa: SIM115
        self.processes = [self._start("scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")]
        deadline = time.monotonic() + 60
        while not self._file.exists() or not self._file.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        self.address: str = json.loads(self._file.read_text())["address"]

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(self._file), *options]
        return subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT, stdout=self._log, stderr=self._log)

    def add_worker(self, limit: int = LIMIT) -> subprocess.Popen[bytes]:
        worker = self._start("worker", "--nthreads", "1", "--memory-limit", str(limit), "--no-dashboard")
        self.processes.append(worker)
        return worker

    def close(self) -> None:
        for process in reversed(self.processes):
            for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []:
                child.kill()
            process.kill()
            process.wait()
        self._log.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    root = folder(tmp_path_factory.mktemp("archive") / "in", range(300))
    (root / "bad.md").write_bytes(b"caf\xe9")
    return root


@pytest.fixture(scope="module")
def local(archive: Path) -> list[bytes]:
    """What this machine alone makes of it."""
    return scored(archive, archive.parent, "--jobs", "2")


def scored(archive: Path, at: Path, *options: object) -> list[bytes]:
    result = score(archive, "-o", at / NAMES[0], "--findings", at / NAMES[1], *options)
    assert result.returncode == 0, result.stderr
    return [(at / name).read_bytes() for name in NAMES]


def test_a_cluster_of_this_machine(archive: Path, local: list[bytes], tmp_path: Path) -> None:
    result = score(
        archive, "-o", tmp_path / NAMES[0], "--findings", tmp_path / NAMES[1], "--engine", "dask", "--jobs", "2"
    )
    assert result.returncode == 0 and len(result.stderr.splitlines()) == 1, result.stderr
    assert [(tmp_path / name).read_bytes() for name in NAMES] == local


def test_a_cluster_of_this_machine_is_heard_on_it_alone() -> None:
    with Dask()._connect() as client:
        assert client.cluster.scheduler.http_server.address == "127.0.0.1"
        assert client.cluster.scheduler_address.startswith("tcp://127.0.0.1:")


def test_a_killed_worker_costs_nothing(archive: Path, local: list[bytes], tmp_path: Path, cluster: Cluster) -> None:
    cluster.add_worker()
    doomed = cluster.add_worker()
    result: list[list[bytes]] = []
    run = threading.Thread(
        target=lambda: result.append(scored(archive, tmp_path, "--engine", "dask", "--scheduler", cluster.address))
    )
    run.start()
    deadline = time.monotonic() + 120
    while not (worker := [p for p in psutil.Process(doomed.pid).children() if p.cpu_times().user > 1.0]):
        assert time.monotonic() < deadline and run.is_alive()  # until its worker has loaded its models and judges
        time.sleep(0.02)
    doomed.kill()
    worker[0].kill()
    run.join(180)
    assert result == [local]


def test_a_worker_stays_under_its_limit(archive: Path, tmp_path: Path, cluster: Cluster) -> None:
    worker = cluster.add_worker()
    big = tmp_path / "big.jsonl"
    text = "# Outage\n\n" + "The disk filled up and Ana forgot to look for nine minutes.\n\n" * 1_000  # 60 kB
    with open(big, "w", encoding="utf-8") as file:
        for number in range(30):
            file.write(json.dumps({"body": f"{text}{number}"}) + "\n")
    peaks = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            with contextlib.suppress(psutil.Error):  # a process that has just ended
                family = psutil.Process(worker.pid).children(recursive=True)
                peaks.append(max((process.memory_info().rss for process in family), default=0))

    watcher = threading.Thread(target=watch)
    watcher.start()
    result = score(big, "--text", "body", "-o", tmp_path / "s.csv", "--engine", "dask", "--scheduler", cluster.address)
    over.set()
    watcher.join()
    assert result.returncode == 0 and "30 documents (30 scored" in result.stderr, result.stderr
    assert 100_000_000 < max(peaks) < LIMIT


def test_a_cluster_that_cannot_work(archive: Path, tmp_path: Path, cluster: Cluster) -> None:
    out = tmp_path / "s.csv"
    cluster.add_worker(limit=120_000_000)  # too little to start with
    result = score(archive, "-o", out, "--engine", "dask", "--scheduler", cluster.address)
    assert result.returncode == 2 and "memory" in result.stderr, result.stderr
    result = score(archive, "-o", out, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert result.returncode == 2 and "no Dask scheduler answers" in result.stderr
    assert not out.exists()
