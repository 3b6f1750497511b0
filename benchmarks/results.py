"""The results, for machines and for readers. The machine is described by what it has, not by its name."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from pathlib import Path


def machine() -> dict[str, object]:
    """What kind of machine this is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    node = shutil.which("node") and subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(memory),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "node": (node or "").lstrip("v") or None,
    }


def save(results: dict, place: Path) -> None:
    """Write ``results.json`` and ``results.md`` into a folder."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (place / "results.md").write_text(page(results), encoding="utf-8")


def page(results: dict) -> str:
    """The results as Markdown."""
    has = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    lines = [
        "# Measured",
        "",
        "Written by `make bench`. Whole processes, start-up included; medians, with the least and the greatest in brackets; "
        "words are what stands between white space; the peak is that of the largest process, at its highest.",
        "",
        f"Machine: {has['cores']} cores ({has['architecture']}), {has['memory_gib']} GiB, {has['system']}, "
        f"Python {has['python']}" + (f", Node.js {has['node']}" if has["node"] else "") + f". {versions}.",
    ]
    lines += [f"Not measured: {name} ({reason})." for name, reason in results["missing"].items()]
    for part in results.get("side_by_side", []):
        lines += _side_by_side(part)
    if "start_up" in results:
        lines += _start_up(results["start_up"])
    if "scaling" in results:
        lines += _scaling(results["scaling"])
    return "\n".join(lines) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    rule = ["---", *("---:" for _ in head[1:])]
    return ["", *(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))]


def _rounds(part: dict) -> str:
    return f"In turn, {part['rounds']} {'round' if part['rounds'] == 1 else 'rounds'}."


def _failures(part: dict) -> list[str]:
    return ["", *(f"Failed: {name}: {reason}" for name, reason in part["failed"].items())] if part["failed"] else []


def _seconds(row: dict) -> str:
    return f"{row['seconds']:.2f} ({row['least']:.2f}–{row['greatest']:.2f})"


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _side_by_side(part: dict) -> list[str]:
    rows = [
        [
            f"`{name}`",
            _seconds(row),
            f"{row['words_per_second']:,}",
            f"{row['peak_mb']:,.0f}",
            _times(row["blameless_is_faster_by"]),
        ]
        for name, row in part["tools"].items()
    ]
    return [
        "",
        f"## {part['name']}: {part['documents']:,} documents, {part['words']:,} words",
        "",
        f"{_rounds(part)} The last column is how many times as long it takes as `blameless`, the "
        "median over the rounds.",
        *_table(["tool", "seconds", "words/s", "peak MB", "times the time of blameless"], rows),
        *_failures(part),
    ]


def _start_up(part: dict) -> list[str]:
    rows = [
        [
            f"`{name}`",
            _seconds(row),
            f"{row['peak_mb']:,.0f}",
            f"{row['times_that']:.2f} × `{row['against']}`" if row["times_that"] else "",
        ]
        for name, row in part["commands"].items()
    ]
    return [
        "",
        "## Start-up",
        "",
        _rounds(part),
        *_table(["command", "seconds", "peak MB", "ratio"], rows),
        *_failures(part),
    ]


def _scaling(part: dict) -> list[str]:
    base = {row["jobs"]: row["ms_per_document"] for row in part["sizes"] if row["documents"] == 1_000}
    rows = [
        [
            f"{row['documents']:,}",
            str(row["jobs"]),
            f"{row['words']:,}",
            f"{row['seconds']:,.1f}",
            f"{row['words_per_second']:,}",
            f"{row['ms_per_document']:.2f}",
            f"{row['ms_per_document'] / base[row['jobs']]:.2f}" if row["jobs"] in base else "",
            f"{row['peak_mb']:,.0f}",
        ]
        for row in part["sizes"]
    ]
    head = ["documents", "processes", "words", "seconds", "words/s", "ms/document", "against 1,000", "peak MB"]
    return [
        "",
        "## Archives of growing size",
        "",
        "`blameless score` on archives of `benchmarks/generate.py`, with one process and with two. The last column but one "
        "is the time for a document against that in an archive of 1,000.",
        *_table(head, rows),
        *_failures(part),
    ]
