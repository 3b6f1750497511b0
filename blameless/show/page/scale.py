"""A timeline drawn to scale: where its moments stand between the first and the last of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from ...report import Report
from ..escape import visible
from ..moments import event, shown, zone_of

WIDTH, MARGIN = 1000.0, 60.0
"""Of the drawing; nothing stands nearer to its sides than the margin."""
_STEPS = tuple(60 * n for n in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 43200, 525600))
_TICKS = 7
_MILESTONES = ("started", "detected", "resolved")
_EARLIEST = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Spot:
    """Something at a moment: its place in the drawing, what it is called, its time as it is shown."""

    x: float
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of a timeline; ``zone`` is that of its ticks, empty where the text gives none."""

    entries: tuple[Spot, ...]
    milestones: tuple[Spot, ...]
    ticks: tuple[Spot, ...]
    zone: str = ""


def drawing(report: Report) -> Drawing | None:
    """The timeline of a report to scale, or nothing where it has not two different moments.

    Where some moments have a day and others only a time of day, those without a day cannot be placed and are left out.
    """
    milestones = [(name, getattr(report.metrics, name)) for name in _MILESTONES]
    told = [(event(entry.text, entry.when), entry.when) for entry in report.timeline]
    moments = [(name, when, _read(when)) for name, when in (*told, *milestones) if when]
    days = [moment for *_, moment in moments if moment is not None and moment.year > 1970]
    placed = [each for each in moments if each[2] is not None and (not days or each[2].year > 1970)]
    ordered = sorted((moment, when) for _, when, moment in placed if moment is not None)
    if not ordered or ordered[0][0] == ordered[-1][0]:
        return None
    offset, zone = next(((_offset(moment), zone_of(when)) for moment, when in ordered if zone_of(when)), (0.0, ""))
    first, last = _seconds(ordered[0][0]), _seconds(ordered[-1][0])

    def spots(named: Iterable[tuple[str, str | None]]) -> tuple[Spot, ...]:
        wanted = {(name, when) for name, when in named}
        return tuple(
            Spot(_place(_seconds(moment), first, last), visible(name), shown(when))
            for name, when, moment in placed
            if moment is not None and (name, when) in wanted
        )

    return Drawing(spots(told), spots(milestones), _ticks(first, last, offset, bool(days)), zone)


def _read(when: str) -> datetime | None:
    """A moment of a report; a time of day counts from the earliest day, what has no zone as of that of UTC."""
    try:
        if "T" not in when and ":" in when:
            moment = datetime.combine(_EARLIEST, time.fromisoformat(when))
        else:
            moment = datetime.fromisoformat(when) if "T" in when else datetime.combine(date.fromisoformat(when), time())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _seconds(moment: datetime) -> float:
    return (moment - _EARLIEST).total_seconds()


def _offset(moment: datetime) -> float:
    return (moment.utcoffset() or timedelta()).total_seconds()


def _place(value: float, first: float, last: float) -> float:
    return round(MARGIN + (WIDTH - 2 * MARGIN) * (value - first) / (last - first), 1)


def _ticks(first: float, last: float, offset: float, dated: bool) -> tuple[Spot, ...]:
    """Round times between two moments, on clocks that are ``offset`` seconds ahead of UTC; where midnight begins a day, the day."""
    step = next((step for step in _STEPS if (last - first) / step <= _TICKS), (last - first) / _TICKS)
    low, high = first + offset, last + offset
    numbers: Sequence[float] = [step * n for n in range(int(-(-low // step)), int(high // step) + 1)]
    return tuple(Spot(_place(each - offset, first, last), _tick(each, dated), "") for each in numbers)


def _tick(clock: float, dated: bool) -> str:
    """What a tick is called: a time of day, or at midnight the day that it begins."""
    moment = _EARLIEST + timedelta(seconds=clock)
    return moment.strftime("%Y-%m-%d" if dated and moment.time() == time() else "%H:%M")
