"""How long something took, as stated: "for about 40 minutes", "Duration: 1 h 20 min", "a six-hour outage"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import log10
from typing import TYPE_CHECKING

from ...lexicon import fold, load
from ...remembered import remembered
from .choice import Evidence, ones
from .words import any_part, stem, stems

if TYPE_CHECKING:
    from ..postmortem import Postmortem

MOST = 200
"""Durations of a document that are looked at."""
_MOST_IN_ONE = 4
_NEAR = 7
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "mo": 2_592_000.0, "y": 31_536_000.0}
_UNIT = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|(?:(?<=\d)|(?<=\d[ -]))[hmsd])(?![a-z])"
)
_SIGN = re.compile(r"sec|min|hour|hr|day|week|month|year|\d\s?[hmsd]\b")
"""In folded text: one of them stands in every duration."""
_CLOCK = re.compile(r"\s*(\d{1,3}):([0-5]\d):([0-5]\d)\s*")


@cache
def _number() -> str:
    names = sorted(load("incident")["numbers"], key=len, reverse=True)
    return rf"(?:(?<![\d.])\d[\d,]{{0,8}}(?:\.\d{{1,4}})?|(?<![a-z])(?:{'|'.join(names)}))"


@cache
def _one() -> re.Pattern[str]:
    return re.compile(rf"(?P<count>{_number()})(?:\s+(?P<more>full|whole|and a half))?[\s-]?(?P<unit>{_UNIT})")


@cache
def _whole() -> re.Pattern[str]:
    more = rf"(?:[\s,]{{0,3}}(?:and )?{_number()}[\s-]?{_UNIT}){{0,3}}"
    return re.compile(rf"(?<![\w.:/-]){_number()}(?:\s+(?:full|whole|and a half))?[\s-]?{_UNIT}{more}")


@dataclass(frozen=True)
class Duration:
    """A stated duration, at ``start..end`` of the source; ``place`` is "label" or "prose"."""

    seconds: float
    place: str
    start: int
    end: int
    evidence: Evidence


def read_seconds(text: str) -> float | None:
    """Seconds of a duration told in words or figures: "half an hour", "two hours and ten minutes", "35h 36m".

    A month counts 30 days, a year 365.
    """
    total = 0.0
    for match in _one().finditer(fold(text)):
        count = load("incident")["numbers"].get(match["count"])
        if count is None:
            count = float(match["count"].replace(",", ""))
        if match["more"] == "and a half":
            count += 0.5
        unit = match["unit"]
        total += count * _UNITS["mo" if unit.startswith("mo") else unit[0]]
    return total or None


@remembered(4_096)
def find_durations(text: str) -> tuple[tuple[int, int, float], ...]:
    """The durations of a text, from left to right: where each stands, and its seconds."""
    folded = fold(text)
    if not _SIGN.search(folded):
        return ()
    read = ((match.span(), read_seconds(match[0])) for match in _whole().finditer(folded))
    return tuple((*span, seconds) for span, seconds in read if seconds)


def durations(postmortem: Postmortem) -> list[Duration]:
    """The stated durations of a document with their evidence, those of its labels first."""
    return [*_of_labels(postmortem), *_of_prose(postmortem)][:MOST]


def of_label(text: str) -> Iterator[tuple[int, int, float]]:
    """The durations of a label's value, which may be written as a clock: "01:20:00"."""
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = map(int, clock.groups())
        yield 0, len(text), float(hours * 3600 + minutes * 60 + seconds)
        return
    yield from find_durations(text)


def _of_labels(postmortem: Postmortem) -> Iterator[Duration]:
    wanted = any_part("timed", "labels")
    seen: set[tuple[str, float]] = set()
    for label in postmortem.labels:
        if "action_items" in label.sections or not wanted.search(fold(label.name)):
            continue
        roots = stems(label.name)
        name = {f"named={' '.join(roots)}", *(f"name={root}" for root in roots), f"by={label.kind}", "label"}
        name |= {f"value={root}" for root in stems(label.text, 12)}
        for number, (start, end, seconds) in zip(range(3), of_label(label.text), strict=False):
            if seconds and (label.name, seconds) not in seen:
                seen.add((label.name, seconds))
                whole = "whole" if end - start > 0.6 * len(label.text) else "part"
                names = {*name, f"number {number}", whole, *_size(seconds)}
                yield Duration(seconds, "label", label.start, label.end, ones(names))


def _of_prose(postmortem: Postmortem) -> Iterator[Duration]:
    if postmortem.title:
        for start, end, seconds in find_durations(postmortem.title[:300]):
            names = {"prose", "section=title", *_near(postmortem.title, start, end), *_size(seconds)}
            yield Duration(seconds, "prose", *postmortem.title_place, ones(names))
    told = 0
    for sentence in postmortem.sentences:
        if sentence.quoted or "action_items" in sentence.sections:
            continue
        section = sentence.sections[0] if sentence.sections else "-"
        for _, (start, end, seconds) in zip(range(_MOST_IN_ONE), find_durations(sentence.text), strict=False):
            names = {"prose", f"section={section}", f"kind={sentence.kind}", f"number {min(told, 3)}"}
            names |= {*_near(sentence.text, start, end), *_size(seconds)}
            yield Duration(seconds, "prose", *sentence.span(start, end), ones(names))
            told += 1
        if told >= MOST:
            return


@remembered(1_024)
def _near(text: str, start: int, end: int) -> frozenset[str]:
    return frozenset(_around(text, start, end))


def _around(text: str, start: int, end: int) -> Iterator[str]:
    """The words around a duration, and those of the sentence that say what a duration is of."""
    before, after = stems(text[max(0, start - 90) : start])[-_NEAR:], stems(text[end : end + 90], _NEAR)
    yield from (f"before={root}" for root in before)
    yield from (f"after={root}" for root in after)
    yield from (f"before it={' '.join(before[-n:])}" for n in (1, 2))
    yield from (f"behind it={' '.join(after[:n])}" for n in (1, 2))
    yield from (f"of={root}" for root in _words_of() & {*stems(text[:600], 80)})


@cache
def _words_of() -> frozenset[str]:
    return frozenset(map(stem, load("incident")["timed"]["of"]))


def _size(seconds: float) -> Iterator[str]:
    yield f"size={min(6, int(log10(max(seconds, 1.0))))}"
