"""What each point of a score was lost for, told from a report alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..catalogue import catalogue
from ..report import DIMENSIONS, Finding, Report
from .scores import Weights, default_weights, takes_all


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
    took = {rule: _weight(rule, found, dimension, weights) for rule, found in by_rule.items()}
    total = sum(took.values())
    ranked = sorted((rule for rule in took if took[rule]), key=lambda rule: (-took[rule], rule))
    return [Loss(rule, len(by_rule[rule]), points * took[rule] / total) for rule in ranked]


def _weight(rule: str, findings: Sequence[Finding], dimension: str, weights: Weights) -> float:
    """How much the findings of a rule weigh on a dimension; see :func:`~blameless.weigh.scores.weigh`."""
    of = catalogue().get(rule)
    if of is None or not (of.dimension == dimension or (dimension == "ownership" and takes_all(of))):
        return 0.0
    if dimension in ("actions", "ownership"):
        return len(findings) * of.weight
    if dimension == "blamelessness":
        return sum(weights.blame[finding.severity] for finding in findings)
    return weights.severity[of.severity]
