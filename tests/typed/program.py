"""What a user of the library writes; type checkers must know all of it."""

from __future__ import annotations

import blameless
from blameless import ActionItem, Analyzer, Config, DocumentError, Finding, Report, Section, TimelineEntry


def grave(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity == "error"]


def told(outcome: Report | DocumentError) -> str:
    if isinstance(outcome, DocumentError):
        return f"{outcome.index}: {outcome.reason}"
    overall: float | None = outcome.scores.overall
    return f"{overall} {outcome.scores.grade}"


analyzer = Analyzer(Config(people=("Zyx",), severity={"blame/role": "info"}))
report: Report = blameless.analyze("# Outage\n")
item: ActionItem
for item in report.action_items:
    owner: str | None = item.owner
reports: list[Report] = list(analyzer.pipe(["# Outage\n"]))
outcomes: list[str] = [told(each) for each in analyzer.pipe(["# Outage\n"], on_error="yield")]
sections: tuple[Section, ...] = report.sections
entries: tuple[TimelineEntry, ...] = report.timeline
seconds: float | None = report.metrics.time_to_resolve
again: Report = Report.from_dict(report.to_dict())
