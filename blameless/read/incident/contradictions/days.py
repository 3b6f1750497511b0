"""Days that cannot be: an entry of another day than those around it, a misprint in a date, a weekday that it was not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ....language.en.dates import find_moments
from ....lexicon import fold
from .contradiction import Contradiction, texts

if TYPE_CHECKING:
    from ...postmortem import Moment, Postmortem


def odd_days(timeline: Sequence[Moment]) -> Iterator[Contradiction]:
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


def mistyped_date(postmortem: Postmortem) -> Iterator[Contradiction]:
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


def weekdays(postmortem: Postmortem) -> Iterator[Contradiction]:
    """A date with its year beside a weekday that it was not: "Monday, 14 March 2025", which was a Friday."""
    for text, span in texts(postmortem):
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
