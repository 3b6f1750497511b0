"""Text of docutils found in the lines of the source that it was written in."""

from __future__ import annotations

from ....parse import Source
from ..builder import Builder

_BACKSLASH = "\0"
"""What docutils writes for a backslash that takes the meaning of the next sign."""


class Lines:
    """The lines of a document, by 0-based numbers."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._columns: dict[int, int] = {}
        """How far each line of the source has been read: cells stand side by side."""

    def begin(self, line: int) -> int:
        """The offset at which a line begins."""
        return self._source.line_span(max(line, 0))[0]

    def text(self, line: int) -> str:
        start, end = self._source.line_span(max(line, 0))
        return self._source.normal[start:end]

    def holding(self, text: str, line: int) -> int:
        """The line that holds a text: one that was told, or one of those near it."""
        bare = text.strip()
        near = (line, *(line + step * sign for step in range(1, 40) for sign in (1, -1)))
        return next((each for each in near if each >= 0 and bare and bare in self.text(each)), max(line, 0))

    def add(self, builder: Builder, text: str, line: int) -> tuple[int, int]:
        """Add text that stands in a line, or in one of the next; gives the line, and the offset behind it."""
        written = text.replace(_BACKSLASH, "\\")
        for each in (line, line + 1, line - 1, line + 2):
            if each < 0:
                continue
            column = self.text(each).find(written, self._columns.get(each, 0))
            if column >= 0:
                self._columns[each] = column + len(written)
                place = self._source.line_span(each)[0] + column
                _add_unescaped(builder, text, place)
                return each, place + len(written)
        start, end = self._source.line_span(max(line, 0))  # found nowhere: the line as a whole stands for it
        builder.add(text.replace(_BACKSLASH, ""), start, max(end - start, 1))
        return line, end


def _add_unescaped(builder: Builder, text: str, place: int) -> None:
    """Add text without the signs of backslashes, nor the blank behind one."""
    for number, piece in enumerate(text.split(_BACKSLASH)):
        if number:
            place += 1
            if piece[:1] in (" ", "\n"):
                piece, place = piece[1:], place + 1
        builder.add(piece, place)
        place += len(piece)
