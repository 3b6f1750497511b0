"""What to ask of a vague action so that the answer is an end state: made from its verb, its object and what it lacks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..language.en.verbs import verbs
from ..lexicon import fold, load
from .asking import quote
from .item_parts import LONGEST, Phrase, Token, main_phrase, noun_class, parts, stem, tokens

if TYPE_CHECKING:
    from ..read import Action

_LONGEST_OBJECT = 6


def question(action: Action) -> str:
    """The question: the first entry of ``lexicon/questions.toml`` that fits the item, with its own words filled in."""
    return _asked(action, "questions")


def safeguard(action: Action) -> str:
    """What to ask of an item that relies on people, so that the answer is a safeguard."""
    return _asked(action, "safeguards")


def _asked(action: Action, kind: str) -> str:
    said = main_phrase(action)
    told = parts(tokens(action))
    core = " ".join(token.text for token in (*told.headline, *told.core))
    whole = fold(action.plain)
    facts = {
        "figure": any(token.kind in ("figure", "number") for token in (*told.core, *told.purpose, *told.more)),
        "thing": _thing(action, said),
        **{name: _quote(action.plain[:LONGEST], name) for name in load("questions")["quotes"]},
    }
    facts["decided"] = _bidden(str(facts["considered"]), action.plain)
    for entry in load("questions")[kind]:
        if _fits(entry, said, core if entry.get("core") else whole, facts):
            return str(entry["ask"].format_map(facts))
    raise LookupError(f"lexicon/questions.toml has no {kind} for everything")


def _bidden(clause: str, whole: str) -> str:
    """What is considered, as what is to be done: "adding a limit" as "Add a limit"; empty where it is, or may be, no such clause."""
    first, _, rest = clause.partition(" ")
    doing = first.endswith("ing") and first.islower() and first not in load("questions")["nouns_in_ing"]
    if not doing or _SEVERAL.search(rest) or _CONDITION.match(whole.partition(clause)[2]):
        return ""
    verb = stem(first, verbs() - _EMPTY)
    return f"{verb.capitalize()} {rest}" if verb != first and rest else ""


_SEVERAL = re.compile(r",|\b(?:and|or)\b|\b(?:his|her|their)\b")
"""What makes more than one clause of it, or tells of somebody who is not there when it is quoted."""
_CONDITION = re.compile(r",?\s+(?:if|once|unless|when|until|after)\b")
_EMPTY = frozenset(("do", "see", "be", "have", "get", "consider"))
_LONGEST_QUOTE = 100


def _quote(text: str, name: str) -> str:
    """A clause of an item as it stands there, where one of a pattern of ``lexicon/questions.toml`` is found."""
    match = _quotes(name).search(text)
    return quote(match["quote"].strip(" ,-–—"), _LONGEST_QUOTE) if match else ""


@cache
def _quotes(name: str) -> re.Pattern[str]:
    """A pattern with its pieces put in."""
    written = load("questions")
    pattern = written["quotes"][name]
    for piece, forms in written["pieces"].items():
        pattern = pattern.replace(f"<{piece}>", "|".join(forms))
    return re.compile(pattern, re.I)


def _fits(entry: dict[str, object], said: Phrase, text: str, facts: dict[str, object]) -> bool:
    verbs, words = entry.get("verbs"), entry.get("words")
    if verbs is not None and said.kind not in verbs:  # type: ignore[operator]
        return False
    if words is not None and not re.search(str(words), text):
        return False
    needs, lacks = entry.get("needs", ()), entry.get("lacks", ())
    return all(facts[need] for need in needs) and not any(facts[lack] for lack in lacks)  # type: ignore[union-attr]


def _thing(action: Action, said: Phrase) -> str:
    """The object as the item names it, where it is more than "things" and short enough to be asked about."""
    chunk = [token for token in said.before if token.kind != "mark"]
    while chunk and chunk[0].text in (
        "more",
        "better",
        "some",
        "any",
        "all",
        "our",
        "the",
        "a",
        "an",
        "additional",
        "further",
        "proper",
        "appropriate",
        "whether",
        "if",
        "how",
        "why",
        "that",
        "what",
        "up",
        "into",
        "about",
    ):
        chunk = chunk[1:]
    compared = next(
        (place for place, token in enumerate(chunk) if token.text in ("more", "less", "better")), len(chunk)
    )
    chunk = chunk[:compared]
    while chunk and chunk[-1].text.endswith("ly"):
        chunk = chunk[:-1]
    if not chunk or len(chunk) > _LONGEST_OBJECT or not all(_plain(token) for token in chunk):
        return ""
    if all(token.kind == "word" and noun_class(token.text) == "generic" for token in chunk):
        return ""
    words = r"\W+".join(re.escape(token.text) for token in chunk)
    match = re.search(rf"(?<!\w){words}(?!\w)", action.plain, re.I)
    return match[0] if match and not _BRACKETS.search(match[0]) else ""


_BRACKETS = re.compile(r"[()\[\]{}“”\"]")


_NO_OBJECT = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "should",
        "will",
        "must",
        "can",
        "could",
        "may",
        "need",
        "needs",
        "have",
        "has",
        "had",
        "do",
        "does",
        "did",
        "not",
        "it",
        "they",
        "we",
        "you",
        "us",
        "them",
        "everyone",
        "nobody",
        "something",
        "anything",
        "everything",
    ]
)


def _plain(token: Token) -> bool:
    return token.kind in ("word", "number", "figure", "path") and token.text not in _NO_OBJECT
