"""Moments that may be a milestone of the incident: start, detection, end; with their evidence, and the time between two."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from ...language.en.dates import Found, document_zone, find_moments
from ...lexicon import fold
from ...remembered import remembered
from .choice import Evidence, ones
from .words import any_part, label_kind, milestones, stems

if TYPE_CHECKING:
    from ..postmortem import Moment, Postmortem

MILESTONES = ("started", "detected", "resolved")
MOST = 400
"""Moments of a document that are looked at."""
_MOST_IN_ONE = 4
"""Moments of a label or a sentence."""
_NEAR = 6
"""Words before and behind a moment that say what it is of."""
_SIGN = re.compile(r"\d[:.h]\d\d|\d\s?[ap]\.?m\b|\d{4}\s?(?:utc|z|gmt)\b|\d{4}-\d\d-\d\d")
"""In folded text: one of them stands in every moment of prose that is worth a look."""
_DAY = 86_400
_EARLIER = 6 * 3_600
"""Seconds by which the second of two times of day without a date may come first; above, it is of the next day."""


@dataclass(frozen=True)
class Point:
    """A moment of the incident, at ``start..end`` of the source.

    ``day`` and ``seconds`` since midnight are as told, ``offset`` is the zone's distance from UTC in minutes; each is
    ``None`` where the text does not say. ``dated`` says that the day is told for this very moment, and not carried from
    elsewhere. ``named`` is the milestone that its label names, if any. ``instant`` is the time on the timeline's own scale, in seconds. ``place`` is "timeline", "label" or "prose".
    """

    iso: str | None
    day: date | None
    seconds: int | None
    offset: int | None
    instant: float | None
    dated: bool
    place: str
    start: int
    end: int
    evidence: Evidence
    named: str = ""

    @property
    def value(self) -> tuple[object, ...]:
        """The same for two points that tell of the same moment."""
        return self.day, self.seconds, self.instant if self.seconds is None and self.day is None else None


def between(first: Point, second: Point) -> float | None:
    """Seconds from one point to a later one; ``None`` where it cannot be told, or where the second comes first.

    Times of day without a date pass midnight, but where that takes nearly a day; a zone told for one of the two holds for both.
    """
    if first.day and second.day and first.seconds is None and second.seconds is None:
        days = (second.day - first.day).days
        return float(days * _DAY) if days > 0 else None
    if first.seconds is None or second.seconds is None:
        if first.instant is None or second.instant is None or first.place != second.place:
            return None
        return second.instant - first.instant if second.instant >= first.instant else None
    one = first.offset if first.offset is not None else second.offset
    other = second.offset if second.offset is not None else first.offset
    seconds = second.seconds - first.seconds - 60 * ((other or 0) - (one or 0))
    if first.day and second.day:
        seconds += (second.day - first.day).days * _DAY
        carried = not second.dated and -_DAY < seconds < 0
    else:
        carried = -_DAY < seconds < -_EARLIER
    seconds += _DAY if carried else 0
    return float(seconds) if seconds >= 0 else None


def points(postmortem: Postmortem) -> list[Point]:
    """The moments of a document, of its timeline first, then of its labels, then of its prose."""
    zone = document_zone(postmortem.source.normal[:200_000])[0]
    found = [*_of_timeline(postmortem), *_of_labels(postmortem, zone), *_of_prose(postmortem, zone)][:MOST]
    places: dict[object, set[str]] = defaultdict(set)
    for point in found:
        places[_alike(point)].add(point.place)
    for point in found:
        point.evidence.update(ones(f"also={place}" for place in places[_alike(point)] if place != point.place))
    return found


def _alike(point: Point) -> object:
    return point.seconds if point.seconds is not None else point.day


def _of_timeline(postmortem: Postmortem) -> Iterator[Point]:
    entries = [moment for moment in postmortem.timeline if moment.entry.when or moment.instant is not None][:MOST]
    told = [_milestones_in(moment.plain[:1000]) for moment in entries]
    telling = {name: [index for index, names in enumerate(told) if name in names] for name in milestones()}
    for index, moment in enumerate(entries):
        day, seconds, offset = _parts(moment.entry.when)
        names = {*_position(index, len(entries)), *_wording(moment, telling, index), "timeline"}
        names |= {"date only"} if seconds is None else set()
        entry = moment.entry
        yield Point(
            entry.when, day, seconds, offset, moment.instant, True, "timeline", entry.start, entry.end, ones(names)
        )


@remembered(1_024)
def _milestones_in(text: str) -> frozenset[str]:
    """The milestones that a text tells of."""
    folded = fold(text)
    return frozenset(name for name, pattern in milestones().items() if pattern.search(folded))


def _position(index: int, count: int) -> Iterator[str]:
    yield "first" if index == 0 else "last" if index == count - 1 else f"quarter {4 * index // count}"
    yield from (f"from start {min(index, 4)}", f"from end {min(count - 1 - index, 4)}")


def _wording(moment: Moment, telling: dict[str, list[int]], index: int) -> Iterator[str]:
    """Words and pairs of words of an entry, and where it stands among those that tell of a milestone."""
    yield from _words_and_pairs(moment.plain)
    if not telling["started"]:
        yield "no start" + (", first" if index == 0 else "")
    for name, indices in telling.items():
        if not indices:
            continue
        there = bisect_right(indices, index)
        if there and indices[there - 1] == index:
            yield f"tells {name}"
            yield from (f"{which} {name}" for which, at in (("first", 0), ("last", -1)) if indices[at] == index)
        if name in MILESTONES:
            yield f"{name} {_side(index, indices[0])} first"
            yield f"{name} {_side(index, indices[-1])} last"


@remembered(1_024)
def _words_and_pairs(text: str) -> tuple[str, ...]:
    roots = stems(text, 25)
    return (*(f"word={root}" for root in roots), *(f"pair={one}_{two}" for one, two in itertools.pairwise(roots)))


def _side(index: int, other: int) -> str:
    return "<" if index < other else "=" if index == other else ">"


def _parts(iso: str | None) -> tuple[date | None, int | None, int | None]:
    """Day, seconds since midnight and offset in minutes of a moment in ISO form, as far as it has them."""
    if not iso:
        return None, None, None
    if ":" not in iso:
        return date.fromisoformat(iso), None, None
    moment = datetime.fromisoformat(iso if "T" in iso else f"2000-01-01T{iso}")
    offset = moment.utcoffset()
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (
        moment.date() if "T" in iso else None,
        seconds,
        None if offset is None else round(offset.total_seconds() / 60),
    )


def _moments_of(
    text: str, postmortem: Postmortem, zone: int | None
) -> Iterator[tuple[Found, int, date | None, int | None, int | None]]:
    """The moments of a short text: each with its number, its day, its seconds since midnight and its offset.

    The day of one holds for the next; so does, either way, the only zone that is named.
    """
    day = postmortem.date
    found = list(find_moments(text[:300], day.year if day else None, postmortem.slash_order))
    zones = [each.offset for each in found if each.zoned]
    for number, each in enumerate(found[:_MOST_IN_ONE]):
        day = each.date or day
        offset = each.offset if each.zoned else zones[0] if len(zones) == 1 else zone
        time = each.time
        seconds = time.hour * 3600 + time.minute * 60 + time.second if time else None
        yield each, number, day, seconds, offset


def _of_labels(postmortem: Postmortem, zone: int | None) -> Iterator[Point]:
    wanted = any_part("timed", "labels")
    for label in postmortem.labels:
        if "action_items" in label.sections or not wanted.search(fold(label.name)):
            continue
        roots = stems(label.name)
        name = {f"named={' '.join(roots)}", *(f"name={root}" for root in roots), f"by={label.kind}", "label"}
        found = list(_moments_of(label.text, postmortem, zone))
        kind = label_kind(label.name)
        for each, number, day, seconds, offset in found:
            place = f"{number} of {min(len(found), 3)}"
            names = {*name, place, f"{roots[-1] if roots else ''} {place}"}
            names |= {"date only"} if seconds is None else set()
            iso = each.iso(day, offset)
            dated = each.date is not None
            yield Point(iso, day, seconds, offset, None, dated, "label", label.start, label.end, ones(names), kind)


def _of_prose(postmortem: Postmortem, zone: int | None) -> Iterator[Point]:
    starts = [moment.entry.start for moment in postmortem.timeline]
    kinds = _LabelKinds(postmortem)
    told = 0
    for sentence in postmortem.sentences:
        if sentence.quoted or "action_items" in sentence.sections or not _SIGN.search(fold(sentence.text)):
            continue
        index = bisect_right(starts, sentence.start) - 1
        if index >= 0 and sentence.start < postmortem.timeline[index].entry.end:
            continue
        found = list(_moments_of(sentence.text, postmortem, zone))
        section = sentence.sections[0] if sentence.sections else "-"
        told += 1
        last = 0
        for each, number, day, seconds, offset in found:
            if seconds is not None or len(found) == 1:
                names = {"prose", f"section={section}", f"kind={sentence.kind}", f"sentence {min(told, 3)}"}
                names |= {f"{number} of {min(len(found), 3)}", *_near(sentence.text, each, last if number else None)}
                names |= {"date only"} if seconds is None else set()
                iso = each.iso(day, offset)
                span = sentence.span(each.start, each.end)
                kind = kinds.at(span[0])
                yield Point(iso, day, seconds, offset, None, each.date is not None, "prose", *span, ones(names), kind)
            last = each.end
        if told > MOST:
            return


class _LabelKinds:
    """What the labels name, by place: a labelled line is a sentence too."""

    def __init__(self, postmortem: Postmortem) -> None:
        self._labels = sorted((each.start, each.end, label_kind(each.name)) for each in postmortem.labels)

    def at(self, offset: int) -> str:
        """What the label names in whose value a place lies, "" for none."""
        index = bisect_right(self._labels, (offset, float("inf"), "")) - 1
        start, end, kind = self._labels[index] if index >= 0 else (0, 0, "")
        return kind if start <= offset < end else ""


def _near(text: str, found: Found, last: int | None) -> Iterator[str]:
    """The words around a moment; ``last`` is where the one before it in the sentence ended."""
    before = _tail(text[max(0, found.start - 80) : found.start])
    after = stems(text[found.end : found.end + 80], _NEAR)
    yield from (f"before={root}" for root in before)
    yield from (f"after={root}" for root in after)
    yield f"before it={before[-1] if before else ''}"
    yield f"behind it={after[0] if after else ''}"
    if last is not None:
        yield f"from last={' '.join(stems(text[last : found.start], 3))}"


def _tail(text: str) -> Sequence[str]:
    return stems(text)[-_NEAR:]
