"""The reviewer's report on a terminal: of each document, or of many a table that says which to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ...report import SEVERITIES, Report
from .. import Failure, Result
from ..console import console_for
from ..counts import count_of
from ..escape import line, visible
from ..terminal.document import render

_GRAVEST_FIRST = tuple(reversed(SEVERITIES))
MAX_FINDINGS, MAX_DOCUMENTS = 12, 100
"""What a person reads on a terminal; the rest is counted, and shown by --all and in the machine formats."""
MOST_FINDINGS = 100
"""What --all shows of a document."""
MAX_REPORTS = 5
"""Documents that are reported in full; where there are more, a table shows which to look at."""


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """Write the report of each document; where there are many, a table of them instead."""
    _write(outcomes, out, MAX_FINDINGS, MAX_REPORTS)


def write_all(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """Write the report of every document with all its findings."""
    _write(outcomes, out, MOST_FINDINGS, None)


def _write(outcomes: Iterable[Result | Failure], out: TextIO, findings: int, reports: int | None) -> None:
    console = console_for(out)
    shown: list[_Row] = []
    waiting: list[Result] = []  # until it is known whether there are too many
    failed = 0
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            failed += 1
            continue  # the command tells of it on standard error
        shown.append(_Row.of(outcome))
        if reports is None:
            console.print(render(_harmless(outcome), console, findings), crop=False)
        elif len(shown) <= reports:
            waiting.append(outcome)
        else:
            waiting.clear()
    for outcome in waiting:
        console.print(render(_harmless(outcome), console, findings), crop=False)
    if len(shown) > 1:
        console.print(_overview(shown))
    if len(shown) > len(waiting) and reports is not None:
        console.print(Text("Check one document, or add --all, to see findings.\n", style="dim"))
    if len(shown) + failed > 1:
        counts = ", ".join(
            count_of(sum(row.counts[number] for row in shown), level) for number, level in enumerate(_GRAVEST_FIRST)
        )
        unread = f", {failed} could not be read" if failed else ""
        console.print(Text(f"{count_of(len(shown), 'document')}: {counts}{unread}", style="bold"))


@dataclass(frozen=True, slots=True)
class _Row:
    """What the table at the end tells of a document."""

    path: str
    overall: float | None
    grade: str
    counts: tuple[int, ...]

    @classmethod
    def of(cls, result: Result) -> _Row:
        levels = [finding.severity for finding in result.report.findings]
        scores = result.report.scores
        counts = tuple(levels.count(level) for level in _GRAVEST_FIRST)
        return cls(line(result.path), scores.overall, scores.grade or "–", counts)


def _overview(rows: Sequence[_Row]) -> RenderableType:
    """The documents, the lowest score first; those with none last."""
    ranked = sorted(rows, key=lambda row: (row.overall is None, row.overall or 0.0, row.path))
    table = Table(box=None, padding=(0, 1), header_style="dim", pad_edge=False, expand=True)
    table.add_column("document", ratio=1, overflow="fold")
    for name in ("score", "grade", *(f"{level}s" for level in _GRAVEST_FIRST)):
        table.add_column(name, justify="right", no_wrap=True)
    for row in ranked[:MAX_DOCUMENTS]:
        score = "–" if row.overall is None else f"{row.overall:.0f}"
        table.add_row(Text(row.path), score, row.grade, *map(str, row.counts))
    if len(rows) > MAX_DOCUMENTS:
        table.add_row(Text(f"… and {len(rows) - MAX_DOCUMENTS} more, none with a lower score", style="dim"))
    return Group(table, Text())


def _harmless(result: Result) -> Result:
    """A result with nothing in it that a terminal would obey."""

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return visible(value)
        if isinstance(value, dict):
            return {key: told(each) for key, each in value.items()}
        return [told(each) for each in value] if isinstance(value, list) else value

    return replace(result, path=line(result.path), report=Report.from_dict(told(result.report.to_dict())))
