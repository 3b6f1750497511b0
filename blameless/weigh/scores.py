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
from ..catalogue import Rule
from ..report import Finding, Scores


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of ``weights.toml``."""

    severity: Mapping[str, float]
    blame: Mapping[str, float]
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


def takes_all(rule: Rule) -> bool:
    """Whether a finding is about the action items as a whole, and takes from both scores for actions; one about an item takes from it."""
    return rule.dimension == "actions" and rule.about != "item"


def _items(findings: Iterable[Finding], rules: Mapping[str, Rule], items: int, whole: float) -> float | None:
    """Mean worth of the items, each 1 less what the findings on it take, of what the findings on all of them leave."""
    if items == 0:
        return 100 * (1 - whole) if whole else None
    taken: dict[int, float] = defaultdict(float)
    for finding in findings:
        if not takes_all(rules[finding.rule]):
            taken[finding.start] += rules[finding.rule].weight
    return 100 * (1 - whole) * (items - sum(min(1.0, cost) for cost in taken.values())) / items


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
    of = {rule.id: rule for rule in asked}
    for finding in findings:
        if finding.rule in of:
            by_dimension[of[finding.rule].dimension].append(finding)
    rules = defaultdict(list)
    for rule in asked:
        rules[rule.dimension].append(rule)
    whole = min(1.0, sum(rule.weight for rule in rules["actions"] if rule.id in found and takes_all(rule)))
    scores: dict[str, float | None] = {
        "blamelessness": _blamelessness(by_dimension["blamelessness"], sentences, weights)
        if rules["blamelessness"]
        else None,
        "actions": _items(by_dimension["actions"], of, items, whole),
        "ownership": _items(by_dimension["ownership"], of, open_items, whole),
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
