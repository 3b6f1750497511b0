"""Tables of HTML: which of them only arrange a page, and the rows of one while it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ....parse import Block, Prose, Source, TableRow
from .elements import HEADING
from .events import Event


def layout_tables(events: Sequence[Event]) -> set[int]:
    """The places of the tables that only arrange a page: they hold tables or headings, or no row of two cells."""
    found: set[int] = set()
    around: list[list[int]] = []  # place, cells of the row, most cells of a row, whether it holds more than text
    for place, (kind, name, _, _) in enumerate(events):
        if kind == "open" and (name == "table" or HEADING.match(name)) and around:
            around[-1][3] = True
        if name == "table" and kind == "open":
            around.append([place, 0, 0, False])
        elif not around:
            continue
        elif name == "tr":
            around[-1][1] = 0
        elif name in ("td", "th") and kind == "open":
            around[-1][1] += 1
            around[-1][2] = max(around[-1][1:3])
        elif name == "table":
            found.update(_arranges(around.pop()))
    for table in around:
        found.update(_arranges(table))
    return found


def _arranges(table: Sequence[int]) -> Iterator[int]:
    if table[3] or table[2] < 2:
        yield table[0]


@dataclass(slots=True)
class Table:
    """A table while it is read; ``layout``: it only arranges a page."""

    layout: bool
    start: int = 0
    rows: list[tuple[list[Prose], bool]] = field(default_factory=list)
    """Cells, and whether all of them are titles."""
    cell: bool = False
    behind: list[Block] = field(default_factory=list)
    """What stands between its rows and is no cell: a browser shows it before the table, here it comes behind."""

    def begin(self, name: str) -> None:
        """Begin a row or a cell, by its tag."""
        if name == "tr" or not self.rows:
            self.rows.append(([], True))
        if name != "tr":
            cells, titles = self.rows[-1]
            self.rows[-1] = (cells, titles and name == "th")
            self.cell = True

    def end_cell(self, prose: Prose | None) -> None:
        """End the cell that is open; it holds these words."""
        self.rows[-1][0].append(prose or Prose("", ()))
        self.cell = False

    def block(self, source: Source) -> Block | None:
        """The block of the table, if any cell has words."""
        filled = [(cells, titles) for cells, titles in self.rows if any(cell.text for cell in cells)]
        if not filled:
            return None
        header = tuple(filled.pop(0)[0]) if filled[0][1] else ()
        rows = tuple(_row(source, cells) for cells, _ in filled)
        end = rows[-1].end if rows else max(cell.span()[1] for cell in header)
        return Block("table", self.start, end, source.line_of(self.start), header=header, rows=rows)


def _row(source: Source, cells: Sequence[Prose]) -> TableRow:
    spans = [cell.span(*cell.trimmed(0, len(cell.text))) for cell in cells if cell.text]
    return TableRow(tuple(cells), spans[0][0], spans[-1][1], source.line_of(spans[0][0]))
