"""Where an owner may be named: the ranges of a place that hold a name, a handle, an office, or stand where one would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ....language.en.known import Known
from ....language.en.people import CAPITAL
from ....language.en.verbs import is_bidding
from ....lexicon import fold, load
from ..segments import Place, Segment
from .forms import HANDLE, MARKED, owner_form

_TITLE = r"(?:(?:Dr|Mr|Mrs|Ms|Sr|Prof|Frau|Herr)\.?\s+)*"
_MORE = rf"(?:\s+(?:(?:of|the|for|and|&|\+|van|de|der|von)\s+){{0,2}}{CAPITAL}[\w.'’&/-]*)"
_NAME = re.compile(
    rf"(?<![\w@/.-]){_TITLE}{CAPITAL}[\w.'’&/-]*{_MORE}{{0,5}}(?:\s+(?:team|group|squad|crew|guild|unit|office|lead|manager)\b)?"
)
_MENTION = re.compile(rf"(?<![\w@])@(?={CAPITAL})(?P<name>[\w'’.-]+(?: {CAPITAL}[\w'’-]*){{1,3}})")
"""Somebody by their full name, as Notion and Google Docs write them."""
LEAD = re.compile(
    r"(?:(?:owner|owned by|assigned to|assignee|dri|by|with|for|to|the|our|cc|from|lead|led by|action(?: by| on)?|poc|who|attn?|resp|responsible|task for|ask of|in the hands of|lies with|goes to|falls to|over to|done by|completed by|handled by|implemented by|fixed by|reviewed by)[.:]?\s+)+",
    re.I,
)
"""Words that lead to a name."""
_MODAL = re.compile(
    r"(?:,? who [^,]{3,60},| \([^()]{2,40}\))?,?\s+(?:to|will|would|shall|must|should|is|are|needs|has|have|intends|plans|wants|please|takes?|took|volunteer\w*|agreed|offered|promised|committed|proposed|does|do|want|need|intend|plan)\b"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_THIRD = re.compile(r"\s+(?=[a-z]{3,}(?:s|ed)\b)")


def ranges(place: Place, known: Known) -> Iterator[tuple[int, int]]:
    """All of them, some more than once."""
    for index, segment in enumerate(place.segments):
        if segment.kind in ("due", "ticket") and place.kind != "cell":
            continue
        yield from _whole(segment)
        yield from _joined(place, index)
        yield from _acting(segment)
        for pattern in (HANDLE, _NAME):
            for match in pattern.finditer(segment.text):
                yield segment.start + match.start(), segment.start + match.end()
                yield from _shorter(segment.start + match.start(), match[0])
                if place.kind == "above" and (whose := _POSSESSIVE.search(match[0])):
                    yield segment.start + match.start(), segment.start + match.start() + whose.start()
        for match in _MENTION.finditer(segment.text):
            yield from _mentioned(segment.start + match.start("name"), match["name"])
        yield from _offices(segment)
    for match in MARKED.finditer(place.text):
        yield match.span()
    if place.kind == "cell":
        yield 0, len(place.text)
    if place.kind == "above":
        yield from _listed(place.text)
    yield from known.find(place.text)


def _mentioned(start: int, name: str) -> Iterator[tuple[int, int]]:
    """The full name behind a sign, which ends where a verb or nothing with a capital follows: "@Ana Ruiz Add an alert"."""
    words = list(re.finditer(r"\S+", name))
    last = next((place for place, word in enumerate(words) if place and is_bidding(fold(word[0]))), len(words))
    yield start, start + words[last - 1].end()


def _whole(segment: Segment) -> Iterator[tuple[int, int]]:
    """A whole segment of a few words, and what is left of it without the words that lead to a name."""
    if len(segment.text.split()) > 7:
        return
    lead = LEAD.match(segment.text)
    for start in {0, lead.end() if lead else 0}:
        if len(segment.text[start:].split()) <= 5:
            yield segment.start + start, segment.end
            if due := re.search(r"\s+(?:by|until|till|before|due|on|in|from)\s", segment.text[start:]):
                yield segment.start + start, segment.start + start + due.start()


def _joined(place: Place, index: int) -> Iterator[tuple[int, int]]:
    """Names that commas, slashes or signs join: "Ana Ruiz / Tom Bell", "@aruiz + @tbell"."""
    first = last = place.segments[index]
    for other in place.segments[index + 1 : index + 4]:
        gap = place.text[last.end : other.start].strip(" *_`")
        if gap not in (",", "/", "&", "+") or len(other.text.split()) > 4 or len(first.text.split()) > 5:
            return
        if other.kind or last.kind or other.bracketed != first.bracketed:
            return
        if owner_form(other.text) in ("nobody", "generic", "state") or owner_form(first.text) in ("nobody", "generic"):
            return
        lead = LEAD.match(first.text)
        yield first.start + (lead.end() if lead else 0), other.end
        last = other


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Several names over a list: "Ana, Ben and Carla will:", "Tasks for Ana, Ben and Carla"."""
    if match := _MODAL.search(text):
        yield 0, match.start()
    if match := re.search(r"\b(?:for|of|by|to)\s+(?=\S)", text):
        yield match.end(), len(text.rstrip(" :*_"))


_OPENING = re.compile(r"(?:the|our|then|so|and|but|also|for|on \w+)\s+", re.I)


def _acting(segment: Segment) -> Iterator[tuple[int, int]]:
    """The few words before "to", "will", or a verb in the third person, which a segment begins with."""
    lead = _OPENING.match(segment.text)
    begin = lead.end() if lead else 0
    for pattern in (_MODAL, _THIRD):
        match = pattern.search(segment.text, begin, begin + 80)
        if match and 0 < len(segment.text[begin : match.start()].split()) <= 6:
            yield segment.start + begin, segment.start + match.start()
    if segment.text[:1].islower() and (match := re.match(r"[\w-]+", segment.text)):
        yield segment.start, segment.start + match.end()


def _shorter(start: int, name: str) -> Iterator[tuple[int, int]]:
    """Parts of a capitalised run: its first words and its last, where something else may be glued to a name."""
    if name[:1] in "@[<":
        return
    words = list(re.finditer(r"\S+", name))
    if len(words) > 1:
        yield start, start + words[0].end()
        yield start + words[-1].start(), start + len(name)
    if len(words) > 2:
        yield start, start + words[1].end()
        yield start + words[-2].start(), start + len(name)


@cache
def _office_nouns() -> re.Pattern[str]:
    nouns = (*load("actions")["team"]["nouns"], *load("actions")["roles"]["nouns"], "owner", "operator", "developer")
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, nouns), key=len, reverse=True))})\b")


@cache
def _before_names() -> frozenset[str]:
    return frozenset(load("actions")["values"]["before_names"])


def _offices(segment: Segment) -> Iterator[tuple[int, int]]:
    """Phrases that end in a noun for a team or a role, back to the first word that can be no part of its name."""
    text = segment.text
    for match in _office_nouns().finditer(fold(text)):
        words = list(re.finditer(r"\S+", text[max(0, match.start() - 60) : match.start()]))
        base = max(0, match.start() - 60)
        start = match.start()
        for word in reversed(words[-4:]):
            if fold(word[0]) in _before_names() or word[0][-1] in ",.;:)":
                break
            start = base + word.start()
            if start < match.start():
                yield segment.start + start, segment.start + match.end()
        yield segment.start + match.start(), segment.start + match.end()
