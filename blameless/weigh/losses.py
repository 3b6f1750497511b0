"""What each point of a score was lost for, told from a report alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..judge.rule import catalogue
from ..report import DIMENSIONS, Finding, Report
from .scores import NO_ACTIONS, Weights, default_weights


@dataclass(frozen=True, slots=True)
class Loss:
    """The points that the findings of one rule took from one score."""

    rule: str
    findings: int
    points: float


def losses(report: Report, known: Sequence[Finding] = ()) -> dict[str, list[Loss]]:
    """For each score below 100 what took its points, most first.

    What is missing to 100 is shared among the rules as their findings weigh in the formula, so that the points add up.

    Args:
        report: the report.
        known: findings that count in the scores but were left out of the report, as those of a baseline.
    """
    findings = (*report.findings, *known)
    found: dict[str, list[Loss]] = {}
    for dimension in DIMENSIONS:
        score = getattr(report.scores, dimension)
        if score is not None and score < 100:
            found[dimension] = list(_shared(100 - score, dimension, findings, default_weights()))
    return found


def _shared(points: float, dimension: str, findings: Iterable[Finding], weights: Weights) -> Iterable[Loss]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    none_at_all = next((rule for rule in NO_ACTIONS if rule in by_rule), None)
    if dimension in ("actions", "ownership") and none_at_all is not None:
        return [Loss(none_at_all, len(by_rule[none_at_all]), points)]
    took = {rule: _weight(rule, found, dimension, weights) for rule, found in by_rule.items()}
    total = sum(took.values())
    ranked = sorted((rule for rule in took if took[rule]), key=lambda rule: (-took[rule], rule))
    return [Loss(rule, len(by_rule[rule]), points * took[rule] / total) for rule in ranked]


def _weight(rule: str, findings: Sequence[Finding], dimension: str, weights: Weights) -> float:
    """How much the findings of a rule weigh on a dimension; see :func:`~blameless.weigh.scores.weigh`."""
    if dimension == "actions":
        return len(findings) * weights.action.get(rule, 0.0)
    if dimension == "ownership":
        return len(findings) * weights.ownership.get(rule, 0.0)
    of = catalogue().get(rule)
    if of is None or of.dimension != dimension:
        return 0.0
    if dimension == "blamelessness":
        return sum(weights.blame[finding.severity] for finding in findings)
    return weights.severity[of.severity]
