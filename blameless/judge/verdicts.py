"""From evidence to verdicts on blame: a small classifier of all evidence says whether and how openly, the grounds say which rule and where.

Grounds are evidence, never a condition: a sentence in which none is found is reported where the rest speaks for it. Then the
encoder's types and whoever acts give the rule, and the clause of the person who acts is what is pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..read import Evidence
from ..read.actors import PEOPLE
from ..read.grounds import rule_of_actor
from ..read.phrases import PHRASE
from .features import features

if TYPE_CHECKING:
    from ..models import Model
    from ..parse import Sentence

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
_RULE_OF_TYPE = {
    "X": "blame/punishment",
    "J": "blame/judgment",
    "C": "blame/counterfactual",
    "H": "blame/human-error",
    "S": "blame/hindsight",
}
"""The types of the labelling guide; P, finger-pointing, falls under the rule of whoever acts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence found blameful: under which rule, how sure, whether openly, and by which words of it.

    ``ground`` names what was found, ``""`` where only the models speak.
    """

    evidence: Evidence
    rule: str
    confidence: float
    open: bool
    ground: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely a sentence blames at all, and openly, as probabilities; and the verdict, where it is found to."""

    sentence: Sentence
    blame: float
    open: float
    verdict: Verdict | None = None


def likelihoods(
    pairs: Sequence[tuple[Evidence, Mapping[str, float]]], model: Model[Mapping[str, float]]
) -> Iterator[Likelihood]:
    """How likely each sentence blames, with the verdict on those that do.

    Args:
        pairs: the evidence of each sentence, and the encoder's probability for each of its labels.
        model: decides; its labels are "blame" and "open", its thresholds those from which either holds.
    """
    blame, open_ = model.labels.index("blame"), model.labels.index("open")
    rows = model.predict([features(evidence, said) for evidence, said in pairs])
    for (evidence, said), row in zip(pairs, rows, strict=True):
        likely = Likelihood(evidence.sentence, float(row[blame]), float(row[open_]))
        if likely.blame >= model.thresholds["blame"]:
            found = _verdict(evidence, said, likely.blame, likely.open >= model.thresholds["open"])
            likely = replace(likely, verdict=found)
        yield likely


def _verdict(evidence: Evidence, said: Mapping[str, float], confidence: float, open: bool) -> Verdict:
    rule, ground, start, end = _which(evidence, said)
    return Verdict(evidence, rule, confidence, open, ground, *_whole_words(evidence.sentence.text, start, end))


def _which(evidence: Evidence, said: Mapping[str, float]) -> tuple[str, str, int, int]:
    """The rule a blameful sentence falls under, the ground for it, and the words that show it."""
    if evidence.matches:
        match = min(evidence.matches, key=lambda each: (PRECEDENCE.index(each.rule), each.ground == PHRASE, each.start))
        return match.rule, match.ground, match.start, match.end
    actor, start, end = _who_acts(evidence)
    kind = max((label for label in said if label == "P" or label in _RULE_OF_TYPE), key=said.__getitem__, default="P")
    return _RULE_OF_TYPE.get(kind, rule_of_actor(actor)), "", start, end


def _who_acts(evidence: Evidence) -> tuple[str, int, int]:
    """The first thing that people do in the sentence, and who they are; the whole of it where nobody does anything."""
    for act in evidence.acts:
        if act.actor in PEOPLE and act.end - act.start > 3:
            return act.actor, act.start, act.end
    return "", 0, len(evidence.sentence.text)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A range widened to the whole of the hyphenated words at its ends, of which tokenizers make several."""
    for word in _HYPHENATED.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return start, end
