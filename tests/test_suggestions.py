"""Suggestions are made from the sentence at hand."""

from __future__ import annotations

import pytest

from blameless import Analyzer, Config
from blameless.judge.claims import claims
from blameless.lexicon import load


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Dave forgot to drain the node before the upgrade.", "would have prompted anyone to drain the node"),
        ("An engineer accidentally deleted the production bucket.", "What made this possible"),
        ("We should have tested the failover.", "Say what happened and why it made sense"),
        ("@kofi ran the wrong command against production.", "What made the wrong command"),
        ("The vendor ignored our ticket.", "Describe the hand-off"),
        ("He was reprimanded for the change.", "Leave the sanction out"),
    ],
)
def test_it_is_made_from_the_sentence(analyzer, sentence, expected) -> None:
    found = [f for f in analyzer.analyze(f"# Outage\n\n{sentence}\n").findings if f.rule.startswith("blame/")]
    assert len(found) == 1
    assert expected in found[0].suggestion


def test_every_rule_has_a_text_that_needs_nothing() -> None:
    texts = load("suggestions")
    assert set(texts) == set(claims())
    for rule, entries in texts.items():
        assert "needs" not in entries[-1] and "grounds" not in entries[-1], rule


@pytest.mark.parametrize(
    ("sentence", "rewritten"),
    [
        ("An engineer accidentally deleted the production bucket.", "The production bucket was deleted."),
        ("Kofi accidentally deleted the two buckets at 09:10.", "The two buckets were deleted at 09:10."),
        ("In hindsight, the alert was obvious.", "The alert was obvious."),
        ("Nothing worked!!", "Nothing worked."),
        ("The queue was on fire <!-- blameless: ignore action/overdue -->", "The queue was on fire"),
    ],
)
def test_what_a_program_can_write_it_offers(sentence, rewritten) -> None:
    text = f"# Outage\n\n{sentence}\n\nThe rest.\n"
    [one] = {each.replacement for each in Analyzer(Config(all_rules=True)).analyze(text).findings if each.replacement}
    assert text[: one.start] + one.text + text[one.end :] == f"# Outage\n\n{rewritten}\n\nThe rest.\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "An engineer accidentally deleted the bucket and left the desk.",
        "An engineer did not accidentally delete the bucket.",
        "**An engineer** accidentally deleted the bucket.",
        "An engineer accidentally deleted `prod-1` while restoring another bucket.",
        "On Friday an engineer accidentally deleted the bucket.",
        "Dave forgot to drain the node.",
        "It was a nightmare!! again",
    ],
)
def test_where_more_would_change_it_offers_nothing(analyzer, sentence) -> None:
    assert not [each for each in analyzer.analyze(f"# Outage\n\n{sentence}\n").findings if each.replacement]


@pytest.mark.parametrize(
    "sentence", ["The change should have been reviewed.", "We did not check the backup.", "Dave deleted it by mistake."]
)
def test_none_states_what_happened(analyzer, sentence) -> None:
    """What a writer did not say is asked for: a clause turned round may say what was not so."""
    for finding in analyzer.analyze(f"# Outage\n\n{sentence}\n").findings:
        assert "“" not in finding.suggestion or finding.rule.split("/")[0] not in ("blame", "tone")
