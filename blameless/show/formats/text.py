"""The reviewer's report on a terminal: scores, findings by section, action items, timeline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ...catalogue import catalogue
from ...report import DIMENSIONS, SEVERITIES, ActionItem, Finding, Report, Section
from .. import CONVERTED, Failure, Result
from ..console import STYLES, console_for
from ..counts import duration
from ..escape import line, visible

_ABOUT_PARTS = frozenset({"section", "summary", "impact", "cause", "detection", "ignore"})
_CONTEXT = 60
_INDENT = 6
_GRAVEST_FIRST = tuple(reversed(SEVERITIES))
MAX_FINDINGS, MAX_ITEMS, MAX_DOCUMENTS = 100, 50, 100
"""What a person reads on a terminal; what is more is counted, and in the machine formats."""


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """Write each document's report as it comes in, and where there are several, a table of them at the end."""
    console = console_for(out)
    shown: list[_Row] = []
    failed = 0
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            failed += 1
            continue  # the command tells of it on standard error
        shown.append(_Row.of(outcome))
        console.print(render(_harmless(outcome), console))
    if len(shown) > 1:
        console.print(_overview(shown))
    if len(shown) + failed > 1:
        counts = ", ".join(
            _count(sum(row.counts[number] for row in shown), level) for number, level in enumerate(_GRAVEST_FIRST)
        )
        unread = f", {failed} could not be read" if failed else ""
        console.print(Text(f"{_count(len(shown), 'document')}: {counts}{unread}", style="bold"))


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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 or noun == 'info' else 's'}"


def render(result: Result, console: Console) -> RenderableType:
    """One document's report; without colour, signs mark the offending words."""
    report = result.report
    parts: list[RenderableType] = [_head(result), _findings(result, console)]
    if report.action_items:
        parts += [Text(), Text("The action items at a glance", style="bold"), _actions(report.action_items)]
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
    title = Text(result.path, style="bold")
    if scores.overall is not None:
        title.append(f"   {scores.overall:.0f} of 100, grade {scores.grade}")
    line = Text()
    for index, name in enumerate(DIMENSIONS):
        value = getattr(scores, name)
        line.append(("  " if index else "") + f"{name} ", style="dim")
        line.append("–" if value is None else f"{value:.0f}", style="" if value is None or value >= 70 else "bold")
    note = [Text(CONVERTED, style="dim")] if result.offsets == "converted" else []
    return Group(Rule(style="dim"), title, line, *note)


def _section_titles(findings: Sequence[Finding], sections: Sequence[Section]) -> dict[int, str]:
    """The title each finding (by its start) is grouped under: that of the innermost section around it."""
    titles = {}
    for finding in findings:
        around = [s for s in sections if s.start <= finding.start < max(s.end, s.start + 1)]
        titles[finding.start] = max(around, key=lambda s: s.start).title if around else ""
    return titles


def _findings(result: Result, console: Console) -> RenderableType:
    report = result.report
    if not report.findings:
        return Group(Text(), Text("  Nothing to change.", style="green"))
    repeated = {rule: [f for f in report.findings if f.rule == rule] for rule in _told_together()}
    grouped = {rule: found for rule, found in repeated.items() if len(found) > 1}
    single = [f for f in report.findings if f.rule not in grouped]
    shown = _gravest(single)
    titles = _section_titles(shown, report.sections)
    by_title: dict[str, list[Finding]] = defaultdict(list)
    for finding in shown:
        by_title[titles[finding.start]].append(finding)
    page = _Page(console)
    for title, found in by_title.items():
        page.line()
        page.line(title or "The document", "bold")
        for finding in found:
            _finding(finding, page, console.no_color)
    if len(shown) < len(single):
        page.line()
        left_out = _count(len(single) - len(shown), "finding")
        page.line(f"… and {left_out} more, none graver; --format json has them all.", "dim")
    if grouped:
        page.line()
        page.line("All action items", "bold")
        for rule, found in grouped.items():
            _grouped(rule, found, report.action_items, page)
    return page.text()


def _told_together() -> dict[str, str]:
    """What several items with a finding of a rule are said to do, for the rules that are told of together."""
    return {rule.id: rule.together for rule in catalogue().values() if rule.together}


def _gravest(findings: Sequence[Finding]) -> list[Finding]:
    """As many findings as are shown, the gravest of them, in source order."""
    if len(findings) <= MAX_FINDINGS:
        return list(findings)
    kept = sorted(findings, key=lambda f: (-SEVERITIES.index(f.severity), f.start))[:MAX_FINDINGS]
    return sorted(kept, key=lambda f: (f.start, f.end, f.rule))


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


def _finding(finding: Finding, page: _Page, plain: bool) -> None:
    page.row(_heading(finding), left=str(finding.line))
    if (marked := _mark(finding, plain)) is not None:
        page.row(marked)
    page.row(Text(finding.message))
    page.row(_advice(finding))


def _heading(finding: Finding) -> Text:
    return Text.assemble((f"{finding.severity:<8}", STYLES[finding.severity]), (finding.rule, "dim"))


def _advice(finding: Finding) -> Text:
    return Text.assemble(("→ ", "green"), finding.suggestion)


def _grouped(rule: str, found: Sequence[Finding], items: Sequence[ActionItem], page: _Page) -> None:
    open_items = sum(not item.done for item in items)
    lines = ", ".join(str(f.line) for f in found[:12]) + (", …" if len(found) > 12 else "")
    page.row(_heading(found[0]))
    page.row(Text(f"{len(found)} of {open_items} open items {_told_together()[rule]} (lines {lines})."))
    page.row(_advice(found[0]))


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
        Text("1 entry" if len(report.timeline) == 1 else f"{len(report.timeline)} entries"),
    )
    for name, value in (("started", metrics.started), ("detected", metrics.detected), ("resolved", metrics.resolved)):
        grid.add_row(
            Text(name, style="dim"), Text(re.sub(r"(\d\d:\d\d):00(?=$|[+-])", r"\1", (value or "–").replace("T", " ")))
        )
    who = metrics.detected_by.replace("_", " ")
    grid.add_row(
        Text("time to detect", style="dim"),
        Text(
            f"{duration(metrics.time_to_detect)}, noticed by {who}"
            if who != "unknown"
            else f"{duration(metrics.time_to_detect)}, not said by whom"
        ),
    )
    if metrics.time_to_respond is not None:
        grid.add_row(Text("time to respond", style="dim"), Text(duration(metrics.time_to_respond)))
    grid.add_row(Text("time to resolve", style="dim"), Text(duration(metrics.time_to_resolve)))
    return grid
