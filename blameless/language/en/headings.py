"""What a heading means: section kinds from titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from ...lexicon import load, words
from .dates import find_moments

_NUMBERING = re.compile(
    r"^(?:(?:section|part|step|stage|phase)\s+)?(?:(?:0x[0-9a-f]+|\d+(?:\.\d+)*|[ivx]{1,4}|[a-h])\s*[.):\-–—]\s*|\d+(?:\.\d+)+\s+)(?=\w)",
    re.I,
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_SPACES = re.compile(r"\s+")
_HEAD = re.compile(r"\s*(?::|\s[–—-])\s")
_JOINTS = re.compile(r"\s*(?:&|/|,|\band\b|\bor\b)\s*")
MAX_TITLE = 120


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(f"(?:{p})" for p in found)) for kind, found in load("headings")["kinds"].items()}


def normal_title(title: str) -> str:
    """A title as the patterns expect it: lower case, no numbering, brackets, emoji or punctuation at the ends."""
    text = _BRACKETS.sub(" ", title.lower().replace("’", "'"))
    text = _EDGES.sub("", _SPACES.sub(" ", text)).strip()
    return _EDGES.sub("", _NUMBERING.sub("", text))


def _kind(title: str) -> str | None:
    return next((kind for kind, pattern in _patterns().items() if pattern.fullmatch(title)), None)


@lru_cache(maxsize=4096)
def heading_kinds(title: str) -> tuple[str, ...]:
    """The section kinds a title stands for: usually one, two for "Root cause and resolution", none for "Background".

    The kind ``"none"`` is for titles known to be no section of interest.
    """
    if len(title) > MAX_TITLE:
        return ()
    text = normal_title(title)
    if not text:
        return ()
    if kind := _kind(text):
        return (kind,)
    head, *rest = _HEAD.split(text, maxsplit=1)
    if rest and (kind := _kind(head)) and kind not in _OF_TITLES:
        return (kind,)
    parts = [part for part in _JOINTS.split(text) if part]
    kinds = [_kind(part) for part in parts]
    known = [kind for kind in kinds if kind and kind != "none"]
    whole = len(known) == len(parts) or (kinds and kinds[0] in known and len(text) <= _SHORT)
    return tuple(dict.fromkeys(known)) if len(parts) > 1 and whole else ()


_OF_TITLES = frozenset({"summary", "lessons", "none"})
"""What the title of a document begins with as well: "Incident: the queue was full", "Retrospective: …"."""
_SHORT = 40
"""A title of so many characters that begins with a section's name names it, whatever it is joined with."""


_NUMBERED = re.compile(r"(?<![\w-])(?:[a-z]{2,10}-)?\d[\d./:-]{0,20}(?!\w)")
"""A number, or a key that ends in one, and not a name that holds one ("S3")."""


def is_generic(title: str) -> bool:
    """Whether a title says what a document is and not what it is about: "Incident report #12"."""
    if len(title) > MAX_TITLE:
        return False
    rest = _NOT_LETTERS.sub(" ", _NUMBERED.sub(" ", _without_days(normal_title(title))))
    rest = _SPACES.sub(" ", rest).strip()
    return not rest or rest in words("generic_titles")


_NOT_LETTERS = re.compile(r"[^\w']|_")


def _without_days(text: str) -> str:
    """A title without the days and times in it."""
    for found in reversed(list(find_moments(text, 2000, "mdy"))):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


@cache
def _otherwise() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(f"(?:{p})" for p in found)) for kind, found in load("headings")["otherwise"].items()
    }


def is_section_name(title: str) -> bool:
    """Whether a title is that of a section and of nothing more: "TL;DR", "What happened"; not so "Summary: the queue was full"."""
    text = normal_title(title) if len(title) <= MAX_TITLE else ""
    named = _kind(text) is not None or any(pattern.fullmatch(text) for pattern in _otherwise().values())
    return named or bool(_HEAD.split(text, maxsplit=1) == [text] and heading_kinds(title))


def otherwise(titles: Sequence[str], known: Collection[str]) -> dict[int, str]:
    """Section kinds for titles that stand for one only where no other title does, by their number.

    Args:
        titles: those of all parts, in order.
        known: the kinds that some title stands for.
    """
    found: dict[int, str] = {}
    texts = [normal_title(title) if len(title) <= MAX_TITLE else "" for title in titles]
    for kind, pattern in _otherwise().items():
        if kind not in known:
            number = next((n for n, text in enumerate(texts) if n not in found and pattern.fullmatch(text)), None)
            if number is not None:
                found[number] = kind
    return found


@cache
def _empty() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("headings")["empty"]["forms"]), re.S)


def says_nothing(text: str) -> bool:
    """Whether the text of a section says nothing yet: none at all, or "to be filled in"."""
    core = _EDGES.sub("", text.strip().lower())
    return not core or (len(core) <= MAX_TITLE and _empty().fullmatch(core) is not None)
