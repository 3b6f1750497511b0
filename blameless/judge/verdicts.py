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
from .claims import claimed, claims, rule_of_type
from .features import features

if TYPE_CHECKING:
    from ..models import Model
    from ..parse import Sentence
    from .rewriting import Rewriting

_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_FINGER_POINTING = "P"
"""The type of the labelling guide that falls under the rule of whoever acts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence found blameful: under which rule, how sure, whether openly, and by which words of it.

    ``ground`` names what was found, ``""`` where only the models speak. ``rewriting`` is the sentence without blame,
    where it is simple enough.
    """

    evidence: Evidence
    rule: str
    confidence: float
    open: bool
    ground: str
    start: int
    end: int
    rewriting: Rewriting | None = None


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
    return Verdict(
        evidence,
        rule,
        confidence,
        open or claims()[rule].open,
        ground,
        *_whole_words(evidence.sentence.text, start, end),
    )


def _which(evidence: Evidence, said: Mapping[str, float]) -> tuple[str, str, int, int]:
    """The rule a blameful sentence falls under, the ground for it, and the words that show it."""
    found = claimed(evidence)
    if found is not None:
        return found.rule, found.ground, *_clause(evidence.sentence.text, found.start, found.end)
    actor, start, end = _who_acts(evidence)
    types = {claim.type for claim in claims().values() if claim.type} | {_FINGER_POINTING}
    kind = max((label for label in said if label in types), key=said.__getitem__, default=_FINGER_POINTING)
    return rule_of_type(kind, actor), "", start, end


def _who_acts(evidence: Evidence) -> tuple[str, int, int]:
    """Who the first people are that do anything in the sentence, and the words to point at.

    These are what people do there that has to do with a fault; the whole sentence where nothing has, as it is all of it that reads as blame.
    """
    acts = [act for act in evidence.acts if act.actor in PEOPLE and act.end - act.start > 3]
    actor = acts[0].actor if acts else ""
    for act in acts:
        if any(mark.startswith(_OF_FAULT) for mark in act.marks):
            return actor, *_clause(evidence.sentence.text, act.start, act.end)
    return actor, 0, len(evidence.sentence.text)


_OF_FAULT = ("error", "lapse", "omission", "duty", "never", "negated", "counterfactual", "supposed", "without")
"""How the marks of an act begin that has to do with a fault."""
_FEW = 3
"""Words fewer than which say nothing on their own."""
_IF = re.compile(r"\bif\s+$", re.I)
_BREAK = re.compile(r"[,;:()]\s|\s[–—-]\s|—")


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """A range of few words widened to the clause around it, and one of more to its "if", so that what is quoted can be understood."""
    if len(text[start:end].split()) >= _FEW:
        condition = _IF.search(text, 0, start)
        return condition.start() if condition else start, end
    left = max((match.end() for match in _BREAK.finditer(text, 0, start)), default=0)
    right = next((match.start() for match in _BREAK.finditer(text, end)), len(text.rstrip(" .!")))
    return left, max(end, right)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A range widened to the whole of the hyphenated words at its ends, of which tokenizers make several."""
    for word in _HYPHENATED.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return start, end
