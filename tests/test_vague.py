"""Vague actions: how well they are told, how the classifier is kept, and what is asked of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from blameless.judge.vagueness import VagueClassifier, default_vague_classifier
from blameless.learn.vague import VagueFigures, evaluate_vague, train_vague
from conftest import ROOT

from blameless import Analyzer
from blameless.errors import BlamelessError, InputError
from blameless.judge.questions import question
from blameless.learn.items import LabelledItem, read_items
from blameless.parse import Action, parse


@cache
def items() -> list[LabelledItem]:
    return read_items(ROOT / "data" / "actions")


@cache
def figures() -> VagueFigures:
    return evaluate_vague([item for item in items() if item.split == "test"], default_vague_classifier())


def action(text: str) -> Action:
    return parse(f"# Outage\n\n## Action items\n\n- {text}\n").actions[0]


def rule(text: str) -> str | None:
    return default_vague_classifier().outlook(action(text)).rule


@pytest.mark.slow
def test_items_of_the_test_split_are_judged_well() -> None:
    found = figures()
    assert found.items > 1500
    assert found.sources["written"].f1 >= 0.92
    assert found.sources["list"].f1 >= 0.8  # as people write them; nobody opposed them to each other
    assert found.vague.f1 >= 0.87
    assert all(rates.f1 >= 0.85 for rates in found.layouts.values())
    assert found.vigilance.precision >= 0.7 and found.vigilance.recall >= 0.5


def test_probabilities_mean_what_they_say() -> None:
    large = [row for row in figures().calibration if row[1] >= 30]
    assert len(large) >= 4
    assert all(abs(probability - share) < 0.15 for _, _, probability, share in large)


@pytest.mark.parametrize(
    "text",
    [
        "Improve the checkout alert: page at 2 % errors over 5 min",
        "Pin libssl to 3.0.13",
        "Raise pool to 100",
        "Restrict privileges to read-only",
        "Add an alert when the ledger export is late",
        "Review and delete the 14 unused IAM roles",
        "Document how to restart the sorter by hand in the shift handbook",
        "Delete the unused ingress class",
    ],
)
def test_named_ends_are_concrete(text: str) -> None:
    assert rule(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Implement a comprehensive strategy for improving reliability across teams",
        "Improve monitoring",
        "Look into the retry behaviour of the ledger client",
        "Consider moving the parcel tracker to another region",
        "More robust deployments",
        "Ensure that backups are handled properly where possible",
    ],
)
def test_open_ends_are_vague(text: str) -> None:
    assert rule(text) == "action/vague"


@pytest.mark.parametrize(
    "text",
    [
        "Be more careful when deleting volumes",
        "Remind all engineers to double-check the region",
        "Operators should pay closer attention to the amber lamp",
    ],
)
def test_reliance_on_care_is_vigilance(text: str) -> None:
    assert rule(text) == "action/vigilance"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Improve alerting", "Which alert, at what threshold, paging whom?"),
        ("Investigate the retry storm", "What is to be found out about “retry storm”"),
        ("Consider a second carrier", "Who decides on “second carrier”"),
        ("Make the ticket printer more robust", "ticket printer"),
        ("Better tests", "Which case is tested"),
        ("Things should get better", "What will be there or gone once this is done?"),
    ],
)
def test_a_question_asks_for_what_is_missing(text: str, asked: str) -> None:
    assert asked in question(action(text))


def test_a_question_does_not_ask_for_a_threshold_that_is_there() -> None:
    assert question(action("Tune the disk alert to 80 % or so")) == "Which alert, on which signal, paging whom?"


def test_every_vague_item_is_asked_something_of_its_own() -> None:
    asked = {question(item.action) for item in items() if item.vague}
    assert len(asked) > 300
    assert all(text.endswith("?") and "{" not in text for text in asked)


def test_findings_carry_question_and_probability() -> None:
    report = Analyzer().analyze("# Outage\n\n## Action items\n\n- Improve alerting\n- Pin libssl to 3.0.13\n")
    vague = [finding for finding in report.findings if finding.rule == "action/vague"]
    assert [finding.text for finding in vague] == ["Improve alerting"]
    assert vague[0].suggestion == "Which alert, at what threshold, paging whom?"
    assert 0.5 <= vague[0].confidence <= 1
    assert [item.vague for item in report.action_items] == [True, False]


def test_a_classifier_is_kept_as_it_is(tmp_path: Path) -> None:
    sample = [item for item in items() if item.split == "dev"]
    trained = train_vague(sample)
    trained.save(tmp_path / "model")
    loaded = VagueClassifier.load(tmp_path / "model")
    for item in sample[:50]:
        assert loaded.outlook(item.action).vague == pytest.approx(trained.outlook(item.action).vague, abs=0.02)
    (tmp_path / "again").mkdir()
    train_vague(sample).save(tmp_path / "again")
    for name in ("model.json", "vocabulary.txt"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "model" / name).read_bytes()


def test_bad_data_and_bad_models_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BlamelessError, match="not a classifier"):
        VagueClassifier.load(tmp_path)
    bad = tmp_path / "items.jsonl"
    for line, message in (
        ("{", "not JSON"),
        ('{"text": "x"}', '"v" must be 0 or 1'),
        ('{"v": 1}', 'needs an object with a "text"'),
        ('{"text": "| x |", "v": 1, "layout": "table"}', "header"),
    ):
        bad.write_text(line, encoding="utf-8")
        with pytest.raises(InputError, match=message):
            read_items(bad)
    bad.write_text('{"text": "Improve monitoring", "v": 1}', encoding="utf-8")
    with pytest.raises(InputError, match="too few action items"):
        train_vague(bad)
