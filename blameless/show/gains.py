"""What mending the findings of a rule would gain, so that the most worthwhile come first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ..report import Finding, Report


def gains(report: Report) -> dict[str, float]:
    """For each rule with findings the points of the overall score that they stand for.

    What a score lost for evidence to which several of these rules speak is shared among them by the number of their findings.
    """
    counts: dict[str, int] = defaultdict(int)
    for finding in report.findings:
        counts[finding.rule] += 1
    found = dict.fromkeys(counts, 0.0)
    for loss in report.losses:
        speak = [rule for rule in loss.rules if rule in counts]
        total = sum(counts[rule] for rule in speak)
        for rule in speak:
            found[rule] += loss.overall * counts[rule] / total
    return found


def ranked(report: Report) -> Sequence[Finding]:
    """The findings: errors first, then those that gain most, among equals in the order of the text."""
    gain = gains(report)
    counts: dict[str, int] = defaultdict(int)
    for finding in report.findings:
        counts[finding.rule] += 1

    def key(finding: Finding) -> tuple[bool, float, int]:
        return finding.severity != "error", -gain[finding.rule] / counts[finding.rule], finding.start

    return sorted(report.findings, key=key)
