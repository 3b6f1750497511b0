"""From evidence to verdicts on blame: the classifier says whether and how openly, the grounds say which rule and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..read import Evidence
from ..read.actors import PEOPLE
from ..read.phrases import PHRASE
from .classifier import Classifier

_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
# The order in which rules claim a sentence: the more specific first.
PRECEDENCE = (
    "blame/punishment",
    "blame/person",
    "blame/judgment",
    "blame/counterfactual",
    "blame/role",
    "blame/team",
    "blame/collective",
    "blame/human-error",
    "blame/hindsight",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence found blameful: under which rule, how sure, whether openly, and by which words of it.

    ``ground`` names what was found, ``""`` where only the classifier speaks.
    """

    evidence: Evidence
    rule: str
    confidence: float
    open: bool
    ground: str
    start: int
    end: int


def verdicts(evidence: Iterable[Evidence], classifier: Classifier) -> Iterator[Verdict]:
    """The sentences that the classifier finds blameful."""
    for each in evidence:
        if not each.cued:
            continue
        opinion = classifier.opinion(each)
        if opinion.blameful < (classifier.threshold if each.matches else classifier.threshold_alone):
            continue
        is_open = opinion.open >= classifier.threshold_open
        if each.matches:
            match = min(
                each.matches, key=lambda match: (PRECEDENCE.index(match.rule), match.ground == PHRASE, match.start)
            )
            where = _whole_words(each.sentence.text, match.start, match.end)
            yield Verdict(each, match.rule, opinion.blameful, is_open, match.ground, *where)
        else:
            where = _whole_words(each.sentence.text, *_where(each))
            yield Verdict(each, opinion.rule, opinion.blameful, is_open, "", *where)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A range widened to the whole of the hyphenated words at its ends, of which tokenizers make several."""
    for word in _HYPHENATED.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return start, end


def _where(evidence: Evidence) -> tuple[int, int]:
    """The first thing a person does in the sentence; the whole of it where nobody does anything."""
    for act in evidence.acts:
        if act.actor in PEOPLE and act.end - act.start > 3:
            return act.start, act.end
    return 0, len(evidence.sentence.text)
