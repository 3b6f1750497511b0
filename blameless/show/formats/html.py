"""HTML: one page that needs nothing else, for a reviewer who does not use a terminal.

The postmortem as written with its findings marked in place, what each score lost its points for, the action items and
the timeline to scale. It fetches nothing, runs no script but its own, and takes nothing of the text for mark-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from ... import __version__, links
from ...report import DIMENSIONS, SEVERITIES, ActionItem, Finding, Loss, Report
from .. import CONVERTED, Failure, Result
from ..counts import count_of, overall_of, severities_of, stated
from ..escape import line, visible
from ..moments import event, shown
from ..page import asset, encodable, environment, source_hash
from ..page.marks import Piece, lines
from ..page.scale import Drawing, drawing

_PACKAGE = "blameless.show"


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as the page tells of it."""

    number: int
    rule: str
    severity: str
    line: int
    message: str
    suggestion: str
    confidence: str
    page: str


@dataclass(frozen=True, slots=True)
class Row:
    """An action item as the page tells of it."""

    line: int
    text: str
    owner: str
    due: str
    ticket: str
    state: str


@dataclass(frozen=True, slots=True)
class Score:
    """A score, and what its points were lost for."""

    name: str
    value: str
    losses: Sequence[Loss]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as the page shows it."""

    path: str
    overall: str
    counts: str
    note: str
    scores: Sequence[Score]
    lines: Sequence[Sequence[Piece]]
    notes: Sequence[Note]
    found: str
    rules: Sequence[tuple[str, int]]
    actions: Sequence[Row]
    timeline: Drawing | None
    entries: Sequence[tuple[int, str, str]]
    times: Sequence[tuple[str, str]]


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One page for the whole check; with several documents it begins with a list of them."""
    every = list(outcomes)
    sheets = [_sheet(each) for each in every if isinstance(each, Result)]
    failures = [(line(each.path), visible(each.message)) for each in every if isinstance(each, Failure)]
    style, script = (asset(_PACKAGE, name) for name in ("report.css", "report.js"))
    page = environment(_PACKAGE).get_template("report.html")
    told: dict[str, Any] = {
        "title": sheets[0].path if len(sheets) == 1 else count_of(len(sheets), "postmortem"),
        "sheets": sheets,
        "failures": failures,
        "severities": tuple(reversed(SEVERITIES)),
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; style-src {source_hash(style)}; script-src {source_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        "version": __version__,
        "docs": links.page("rules"),
    }
    out.write(encodable(page.render(told), out) + "\n")


def _sheet(result: Result) -> Sheet:
    report = result.report
    scores = report.scores
    rules = sorted({finding.rule for finding in report.findings})
    return Sheet(
        path=line(result.path),
        overall=overall_of(scores),
        counts=severities_of(report.findings),
        note=CONVERTED if result.offsets == "converted" else "",
        scores=[Score(name, _number(getattr(scores, name)), _lost(report, name)) for name in DIMENSIONS],
        lines=list(lines(result.text.removeprefix("\ufeff").rjust(len(result.text)), report.findings)),
        notes=[_note(number, finding) for number, finding in enumerate(report.findings)],
        found=count_of(len(report.findings), "finding"),
        rules=[(rule, sum(finding.rule == rule for finding in report.findings)) for rule in rules],
        actions=[_row(item) for item in report.action_items],
        timeline=drawing(report),
        entries=[(each.line, shown(each.when), visible(event(each.text, each.when))) for each in report.timeline],
        times=list(_times(report)),
    )


def _lost(report: Report, dimension: str) -> list[Loss]:
    """What a dimension lost its points for, most first."""
    return sorted((loss for loss in report.losses if loss.dimension == dimension), key=lambda loss: -loss.points)


def _number(score: float | None) -> str:
    return "–" if score is None else f"{score:.0f}"


def _on_a_line(text: str) -> str:
    return visible(" ".join(text.split()))


def _note(number: int, finding: Finding) -> Note:
    return Note(
        number=number,
        rule=finding.rule,
        severity=finding.severity,
        line=finding.line,
        message=visible(finding.message),
        suggestion=visible(finding.suggestion),
        confidence=f"{100 * finding.confidence:.0f} %",
        page=links.rule_page(finding.rule),
    )


def _row(item: ActionItem) -> Row:
    return Row(
        line=item.line,
        text=_on_a_line(item.text),
        owner=_on_a_line(item.owner or "–"),
        due=_on_a_line(item.due_date or item.due or "–"),
        ticket=_on_a_line(item.ticket or "–"),
        state="done" if item.done else "vague" if item.vague else "concrete",
    )


def _times(report: Report) -> Iterable[tuple[str, str]]:
    metrics = report.metrics
    for name in ("started", "detected", "resolved"):
        yield name, shown(getattr(metrics, name))
    for name in ("time_to_detect", "time_to_respond", "time_to_resolve"):
        yield name.replace("_", " "), stated(getattr(metrics, name))
    yield "noticed by", "not stated" if metrics.detected_by == "unknown" else metrics.detected_by.replace("_", " ")
