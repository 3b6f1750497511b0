"""Which sentences of a postmortem tell the cause, which the symptom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..parse import Sentence
    from ..read import Postmortem

CAUSE = frozenset(("root_cause", "contributing_factors"))
SYMPTOM = frozenset(("impact", "detection"))
NO_STORY = frozenset(("action_items", "timeline", "lessons", "went_well", "went_badly"))
"""Sections that say less of what happened than of what follows from it, or what was done minute by minute."""
_READ = 20_000
"""Characters of a text that are compared."""
_FEW = 60
"""Characters of cause below which a section says nothing."""


def cause_of(postmortem: Postmortem) -> str:
    """The passage that stands for the cause: its section, else the summary, else the story."""
    found, _ = causes([sentence for sentence in postmortem.sentences if not sentence.quoted])
    return joined(found)


def causes(sentences: Sequence[Sentence]) -> tuple[list[Sentence], bool]:
    """The sentences that stand for the cause, and whether a section names it."""
    named = of_kinds(sentences, CAUSE)
    if sum(len(sentence.text) for sentence in named) >= _FEW:
        return named, True
    summary = of_kinds(sentences, frozenset(("summary",)))
    if sum(len(sentence.text) for sentence in summary) >= _FEW:
        return summary, False
    return [sentence for sentence in sentences if not NO_STORY & set(sentence.sections)], False


def of_kinds(sentences: Iterable[Sentence], kinds: frozenset[str]) -> list[Sentence]:
    """The sentences that stand in a section of one of these kinds."""
    return [sentence for sentence in sentences if kinds & set(sentence.sections)]


def joined(sentences: Iterable[Sentence]) -> str:
    """Their text, up to what is compared of any."""
    return " ".join(sentence.text for sentence in sentences)[:_READ]
