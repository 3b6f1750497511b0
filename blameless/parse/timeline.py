"""The timeline: entries from headings, lists, tables and lines, with times carried from one to the next."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..language.en.dates import (
    Found,
    document_zone,
    find_elapsed,
    find_moments,
    heading_zone,
    is_moment,
    zone_in,
    zones_of_times,
)
from ..report import TimelineEntry
from .blocks import Block, ListItem
from .document import Moment, Part
from .outline import Outline
from .prose import Prose, Run
from .source import Source
from .text import is_log_line, line_ranges, sentences_between

_TIME_COLUMN = re.compile(
    r"(?:(?:local |utc |start )?(?:time|when|date[ _]?time|date|day|timestamp|hour|utc|gmt)\b.*|.*\b(?:time|timestamp)|date/time.*)$",
    re.I,
)
_LEAD = re.compile(
    r"(?:\W|\b\d{1,2}/\d{1,2}\b|\b(?:at|on|by|about|around|approx(?:imately)?|ca|circa|some ?time|before|after|from|since|until|roughly|early|late|the|of|morning|day \d+|step \d+|[a-z]{3,9}day|mon|tue|wed|thu|fri|sat|sun)\b)*$",
    re.I,
)
_LEADING = 400
"""Characters of a sentence that tell whether it begins with a time; a line's whole rest for each would be read over and over."""
_ROLLOVER = 6 * 3600


@dataclass(slots=True)
class _Unit:
    """Something that may be an entry: a range of source, its plain text and the moment it names."""

    start: int
    end: int
    plain: str
    found: Found | None
    item: ListItem | None = None
    rank: str = "line"


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


def leading_moment(text: str, year: int | None, order: str | None) -> Found | None:
    """The moment a line begins with, if it does ("14:02 - …", "On Mar 1 at 14:02, …", "**Detected (14:02)**: …")."""
    head = text[:160]
    elapsed = find_elapsed(head)
    if elapsed is not None and not re.search(r"\w", head[: elapsed.start]):
        return elapsed
    for found in find_moments(head, year, order):
        if _LEAD.fullmatch(head, 0, found.start):
            return found
        opening = head.rfind("(", 0, found.start)
        labelled = opening >= 0 and re.match(r"[^()\n]*\)\W{0,3}:", head[found.start :])
        if labelled or (re.fullmatch(r"[\w /-]{2,40}:\s*", head[: found.start]) and found.time is not None):
            return found
        ends = not re.search(r"\w", text[found.end :]) and len(head[: found.start].split()) <= 4
        return found if ends and found.time is not None else None
    return None


def _trailing_moment(text: str, year: int | None, order: str | None) -> Found | None:
    """A time of day named inside a line: "Raised an issue with the provider at 10:29"."""
    for found in find_moments(text[:400], year, order):
        if found.time is not None and re.search(
            r"(?:\bat|@|\baround|\bby|\bsince|\bfrom|\bon)\s*$", text[: found.start], re.I
        ):
            return found
    return None


class _Reader:
    """Reads the entries of one stretch of the document; where a heading ``named`` it a timeline, those set as code too."""

    def __init__(self, source: Source, year: int | None, order: str | None, named: bool) -> None:
        self.source, self.year, self.order, self.code = source, year, order, named
        self.units: list[_Unit] = []
        self.heading: _Unit | None = None
        self.taken: set[int] = set()
        self.range = (0, 0)

    def read(self, blocks: Sequence[Block], start: int, end: int) -> list[_Unit]:
        self.range = (start, end)
        for block in blocks:
            if block.kind == "heading":
                self._heading(block)
            elif block.kind == "table":
                self._table(block)
            elif block.kind == "code" and self.code:
                self._code(block)
            elif block.kind == "paragraph" and block.prose is not None and not block.quoted:
                if block.item is not None:
                    self._item(block)
                else:
                    self._lines(block)
            if self.heading is not None and block.kind != "heading":
                self.heading.end = max(self.heading.end, block.end)
                if block.prose is not None:
                    self.heading.plain += "\n" + block.prose.text
        self._drop_dates_of_groups()
        return self.units

    def _heading(self, block: Block) -> None:
        assert block.prose is not None
        text = block.prose.text
        found = leading_moment(text, self.year, self.order) if is_moment(text) or re.match(r"\W*\d", text) else None
        self.heading = None
        if found is not None:
            start, end = block.prose.span()
            self.heading = _Unit(start, end, text, found, rank="heading")
            self.units.append(self.heading)

    def _moment(self, text: str) -> Found | None:
        return leading_moment(text, self.year, self.order) or _trailing_moment(text, self.year, self.order)

    def _within_entry(self) -> bool:
        return self.heading is not None and self.heading.found is not None and self.heading.found.time is not None

    def _item(self, block: Block) -> None:
        assert block.prose is not None and block.item is not None
        if not block.leads or self._within_entry() or self._inside_taken(block.item):
            return
        text = block.prose.text
        found = self._moment(text)
        start = block.prose.span()[0]
        if found is None:
            if not block.item.children:
                self.units.append(_Unit(start, block.item.end, text, None, block.item, "item"))
            return
        self.taken.add(id(block.item))
        if found.time is None and block.item.children and len(text) - (found.end - found.start) < 12:
            self.taken.discard(id(block.item))  # a date over the entries of that day
            self.units.append(_Unit(start, block.end, text, found, rank="date"))
        else:
            self.units.append(_Unit(start, block.item.end, text, found, block.item, "item"))

    def _inside_taken(self, item: ListItem | None) -> bool:
        while item is not None:
            if id(item) in self.taken:
                return True
            item = item.parent
        return False

    def _lines(self, block: Block) -> None:
        assert block.prose is not None
        if self._within_entry():
            return
        for begin, end in line_ranges(block.prose.text):
            begin, end = block.prose.trimmed(begin, end)
            if self.range[0] <= block.prose.span(begin, begin)[0] < self.range[1]:
                self._line(block.prose, begin, end)

    def _code(self, block: Block) -> None:
        """The lines of a code block that begin with a time; what programs log is none."""
        start, end = block.start, block.end
        prose = Prose(self.source.normal[start:end], (Run(0, end - start, start, end - start),))
        for begin, stop in line_ranges(prose.text):
            begin, stop = prose.trimmed(begin, stop)
            if not is_log_line(prose.text[begin:stop]) and leading_moment(
                prose.text[begin:stop], self.year, self.order
            ):
                self._line(prose, begin, stop)

    def _line(self, prose: Prose, begin: int, end: int) -> None:
        """The entries of one line: usually one, several where its sentences begin with a time each."""
        line = prose.text[begin:end]
        if not re.search(r"\d", line):
            return  # no moment is without a digit
        starts = [begin]
        for start, _ in sentences_between(prose, begin + 1, end):
            if self._leading_time(prose.text[start : min(end, start + _LEADING)]):
                starts.append(start)
        if len(starts) == 1 or not self._leading_time(line):
            starts = [begin]
        for start, stop in zip(starts, [*starts[1:], end], strict=True):
            start, stop = prose.trimmed(start, stop)
            text = prose.text[start:stop]
            found = self._moment(text)
            if found is None:
                continue
            rest = len(text) - (found.end - found.start)
            rank = "date" if found.time is None and rest < 12 else "line"
            self.units.append(_Unit(*prose.span(start, stop), text, found, rank=rank))

    def _leading_time(self, text: str) -> bool:
        found = leading_moment(text, self.year, self.order)
        return found is not None and found.time is not None

    def _table(self, block: Block) -> None:
        titles = [cell.text.strip() for cell in block.header]
        columns = [i for i, title in enumerate(titles) if _TIME_COLUMN.match(title)]
        offset, zoned = zone_in(" ".join(titles[i] for i in columns))
        for row in block.rows:
            cells = [cell.text for cell in row.cells]
            stamp = " ".join(cells[i] for i in columns if i < len(cells)) if columns else (cells[0] if cells else "")
            found = self._stamp(stamp) if stamp.strip() else None
            if found is not None and found.elapsed is None and not found.zoned and zoned:
                found = replace(found, offset=offset, zoned=True)
            if found is None and not (columns and any(cell.strip() for cell in cells)):
                continue
            plain = (
                " ".join(cell for i, cell in enumerate(cells) if i not in columns) if columns else " ".join(cells[1:])
            )
            self.units.append(_Unit(row.start, row.end, plain, found, rank="row"))

    def _stamp(self, stamp: str) -> Found | None:
        """The moment in a cell: from the start of the incident where it begins so ("T+5m"), else the first by the clock."""
        elapsed = find_elapsed(stamp)
        if elapsed is not None and not stamp[: elapsed.start].strip():
            return elapsed
        return next(find_moments(stamp, self.year, self.order), None)

    def _drop_dates_of_groups(self) -> None:
        """A date over entries of that day gives them the date and is no entry itself."""
        kept: list[_Unit] = []
        for index, unit in enumerate(self.units):
            group = unit.rank in ("date", "heading") and unit.found is not None and unit.found.time is None
            following = self.units[index + 1] if index + 1 < len(self.units) else None
            timed = (
                following is not None
                and following.found is not None
                and following.found.time is not None
                and following.found.date is None
            )
            if group and (unit.rank == "date" or timed):
                unit.rank = "context"
            kept.append(unit)
        self.units = kept


def _moments(source: Source, units: Sequence[_Unit], clock: Clock) -> Iterator[Moment]:
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


def _moment(source: Source, unit: _Unit, when: str | None, instant: float | None, zoned: bool) -> Moment:
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
    source: Source, blocks: Sequence[Block], outline: Outline, day: date | None, order: str | None
) -> tuple[list[Moment], tuple[int, int] | None]:
    """The timeline's entries, and the range it was found in where no heading says so.

    A part headed "Timeline" is read first; where none has entries, the part (or the stretch of a document without
    parts) in which most lines begin with a time is taken for it.
    """
    year = day.year if day else None
    general = document_zone(source.normal[:200_000])
    parts = [part for part in outline.parts if "timeline" in part.kinds]
    inside = _Blocks(blocks)
    found: list[Moment] = []
    milestones: list[Moment] = []
    for part in _outermost(parts):
        clock = Clock(day, *_zone_of(source, part, general))
        reader = _Reader(source, year, order, named=True)
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
        units = _Reader(source, year, order, named=False).read(inside, start, end)
        entries = list(_moments(source, units, fresh))
        timed = sum(moment.instant is not None for moment in entries)
        lines = sum(block.kind in ("paragraph", "heading") and (block.item is None or block.leads) for block in inside)
        lines += sum(len(block.rows) for block in inside)
        if strict and sum(_FIGURE_FIRST.match(moment.entry.text) is not None for moment in entries) < 0.6 * timed:
            continue
        if timed >= 2 and timed >= 0.4 * max(lines, len(entries)) and (best is None or timed > len(best[0])):
            best = (entries, (start, end))
    return best
