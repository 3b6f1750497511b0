"""What labels state, against each other and against the timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ....language.en.dates import find_moments
from ....lexicon import fold
from ..durations import of_label
from ..moments import Point, between
from ..words import label_kind
from .contradiction import Contradiction
from .lengths import DAY, differ, spoken

if TYPE_CHECKING:
    from ...postmortem import Label, Postmortem


def labels(postmortem: Postmortem, points: Sequence[Point]) -> Iterator[Contradiction]:
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
            duration = _duration(label)
            if duration is not None and took is not None and differ(duration[1], took):
                yield Contradiction(
                    (ended.start, ended.end),
                    (label.start, label.end),
                    f"from {_told(postmortem, started)} to {_told(postmortem, ended)} it is {spoken(took)}",
                    _given_as(label, duration[0]),
                )


_FEWEST = 3
"""Entries from which a timeline is one that may be held against a stated duration."""


def against_timeline(postmortem: Postmortem, points: Sequence[Point]) -> Iterator[Contradiction]:
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
        duration = _duration(label)
        if duration is None or len(duration[0]) < _MOST_OF * len(label.text.strip()):
            continue
        first, last = entries[0], entries[-1]
        took = between(first, last)
        said, told = duration
        if took and all(between(first, each) is not None for each in entries) and told > took and differ(told, took):
            whole = max(between(first, each) or 0.0 for each in entries)
            if whole == took:
                yield Contradiction(
                    (label.start, label.end),
                    (last.start, last.end),
                    _given_as(label, said),
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


def _duration(label: Label) -> tuple[str, float] | None:
    """The duration that a label gives, as it is written and in seconds; nothing where it gives several, or a time of day too."""
    durations = list(of_label(label.text))
    if len(durations) != 1 or any(each.time is not None for each in find_moments(label.text)):
        return None
    start, end, seconds = durations[0]
    return label.text[start:end], seconds


def _given_as(label: Label, said: str) -> str:
    return f"{fold(label.name)} is given as {said}"


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
    return (one.day - other.day).days * DAY + one.seconds - other.seconds - offset < -60
