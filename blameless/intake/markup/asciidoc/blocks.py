"""The lines of a document in AsciiDoc, read into blocks one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ....parse import Block, Prose, Source
from . import signs
from .inline import bold, prose_of
from .lines import Line, Lines
from .lists import Lists
from .tables import read_table


@dataclass
class _Reader:
    """Reads lines one by one; ``attributes`` are those written above the next block."""

    source: Source
    lines: Lines
    attributes: str = ""
    quotes: int = 0
    quoting: bool = False
    lists: Lists = field(default_factory=Lists)
    attached: bool = False
    """A "+" alone on a line attaches the next block to the item before it."""
    found: list[Block] = field(default_factory=list)

    def read(self) -> list[Block]:
        blank = True
        while (line := self.lines.next) is not None:
            if not line.text:
                self.lines.skip()
                blank = True
                continue
            if blank and self.lists and not self.attached and not signs.ITEM.match(line.text):
                self.lists.end()
            blank = False
            self._block(line)
        return self.found

    def _block(self, line: Line) -> None:
        text = line.text
        if text.startswith("//") and not text.startswith("///"):
            self.lines.skip()
        elif signs.DELIMITER.match(text):
            self._delimited(text)
        elif table := signs.TABLE.match(text):
            self._table(text, table[1])
        elif text == "+":
            self.attached = True
            self.lines.skip()
        elif signs.ENTRY.match(text) or signs.MACRO.match(text):
            self.lines.skip()
        elif signs.ATTRIBUTES.match(text):
            self.attributes += text
            self.lines.skip()
        else:
            self._text(line)
            self.attributes, self.attached = "", False

    def _text(self, line: Line) -> None:
        text = line.text
        if heading := signs.HEADING.match(text):
            self._heading(line, heading.end(), len(heading[1]))
        elif level := self._underlined(text):
            self._heading(line, 0, level)
            self.lines.skip()
        elif signs.LITERAL.match(self.attributes):
            self._code(self.lines.filled())
        elif item := signs.ITEM.match(text):
            self._item(line, item)
        elif (title := signs.TITLE.match(text)) or (term := signs.TERM.match(text)) is None:
            if title:
                self.lines.skip()
                self._show("paragraph", bold(Line(line.start + title.end(), text[title.end() :])))
            elif text[0] in " \t" and not self.lists:
                self._code(self.lines.filled())
            else:
                self._paragraph()
        else:
            self._show("paragraph", bold(Line(line.start, text[: term.end(1)])))
            self.lines.keep(Line(line.start + term.end(), text[term.end() :]))
            if not text[term.end() :]:
                self.lines.skip()

    def _heading(self, line: Line, start: int, level: int) -> None:
        self.lists.end()
        self.lines.skip()
        text = line.text[start:]
        closing = f" {'=' * level}"
        self._show("heading", prose_of([Line(line.start + start, text.removesuffix(closing))]), level)

    def _underlined(self, text: str) -> int:
        """The level of a heading that the next line underlines; 0 where it does not."""
        below = self.lines.below
        if not signs.UNDERLINE.match(below) or abs(len(below) - len(text)) > 1 or not text[0].isalnum():
            return 0
        return signs.UNDERLINES.index(below[0]) + 1

    def _delimited(self, text: str) -> None:
        """What stands between two lines of signs: code and comments as they are, all else as blocks."""
        self.lines.skip()
        sign = text[:1]
        if sign in "-.+/`" and text != "--":
            inside = self.lines.until("```" if sign == "`" else text)
            if sign != "/":
                self._code(inside)
        elif sign == "_":
            self.quoting = not self.quoting
        self.attributes = ""

    def _code(self, lines: Sequence[Line]) -> None:
        if not lines:
            return
        start, last = lines[0].start, lines[-1]
        stop = max(start, last.start + len(last.text))
        line = self.source.line_of(start)
        self.found.append(Block("code", start, stop, line, item=self.lists.item, quoted=self._is_quoted()))

    def _paragraph(self) -> None:
        """Lines up to the next blank one, or one that begins something else."""
        quoted = bool(signs.QUOTED.match(self.attributes))
        self.quotes += quoted
        self._show("paragraph", prose_of(self._run()))
        self.quotes -= quoted

    def _run(self) -> list[Line]:
        """The lines of a paragraph, the first of which is taken whatever it is."""
        pieces = []
        while (line := self.lines.next) is not None:
            if pieces and (not line.text or self._interrupts(line.text)):
                break
            self.lines.skip()
            if not line.text.startswith("//"):
                text = line.text.removesuffix(" +")
                pieces.append(Line(line.start + len(text) - len(text.lstrip()), text.strip()))
        return pieces

    def _interrupts(self, text: str) -> bool:
        if text == "+" or any(each.match(text) for each in signs.INTERRUPTING):
            return True
        return bool(self.lists) and signs.ITEM.match(text) is not None

    def _item(self, line: Line, mark: re.Match[str]) -> None:
        start = line.start + mark.start(1)
        item = self.lists.begin(mark[1] if mark[1][0] in "*-." else "1.", start, self.source.line_of(start))
        begin = mark.end()
        if task := signs.TASK.match(line.text, begin):
            item.checked = task[1] != " "
            begin = task.end()
        self.lines.keep(Line(line.start + begin, line.text[begin:]))
        self._show("paragraph", prose_of(self._run()))

    def _table(self, delimiter: str, sign: str) -> None:
        attributes, self.attributes, self.attached = self.attributes, "", False
        self.lines.skip()
        block = read_table(self.source, self.lines.until(delimiter), sign, attributes)
        if block is not None:
            block.item, block.quoted = self.lists.item, self._is_quoted()
            self.found.append(block)

    def _is_quoted(self) -> bool:
        return self.quoting or self.quotes > 0

    def _show(self, kind: Literal["heading", "paragraph"], prose: Prose, level: int = 0) -> None:
        if not prose.text.strip():
            return
        leads = self.lists.takes_lead() and not level
        start, end = prose.span(*prose.trimmed(0, len(prose.text)))
        line = self.source.line_of(start)
        self.found.append(Block(kind, start, end, line, prose, level, self.lists.item, leads, self._is_quoted()))
        self.lists.reach(end)


def read_blocks(source: Source, first_line: int = 0) -> list[Block]:
    """The blocks of a document in order, from a 0-based line on."""
    lines = []
    for number in range(first_line, len(source.starts)):
        start, end = source.line_span(number)
        lines.append(Line(start, source.normal[start:end].rstrip()))
    return _Reader(source, Lines(lines)).read()
