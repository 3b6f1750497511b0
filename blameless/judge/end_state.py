"""Whether an action has a visible end state, from the words of the item.

A first version by word lists: what the item begins with, whether it makes a thing that is either there or not,
whether it names a figure that can be looked at, and whether it hedges.
"""

from __future__ import annotations

import re
from functools import cache

from ..lexicon import any_of, fold, load

_WORD = re.compile(r"[a-z][a-z-]*")
_LEAD = re.compile(
    r"^(?:[\w @/&.'-]{2,40}?\s+(?:to|will|should|must|needs? to)\s+(?:also\s+|be\s+)?|(?:we|teams?|it|i|they)\b(?: \w+){0,4}? (?:should|need to|needs? to|must|will|have to|can|could)\s+|(?:also|please|let's|to)\s+)",
    re.I,
)
_HEADLINE = re.compile(r"^([^:.]{2,60}):\s+(?=\w)")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load("vague")[name])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    forms = load("vague")[name]
    if isinstance(forms, str):
        return re.compile(forms)
    if name == "vigilance":
        return re.compile("|".join(f"(?:{form})" for form in forms))
    return any_of(forms)


def relies_on_vigilance(folded: str) -> bool:
    """Whether a folded text asks people to be careful, to remember, or to be told again."""
    return _pattern("vigilance").search(folded) is not None


def stem(word: str, known: frozenset[str]) -> str:
    """The base form of an inflected verb, where that is a known one."""
    for ending, replacement in (
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
        ("ied", "y"),
        ("s", ""),
        ("es", ""),
    ):
        if word.endswith(ending):
            base = word[: -len(ending)] + replacement
            if base in known:
                return base
            if len(base) > 2 and base[-1] == base[-2] and base[:-1] in known:
                return base[:-1]
    return word


def main_verb(text: str) -> str:
    """The first word that says what is done, in its base form."""
    known = _words("making") | _words("open_ended")
    for candidate in (_LEAD.sub("", text), _HEADLINE.sub("", text), text):
        for word in _WORD.findall(candidate.lower())[:2]:
            base = word if word in known else stem(word, known)
            if base in known:
                return base
    return ""


def seems_vague(text: str, code: bool) -> bool:
    """Whether nobody could say when this is done; ``code``: it names something set as code."""
    verb = main_verb(text)
    folded = fold(text)
    if _pattern("end_state").search(folded):
        return False
    artefact = _pattern("artefacts").search(folded) is not None
    if verb in _words("making"):
        return _pattern("hedges").search(folded) is not None and not code
    if verb in _words("open_ended"):
        settled = code or (
            artefact and verb in ("ensure", "make", "test", "restrict", "need", "should", "perform", "reduce")
        )
        return not settled or _pattern("hedges").search(folded) is not None
    return not (artefact or code) and (
        (not verb and len(text.split()) < 4) or _pattern("hedges").search(folded) is not None
    )
