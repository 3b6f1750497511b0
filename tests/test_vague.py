"""Vague actions: how well they are told, and what is asked of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, listed
from hypothesis import given
from hypothesis import strategies as st

from blameless import Analyzer
from blameless.errors import InputError
from blameless.judge.assess import Assessor
from blameless.judge.questions import question, safeguard
from blameless.learn.evaluate import ItemFigures, evaluate_items
from blameless.learn.items import LabelledItem, read_items
from blameless.learn.train import train_on
from blameless.lexicon import load
from blameless.models import load_models
from blameless.read import Action, Reader
from blameless.read.document import read_postmortem
from blameless.read.items import with_actions


@cache
def items() -> list[LabelledItem]:
    return read_items(ROOT / "data" / "actions")


@cache
def assessor() -> Assessor:
    return Assessor(load_models(), Reader())


@cache
def figures() -> ItemFigures:
    return evaluate_items([item for item in items() if item.split == "test"], assessor())


def action(text: str) -> Action:
    return listed(read_postmortem(f"# Outage\n\n## Action items\n\n- {text}\n"))[0]


def lack(text: str) -> str | None:
    [assessment] = assessor().assess([read_postmortem(f"# Outage\n\n## Action items\n\n- {text}\n")])
    return assessment.choice.outlooks[0].lack


@pytest.mark.slow
def test_items_of_the_test_split_are_judged_well() -> None:
    found = figures()
    assert found.items > 1500
    assert found.vague.f1 is not None and found.vague.f1 >= 0.83
    assert found.vigilance.precision is not None and found.vigilance.precision >= 0.45
    assert found.vigilance.recall is not None and found.vigilance.recall >= 0.55


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
    assert lack(text) is None


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
    assert lack(text) == "vague"


@pytest.mark.parametrize(
    "text",
    [
        "Be more careful when deleting volumes",
        "Remind all engineers to double-check the region",
        "Operators should pay closer attention to the amber lamp",
    ],
)
def test_reliance_on_care_is_vigilance(text: str) -> None:
    assert lack(text) == "vigilance"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Improve alerting", "Which alert, at what threshold, paging whom?"),
        ("Investigate the retry storm", "What do you want to find out about “retry storm”"),
        ("Consider a second carrier", "Who decides on “second carrier”"),
        ("Make the ticket printer more robust", "ticket printer"),
        ("Better tests", "Which case will be tested"),
        ("Things should get better", "What will exist, or be gone, once “Things should get better” is done?"),
        ("Consider whether the parcel feed needs a cache", "Who answers “whether the parcel feed needs a cache”"),
        ("Find out why the sorter stalled", "Who answers “why the sorter stalled”"),
        ("Consider moving stock.csv to a bucket if it grows", "Who decides on “moving stock.csv to a bucket”"),
        ("Consider moving stock.csv to a bucket", "write “Move stock.csv to a bucket”; if it is not, who decides"),
        ("Consider adding metrics or removing the cache", "Who decides on “adding metrics or removing the cache”"),
        ("Think about setting a limit on uploads", "write “Set a limit on uploads”"),
        ("Improve monitoring to detect queue growth earlier", "What shows “queue growth”"),
        ("Set up monitoring of disk usage", "What shows “disk usage”"),
        (
            "Conduct a full audit of the label printers to find weak spots",
            "Which parts of “label printers” are covered",
        ),
        ("Review and improve the hand-off process", "Which step of “hand-off process” will be added"),
        ("Avoid exposing the admin port to the internet", "What will stop “exposing the admin port to the internet”"),
        ("Ensure that the van list is correct", "What will ensure “the van list is correct”"),
    ],
)
def test_a_question_asks_for_what_is_missing(text: str, asked: str) -> None:
    assert asked in question(action(text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Train operators on valve settings", "What would help with “valve settings” someone who missed the training"),
        ("Awareness training", "What would help someone who missed the training"),
        ("Never edit the price table by hand", "What could stop “edit the price table by hand”"),
        ("Always check the region before deleting", "Which hook, pipeline step or tool could do this unasked"),
        ("Remind everyone to verify the batch number", "“verify the batch number”"),
        ("Labels must be checked before printing", "“Labels must be checked before printing”"),
        ("Be more careful when moving pallets", "What would make “moving pallets” safe without extra care"),
        ("Pay more attention", "even when nobody remembers “Pay more attention”"),
    ],
)
def test_for_care_a_safeguard_is_asked(text: str, asked: str) -> None:
    assert asked in safeguard(action(text))


@pytest.mark.parametrize("name", load("questions")["quotes"])
@given(
    text=st.text(alphabet="avoid monitor review of the :.,;(-why ensure that train on be careful when 9%", max_size=200)
)
def test_what_is_quoted_stands_in_the_item(name: str, text: str) -> None:
    for match in re.compile(load("questions")["quotes"][name], re.I).finditer(text):
        assert match["quote"] in text and len(match["quote"]) > 2


def test_a_question_does_not_ask_for_a_threshold_that_is_there() -> None:
    assert question(action("Tune the disk alert to 80 % or so")) == "Which alert, on which signal, paging whom?"


@pytest.mark.slow
def test_every_vague_item_is_asked_something_of_its_own() -> None:
    asked = {question(with_actions(item.postmortem, [item.candidate]).actions[0]) for item in items() if item.vague}
    assert len(asked) > 300
    assert all(text.endswith("?") and "{" not in text for text in asked)


def test_findings_carry_question_and_probability() -> None:
    report = Analyzer().analyze("# Outage\n\n## Action items\n\n- Improve alerting\n- Pin libssl to 3.0.13\n")
    vague = [finding for finding in report.findings if finding.rule == "action/vague"]
    assert [finding.text for finding in vague] == ["Improve alerting"]
    assert vague[0].suggestion == "Which alert, at what threshold, paging whom?"
    assert 0.5 <= vague[0].confidence <= 1
    assert [item.vague for item in report.action_items] == [True, False]


def test_bad_data_is_said_to_be_so(tmp_path: Path) -> None:
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
    with pytest.raises(InputError, match="too few"):
        train_on("vague", bad, tmp_path / "own")
