"""When people first responded, and how long that took. No reader labelled it, so it is read by patterns of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from ...lexicon import fold, load
from .durations import find_durations, of_label
from .moments import Point

if TYPE_CHECKING:
    from ..postmortem import Postmortem

_ABOUT = (
    r"(?:(?:about|around|roughly|nearly|almost|approximately|some|over|only|at least|up to|just over|just under) ){0,2}"
)
_DURATION = "someduration"
"""Stands for a duration in the text that the patterns are searched in."""
_TELLS_OF_IT = frozenset({"summary", "impact", "detection", "root_cause", "response", "timeline"})
_MOST_SENTENCES = 2_000


@cache
def _forms() -> re.Pattern[str]:
    forms = load("incident")["responded"]["forms"]
    return re.compile("|".join(f"(?:{form.replace('DURATION', _ABOUT + _DURATION)})" for form in forms))


@cache
def _names(name: str) -> frozenset[str]:
    return frozenset(load("incident")["responded"][name])


def first_response(postmortem: Postmortem, points: Sequence[Point], detected: Point | None) -> Point | None:
    """The moment of the first response: where a label gives it, else the first entry from detection on that tells of one."""
    labelled = {label.start for label in postmortem.labels if fold(label.name) in _names("labels")}
    for point in points:
        if point.place == "label" and point.start in labelled and point.seconds is not None:
            return point
    return _first_telling("tells responded", points, detected)


def mitigation(points: Sequence[Point], detected: Point | None) -> Point | None:
    """The first entry from detection on that tells of a mitigation."""
    return _first_telling("tells mitigated", points, detected)


def _first_telling(evidence: str, points: Sequence[Point], detected: Point | None) -> Point | None:
    entries = [point for point in points if point.place == "timeline"]
    if detected is None:
        return None
    for point in entries:
        later = point.start >= detected.start if detected.place == "timeline" else _not_before(point, detected)
        if later and evidence in point.evidence:
            return point
    return None


def _not_before(point: Point, other: Point) -> bool:
    if point.seconds is None or other.seconds is None or (point.day and other.day and point.day != other.day):
        return False
    return point.seconds >= other.seconds


def stated_response(postmortem: Postmortem) -> tuple[float, int, int] | None:
    """How long the first response took where it is stated: seconds, and the range that says so."""
    for label in postmortem.labels:
        if fold(label.name) in _names("durations") and (told := next(of_label(label.text), None)):
            return told[2], label.start, label.end
    for sentence in postmortem.sentences[:_MOST_SENTENCES]:
        if sentence.quoted or (sentence.sections and not _TELLS_OF_IT & set(sentence.sections)):
            continue
        found = list(find_durations(sentence.text))
        text = fold(sentence.text)
        for start, end, seconds in found[:4]:
            if _forms().search(f"{text[:start]}{_DURATION}{text[end:]}"):
                return seconds, sentence.start, sentence.end
    return None
