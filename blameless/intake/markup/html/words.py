"""The words of one block of HTML: white space as a browser shows it, entities, and marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from ....parse import Prose
from ..builder import Builder

_ODD = re.compile(r"[ \t\n]+|&#?\w{1,32};?")
"""Text that is not shown as it stands: white space, of which any stretch is one blank, and entities."""
_WHITE = " \t\n\f\r"
"""White space of HTML, also as entities; a no-break space is a character as any."""


class Words:
    """Gathers the words of the block that is being read; white space waits for the word behind it."""

    def __init__(self, content: str, places: Sequence[tuple[int, int]]) -> None:
        self._content, self._places = content, places
        self._builder: Builder | None = None
        self._space: tuple[str, int, int] | None = None

    def text(self, start: int, end: int) -> None:
        """Add a stretch of the content."""
        position = start
        for odd in _ODD.finditer(self._content, start, end):
            if odd[0] == " ":
                continue
            self.add(self._content[position : odd.start()], position)
            if odd[0][0] == "&" and (shown := unescape(odd[0])).strip(_WHITE):
                self.add(shown, odd.start(), len(odd[0]))
            else:
                self.space(" ", odd.start(), odd.end())
            position = odd.end()
        self.add(self._content[position:end], position)

    def add(self, text: str, position: int, length: int | None = None) -> None:
        """Add text that stands for ``length`` characters of the content."""
        bare = text.strip(" ")
        if length is None:
            length = len(bare)
            if text[:1] == " ":
                self.space(" ", position, position + 1)
                position += len(text) - len(text.lstrip(" "))
        if not bare:
            return
        self._marked().add(bare, position, length)
        if text[-1] == " ":
            self.space(" ", position + length, position + length + 1)

    def space(self, text: str, start: int, end: int) -> None:
        """White space, added once a word follows; only behind a word, and a line break rather than a blank."""
        if self._builder is not None and self._builder.length and (self._space is None or text == "\n"):
            self._space = (text, start, end)

    def _marked(self) -> Builder:
        """Where text and marks go, with the white space before them."""
        if self._builder is None:
            self._builder = Builder(self._places)
        if self._space is not None:
            blank, start, end = self._space
            self._builder.add(blank, start, end - start)
            self._space = None
        return self._builder

    def open(self, mark: str, target: str = "") -> None:
        """Begin a mark."""
        self._marked().open(mark, target)

    def close(self, mark: str) -> None:
        """End a mark; there may be none."""
        if self._builder is not None:
            self._builder.close(mark)

    def code(self, first: int, end: int) -> None:
        """Add a stretch of code, with its lines."""
        self.space("\n", first - 1, first)
        self.open("code")
        start = first
        for line in self._content[first:end].split("\n"):
            self.text(start, start + len(line))
            start += len(line) + 1
            self.space("\n", start - 1, start)
        self._marked().close("code")  # with its last line break

    def taken(self) -> Prose | None:
        """What was written since the last block, if anything."""
        builder, self._builder, self._space = self._builder, None, None
        prose = builder.prose() if builder is not None and builder.length else None
        return prose if prose is not None and prose.text.strip() else None
