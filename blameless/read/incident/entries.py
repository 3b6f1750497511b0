"""The entries of a stretch of a document: headings, list items, rows of tables and lines that name a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...language.en.dates import Found, is_moment, zone_in
from ...parse import Block, ListItem, Prose, Run, Source
from ...parse.text import is_log_line, line_ranges, sentences_between
from .stamps import first_moment, leading_moment, trailing_moment

_TIME_COLUMN = re.compile(
    r"(?:(?:local |utc |start )?(?:time|when|date[ _]?time|date|day|timestamp|hour|utc|gmt)\b.*|.*\b(?:time|timestamp)|date/time.*)$",
    re.I,
)
_LEADING = 400
"""Characters of a sentence that tell whether it begins with a time; a line's whole rest for each would be read over and over."""


@dataclass(slots=True)
class Entry:
    """Something that may be an entry: a range of source, its plain text and the moment it names."""

    start: int
    end: int
    plain: str
    found: Found | None
    item: ListItem | None = None
    rank: str = "line"


class Entries:
    """Reads the entries of one stretch of the document; where a heading ``named`` it a timeline, those set as code too."""

    def __init__(self, source: Source, year: int | None, order: str | None, named: bool) -> None:
        self.source, self.year, self.order, self.code = source, year, order, named
        self.units: list[Entry] = []
        self.heading: Entry | None = None
        self.taken: set[int] = set()
        self.range = (0, 0)

    def read(self, blocks: Sequence[Block], start: int, end: int) -> list[Entry]:
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
            self.heading = Entry(start, end, text, found, rank="heading")
            self.units.append(self.heading)

    def _moment(self, text: str) -> Found | None:
        return leading_moment(text, self.year, self.order) or trailing_moment(text, self.year, self.order)

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
                self.units.append(Entry(start, block.item.end, text, None, block.item, "item"))
            return
        self.taken.add(id(block.item))
        if found.time is None and block.item.children and len(text) - (found.end - found.start) < 12:
            self.taken.discard(id(block.item))  # a date over the entries of that day
            self.units.append(Entry(start, block.end, text, found, rank="date"))
        else:
            self.units.append(Entry(start, block.item.end, text, found, block.item, "item"))

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
            self.units.append(Entry(*prose.span(start, stop), text, found, rank=rank))

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
            found = first_moment(stamp, self.year, self.order) if stamp.strip() else None
            if found is not None and found.elapsed is None and not found.zoned and zoned:
                found = replace(found, offset=offset, zoned=True)
            if found is None and not (columns and any(cell.strip() for cell in cells)):
                continue
            plain = (
                " ".join(cell for i, cell in enumerate(cells) if i not in columns) if columns else " ".join(cells[1:])
            )
            self.units.append(Entry(row.start, row.end, plain, found, rank="row"))

    def _drop_dates_of_groups(self) -> None:
        """A date over entries of that day gives them the date and is no entry itself."""
        kept: list[Entry] = []
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
