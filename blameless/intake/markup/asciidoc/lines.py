"""The lines of a document in AsciiDoc, taken one after another."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A line of the source, or a stretch of one: where it begins, and its text without the blanks at its end."""

    start: int
    text: str


class Lines:
    """Lines and the place up to which they are taken."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._at = 0

    @property
    def next(self) -> Line | None:
        """The next line, which stays."""
        return self._lines[self._at] if self._at < len(self._lines) else None

    @property
    def below(self) -> str:
        """The text of the line behind the next one."""
        return self._lines[self._at + 1].text if self._at + 1 < len(self._lines) else ""

    def skip(self) -> None:
        """Take the next line."""
        self._at += 1

    def keep(self, rest: Line) -> None:
        """Let the next line be what is left of it."""
        self._lines[self._at] = rest

    def until(self, closing: str) -> list[Line]:
        """Take lines to one that reads so, which is taken and not given; where there is none, to the end."""
        first = self._at
        places = range(first, len(self._lines))
        end = next((place for place in places if self._lines[place].text == closing), len(self._lines))
        self._at = end + 1
        return self._lines[first:end]

    def filled(self) -> list[Line]:
        """Take lines to the next blank one."""
        first = self._at
        while self._at < len(self._lines) and self._lines[self._at].text:
            self._at += 1
        return self._lines[first : self._at]
