"""Words of an account of an incident: their stems, and what the lexicon says of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ...lexicon import fold, load

_WORD = re.compile(r"[^\W\d_][\w'’-]*|@[\w-]+|\d+|[.,;:!?]")
_PLAIN_WORD = re.compile(r"[a-z][a-z'-]*")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ed", ""), ("ing", ""), ("es", ""), ("s", ""))
_LEAST = 3
"""Letters that a stem has at least."""


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A word in lower case without its ending; no dictionary form, but the same for most forms of one word."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return word[: -len(ending)] + instead
    return word


def stems(text: str, most: int = 40) -> list[str]:
    """The stems of the first words of a text, without figures and signs."""
    return [stem(match[0]) for match, _ in zip(_PLAIN_WORD.finditer(text.lower()), range(most), strict=False)]


def words(text: str) -> list[str]:
    """The words, figures and signs of a text, as they are written."""
    return _WORD.findall(text)


@cache
def _noticers() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, forms in load("incident")["noticers"].items():
        for form in forms:
            found.setdefault(form, kind)
    for form, kind in list(found.items()):
        found.setdefault(stem(form), kind)
    return found


def noticer(word: str, first: bool) -> str:
    """The kind of noticer that a word stands for: a kind of the lexicon, "handle", "name", or "" for none.

    ``first`` says that the word begins its sentence, where a capital tells nothing.
    """
    if word.startswith("@"):
        return "handle"
    lower = word.lower()
    kind = _noticers().get(lower) or _noticers().get(stem(lower))
    if kind:
        return kind
    return "name" if not first and word[0].isupper() and word[1:].islower() else ""


@cache
def _verbs() -> dict[str, str]:
    found = {verb: verb for verb in load("incident")["noticing"]["verbs"]}
    for verb in list(found):
        found.setdefault(stem(verb), verb)
    return found


@lru_cache(maxsize=16_384)
def noticing_verb(lower: str) -> str:
    """The verb of noticing that a word is a form of, or ""."""
    known, root = _verbs(), stem(lower)
    return known.get(lower) or known.get(root) or known.get(root + "e") or ""


@cache
def _negations() -> frozenset[str]:
    return frozenset(load("incident")["noticing"]["negations"])


def negates(lower: str) -> bool:
    """Whether a word turns round what follows, as "no", "never", "should"."""
    return lower in _negations() or lower.endswith("n't")


@cache
def any_part(table: str, name: str) -> re.Pattern[str]:
    """A pattern for one of the parts of words that the lexicon lists, anywhere in folded text."""
    return re.compile("|".join(map(re.escape, load("incident")[table][name])))


@cache
def _named() -> dict[str, str]:
    return {name: kind for kind, names in load("incident")["named"].items() for name in names}


def label_kind(name: str) -> str:
    """What a label names beyond doubt: a milestone or a time of the whole incident; "" for any other."""
    return _named().get(fold(name).strip("* _"), "")


@cache
def milestones() -> dict[str, re.Pattern[str]]:
    """For each milestone, a pattern of what tells of it, for folded text."""
    return {
        name: re.compile("|".join(f"(?:{form})" for form in forms))
        for name, forms in load("incident")["milestones"].items()
    }
