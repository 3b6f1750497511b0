"""What the classifier of vague actions sees of an item: its words, and the evidence for or against an end state.

Each feature is a string; its block, the part before the colon, says how much it counts against the others (``SCALES``).
Words are shared out over the length of the item, evidence is not. Owner, date and ticket are taken out before: whether
an item is vague does not depend on who does it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..lexicon import fold, load
from ..read.vectors import mean_vector
from .end_state import main_verb, relies_on_vigilance, seems_vague
from .item_parts import (
    LONGEST,
    Parts,
    Phrase,
    Token,
    further_phrases,
    noun_class,
    parts,
    phrase,
    tokens,
    verb_class,
    words_of,
)

if TYPE_CHECKING:
    from ..parse import Action

SCALES = {"w": 0.3, "t": 0.15, "h": 0.2, "o": 0.35, "e": 0.3, "r": 0.35}
"""Blocks: words, words of headline, purpose and explanation, heading words, verb and object, evidence, and the word lists'
own opinion; directions of word vectors ("d") count as they are. Found on the development part of ``data/``."""
SHARED_OUT = ("w", "t", "h")

_HEADING = re.compile(r"[a-z]+")


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(f"(?:{form})" for form in forms)) for name, forms in load("vague")["signs"].items()
    }


def _words(found: Sequence[Token]) -> Iterator[str]:
    for token in found:
        yield token.text if token.kind in ("word", "mark") else f"<{token.kind}>"


def word_features(text: Parts) -> set[str]:
    """Words, pairs of neighbours, and the beginnings of longer words of what is asked for."""
    words = list(_words(text.core))
    features = {f"w:{word}" for word in words}
    features.update(f"w:{left}_{right}" for left, right in pairwise(["<s>", *words, "</s>"]))
    features.update(f"w:{word[:5]}*" for word in words if len(word) > 6)
    return features


def further_words(text: Parts) -> set[str]:
    """The words of headline, purpose and explanation."""
    features: set[str] = set()
    for name in ("headline", "purpose", "more"):
        words = list(_words(getattr(text, name)))
        features.update(f"t:{name} {word}" for word in words)
    return features


def _bucket(count: int) -> str:
    return str(count) if count < 3 else "3+" if count < 5 else "5+" if count < 8 else "8+"


def evidence_features(action: Action, text_parts: Parts) -> set[str]:
    """What speaks for an end state, and what against one."""
    features: set[str] = set()
    found = text_parts.core
    text = fold(" ".join(token.text for token in found))
    kinds = {token.kind for token in found}
    said = phrase(found)
    if said.kind == "none" and text_parts.headline:
        headed = phrase(text_parts.headline)
        features.add(f"o:headline {headed.kind}")
    for name in ("headline", "purpose", "more"):
        if getattr(text_parts, name):
            features.update((f"e:has {name}", f"o:{said.kind} has {name}"))
    for other in (*further_phrases(found[1:]), *further_phrases(text_parts.more)):
        features.update(_class_of(other))
    if any(token.kind in ("figure", "number", "code", "path") for token in (*text_parts.more, *text_parts.purpose)):
        features.add("e:figure beside")
    signs = {name for name, pattern in _signs().items() if pattern.search(text)}
    hard = sum(token.kind in ("figure", "code", "path", "url") for token in found) + sum(
        token.kind == "number" and token.text not in words_of("empty_numbers") for token in found
    )
    words = [token for token in found if token.kind == "word"]
    own = [
        token
        for token in words
        if len(token.text) > 2
        and not verb_class(token.text)[0]
        and noun_class(token.text) == "own"
        and token.text not in words_of("object_ends")
        and token.text not in words_of("function")
    ]
    names = sum(token.name for token in words)
    features.update(f"e:{kind}" for kind in kinds - {"word", "mark"})
    features.update(f"e:{sign}" for sign in signs)
    rest = fold(" ".join(token.text for token in (*text_parts.headline, *text_parts.purpose, *text_parts.more)))
    if rest:
        features.update(f"e:beside {name}" for name, pattern in _signs().items() if pattern.search(rest))
    features.add(f"e:hard {_bucket(hard)}")
    features.add(f"e:own {_bucket(len(own))}")
    features.add(f"e:names {_bucket(names)}")
    features.add(f"e:length {_bucket(len(words) // 3)}")
    share = len(own) / max(1, len(words))
    features.add(f"e:share {int(share * 5)}")
    if any(token.text in words_of("numerals") for token in words):
        features.add("e:numeral")
    features.update(_verb_features(said, hard, len(own), names, signs))
    classes = {noun_class(token.text) for token in words}
    features.update(f"e:some {kind}" for kind in classes)
    if found and found[-1].text == "?":
        features.add("e:question")
    if action.item.done:
        features.add("e:done")
    if action.item.due:
        features.add("e:due")
        features.add(f"e:due {said.kind}")
    return features


def _class_of(said: Phrase) -> Iterator[str]:
    kind = noun_class(said.head) if said.head and said.head[0] != "<" else "hard" if said.head else "none"
    yield f"o:also {said.kind}"
    yield f"o:also {said.kind} {kind}"


def _verb_features(said: Phrase, hard: int, own: int, names: int, signs: set[str]) -> Iterator[str]:
    head, modifiers = said.head, said.before[:-1]
    kind = noun_class(head) if head and head[0] != "<" else "hard" if head else "none"
    yield f"o:{said.verb}"
    yield f"o:{said.kind}"
    yield f"o:{said.kind} {kind}"
    yield f"o:{said.verb} {head}"
    yield f"o:object {head}"
    yield f"o:{said.kind} hard {min(hard, 2)}"
    yield f"o:{said.kind} own {_bucket(own)}"
    for sign in sorted(signs):
        yield f"o:{said.kind} {sign}"
    if names:
        yield f"o:{said.kind} names"
    if any(token.kind not in ("word", "mark") or token.name for token in said.before):
        yield f"o:{said.kind} named object"
    specific = [
        token
        for token in modifiers
        if token.kind != "word"
        or (noun_class(token.text) in ("own", "artefact") and token.text not in words_of("determiners"))
    ]
    yield f"o:{said.kind} {kind} {'specified' if specific else 'bare'}"
    yield f"o:{kind} {'specified' if specific else 'bare'}"
    if said.before and said.before[0].text in words_of("determiners") | {"more", "better"}:
        yield f"o:begins {said.before[0].text}"
        yield f"o:{said.kind} begins {said.before[0].text}"
    if said.rest:
        follows = said.rest[0]
        yield f"o:follows {follows.text if follows.kind in ('word', 'mark') else follows.kind}"
        yield f"o:{said.kind} {kind} follows {follows.text if follows.kind in ('word', 'mark') else follows.kind}"


def rule_features(action: Action, text: Parts) -> Iterator[str]:
    """What the word lists alone would say of what is asked for, and of the whole."""
    whole = fold(action.plain[:LONGEST])
    core = " ".join(token.text if token.kind != "code" else "`code`" for token in text.core)
    vague = seems_vague(core, action.code), seems_vague(action.plain[:LONGEST], action.code)
    yield f"r:core {vague[0]}"
    yield f"r:whole {vague[1]}"
    yield f"r:both {vague[0] and vague[1]}"
    yield f"r:either {vague[0] or vague[1]}"
    yield f"r:vigilance {relies_on_vigilance(whole)}"
    verb = main_verb(core)
    yield f"r:verb {'making' if verb in words_of('making') else 'open' if verb else 'other'}"


def direction_features(text: Parts) -> Iterator[tuple[str, float]]:
    """Where the meaning of what is asked for, of its verb and of its object points."""
    said = phrase(text.core)
    meaning = [
        t.text for t in text.core if t.kind == "word" and t.text not in words_of("function") | words_of("object_ends")
    ]
    verb = said.verb or (text.core[0].text if text.core else "")
    for name, words in (("m", meaning), ("o", [said.head]), ("v", [verb])):
        vector = mean_vector(words)
        if vector is not None:
            yield from zip(_directions(name, len(vector)), vector.tolist(), strict=True)


@cache
def _directions(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"d:{name}{place}" for place in range(count))


def heading_features(heading: str) -> set[str]:
    """The words of the heading an item stands under."""
    return {f"h:{word}" for word in _HEADING.findall(heading.lower())[:6]}


def features(action: Action) -> dict[str, float]:
    """Every feature of an item with its value."""
    text = parts(tokens(action))
    values: dict[str, float] = {}
    for block in (
        word_features(text),
        further_words(text),
        heading_features(action.heading),
        evidence_features(action, text),
        set(rule_features(action, text)),
    ):
        share = 1 / math.sqrt(len(block)) if block else 0.0
        for feature in block:
            values[feature] = SCALES[feature[0]] * (share if feature[0] in SHARED_OUT else 1.0)
    values.update(direction_features(text))
    return values
