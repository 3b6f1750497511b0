"""The scores of a report, as ``docs/scoring.md`` defines them.

Every dimension is a share (of sentences, of action items, of things asked), so length alone changes nothing; and every
finding only ever takes away, so mending one never lowers a score.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .._toml import tomllib
from ..judge.rule import Rule
from ..report import Finding, Scores


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of ``weights.toml``."""

    severity: Mapping[str, float]
    blame: Mapping[str, float]
    action: Mapping[str, float]
    ownership: Mapping[str, float]
    overall: Mapping[str, float]


@cache
def default_weights() -> Weights:
    return Weights(**tomllib.loads(files("blameless.weigh").joinpath("weights.toml").read_text(encoding="utf-8")))


def _blamelessness(findings: Iterable[Finding], sentences: int, weights: Weights) -> float | None:
    """The gravest finding sets a ceiling, the share of blameful sentences does the rest."""
    if sentences == 0:
        return None
    by_sentence: dict[str, float] = defaultdict(float)
    for finding in findings:
        weight = weights.blame[finding.severity]
        by_sentence[finding.sentence] = max(by_sentence[finding.sentence], weight)
    worst = max(by_sentence.values(), default=0.0)
    share = min(1.0, sum(by_sentence.values()) / sentences)
    return 100 * (1 - weights.blame["worst"] * worst) * math.exp(-weights.blame["rate"] * share)


NO_ACTIONS = ("action/missing", "action/unclear")
"""Rules that say there is nothing to own or check: found, they leave nothing of the scores for actions and ownership."""


def _items(findings: Iterable[Finding], costs: Mapping[str, float], items: int) -> float | None:
    """Mean worth of the items, each 1 less what the findings on it take."""
    if items == 0:
        return None
    taken: dict[int, float] = defaultdict(float)
    for finding in findings:
        taken[finding.start] += costs.get(finding.rule, 0.0)
    return 100 * (items - sum(min(1.0, cost) for cost in taken.values())) / items


def _share(found: set[str], asked: Sequence[Rule], weights: Weights) -> float | None:
    """The share of what was asked that is there, each thing weighing by its rule's severity."""
    total = sum(weights.severity[rule.severity] for rule in asked)
    missing = sum(weights.severity[rule.severity] for rule in asked if rule.id in found)
    return 100 * (1 - missing / total) if total else None


def weigh(
    findings: Sequence[Finding],
    asked: Sequence[Rule],
    sentences: int,
    items: int,
    open_items: int,
    weights: Weights | None = None,
) -> Scores:
    """The scores of a document.

    Args:
        findings: what was found.
        asked: the rules that ask something of this document.
        sentences: how many sentences it has.
        items: how many action items it has; ``open_items`` of them are not done.
        weights: the numbers of the formula; those of ``weights.toml`` by default.
    """
    weights = weights or default_weights()
    found = {finding.rule for finding in findings}
    by_dimension: dict[str, list[Finding]] = defaultdict(list)
    dimension = {rule.id: rule.dimension for rule in asked}
    for finding in findings:
        by_dimension[dimension.get(finding.rule, "")].append(finding)
    rules = defaultdict(list)
    for rule in asked:
        rules[rule.dimension].append(rule)
    missing = not found.isdisjoint(NO_ACTIONS)
    scores: dict[str, float | None] = {
        "blamelessness": _blamelessness(by_dimension["blamelessness"], sentences, weights)
        if rules["blamelessness"]
        else None,
        "actions": 0.0 if missing else _items(by_dimension["actions"], weights.action, items),
        "ownership": 0.0 if missing else _items(by_dimension["ownership"], weights.ownership, open_items),
        "completeness": _share(found, rules["completeness"], weights),
        "detection": _share(found, rules["detection"], weights),
    }
    known = {name: value for name, value in scores.items() if value is not None}
    total = sum(weights.overall[name] for name in known)
    overall = sum(weights.overall[name] * value for name, value in known.items()) / total if total else None
    return Scores(
        overall=None if overall is None else round(overall, 1),
        **{name: None if value is None else round(value, 1) for name, value in scores.items()},
    )
