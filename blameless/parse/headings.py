"""What a heading means: section kinds from titles."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ..lexicon import load

_NUMBERING = re.compile(
    r"^(?:(?:section|part|step)\s+)?(?:0x[0-9a-f]+|\d+(?:\.\d+)*|[ivx]{1,4}|[a-h])\s*[.):\-–—]\s*(?=\w)", re.I
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_SPACES = re.compile(r"\s+")
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
    parts = [part for part in _JOINTS.split(text) if part]
    kinds = [_kind(part) for part in parts]
    known = [kind for kind in kinds if kind and kind != "none"]
    return tuple(dict.fromkeys(known)) if len(parts) > 1 and len(known) == len(parts) else ()
