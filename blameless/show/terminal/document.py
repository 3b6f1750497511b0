"""The report of one document: scores and what to do first, findings, action items, timeline."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ...catalogue import catalogue
from ...report import DIMENSIONS, Report
from .. import CONVERTED, Result
from ..counts import count_of, overall_of, stated
from ..explanations import amount
from ..gains import gains
from ..moments import shown
from .actions import actions
from .findings import findings

_INDENT = 6
"""Of what is to be done first: the width of its points."""
_FIRST, _WORTH = 5, 0.5
"""So many things to do first, and losses no finding stands for, are named in the summary, from so many points on."""


def render(result: Result, console: Console, most: int) -> RenderableType:
    """One document's report with so many findings at most; without colour, signs mark the offending words."""
    report = result.report
    parts: list[RenderableType] = [_head(result), findings(result, console, most)]
    if report.action_items:
        parts += [Text(), Text("Action items", style="bold"), actions(report.action_items)]
    times = _times(report)
    if times is not None:
        parts += [Text(), times]
    parts.append(Text())
    return Group(*parts)


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
