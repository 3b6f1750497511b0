"""Offsets of a report and positions of an editor, which counts lines from 0 and columns in units of an encoding."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from lsprotocol.types import Position, PositionEncodingKind, Range

from ..parse.source import Source

_WIDE = {
    PositionEncodingKind.Utf8: (re.compile(r"[^\x00-\x7f]"), "utf-8", 1),
    PositionEncodingKind.Utf16: (re.compile(r"[^\x00-\uffff]"), "utf-16-le", 2),
}
"""Per encoding, what takes more than one unit, the codec that says how many, and the bytes of a unit."""


class Places:
    """The places of one text, looked up in the logarithm of its length.

    pygls has such a class too; it takes form feeds and U+2028 for ends of lines, which neither the protocol nor
    :class:`~blameless.parse.source.Source` does.

    Args:
        text: the text.
        encoding: what a column counts, as client and server have agreed.
    """

    def __init__(self, text: str, encoding: PositionEncodingKind) -> None:
        self._source = Source(text)
        self._wide: list[int] = []
        self._extra = [0]
        if encoding in _WIDE:
            pattern, codec, unit = _WIDE[encoding]
            found = [(each.start(), each[0]) for each in pattern.finditer(text)]
            self._wide = [offset for offset, _ in found]
            sizes = (len(character.encode(codec, "surrogatepass")) // unit for _, character in found)
            self._extra = [0, *accumulate(size - 1 for size in sizes)]

    def _units(self, offset: int) -> int:
        """The units of all the text before a character."""
        return offset + self._extra[bisect_left(self._wide, offset)]

    def position(self, offset: int) -> Position:
        """The position of a character."""
        line, column = self._source.position(offset)
        return Position(line - 1, self._units(offset) - self._units(offset - column + 1))

    def range(self, start: int, end: int) -> Range:
        """The range of ``text[start:end]``."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """The character at a position; the end of the line for one behind it, the character itself for one inside it."""
        start, end = self._source.line_span(position.line)
        wanted = self._units(start) + position.character
        return bisect_right(range(start, end + 1), wanted, key=self._units) + start - 1

    def line(self, number: int) -> tuple[int, int]:
        """The range of a line, counted from 1, without its end."""
        return self._source.line_span(number - 1)
