"""What the classifier of blame sees of a sentence: its words and the evidence read in it.

Each feature is a string; its block, the part before the colon, says how much it counts against the others (``SCALES``). Word
features are shared out over the length of the sentence, evidence is not: one clause can make a long sentence blameful.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from ..lexicon import by_word, load, words
from ..read import Act, Evidence

SCALES = {"w": 1.0, "h": 0.3, "a": 0.1, "v": 0.1, "g": 0.5}
"""Blocks: words, heading words, acts (actor and marks), verbs, grounds and phrases. Found on the development part of ``data/``."""
SHARED_OUT = ("w", "h")

_TOKEN = re.compile(r"@[\w.-]+|n['’]t\b|['’]s\b|[^\W\d_]+(?=n['’]t\b)|[^\W\d_]+(?:-[^\W\d_]+)*|\d[\d:.,]*|[?!]")
_HEADING = re.compile(r"[a-z]+")
_SIDES = {
    "person": "P", "role": "P", "team": "P", "organisation": "P", "we": "P", "pronoun": "P", "they": "P", "you": "P",
    "name": "N", "system": "S", "thing": "S", "user": "U", "adversary": "A",
}  # fmt: skip
_PLAIN_MARKS = {"has-object"}


def word_list(text: str) -> list[str]:
    """The words of a text in lower case, with people and numbers replaced by what they are."""
    names, found = words("given_names"), []
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word[0] == "@" or word in names:
            if not found or found[-1] != "<person>":
                found.append("<person>")
        elif word[0].isdigit():
            found.append("<num>")
        else:
            found.append(word.lower().replace("’", "'"))
    return found


def word_features(text: str) -> set[str]:
    """Words, pairs of neighbours, and the beginnings of longer words."""
    tokens = word_list(text)
    framed = ["<s>", *tokens, "</s>"]
    features = {f"w:{token}" for token in tokens}
    features.update(f"w:{left}_{right}" for left, right in pairwise(framed))
    features.update(f"w:{token[:5]}*" for token in tokens if len(token) > 6)
    return features


def heading_features(heading: str) -> set[str]:
    """The words of the heading a sentence stands under."""
    return {f"h:{word}" for word in _HEADING.findall(heading.lower())[:6]}


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
        features.update((f"g:{match.rule}", f"g:{match.ground}", f"g:{match.rule} {match.ground}"))
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
def _others() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("blame")["not_blame"]["others"]), re.I)


def _whole(evidence: Evidence) -> Iterator[str]:
    text = evidence.sentence.text
    if evidence.matches:
        yield "g:any"
        if len(evidence.matches) > 1:
            yield "g:several"
    if _others().search(text):
        yield "g:others"
        if evidence.matches:
            yield "g:others, any"
    if text.rstrip().endswith("?"):
        yield "g:question"
    if evidence.opening in ("VB", "VBG"):
        yield f"g:opens {evidence.opening}"


def features(evidence: Evidence) -> dict[str, float]:
    """Every feature of a sentence with its value."""
    found: dict[str, float] = {}
    for block in (
        word_features(evidence.sentence.text),
        heading_features(evidence.sentence.heading),
        evidence_features(evidence),
    ):
        share = 1 / math.sqrt(len(block)) if block else 0.0
        for feature in block:
            name = feature[0]
            found[feature] = SCALES[name] * (share if name in SHARED_OUT else 1.0)
    return found
