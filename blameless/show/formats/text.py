"""The reviewer's report on a terminal: scores and what to do first, findings, action items, timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ...catalogue import catalogue
from ...report import DIMENSIONS, SEVERITIES, ActionItem, Finding, Report
from .. import CONVERTED, Failure, Result
from ..console import STYLES, console_for
from ..counts import count_of, overall_of, stated
from ..escape import line, visible
from ..explanations import amount
from ..gains import gains, ranked
from ..moments import shown

_ABOUT_PARTS = frozenset({"section", "summary", "impact", "cause", "detection", "ignore"})
_CONTEXT = 60
_INDENT = 6
_GRAVEST_FIRST = tuple(reversed(SEVERITIES))
MAX_FINDINGS, MAX_ITEMS, MAX_DOCUMENTS = 12, 50, 100
"""What a person reads on a terminal; the rest is counted, and shown by --all and in the machine formats."""
MOST_FINDINGS = 100
"""What --all shows of a document."""
MAX_REPORTS = 5
"""Documents that are reported in full; where there are more, a table shows which to look at."""
_FIRST, _WORTH = 5, 0.5
"""So many things to do first, and losses no finding stands for, are named in the summary, from so many points on."""


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


def render(result: Result, console: Console, findings: int = MAX_FINDINGS) -> RenderableType:
    """One document's report with so many findings; without colour, signs mark the offending words."""
    report = result.report
    parts: list[RenderableType] = [_head(result), _findings(result, console, findings)]
    if report.action_items:
        parts += [Text(), Text("Action items", style="bold"), _actions(report.action_items)]
    times = _times(report)
    if times is not None:
        parts += [Text(), times]
    parts.append(Text())
    return Group(*parts)


class _Page:
    """Lines of text with a narrow column at the left, wrapped here once: as a table each of them costs five times as much."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lines: list[Text] = []

    def line(self, text: str = "", style: str = "") -> None:
        """A line over the whole width."""
        self._lines.extend(Text(text, style=style).wrap(self._console, self._console.width) or [Text()])

    def whole(self, text: Text) -> None:
        """A line that is not broken, as a path in it may be followed by a click."""
        self._lines.append(text)

    def row(self, body: Text, left: str = "") -> None:
        """Text beside the narrow column; lines that follow are indented like the first."""
        width = self._console.width - _INDENT
        wrapped = [body] if len(body) <= width and cell_len(body.plain) <= width else body.wrap(self._console, width)
        for number, each in enumerate(wrapped):
            margin = " " * _INDENT if number else f"{left:>{_INDENT - 1}} "
            self._lines.append(Text.assemble((margin, "dim"), each))

    def text(self) -> Text:
        """All lines."""
        return Text("\n", no_wrap=True, overflow="ignore").join(self._lines)


def _head(result: Result) -> RenderableType:
    report = result.report
    scores = report.scores
    title = Text(result.path, style="bold", no_wrap=True, overflow="ignore")
    title.append(f"   {overall_of(scores)}")
    line = Text()
    for index, name in enumerate(DIMENSIONS):
        value = getattr(scores, name)
        line.append(("  " if index else "") + f"{name} ", style="dim")
        line.append("–" if value is None else f"{value:.0f}", style="" if value is None or value >= 70 else "bold")
    note = [Text(CONVERTED, style="dim")] if result.offsets == "converted" else []
    return Group(Rule(style="dim"), title, line, *note, *_first(report))


def _first(report: Report) -> Iterator[RenderableType]:
    """What to do first, by what it would gain; and what costs points without a finding."""
    gain = gains(report)
    counts = {rule: sum(finding.rule == rule for finding in report.findings) for rule in gain}
    best = sorted((rule for rule in gain if gain[rule] >= _WORTH), key=lambda rule: -gain[rule])[:_FIRST]
    found = {loss.evidence for loss in report.losses if any(rule in gain for rule in loss.rules)}
    others = [loss for loss in report.losses if loss.evidence not in found and loss.overall >= _WORTH][:_FIRST]
    for title, rows in (
        ("What to fix first", [(gain[rule], _told(rule, counts[rule])) for rule in best]),
        ("What else costs points", [(loss.overall, f"{loss.label} ({amount(loss)})") for loss in others]),
    ):
        if rows:
            yield Text()
            yield Text(title, style="bold")
        for points, said in rows:
            yield Text.assemble(
                (f"{points:+{_INDENT}.1f}  " if title.endswith("first") else f"{-points:{_INDENT}.1f}  ", "dim"), said
            )


def _told(rule: str, count: int) -> str:
    known = catalogue().get(rule)
    summary = f": {known.summary}" if known else ""
    return f"{rule}{summary}" + ("" if count == 1 else f" ({count_of(count, 'finding')})")


def _findings(result: Result, console: Console, most: int) -> RenderableType:
    report = result.report
    if not report.findings:
        return Group(Text(), Text("  Nothing to change.", style="green"))
    shown = ranked(report)[:most]
    page = _Page(console)
    page.line()
    page.line("Findings, most important first", "bold")
    for finding in shown:
        page.line()
        _finding(finding, result.path, page, console.no_color)
    if len(shown) < len(report.findings):
        page.line()
        left_out = count_of(len(report.findings) - len(shown), "finding")
        page.line(f"… and {left_out} more; --all shows them.", "dim")
    return page.text()


def _mark(finding: Finding, plain: bool) -> Text | None:
    """The sentence with the offending words marked, cut to a readable length; nothing where there are no words."""
    words = " ".join(finding.text.split())
    sentence = " ".join(finding.sentence.split())
    if not words or not sentence or finding.rule.split("/")[0] in _ABOUT_PARTS:
        return None
    at = sentence.find(words)
    if at < 0:
        spoken = re.sub(r"[*_`~]|\]\([^)]*\)|\[", "", words)
        at, words = sentence.find(spoken), spoken
    if at < 0 or words == sentence:
        text = sentence if at < 0 else words
        return Text(text if len(text) <= 2 * _CONTEXT else text[: 2 * _CONTEXT].rstrip() + " …")
    before, after = sentence[:at], sentence[at + len(words) :]
    if len(before) > _CONTEXT:
        before = "… " + before[-_CONTEXT:].split(" ", 1)[-1]
    if len(after) > _CONTEXT:
        after = after[:_CONTEXT].rsplit(" ", 1)[0] + " …"
    marked = f"«{words}»" if plain else words
    return Text.assemble(before, (marked, f"{STYLES[finding.severity]} underline"), after)


def _finding(finding: Finding, path: str, page: _Page, plain: bool) -> None:
    place = f"{path}:{finding.line}:{finding.column}"
    page.whole(Text.assemble((place, "bold"), "  ", (finding.severity, STYLES[finding.severity]), f"  {finding.rule}"))
    if (marked := _mark(finding, plain)) is not None:
        page.row(marked)
    page.row(Text(finding.message))
    page.row(Text.assemble(("→ ", "green"), finding.suggestion))


def _actions(items: Sequence[ActionItem]) -> RenderableType:
    table = Table(box=None, padding=(0, 1), header_style="dim", pad_edge=False, expand=True)
    table.add_column("line", justify="right", width=5, no_wrap=True)
    table.add_column("action", ratio=1)
    for name, width in (("owner", 14), ("due", 12), ("ticket", 12), ("state", 8)):
        table.add_column(name, max_width=width, overflow="ellipsis", no_wrap=True)
    for item in items[:MAX_ITEMS]:
        text = " ".join(item.text.split())
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"\*\*|__|~~|`", "", text)
        short = text if len(text) <= 72 else text[:70].rstrip() + " …"
        ticket = re.sub(r"^https?://(?:www\.)?[^/]+/(?:.*/)?", "…/", item.ticket) if item.ticket else None
        state = (
            Text("done", style="dim")
            if item.done
            else Text("vague", style="yellow")
            if item.vague
            else Text("concrete")
        )
        table.add_row(
            str(item.line),
            Text(short),
            *(Text(v or "–", style="" if v else "dim") for v in (item.owner, item.due_date or item.due, ticket)),
            state,
        )
    if len(items) > MAX_ITEMS:
        table.add_row("", Text(f"… and {len(items) - MAX_ITEMS} more", style="dim"))
    return table


def _times(report: Report) -> RenderableType | None:
    metrics = report.metrics
    if not report.timeline and metrics.detected_by == "unknown" and metrics.time_to_resolve is None:
        return None
    grid = Table.grid(padding=(0, 2))
    grid.add_row(
        Text("Timeline", style="bold"),
        Text("1 entry" if len(report.timeline) == 1 else f"{len(report.timeline):,} entries"),
    )
    for name, value in (("started", metrics.started), ("detected", metrics.detected), ("resolved", metrics.resolved)):
        grid.add_row(Text(name, style="dim"), Text(shown(value)))
    who = metrics.detected_by.replace("_", " ")
    grid.add_row(
        Text("time to detect", style="dim"),
        Text(
            f"{stated(metrics.time_to_detect)}, noticed by {who}"
            if who != "unknown"
            else f"{stated(metrics.time_to_detect)}, not stated by whom"
        ),
    )
    if metrics.time_to_respond is not None:
        grid.add_row(Text("time to respond", style="dim"), Text(stated(metrics.time_to_respond)))
    grid.add_row(Text("time to resolve", style="dim"), Text(stated(metrics.time_to_resolve)))
    return grid
