"""Killed at any moment and started again: the rows of an undisturbed run, and hardly anything judged twice."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archives import folder, score
from conftest import ROOT

from blameless.archive.engines import BATCH
from blameless.archive.sinks import read_rows
from blameless.archive.tables import documents

pytestmark = pytest.mark.slow

DOCUMENTS = 300
SCRIPT = Path(__file__).with_name("interrupted.py")
NAMES = ("s.parquet", "f.csv", "a.jsonl")


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    return folder(tmp_path_factory.mktemp("archive") / "in", range(DOCUMENTS))


@pytest.fixture(scope="module")
def undisturbed(archive: Path) -> dict[str, bytes]:
    """What a run that nothing happens to writes."""
    assert score(*arguments(archive, archive.parent)).returncode == 0
    return read(archive.parent)


def arguments(archive: Path, at: Path, jobs: int = 1) -> list[str]:
    s, f, a = (str(at / name) for name in NAMES)
    return [str(archive), "-o", s, "--findings", f, "--actions", a, "--jobs", str(jobs), "--quiet"]


def read(at: Path) -> dict[str, bytes]:
    return {name: (at / name).read_bytes() for name in NAMES if (at / name).exists()}


def start(archive: Path, at: Path, jobs: int = 1, step: str = "-", number: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), *arguments(archive, at, jobs)]
    settings = {"LOG": str(at / "log"), "STEP": step, "NUMBER": str(number)}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=_hear_the_keyboard
    )


def _hear_the_keyboard() -> None:
    """A shell's background jobs, and with them these tests, ignore Ctrl-C unless told otherwise."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(archive: Path, at: Path, jobs: int = 1) -> None:
    process = start(archive, at, jobs)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said


def judged_twice(at: Path) -> int:
    lines = (at / "log").read_text(encoding="utf-8").split()
    assert len(set(lines)) == DOCUMENTS
    return len(lines) - DOCUMENTS


def children_of(pid: int) -> list[int]:
    """The processes a process has started, of those that still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = place.read_text().rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if int(parent) == pid and state != "Z":
            found.append(int(name.split()[0]))
    return found


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("judge", 1),
        ("judge", 3),
        ("keep", 2),
        ("write", 2),
        ("publish", 1),
        ("publish", 2),
        ("publish", 3),
        ("remove", 1),
    ],
)
def test_killed_at_a_step(archive: Path, undisturbed: dict[str, bytes], tmp_path: Path, step: str, number: int) -> None:
    process = start(archive, tmp_path, step=step, number=number)
    process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL
    for name, data in read(tmp_path).items():
        assert data == undisturbed[name]  # whole or not at all
    finish(archive, tmp_path)
    assert read(tmp_path) == undisturbed
    assert judged_twice(tmp_path) == (64 if step == "judge" else 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*NAMES, "log"])


@pytest.mark.parametrize(("jobs", "seed"), [(1, 1), (2, 2)])
def test_killed_at_random_moments(
    archive: Path, undisturbed: dict[str, bytes], tmp_path: Path, jobs: int, seed: int
) -> None:
    chance = random.Random(seed)
    kills = 0
    while kills < 5:
        process = start(archive, tmp_path, jobs)
        time.sleep(chance.uniform(0.2, 4.0))
        workers = children_of(process.pid) if sys.platform == "linux" else []
        process.kill()
        process.communicate()
        if process.returncode == 0:
            break
        kills += 1
        assert all(data == undisturbed[name] for name, data in read(tmp_path).items())
        deadline = time.monotonic() + 20
        while any(Path(f"/proc/{pid}").exists() for pid in workers):  # they end with it
            assert time.monotonic() < deadline, "processes are left behind"
            time.sleep(0.05)
    finish(archive, tmp_path, jobs)
    assert read(tmp_path) == undisturbed
    ids = [row["id"] for page in read_rows(tmp_path / NAMES[0], documents()) for row in page]
    assert len(ids) == len(set(ids)) == DOCUMENTS
    assert judged_twice(tmp_path) <= kills * BATCH


def test_stopped_from_the_keyboard(archive: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    process = start(archive, tmp_path, jobs=2)
    while not (tmp_path / "log").exists():
        time.sleep(0.02)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "rerun the same command to resume" in said and "Traceback" not in said
    finish(archive, tmp_path)
    assert read(tmp_path) == undisturbed and judged_twice(tmp_path) <= BATCH


def test_an_archive_that_changes_between(archive: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    grown = folder(tmp_path / "in", range(DOCUMENTS - 20))
    process = start(grown, tmp_path, step="keep", number=3)
    process.communicate(timeout=300)
    folder(grown, range(DOCUMENTS - 20, DOCUMENTS))
    finish(grown, tmp_path)
    here, there = (
        [
            {name: value for name, value in row.items() if name != "path"}
            for page in read_rows(at / NAMES[0], documents())
            for row in page
        ]
        for at in (tmp_path, archive.parent)
    )
    assert here == there and judged_twice(tmp_path) == 0


# --- disks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [20_000, 120_000, 400_000])
def test_no_room_for_a_file(archive: Path, undisturbed: dict[str, bytes], tmp_path: Path, limit: int) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    result = score(*arguments(archive, tmp_path), preexec_fn=small_files)
    assert result.returncode == 2 and result.stderr.startswith(f"blameless: {tmp_path}"), result.stderr
    assert "Traceback" not in result.stderr and len(result.stderr.splitlines()) == 1, result.stderr
    assert read(tmp_path) == {} and not list(tmp_path.glob("*.part"))
    finish(archive, tmp_path)
    assert read(tmp_path) == undisturbed


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system with room for the work file, but not for all tables besides."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_fills_up(archive: Path, undisturbed: dict[str, bytes], small_disk: Path) -> None:
    result = score(*arguments(archive, small_disk))
    assert result.returncode == 2 and "Traceback" not in result.stderr, result.stderr
    assert "No space left" in result.stderr or "disk is full" in result.stderr or "disk I/O error" in result.stderr
    assert read(small_disk) == {}
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    result = score(*arguments(archive, small_disk)[:-1])
    assert result.returncode == 0 and "already scored" in result.stderr
    assert read(small_disk) == undisturbed


def test_a_folder_that_may_not_be_written(archive: Path, tmp_path: Path) -> None:
    place = tmp_path / "closed"
    place.mkdir()
    if os.geteuid() == 0:
        place = Path("/proc")
    else:
        place.chmod(0o500)
    result = score(archive, "-o", place / "s.parquet")
    assert result.returncode == 2 and "cannot be written" in result.stderr and len(result.stderr.splitlines()) == 1


# --- memory ----------------------------------------------------------------------------------------------------------

STREAM = """
import json, resource, sys
from pathlib import Path
from blameless import Analyzer
from blameless.archive import engines
from blameless.archive.partition import Judged
from blameless.archive.tables import action_rows, document_row, finding_rows

reading = Analyzer().readings([sys.argv[3]])[0]
engines.score_partition = lambda texts, settings: [
    Judged(text.key, document_row(reading), finding_rows(reading.report), action_rows(reading)) for text in texts
]
from blameless.cli import app
archive, out = sys.argv[1:3]
sys.argv = ["blameless", "score", archive, "--text", "body", "-o", out, "--findings", out + ".f.parquet", "--quiet"]
for _ in range(2):  # the second run takes over what the first one wrote
    try:
        app()
    except SystemExit as end:
        assert not end.code
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    import json

    from archives import body

    peaks = []
    for count in (2_000, 16_000):
        archive = tmp_path / f"{count}.jsonl"
        with open(archive, "w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps({"body": body(number) + "All was well again. " * 100}) + "\n")
        command = [sys.executable, "-c", STREAM, str(archive), str(tmp_path / f"{count}.parquet"), body(1)]
        result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, timeout=300)
        peaks.append(int(result.stdout))
    assert peaks[1] < peaks[0] + 60, peaks  # MB; the larger archive has 30 MB more of text, and as much of rows
