"""The source text: normalised for the parser without moving a character, and its lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property

_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
"""NUL, which Markdown forbids, and halves of surrogate pairs, which no encoder takes (and so no tokenizer)."""


class Source:
    """A document's text with its line starts.

    ``text`` is what the caller gave. ``normal`` has the same length and is what the Markdown parser reads: ``\\r\\n``
    becomes a space and ``\\n``, a lone ``\\r`` becomes ``\\n``, NUL and a lone surrogate become U+FFFD and a byte order
    mark a space, so that offsets into the one are offsets into the other.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        normal = text.replace("\r\n", " \n").replace("\r", "\n")
        normal = _NO_CHARACTER.sub("\ufffd", normal)
        self.normal = " " + normal[1:] if normal.startswith("\ufeff") else normal

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line begins."""
        starts = [0]
        find = self.normal.find
        position = find("\n")
        while position != -1:
            starts.append(position + 1)
            position = find("\n", position + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds ``offset``."""
        return bisect_right(self.starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of ``offset``."""
        line = self.line_of(offset)
        return line, offset - self.starts[line - 1] + 1

    def line_span(self, line: int) -> tuple[int, int]:
        """The range of 0-based line ``line`` without its line end; past the last line, the end of the text."""
        if line >= len(self.starts):
            return len(self.normal), len(self.normal)
        end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.normal)
        return self.starts[line], end


class Ranges:
    """Half-open ranges of offsets, asked in the logarithm of their number what they hold and what they meet."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for start, end in sorted(ranges):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]

    def meets(self, start: int, end: int) -> bool:
        """Whether one of the ranges shares an offset with the range from ``start`` to ``end``."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and start < self._ends[index]
