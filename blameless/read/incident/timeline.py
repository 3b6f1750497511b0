"""The timeline: the part that it stands in, and its entries with times carried from one to the next."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ...language.en.dates import Found, document_zone, heading_zone, zones_of_times
from ...parse import Block, Part, Source
from ...parse.outline import Outline
from ...parse.structure import Structure
from ...report import TimelineEntry
from ..postmortem import Moment
from .entries import Entries, Entry

_ROLLOVER = 6 * 3600


class Clock:
    """Carries the date from entry to entry and puts all of them on one scale."""

    def __init__(self, day: date | None, offset: int | None, zoned: bool) -> None:
        self.day, self.offset, self.zoned = day, offset, zoned
        self._base: date | None = None
        self._extra = 0
        self._last: float | None = None

    def read(self, found: Found) -> tuple[str | None, float | None]:
        """ISO form and instant of a moment; the date is carried from the one before, past midnight too."""
        if found.elapsed is not None:
            return None, found.elapsed
        if found.date is not None:
            self.day, self._extra, self._last = found.date, 0, None
        if found.time is None:
            return found.iso(self.day), None
        offset = found.offset if found.zoned else self.offset
        seconds = found.time.hour * 3600 + found.time.minute * 60 + found.time.second - (offset or 0) * 60
        if found.date is None and self._last is not None and seconds < self._last - _ROLLOVER:
            if self.day is not None:
                self.day += timedelta(days=1)
            else:
                self._extra += 1
        self._last = seconds
        if self.day is not None and self._base is None:
            self._base = self.day - timedelta(days=self._extra)
        days = (self.day - self._base).days if self.day is not None and self._base is not None else self._extra
        return found.iso(self.day, self.offset), days * 86400.0 + seconds


def _moments(source: Source, units: Sequence[Entry], clock: Clock) -> Iterator[Moment]:
    timed = any(unit.found is not None or unit.rank == "row" for unit in units)
    for unit in units:
        if unit.found is None:
            if timed:
                yield _moment(source, unit, None, None, clock.zoned)
            continue
        when, instant = clock.read(unit.found)
        if unit.rank != "context":
            zoned = unit.found.zoned or clock.zoned or unit.found.elapsed is not None
            yield _moment(source, unit, when, instant, zoned)


def _moment(source: Source, unit: Entry, when: str | None, instant: float | None, zoned: bool) -> Moment:
    end = unit.start + len(source.text[unit.start : unit.end].rstrip())
    entry = TimelineEntry(when, source.text[unit.start : end], unit.start, end, source.line_of(unit.start))
    return Moment(entry, unit.plain, instant, zoned)


class _Blocks:
    """The blocks of a document, asked for those of a range."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._starts = [block.start for block in blocks]

    def between(self, start: int, end: int) -> Sequence[Block]:
        """The blocks of a range; a paragraph whose first line is the range's heading belongs to it too."""
        first = bisect_left(self._starts, start)
        before = self._blocks[first - 1] if first else None
        if before is not None and before.kind == "paragraph" and start < before.end:
            first -= 1
        return self._blocks[first : bisect_left(self._starts, end)]


def _zone_of(source: Source, part: Part | None, general: tuple[int | None, bool]) -> tuple[int | None, bool]:
    if part is None:
        return general
    readings = heading_zone(part.title), document_zone(source.normal[part.start : min(part.end, part.start + 600)])
    return next((found for found in readings if found[1]), general)


def read_timeline(
    structure: Structure, day: date | None, order: str | None
) -> tuple[list[Moment], tuple[int, int] | None]:
    """The timeline's entries, and the range it was found in where no heading says so.

    A part headed "Timeline" is read first; where none has entries, the part (or the stretch of a document without
    parts) in which most lines begin with a time is taken for it.
    """
    source, blocks, outline = structure.source, structure.blocks, structure.outline
    year = day.year if day else None
    general = document_zone(source.normal[:200_000])
    parts = [part for part in outline.parts if "timeline" in part.kinds]
    inside = _Blocks(blocks)
    found: list[Moment] = []
    milestones: list[Moment] = []
    for part in _outermost(parts):
        clock = Clock(day, *_zone_of(source, part, general))
        reader = Entries(source, year, order, named=True)
        units = reader.read(inside.between(part.body, part.end), part.body, part.end)
        entries = list(_moments(source, units, clock))
        if "events" in part.title.lower() and "timeline" not in part.title.lower():
            milestones.extend(entries)  # "Key events" give the milestones; a fuller timeline may follow
        else:
            found.extend(entries)
    if any(moment.instant is not None for moment in found):
        return _zoned(found, source, blocks), None
    implied = _implied(source, inside, outline, Clock(day, *general), year, order)
    if implied is not None and len(implied[0]) >= (3 if not milestones else 2):
        return _zoned(implied[0], source, blocks), implied[1]
    return _zoned(found or milestones, source, blocks), None


def _zoned(moments: list[Moment], source: Source, blocks: Sequence[Block]) -> list[Moment]:
    """Entries without a zone, where all other times of the document are given in one: a reader then knows theirs.

    Their offset stays open, as nobody says that it is the same.
    """
    if not moments or any(moment.zoned for moment in moments):
        return moments
    ahead = source.normal[: min(blocks[0].start, 20_000)] if blocks else ""  # the front matter
    told = (block.prose.text for block in blocks if block.prose is not None and block.kind != "code")
    cells = (cell.text for block in blocks for row in block.rows for cell in row.cells)
    zones = {zone for text in (ahead, *told, *cells) for zone in zones_of_times(text)}
    return [replace(moment, zoned=True) for moment in moments] if len(zones) == 1 else moments


def _outermost(parts: Sequence[Part]) -> Iterator[Part]:
    """Those of some parts, in source order, that lie in no other of them."""
    reach = 0
    for part in parts:
        if part.start >= reach:
            reach = part.end
            yield part


_NO_TIMELINE = frozenset({"action_items", "lessons", "detection", "response", "timeline"})


_FIGURE_FIRST = re.compile(r"\W*\d")


def _stretches(source: Source, outline: Outline) -> list[tuple[int, int, bool, str]]:
    """Where a timeline may stand that no heading names: before the first part, and in parts of other kinds.

    Only what stands before a part is its own that is known to be something else; so what follows changes nothing. Of
    each range it is said whether it is the head of something with parts of its own: there stand "Start: 14:02" and
    "End: 14:40" too, which are no entries. The title comes last.
    """
    known = [part.start for part in outline.parts if set(part.kinds) - {"none"}]
    stretches = []
    for part in outline.parts[:2000]:
        if not _NO_TIMELINE & set(part.kinds):
            inner = bisect_right(known, part.start)
            end = min(part.end, known[inner]) if inner < len(known) else part.end
            stretches.append((part.body, max(part.body, end), end < part.end, part.title))
    before = (0, outline.parts[0].start, True, "") if outline.parts else (0, len(source.normal), False, "")
    return [before, *sorted(stretches, key=lambda stretch: stretch[0] - stretch[1] * 2)[-64:]]


def _implied(
    source: Source, blocks: _Blocks, outline: Outline, clock: Clock, year: int | None, order: str | None
) -> tuple[list[Moment], tuple[int, int]] | None:
    """A timeline without a heading of its own: the part whose lines mostly begin with a time of day."""
    best: tuple[list[Moment], tuple[int, int]] | None = None
    for start, end, strict, title in _stretches(source, outline):
        inside = blocks.between(start, end)
        if len(inside) > 5000:
            continue
        offset, zoned = heading_zone(title)
        fresh = Clock(clock.day, offset, zoned) if zoned else Clock(clock.day, clock.offset, clock.zoned)
        units = Entries(source, year, order, named=False).read(inside, start, end)
        entries = list(_moments(source, units, fresh))
        timed = sum(moment.instant is not None for moment in entries)
        lines = sum(block.kind in ("paragraph", "heading") and (block.item is None or block.leads) for block in inside)
        lines += sum(len(block.rows) for block in inside)
        if strict and sum(_FIGURE_FIRST.match(moment.entry.text) is not None for moment in entries) < 0.6 * timed:
            continue
        if timed >= 2 and timed >= 0.4 * max(lines, len(entries)) and (best is None or timed > len(best[0])):
            best = (entries, (start, end))
    return best
