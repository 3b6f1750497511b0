"""What decides on blame sees of a sentence: what the encoder says of it, and the evidence read in its parse.

Each feature is a string with a value; the part before the colon is its block: "e" the encoder's log-odds for a label, "a" acts
(actor and marks), "v" verbs, "g" grounds and phrases, "k" the kind of text. Words are the encoder's business.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache

from ..lexicon import by_word, load
from ..read import Act, Evidence
from .claims import rule_of_match

_ODDS = "e:"
_SIDES = {
    "person": "P", "role": "P", "team": "P", "organisation": "P", "we": "P", "pronoun": "P", "they": "P", "you": "P",
    "name": "N", "system": "S", "thing": "S", "user": "U", "adversary": "A",
}  # fmt: skip
_PLAIN_MARKS = {"has-object"}
_LEAST = 0.0005
"""The probability beyond which an encoder's certainty counts no more."""


def log_odds(probability: float) -> float:
    """A probability as log-odds, within bounds."""
    share = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(share / (1 - share))


def evidence_features(evidence: Evidence) -> set[str]:
    """Acts, verbs, grounds and phrases of a sentence."""
    features: set[str] = set()
    sides = set()
    for act in evidence.acts:
        side = _SIDES.get(act.actor, act.actor)
        sides.add(side)
        features.update(_act(act, side))
    if "P" not in sides:
        features.add("a:no people")
    for match in evidence.matches:
        rule = rule_of_match(match)
        features.update((f"g:{rule}", f"g:{match.kind}", f"g:{rule} {match.kind}"))
    features.update(_whole(evidence))
    return features


def _act(act: Act, side: str) -> Iterator[str]:
    marks = [mark for mark in act.marks if mark not in _PLAIN_MARKS]
    yield f"a:{act.actor}"
    yield f"v:{act.verb}"
    yield f"v:{side} {act.verb}"
    for flag in ("negated", "counterfactual", "passive"):
        if flag in marks:
            yield f"v:{side} {flag} {act.verb}"
    classes = _classes().get(act.verb, ())
    for name in classes:
        yield f"a:{side} {name}"
    for place, mark in enumerate(marks):
        yield f"a:{mark}"
        yield f"a:{act.actor} {mark}"
        yield f"a:{side} {mark}"
        for name in classes:
            yield f"a:{side} {name} {mark}"
        for other in marks[:place]:
            yield f"a:{side} {other}+{mark}"


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    return by_word(load("acts")["verbs"])


@cache
def _forms(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("blame")["not_blame"][name]), re.I)


def _whole(evidence: Evidence) -> Iterator[str]:
    text = evidence.sentence.text
    if evidence.matches:
        yield "g:any"
        if len(evidence.matches) > 1:
            yield "g:several"
    if _forms("any").search(text):
        yield "g:talk of blame"
    if _forms("others").search(text):
        yield "g:others"
        if evidence.matches:
            yield "g:others, any"
    if text.rstrip().endswith("?"):
        yield "g:question"
    if evidence.opening in ("VB", "VBG"):
        yield f"g:opens {evidence.opening}"


def place_features(evidence: Evidence) -> Iterator[str]:
    """Where a sentence stands."""
    yield f"k:{evidence.sentence.kind}"
    for kind in evidence.sentence.sections:
        yield f"k:in {kind}"


def features(evidence: Evidence, said: Mapping[str, float]) -> dict[str, float]:
    """Every feature of a sentence with its value.

    Args:
        said: the encoder's probability for each of its labels.
    """
    found = {f"{_ODDS}{label}": log_odds(share) for label, share in said.items()}
    found.update(dict.fromkeys((*evidence_features(evidence), *place_features(evidence)), 1.0))
    return found


def is_odds(feature: str) -> bool:
    """Whether a feature is the encoder's, and not evidence of the parse."""
    return feature.startswith(_ODDS)
