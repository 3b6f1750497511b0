"""What remembering costs: ``python -m benchmarks.memory [DOCUMENTS]`` prints the table on the index of ``docs/scaling.md``.

Scores a generated archive without and with its index, a process each, then opens the index and asks it, as it is and repeated until it has ten
and a hundred times as many entries. Costs are CPU time, so that other load on the machine hardly shows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .costs import ROOT
from .generate import document, write

SCORE = """
import resource, sys
from blameless.cli import app
try:
    app()
except SystemExit as end:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(end.code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
ASK = """
import resource, statistics, sys, time
from blameless.archive.memory import Archive
from blameless.parse import parse
from pathlib import Path
drafts = [parse(path.read_text(encoding="utf-8")) for path in sorted(Path(sys.argv[2]).glob("*.md"))]
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


def _repeated(index: Path, times: int, at: Path) -> Path:
    """The index with each entry so many times, under names of their own."""
    path = at / f"times{times}.index.parquet"
    table = pq.read_table(index)
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for number in range(times):
            ids = pa.array([f"{number}/{id}" for id in table["id"].to_pylist()], pa.string())
            writer.write_table(table.set_column(table.schema.get_field_index("id"), table.schema.field("id"), ids))
    return path


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        archive, drafts = at / "archive", at / "drafts"
        archive.mkdir()
        drafts.mkdir()
        write(archive, count)
        for number in range(21):
            (drafts / f"{number:02}.md").write_text(document(number, seed=1), encoding="utf-8")
        begun = time.perf_counter()
        _, without, _ = _run(SCORE, "score", archive, "-o", at / "a.parquet", "-q")
        index = at / "b.index.parquet"
        _, costs, peak = _run(SCORE, "score", archive, "-o", at / "b.parquet", "--index", index, "-q")
        print(
            f"{count:,} documents: {without:.1f} s of CPU time without the index, {costs:.1f} s with it ({costs / without - 1:+.1%})"
        )
        print(
            f"peak memory {peak:.0f} MB, index {index.stat().st_size / count:,.0f} bytes a document; {time.perf_counter() - begun:.0f} s elapsed"
        )
        print("| entries | index, MB | opening | a query, median of 20 | the slowest | peak memory |")
        print("| --- | --- | --- | --- | --- | --- |")
        for times in (1, 10, 100):
            path = _repeated(index, times, at)
            size, opened, median, most, peak = _run(ASK, path, drafts)
            print(
                f"| {size:,.0f} | {path.stat().st_size / 1e6:.1f} | {opened:.1f} s | {median:.3f} s | {most:.3f} s | {peak:,.0f} MB |",
                flush=True,
            )


if __name__ == "__main__":
    main()
