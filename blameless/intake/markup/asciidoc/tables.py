"""Tables of AsciiDoc: where their cells begin, and whether the first row holds titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....parse import Block, Prose, Source, TableRow
from .inline import prose_of
from .lines import Line

_CELL = re.compile(r"(?:(?:\d{1,3})?(?:\.\d{1,3})?[+*])?[<^>]?(?:\.[<^>])?[adehlmsv]?\|")
"""What begins a cell: how far it spans, how it is aligned, its style, and the sign."""
_COLUMNS = re.compile(r"""cols\s*=\s*(?:"([^"]*)"|([^\s,\]]+))""")
_TIMES = re.compile(r"\s*(\d{1,3})\*")
_TITLED = re.compile(r"%[\w%]*header|options\s*=\s*\"?[\w,]*header")


def read_table(source: Source, lines: Sequence[Line], sign: str, attributes: str) -> Block | None:
    """The table that lines hold, if any cell has words.

    Args:
        source: the document.
        lines: those between its delimiters.
        sign: what sets its cells apart.
        attributes: what stands above it.
    """
    if sign in ",:":
        rows = [_separated(line, sign) for line in lines if line.text]
    else:
        cells = list(_cells(lines))
        width = _width(attributes) or sum(line == cells[0][0] for line, _ in cells[:200]) if cells else 0
        rows = [[cell for _, cell in cells[n : n + width]] for n in range(0, len(cells), max(width, 1))]
    rows = [row for row in rows if any(cell.text for cell in row)]
    if not rows:
        return None
    titled = _TITLED.search(attributes) or (len(lines) > 1 and lines[0].text and not lines[1].text)
    header = tuple(rows.pop(0)) if titled else ()
    read = tuple(_row(source, row) for row in rows)
    spans = [cell.span() for cell in header if cell.text] + [(row.start, row.end) for row in read]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return Block("table", start, end, source.line_of(start), header=header, rows=read)


def _separated(line: Line, sign: str) -> list[Prose]:
    cells, start = [], 0
    for text in line.text.split(sign):
        lead = len(text) - len(text.lstrip())
        cells.append(prose_of([Line(line.start + start + lead, text.strip())]))
        start += len(text) + 1
    return cells


def _cells(lines: Sequence[Line]) -> Iterator[tuple[int, Prose]]:
    """The cells of a table, with the number of the line in which each begins."""
    pieces: list[Line] | None = None
    begun = 0
    for number, line in enumerate(lines):
        starts = [match for match in _CELL.finditer(line.text) if _begins_cell(line.text, match)]
        ends = [match.start() for match in starts] + [len(line.text)]
        if pieces is not None and ends[0]:
            pieces += _stripped(line, 0, ends[0])
        for match, stop in zip(starts, ends[1:], strict=True):
            if pieces is not None:
                yield begun, prose_of(pieces)
            pieces, begun = _stripped(line, match.end(), stop), number
    if pieces is not None:
        yield begun, prose_of(pieces)


def _begins_cell(text: str, match: re.Match[str]) -> bool:
    """Whether a sign begins a cell: not behind a backslash, and what it says of the cell stands apart from words."""
    before = text[match.start() - 1 : match.start()]
    return before != "\\" and (len(match[0]) == 1 or before in ("", " ", "\t"))


def _stripped(line: Line, start: int, stop: int) -> list[Line]:
    text = line.text[start:stop]
    bare = text.strip()
    return [Line(line.start + start + text.index(bare), bare)] if bare else []


def _width(attributes: str) -> int:
    """The number of columns that a table says it has; 0 where it does not."""
    given = _COLUMNS.search(attributes)
    if given is None:
        return 0
    columns = re.split("[,;]", given[1] or given[2] or "")
    return sum(int(times[1]) if (times := _TIMES.match(column)) else 1 for column in columns)


def _row(source: Source, cells: Sequence[Prose]) -> TableRow:
    spans = [cell.span() for cell in cells if cell.text]
    return TableRow(tuple(cells), spans[0][0], spans[-1][1], source.line_of(spans[0][0]))
