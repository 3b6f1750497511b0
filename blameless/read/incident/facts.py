"""What a text says of its incident: the values, each with the place that says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...report import DetectedBy
from .intervals import Interval
from .moments import Point


@dataclass(frozen=True)
class Incident:
    """The course of an incident, as far as the text tells it.

    ``places`` maps each fact to the ranges of the source that say so: one, or two for a time between two moments.
    ``detect`` and ``resolve`` are the answers to how long it took, ``points`` all moments that were looked at, and ``surely``
    how likely ``detected_by`` is.
    """

    started: Point | None = None
    detected: Point | None = None
    responded: Point | None = None
    mitigated: Point | None = None
    resolved: Point | None = None
    time_to_detect: float | None = None
    time_to_respond: float | None = None
    time_to_resolve: float | None = None
    detected_by: DetectedBy = "unknown"
    places: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    detect: Interval | None = None
    resolve: Interval | None = None
    points: tuple[Point, ...] = ()
    surely: float = 1.0
