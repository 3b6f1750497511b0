"""Suggestions are made from the sentence at hand."""

from __future__ import annotations

import pytest

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
    "sentence", ["The change should have been reviewed.", "We did not check the backup.", "Dave deleted it by mistake."]
)
def test_none_states_what_happened(analyzer, sentence) -> None:
    """What a writer did not say is asked for: a clause turned round may say what was not so."""
    for finding in analyzer.analyze(f"# Outage\n\n{sentence}\n").findings:
        assert "“" not in finding.suggestion or finding.rule.split("/")[0] not in ("blame", "tone")
