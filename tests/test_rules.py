"""Every rule is complete, and its examples are its tests."""

from __future__ import annotations

import pytest

from blameless.catalogue import Rule, catalogue, register
from blameless.judge.examples import fires
from blameless.report import DIMENSIONS, SEVERITIES

RULES = list(catalogue().values())
BAD = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES for n, text in enumerate(rule.bad)]
GOOD = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES for n, text in enumerate(rule.good)]

DESIGNED = [
    "blame/person",
    "blame/role",
    "blame/team",
    "blame/collective",
    "blame/human-error",
    "blame/counterfactual",
    "blame/judgment",
    "blame/punishment",
    "blame/hindsight",
    "tone/animated",
    "action/missing",
    "action/vague",
    "action/vigilance",
    "action/no-owner",
    "action/no-due-date",
    "action/no-ticket",
    "action/overdue",
    "section/summary",
    "section/impact",
    "section/timeline",
    "section/root_cause",
    "section/contributing_factors",
    "section/detection",
    "section/action_items",
    "section/lessons",
    "summary/length",
    "impact/who",
    "impact/extent",
    "impact/duration",
    "impact/severity",
    "timeline/timestamps",
    "timeline/timezone",
    "timeline/order",
    "timeline/milestones",
    "cause/single",
    "detection/source",
    "detection/gap",
    "template/placeholder",
    "document/kind",
    "timeline/gap",
]


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_bad_example_is_flagged(rule: Rule, text: str, reader) -> None:
    assert fires(rule, text, reader)


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_good_example_is_not_flagged(rule: Rule, text: str, reader) -> None:
    assert not fires(rule, text, reader)


def test_the_whole_catalogue_is_there() -> None:
    assert set(DESIGNED) <= set(catalogue())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_says_everything_about_itself(rule: Rule) -> None:
    assert rule.bad and rule.good
    assert all((rule.summary, rule.rationale, rule.source, rule.suggestion))
    assert rule.severity in SEVERITIES
    assert rule.dimension in (*DIMENSIONS, "")


def test_a_rule_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register(RULES[0])
