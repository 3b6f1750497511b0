"""Offsets of a report and positions of an editor, which counts lines from 0 and columns in units of an encoding."""

from __future__ import annotations

from lsprotocol.types import Position, PositionEncodingKind, Range

from ..parse.source import Source

_CODECS = {
    PositionEncodingKind.Utf8: ("utf-8", 1),
    PositionEncodingKind.Utf16: ("utf-16-le", 2),
    PositionEncodingKind.Utf32: ("utf-32-le", 4),
}


class Places:
    """The places of one text.

    pygls has such a class too; it takes form feeds and U+2028 for ends of lines, which neither the protocol nor
    :class:`~blameless.parse.source.Source` does.

    Args:
        text: the text.
        encoding: what a column counts, as client and server have agreed.
    """

    def __init__(self, text: str, encoding: PositionEncodingKind) -> None:
        self._source = Source(text)
        self._codec, self._unit = _CODECS[encoding]

    def position(self, offset: int) -> Position:
        """The position of a character."""
        line, column = self._source.position(offset)
        before = self._source.text[offset - column + 1 : offset]
        return Position(line - 1, len(before.encode(self._codec, "surrogatepass")) // self._unit)

    def range(self, start: int, end: int) -> Range:
        """The range of ``text[start:end]``."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """The character at a position; the end of the line for one behind it, the character itself for one inside it."""
        start, end = self._source.line_span(position.line)
        data = self._source.text[start:end].encode(self._codec, "surrogatepass")[: position.character * self._unit]
        return start + len(data.decode(self._codec, "ignore"))

    def line(self, number: int) -> tuple[int, int]:
        """The range of a line, counted from 1, without its end."""
        return self._source.line_span(number - 1)
