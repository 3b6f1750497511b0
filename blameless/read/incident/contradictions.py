"""Where a text contradicts itself on when things happened: two places, and the value that each gives.

Only what admits no other reading counts: labels that name their value, two moments and a duration in one breath, a weekday beside a date,
an entry among others of one day.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ...language.en.dates import Found, find_moments
from ...lexicon import fold
from .durations import find_durations, of_label
from .moments import Point, between
from .words import label_kind

if TYPE_CHECKING:
    from ..postmortem import Label, Moment, Postmortem

_LEAST, _SHARE = 300.0, 0.15
"""Seconds, and share of the longer, by which two times differ that cannot both be right, with "about" and rounding allowed for."""
_DAY = 86_400.0
_RANGE = re.compile(r"\s*(?:[A-Z]{2,4}\s*)?(?:-|–|—|to|until|till|and|→|->|~)\s*[~≈]?\s*", re.I)
"""What stands between the two ends of a range."""
_BESIDE = re.compile(
    r"[\s*_]{0,3}(?:[A-Z]{2,4}\b)?[\s*_)]{0,3}[,;:=]?\s?(?:[(\[]\s?|for |lasting |or )?(?:~|≈|about |around |approx(?:imately|\.)? |total(?: of)? |duration:? ?)?"
)
"""What stands between a range and the duration in brackets that says how long it is."""
_BEFORE = re.compile(r"[\s*_]{0,3}(?:[(\[]\s?(?:[a-z][a-z ]{0,24} )?(?:from |between )?|,? ?from )[~≈]?\s?", re.I)
"""What stands between a duration and the range in brackets that says when it was."""


@dataclass(frozen=True)
class Contradiction:
    """Two places that cannot both be right, as ranges of the source, and what each says, in words."""

    first: tuple[int, int]
    second: tuple[int, int]
    first_says: str
    second_says: str


def contradictions(postmortem: Postmortem, points: Sequence[Point]) -> list[Contradiction]:
    """The contradictions of a document in source order, each pair of places once."""
    found = [
        *_labels(postmortem, points),
        *_in_one_breath(postmortem),
        *_against_timeline(postmortem, points),
        *_days(postmortem.timeline),
        *_mistyped_date(postmortem),
        *_weekdays(postmortem),
    ]
    unique = {(each.first, each.second): each for each in found}
    return sorted(unique.values(), key=lambda each: (each.second, each.first))


def _labels(postmortem: Postmortem, points: Sequence[Point]) -> Iterator[Contradiction]:
    """Labels that give one value each, held against each other: moments in their order, and times against them."""
    given: dict[str, list[Label]] = {}
    for label in postmortem.labels:
        kind = label_kind(label.name)
        if kind and "action_items" not in label.sections:
            given.setdefault(kind, []).append(label)
    if any(len(labels) > 1 and kind in ("started", "resolved") for kind, labels in given.items()):
        return  # several incidents in one document
    moments = {
        kind: point for kind in ("started", "detected", "resolved") if (point := _only(given.get(kind, ()), points))
    }
    started = moments.get("started")
    for kind, question in (("detected", "time_to_detect"), ("resolved", "time_to_resolve")):
        ended = moments.get(kind)
        if started is None or ended is None:
            continue
        if started.dated and ended.dated and _earlier(ended, started):
            yield _of(
                started,
                ended,
                f"the start is {_told(postmortem, started)}",
                f"it was {kind} at {_told(postmortem, ended)}",
            )
            continue
        took = between(started, ended)
        for label in given.get(question, ()):
            durations = list(of_label(label.text))
            clocks = [each for each in find_moments(label.text) if each.time is not None]
            if len(durations) == 1 and not clocks and took is not None and _differ(durations[0][2], took):
                said = label.text[durations[0][0] : durations[0][1]]
                yield Contradiction(
                    (ended.start, ended.end),
                    (label.start, label.end),
                    f"from {_told(postmortem, started)} to {_told(postmortem, ended)} it is {spoken(took)}",
                    f"{fold(label.name)} is given as {said}",
                )


_FEWEST = 3
"""Entries from which a timeline is one that may be held against a stated duration."""


def _against_timeline(postmortem: Postmortem, points: Sequence[Point]) -> Iterator[Contradiction]:
    """A stated duration that is longer than the whole timeline, though that is told to its end."""
    entries = [
        point
        for point in points
        if point.place == "timeline" and (point.seconds is not None or point.instant is not None)
    ]
    if len(entries) < _FEWEST or len(entries) < len(postmortem.timeline) or not _tells_end(entries):
        return
    labels = [label for label in postmortem.labels if label_kind(label.name) == "time_to_resolve"]
    for label in labels if len(labels) == 1 else ():
        if "action_items" in label.sections:
            continue
        durations = list(of_label(label.text))
        clocks = any(each.time is not None for each in find_moments(label.text))
        if len(durations) != 1 or clocks or durations[0][1] - durations[0][0] < _MOST_OF * len(label.text.strip()):
            continue
        first, last = entries[0], entries[-1]
        took = between(first, last)
        told = durations[0][2]
        if took and all(between(first, each) is not None for each in entries) and told > took and _differ(told, took):
            whole = max(between(first, each) or 0.0 for each in entries)
            if whole == took:
                said = label.text[durations[0][0] : durations[0][1]]
                yield Contradiction(
                    (label.start, label.end),
                    (last.start, last.end),
                    f"{fold(label.name)} is given as {said}",
                    f"the timeline ends {spoken(took)} after its first entry",
                )


_MOST_OF = 0.6
"""The share of a label's value that a duration takes which is the whole of it; "~" and "about" are the rest."""


def _tells_end(entries: Sequence[Point]) -> bool:
    return any("tells resolved" in each.evidence for each in entries[-2:])


def _only(labels: Sequence[Label], points: Sequence[Point]) -> Point | None:
    """The moment of the only label of its kind, where it gives one time of day."""
    if len(labels) != 1:
        return None
    found = [p for p in points if p.place == "label" and p.start == labels[0].start and p.seconds is not None]
    return found[0] if len(found) == 1 else None


def _of(first: Point, second: Point, says: str, other: str) -> Contradiction:
    return Contradiction((first.start, first.end), (second.start, second.end), says, other)


def _told(postmortem: Postmortem, point: Point) -> str:
    return " ".join(postmortem.source.text[point.start : point.end].strip("* |").split())[:40]


def _earlier(one: Point, other: Point) -> bool:
    """Whether one moment with a date is before another with one, by more than a mistaken zone explains."""
    assert one.day and other.day and one.seconds is not None and other.seconds is not None
    offset = (
        60 * ((one.offset or 0) - (other.offset or 0)) if one.offset is not None and other.offset is not None else 0
    )
    return (one.day - other.day).days * _DAY + one.seconds - other.seconds - offset < -60


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > max(_LEAST, _SHARE * max(one, other))


def spoken(seconds: float) -> str:
    """A duration as people say it: "42 minutes", "3 h 10 min", "2 days"."""
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} hours"
    return f"{hours // 24} days" + (f" {hours % 24} h" if hours % 24 else "")


def _in_one_breath(postmortem: Postmortem) -> Iterator[Contradiction]:
    """A range of times with its length beside it: "14:02–14:44 UTC (55 minutes)", "55 minutes (14:02–14:44)"."""
    for text, span in _texts(postmortem):
        durations = list(find_durations(text))
        if not durations:
            continue
        moments = list(find_moments(text, postmortem.date.year if postmortem.date else None, postmortem.slash_order))
        for first, second in itertools.pairwise(moments):
            if first.time is None or second.time is None or not _RANGE.fullmatch(text, first.end, second.start):
                continue
            if _half(text, second) and not _half(text, first):
                continue  # "10:30 to 2:30 AM": which half of the day the first is of, nobody knows
            one, other = first.time, second.time
            seconds = (other.hour - one.hour) * 3600.0 + (other.minute - one.minute) * 60 + other.second - one.second
            if first.date and second.date:
                seconds += (second.date - first.date).days * _DAY
            if seconds <= 0 and not (first.date and second.date):
                seconds += _DAY
            if first.zoned and second.zoned and first.offset is not None and second.offset is not None:
                seconds -= 60.0 * (second.offset - first.offset)
            for start, end, told in durations:
                beside = _BESIDE.fullmatch(text, second.end, start) or _BEFORE.fullmatch(text, end, first.start)
                if beside and seconds > 0 and _differ(told, seconds):
                    yield Contradiction(
                        span(first.start, second.end),
                        span(start, end),
                        f"{' '.join(text[first.start : second.end].split()).strip('() ')} is {spoken(seconds)}",
                        f"the text says {text[start:end]}",
                    )


_HALF = re.compile(r"[ap]\.?m\b", re.I)


def _half(text: str, found: Found) -> bool:
    return _HALF.search(text, found.start, found.end + 3) is not None


def _texts(postmortem: Postmortem) -> Iterator[tuple[str, Callable[[int, int], tuple[int, int]]]]:
    """The texts that may contradict themselves, each with the way from its offsets to the source's."""
    for sentence in postmortem.sentences:
        if not sentence.quoted and "action_items" not in sentence.sections:
            yield sentence.text, sentence.span
    for label in postmortem.labels:
        if label.kind == "front":
            yield label.text, _whole(label)


def _whole(label: Label) -> Callable[[int, int], tuple[int, int]]:
    return lambda start, end: (label.start, label.end)


def _days(timeline: Sequence[Moment]) -> Iterator[Contradiction]:
    """An entry whose day is another than that of the entries before and behind it, which agree."""
    dated = [
        (moment, moment.entry.when[:10]) for moment in timeline if moment.entry.when and moment.entry.when[4:5] == "-"
    ]
    for (before, one), (entry, other), (_, third) in zip(dated, dated[1:], dated[2:], strict=False):
        if one == third != other and _names_day(entry, other):
            yield Contradiction(
                (before.entry.start, before.entry.end),
                (entry.entry.start, entry.entry.end),
                f"the entries around are of {one}",
                f"this one is of {other}",
            )


_TITLED = frozenset({"date", "incident date", "date of incident", "date of the incident", "outage date"})


def _mistyped_date(postmortem: Postmortem) -> Iterator[Contradiction]:
    """A date of title or label that differs from those of the whole timeline by its year alone, or by its month alone."""
    entries = [(moment, day) for moment in postmortem.timeline if (day := _own_date(moment))]
    if not entries:
        return
    low, high = min(day for _, day in entries), max(day for _, day in entries)
    for text, place in _dates(postmortem):
        for found in find_moments(text, None, postmortem.slash_order):
            day = found.date
            if (
                day is None
                or not found.complete
                or low <= day <= high
                or not (_mistyped(day, low) or _mistyped(day, high))
            ):
                continue
            entry = next(moment.entry for moment, other in entries if other in (low, high))
            yield Contradiction(
                place,
                (entry.start, entry.end),
                f"the date is given as {_iso(day)}",
                f"the timeline is of {_iso(low)}" + (f" to {_iso(high)}" if high != low else ""),
            )
            return


def _mistyped(one: date, other: date) -> bool:
    """Whether two dates differ as a date and its misprint do: in the year, or else in the month; the day may be the next."""
    near = abs(one.day - other.day) <= 1
    return near and (
        (one.year != other.year and one.month == other.month) or (one.year == other.year and one.month != other.month)
    )


def _own_date(moment: Moment) -> date | None:
    found = next(find_moments(moment.entry.text[:160], None, None), None)
    return found.date if found is not None and found.complete else None


def _dates(postmortem: Postmortem) -> Iterator[tuple[str, tuple[int, int]]]:
    if postmortem.title:
        yield postmortem.title, postmortem.title_place
    for label in postmortem.labels:
        if fold(label.name).strip("* _") in _TITLED:
            yield label.text, (label.start, label.end)


def _names_day(moment: Moment, day: str) -> bool:
    """Whether an entry tells its own day, and does not have that of another carried to it."""
    found = next(find_moments(moment.entry.text[:160], int(day[:4]), None), None)
    return found is not None and found.date is not None and found.date.isoformat() == day


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    rf"(?<!\w)({'|'.join(_WEEKDAYS)}|{'|'.join(day[:3] for day in _WEEKDAYS)})\.?,?\s{{1,3}}(?:the\s)?$"
)


def _weekdays(postmortem: Postmortem) -> Iterator[Contradiction]:
    """A date with its year beside a weekday that it was not: "Monday, 14 March 2025", which was a Friday."""
    for text, span in _texts(postmortem):
        folded = fold(text)
        if "day" not in folded and not any(day[:3] in folded for day in _WEEKDAYS):
            continue
        for found in find_moments(text, None, postmortem.slash_order):
            if found.date is None or not found.complete:
                continue
            head = folded[max(0, found.start - 16) : found.start]
            inside = folded[found.start : found.end]
            named = _WEEKDAY.search(head) or re.match(rf"({'|'.join(_WEEKDAYS)})\b", inside)
            if named and _WEEKDAYS[found.date.weekday()][:3] != named[1][:3]:
                place = span(found.start, found.end)
                yield Contradiction(
                    place,
                    place,
                    f"{_iso(found.date)} was a {_WEEKDAYS[found.date.weekday()].title()}",
                    f"the text says {named[1].title()}",
                )


def _iso(day: date) -> str:
    return day.isoformat()
