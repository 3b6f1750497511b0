"""What users read keeps to ``docs/style.md``, as far as that can be checked."""

from __future__ import annotations

import re

import pytest

from blameless.judge.rule import Rule, catalogue
from blameless.lexicon import load
from blameless.weigh import evidence

RULES = list(catalogue().values())
AMERICAN = re.compile(r"\b\w+(?:ize|izing|ization|yze)\b|\b(?:color|behavior|center|favor)\w*\b", re.I)
PASSIVE = re.compile(r"\b(?:it is not said|is told|are told|ties a person|the words found)\b", re.I)


def _texts(rule: Rule) -> list[str]:
    return [rule.rationale, rule.suggestion]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_sentences_begin_and_end_as_sentences_do(rule: Rule) -> None:
    for text in _texts(rule):
        assert re.match(r"[A-Z“]", text) and re.search(r"[.?](?:[”)])?$", text), text
        assert "!" not in text and "  " not in text and '"' not in text, text
    assert (rule.summary == rule.summary.strip(". ") and not rule.summary[0].isupper()) or rule.summary[:2].isupper()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_words_are_those_of_the_style_sheet(rule: Rule) -> None:
    for text in (*_texts(rule), rule.summary):
        assert not AMERICAN.search(text.replace("size", "").replace("prize", "")), text
        assert not PASSIVE.search(text), text
        assert not re.search(r"\{\w*\}", text), text


def test_suggestions_ask_and_state_nothing() -> None:
    for entries in load("suggestions").values():
        for entry in entries:
            assert "“" not in entry["text"] and entry["text"][-1] in ".?", entry
            assert set(re.findall(r"\{(\w+)\}", entry["text"])) <= set(entry.get("needs", ())), entry


def test_questions_are_questions() -> None:
    for entry in (*load("questions")["questions"], *load("questions")["safeguards"]):
        assert entry["ask"].endswith("?") and entry["ask"][0].isupper(), entry


def test_what_is_asked_for_is_made_of_what_is_known() -> None:
    for name, entries in load("asking").items():
        for entry in entries if name != "words" else ():
            text = entry["text"]
            assert (not text and name.endswith("_hint")) or (text[-1] in ".?" and "!" not in text), entry
            always = {"item", "others", "each", "day", "why"} if name.startswith(("owner", "due")) else set()
            assert set(re.findall(r"\{(\w+)\}", text)) <= always | set(entry.get("needs", ())), entry


def test_labels_of_evidence_are_phrases() -> None:
    for each in evidence().values():
        assert each.label[0].islower() and each.label[-1] != ".", each
