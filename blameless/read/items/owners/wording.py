"""What the words of a candidate for an owner, and those behind it, say of whether it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ....language.en.people import base_forms, is_ordinary
from ....language.en.verbs import is_bidding, verbs
from ....lexicon import fold, load
from .forms import OF_TEAM

_WORDS = re.compile(r"[\w'’-]+")
_DIGIT = re.compile(r"\d")
_ABSTRACT = ("ing", "tion", "ment", "ness", "ity", "ed")


def wording(text: str, following: str) -> Iterator[str]:
    """What a candidate's words, and those behind it, say."""
    words = _WORDS.findall(fold(text))
    if not words:
        return
    yield f"words {min(len(words), 5)}"
    if is_bidding(words[0]):
        yield "begins with verb"
    if words[0] in load("actions")["verbs"]["not_owner"]:
        yield "begins with no owner"
    if words[-1] in load("actions")["team"]["things"]:
        yield "ends with thing"
    if _DIGIT.search(text):
        yield "digits"
    if words[-1] in ("and", "for", "of", "the", "to", "by", "or"):
        yield "ends open"
    if words[-1].endswith(_ABSTRACT):
        yield "ends abstract"
    if words[-1] in load("actions")["roles"]["machines"] and text != fold(text):
        yield "role of machines"
    if fold(text) in load("actions")["team"]["never_topics"]:
        yield "never topic"
    if len(words) == 1 and is_ordinary(words[0]):
        yield "ordinary"
    if OF_TEAM.search(text):
        yield "ends with team"
    after = _WORDS.findall(fold(following[:60]))[:4]
    if after and following[:1].isspace():
        yield from _behind(after)


_PARTICIPLE = re.compile(r"(?:ed|en|wn|ld|lt|nt|pt|ght|de|put|set)$")


@cache
def _of_people() -> frozenset[str]:
    return frozenset(load("actions")["verbs"]["of_people"])


def _behind(after: list[str]) -> Iterator[str]:
    """What the words behind a name say of its bearer: "to add", "will add", "adds"."""
    first, second = after[0], after[1] if len(after) > 1 else ""
    ahead = first in ("to", "will", "shall", "should", "must")
    if ahead:
        passive = second == "be" and len(after) > 2 and _PARTICIPLE.search(after[2]) is not None
        yield f"ahead {first} {'passive' if passive else 'bidding' if is_bidding(second) else 'other'}"
        if second in _of_people():
            yield "ahead of people"
        if second in ("the", "a", "an", "our", "all", "each", "every"):
            yield "ahead noun"
        return
    if first in ("is", "are") and second.endswith("ing"):
        yield "is doing"
    if first in ("has", "have") and second.endswith("ed"):
        yield "has done"
    forms = base_forms(first)
    if first[-1:] in "sd" and any(is_bidding(form) for form in forms):
        yield f"acts {first[-1]}"
        if forms & _of_people():
            yield f"acts as people {first[-1]}"
    if first in verbs():
        yield "verb behind"
