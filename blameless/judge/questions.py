"""What to ask of a vague action so that the answer is an end state: made from its verb, its object and what it lacks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..lexicon import fold, load
from .item_parts import Phrase, Token, main_phrase, noun_class, parts, tokens

if TYPE_CHECKING:
    from ..parse import Action

_LONGEST_OBJECT = 6


def question(action: Action) -> str:
    """The question: the first entry of ``lexicon/questions.toml`` that fits the item, with its own words filled in."""
    said = main_phrase(action)
    text = fold(action.plain)
    told = parts(tokens(action))
    found = (*told.core, *told.purpose, *told.more)
    thing = _thing(action, said)
    facts = {
        "figure": any(token.kind in ("figure", "number") for token in found),
        "thing": bool(thing),
        "hedge": re.search(r"\b(?:consider|maybe|perhaps|possibl[ey]|could|might|if needed|as needed)\b", text)
        is not None,
    }
    for entry in load("questions")["questions"]:
        if not _fits(entry, said, text, facts):
            continue
        return entry["ask"].format(thing=thing)
    raise LookupError("lexicon/questions.toml has no question for everything")


def _fits(entry: dict[str, object], said: Phrase, text: str, facts: dict[str, bool]) -> bool:
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
    if not chunk or len(chunk) > _LONGEST_OBJECT or not all(_plain(token) for token in chunk):
        return ""
    if all(token.kind == "word" and noun_class(token.text) == "generic" for token in chunk):
        return ""
    words = r"\W+".join(re.escape(token.text) for token in chunk)
    match = re.search(rf"(?<!\w){words}(?!\w)", action.plain, re.I)
    return match[0] if match else ""


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
    ]
)


def _plain(token: Token) -> bool:
    return token.kind in ("word", "number", "figure", "path") and token.text not in _NO_OBJECT
