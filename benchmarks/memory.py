"""What remembering costs: ``python -m benchmarks.memory [DOCUMENTS]`` prints the table on the index of ``docs/scaling.md``.

Judges generated documents, takes what the index holds of them, then opens indices of ten and a hundred thousand entries, in which these documents
recur, each in a process of its own, and asks them. Costs are CPU time, so that other load on the machine hardly shows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from blameless import Analyzer
from blameless.archive.index import INDEX, index_row
from blameless.archive.sinks import Output
from blameless.archive.tables import Row

from .costs import ROOT
from .generate import document

SIZES = (10_000, 100_000)
_AT_ONCE = 1_000

ASK = """
import resource, statistics, sys, time
from blameless.archive.memory import Archive
from blameless.read.document import read_postmortem
from pathlib import Path
drafts = [read_postmortem(path.read_text(encoding="utf-8")) for path in sorted(Path(sys.argv[2]).glob("*.md"))]
begun = time.process_time()
archive = Archive.open(sys.argv[1])
archive.similar(drafts[0])
opened, costs = time.process_time() - begun, []
for draft in drafts[1:]:
    begun = time.process_time()
    archive.similar(draft)
    costs.append(time.process_time() - begun)
print(len(archive), opened, statistics.median(costs), max(costs), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _run(code: str, *arguments: object) -> list[float]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return [float(each) for each in said.split()]


def _written(rows: list[Row], size: int, at: Path) -> Path:
    """An index of so many entries: the rows again and again, under names of their own."""
    path = at / f"{size}.index.parquet"
    output = Output(path, INDEX)
    for start in range(0, size, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, size))
        named = [{"id": str(n), "title": f"Incident {n}", "date": "2024-01-01", "fingerprint": str(n)} for n in numbers]
        output.write([{**rows[n % len(rows)], **name} for n, name in zip(numbers, named, strict=True)])
    output.close()
    output.publish()
    return path


def _judged(texts: list[str]) -> tuple[float, float, list[Row]]:
    """CPU time of judging, and besides of what the index takes; and its rows."""
    analyzer = Analyzer().warm_up()
    index_row(analyzer.readings(texts[:1])[0])
    begun = time.process_time()
    readings = analyzer.readings(texts)
    judged = time.process_time() - begun
    begun = time.process_time()
    rows = [index_row(reading) for reading in readings]
    return judged, time.process_time() - begun, rows


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    judged, indexed, rows = _judged([document(number) for number in range(count)])
    print(
        f"{count:,} documents: {judged:.1f} s of CPU time to judge, {indexed:.2f} s more for the index ({indexed / judged:+.1%})"
    )
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        drafts = at / "drafts"
        drafts.mkdir()
        for number in range(21):
            (drafts / f"{number:02}.md").write_text(document(number, seed=1), encoding="utf-8")
        print("| entries | index, MB | opening | a query, median of 20 | the slowest | peak memory |")
        print("| --- | --- | --- | --- | --- | --- |")
        for size in SIZES:
            path = _written(rows, size, at)
            entries, opened, median, most, peak = _run(ASK, path, drafts)
            print(
                f"| {entries:,.0f} | {path.stat().st_size / 1e6:.1f} | {opened:.1f} s | {median:.3f} s | {most:.3f} s | {peak:,.0f} MB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
