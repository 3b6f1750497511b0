"""Moments as reports write them, for people: ``2024-06-04T09:10:00+00:00`` is ``2024-06-04 09:10 UTC``."""

from __future__ import annotations

import re

_ZONE = re.compile(r"(?<=:\d\d)(?:Z|[+-]\d\d:\d\d)$")


def zone_of(when: str) -> str:
    """The zone of a moment: ``UTC``, ``UTC+02:00``, or nothing where it tells none."""
    found = _ZONE.search(when)
    return "" if found is None else "UTC" if found[0] in ("Z", "+00:00", "-00:00") else f"UTC{found[0]}"


def shown(when: str | None) -> str:
    """A moment for people, without seconds that are none; a dash where there is no moment."""
    if not when:
        return "–"
    day, _, clock = _ZONE.sub("", when).rpartition("T")
    clock = clock.removesuffix(":00") if clock.count(":") == 2 else clock
    return " ".join(filter(None, (day, clock, zone_of(when))))


_TAG = re.compile(r"</?(?:a|b|br|code|div|em|i|li|p|span|strong|td|th|time|tr|u)\b[^<>]*>", re.I)
_PIPE = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"\*\*|__")
_DAY = r"(?:\d{4}-\d\d-\d\d[T,]?\s?)"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s?\(?(?:Z|UTC|GMT|[A-Z]{1,3}[SD]?T|[+-]\d\d:?\d\d)\b\)?)?"
_OPENING = re.compile(rf"\W*{_DAY}?{_CLOCK}(?!\s*(?:[-–—]|to)\s*\d)[\s|:,–—-]*", re.A | re.I)


def event(text: str, when: str | None) -> str:
    """What happened at an entry of a timeline, on a line: without the marks of a table's cells, and without the time that
    it begins with, where that is shown beside it.
    """
    plain = _EMPHASIS.sub("", _TAG.sub(" ", text))
    cells = [cell.strip() for cell in _PIPE.split(plain)]
    if plain.lstrip().startswith("|"):
        plain = " | ".join(filter(None, cells)).replace("\\|", "|")
    plain = " ".join(plain.split())
    opening = _OPENING.match(plain) if when else None
    return plain[opening.end() :] or plain if opening else plain
