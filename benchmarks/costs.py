"""What an archive costs: ``python -m benchmarks.costs [DOCUMENTS]`` prints the table of ``docs/scaling.md``.

Scores a generated archive in a process of its own, once with one process and once with two. Costs are CPU time, so that other load on the machine hardly shows.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

from blameless.archive.sources import open_source

from .generate import write

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import resource, sys, threading, time
from pathlib import Path
from blameless.cli import app
work, peak = Path(sys.argv[4] + ".work"), [0]
def watch():
    while True:
        peak[0] = max(peak[0], sum(p.stat().st_size for p in work.parent.glob(work.name + "*") if p.exists()))
        time.sleep(0.2)
threading.Thread(target=watch, daemon=True).start()
try:
    app()
except SystemExit as end:
    me, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(end.code, me.ru_utime + me.ru_stime, me.ru_maxrss / 1024, workers.ru_maxrss / 1024, peak[0])
"""


def score(archive: Path, at: Path, *options: str) -> tuple[float, float, float, float, int]:
    """Wall time, CPU time without that of workers, peak memory of the process and of its workers in MB, and the largest work file."""
    output = at / "scores.parquet"
    command = [sys.executable, "-c", MEASURED, "score", str(archive), "--output", str(output)]
    command += [
        "--findings",
        str(at / "findings.parquet"),
        "--actions",
        str(at / "actions.parquet"),
        "--quiet",
        *options,
    ]
    begun = time.perf_counter()
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    wall = time.perf_counter() - begun
    code, cpu, mine, workers, work = said
    if code != "0":
        raise SystemExit(f"score ended with {code}")
    return wall, float(cpu), float(mine), float(workers), int(work)


def main(documents: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        at = Path(name)
        write(at / "archive", documents)
        begun = resource.getrusage(resource.RUSAGE_SELF)
        size = sum(len(document.text or "") for document in open_source(at / "archive"))
        ended = resource.getrusage(resource.RUSAGE_SELF)
        reading = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
        write(at / "small", 10)
        (start := at / "start").mkdir()
        idle = score(at / "small", start)[1]
        idle_again = score(at / "small", start)[1]
        runs = {}
        for jobs in (1, 2):
            (place := at / f"jobs{jobs}").mkdir()
            runs[jobs] = score(at / "archive", place, "--jobs", str(jobs))
        again = score(at / "archive", at / "jobs1")
        table = pq.read_table(at / "jobs1" / "scores.parquet", columns=["words"])
        words = sum(table["words"].to_pylist())
        outputs = sum(path.stat().st_size for path in (at / "jobs1").glob("*.parquet"))
        judging = (runs[1][1] - idle) / documents
        feeding = (runs[2][1] - idle_again) / documents
        rows = [
            ("documents, words each", f"{documents:,}, {words / documents:,.0f} ({size / documents / 1000:.1f} kB)"),
            ("judged by one core", f"{1 / judging:,.0f} documents/s, {words / documents / judging:,.0f} words/s"),
            ("elapsed with 1 and 2 processes", f"{runs[1][0]:,.0f} s, {runs[2][0]:,.0f} s"),
            ("reading a folder, of that", f"{reading / documents * 1e6:,.0f} µs a document"),
            ("all but judging, in the process that feeds workers", f"{feeding * 1e6:,.0f} µs a document"),
            ("taking over what has not changed", f"{(again[1] - idle_again) / documents * 1e6:,.0f} µs a document"),
            ("peak memory, one process", f"{runs[1][2]:,.0f} MB"),
            ("peak memory, each of two and their parent", f"{runs[2][3]:,.0f} MB, {runs[2][2]:,.0f} MB"),
            ("work file at its largest", f"{runs[1][4] / documents:,.0f} bytes a document"),
            ("the three tables in Parquet", f"{outputs / documents:,.0f} bytes a document"),
            ("1 million such documents", f"{judging * 1e6 / 3600:,.1f} core-hours"),
            ("100 million such documents", f"{judging * 1e8 / 3600:,.0f} core-hours"),
        ]
    print("| | |\n| --- | --- |")
    for row in rows:
        print(f"| {row[0]} | {row[1]} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
