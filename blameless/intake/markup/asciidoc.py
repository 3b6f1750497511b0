"""AsciiDoc as blocks: what Asciidoctor shows of headings, paragraphs, lists, tables, quotations and code.

Read here, line by line. The one reader of AsciiDoc in Python (asciidoc-py) tells no places, is under the GPL, and obeys
documents that have it run commands (``sys::``, ``eval::``); the others ask for Ruby or a browser. Nothing is included,
and no condition or attribute is looked up. https://docs.asciidoctor.org/asciidoc/latest/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ...parse import Block, ListItem, Prose, Source, TableRow
from .builder import Builder

_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"(?:={4,}|-{4,}|~{4,}|\^{4,})[ \t]*$")
_UNDERLINES = "=-~^"
_DELIMITER = re.compile(r"(?:-{4,}|\.{4,}|\+{4,}|/{4,}|_{4,}|={4,}|\*{4,}|--|```\w{0,30})[ \t]*$")
_TABLE = re.compile(r"([|,:!])={3,}[ \t]*$")
_ATTRIBUTES = re.compile(r"\[[^\n]*\][ \t]*$")
_ENTRY = re.compile(r":!?[\w-]{1,60}!?:(?:[ \t]|$)")
_TITLE = re.compile(r"\.(?=[^\s.])")
_MACRO = re.compile(r"(?:image|include|ifdef|ifndef|ifeval|endif|toc|video|audio)::\S*|'{3,}[ \t]*$|<{3,}[ \t]*$")
_ITEM = re.compile(r"[ \t]*(\*{1,5}|-|\.{1,5}|\d{1,4}\.|[a-zA-Z]\.|<[\d.]{1,3}>)[ \t]+(?=\S)")
_TASK = re.compile(r"\[([ xX*])\][ \t]+")
_TERM = re.compile(r"(?=\S)((?:(?!::|;;).){1,200})(:{2,4}|;;)(?:[ \t]+|$)")
_CELL = re.compile(r"(?:(?:\d{1,3})?(?:\.\d{1,3})?[+*])?[<^>]?(?:\.[<^>])?[adehlmsv]?\|")
"""What begins a cell: how far it spans, how it is aligned, its style, and the sign."""
_COLUMNS = re.compile(r"""cols\s*=\s*(?:"([^"]*)"|([^\s,\]]+))""")
_TIMES = re.compile(r"\s*(\d{1,3})\*")
_TITLED = re.compile(r"%[\w%]*header|options\s*=\s*\"?[\w,]*header")
_QUOTED = re.compile(r"\[\s*(?:quote|verse)\b")
_LITERAL = re.compile(r"\[\s*(?:source|listing|literal)\b")


class _Line(NamedTuple):
    """A line of the source: where it begins, and its text without the blanks at its end."""

    start: int
    text: str


@dataclass
class _Reader:
    """Reads lines one by one; ``attributes`` are those written above the next block."""

    source: Source
    lines: list[_Line]
    at: int = 0
    attributes: str = ""
    quotes: int = 0
    quoting: bool = False
    items: list[ListItem] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    attached: bool = False
    """A "+" alone on a line attaches the next block to the item before it."""
    fresh: bool = False
    found: list[Block] = field(default_factory=list)

    def read(self) -> list[Block]:
        blank = True
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text:
                self.at += 1
                blank = True
                continue
            if blank and self.items and not self.attached and not _ITEM.match(line.text):
                self._end_lists()
            blank = False
            self._block(line)
        return self.found

    def _block(self, line: _Line) -> None:
        text = line.text
        if text.startswith("//") and not text.startswith("///"):
            self.at += 1
        elif _DELIMITER.match(text):
            self._delimited(text)
        elif table := _TABLE.match(text):
            self._table(text, table[1])
        elif text == "+":
            self.attached = True
            self.at += 1
        elif _ENTRY.match(text) or _MACRO.match(text):
            self.at += 1
        elif _ATTRIBUTES.match(text):
            self.attributes += text
            self.at += 1
        else:
            self._text(line)
            self.attributes, self.attached = "", False

    def _text(self, line: _Line) -> None:
        text = line.text
        if heading := _HEADING.match(text):
            self._heading(line, heading.end(), len(heading[1]))
        elif level := self._underlined(text):
            self._heading(line, 0, level)
            self.at += 1
        elif _LITERAL.match(self.attributes):
            self._literal()
        elif item := _ITEM.match(text):
            self._item(line, item)
        elif (title := _TITLE.match(text)) or (term := _TERM.match(text)) is None:
            if title:
                self.at += 1
                self._bold(line, title.end(), len(text))
            elif text[0] in " \t" and not self.items:
                self._literal()
            else:
                self._paragraph()
        else:
            self._bold(line, 0, term.end(1))
            self.lines[self.at] = _Line(line.start + term.end(), text[term.end() :])
            if not text[term.end() :]:
                self.at += 1

    # --- blocks ---

    def _heading(self, line: _Line, start: int, level: int) -> None:
        self._end_lists()
        self.at += 1
        text = line.text[start:]
        closing = f" {'=' * level}"
        self._show("heading", self._prose([(line.start + start, text.removesuffix(closing))]), level)

    def _underlined(self, text: str) -> int:
        """The level of a heading that the next line underlines; 0 where it does not."""
        below = self.lines[self.at + 1].text if self.at + 1 < len(self.lines) else ""
        if not _UNDERLINE.match(below) or abs(len(below) - len(text)) > 1 or not text[0].isalnum():
            return 0
        return _UNDERLINES.index(below[0]) + 1

    def _delimited(self, text: str) -> None:
        """What stands between two lines of signs: code and comments as they are, all else as blocks."""
        self.at += 1
        sign = text[:1]
        if sign in "-.+/`" and text != "--":
            end = next((n for n in range(self.at, len(self.lines)) if self._ends(n, text)), len(self.lines))
            if sign != "/":
                self._code(self.at, end)
            self.at = end + 1
        elif sign == "_":
            self.quoting = not self.quoting
        self.attributes = ""

    def _ends(self, number: int, delimiter: str) -> bool:
        closing = "```" if delimiter.startswith("```") else delimiter
        return self.lines[number].text == closing

    def _literal(self) -> None:
        """Lines up to the next blank one, which are set as code."""
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at].text:
            self.at += 1
        self._code(first, self.at)

    def _code(self, first: int, end: int) -> None:
        if first >= end:
            return
        start, last = self.lines[first].start, self.lines[min(end, len(self.lines)) - 1]
        item = self.items[-1] if self.items else None
        stop = max(start, last.start + len(last.text))
        line = self.source.line_of(start)
        self.found.append(Block("code", start, stop, line, item=item, quoted=self._is_quoted()))

    def _paragraph(self) -> None:
        """Lines up to the next blank one, or one that begins something else."""
        quoted = bool(_QUOTED.match(self.attributes))
        self.quotes += quoted
        self._show("paragraph", self._prose(self._run()))
        self.quotes -= quoted

    def _run(self) -> list[tuple[int, str]]:
        """The lines of a paragraph, the first of which is taken whatever it is."""
        pieces = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if pieces and (not line.text or self._interrupts(line.text)):
                break
            self.at += 1
            if not line.text.startswith("//"):
                text = line.text.removesuffix(" +")
                pieces.append((line.start + len(text) - len(text.lstrip()), text.strip()))
        return pieces

    def _interrupts(self, text: str) -> bool:
        if any(each.match(text) for each in (_DELIMITER, _TABLE, _ATTRIBUTES, _ENTRY, _TERM)) or text == "+":
            return True
        return bool(self.items) and _ITEM.match(text) is not None

    def _bold(self, line: _Line, start: int, end: int) -> None:
        """The title of a block, or a term that is explained."""
        builder = Builder([(0, 0)])
        builder.open("strong")
        _Inline(line.text[start:end], line.start + start, builder).read()
        self._show("paragraph", builder.prose())

    def _item(self, line: _Line, mark: re.Match[str]) -> None:
        sign = mark[1] if mark[1][0] in "*-." else "1."
        while self.marks and sign in self.marks and self.marks[-1] != sign:
            self.marks.pop()
            self.items.pop()
        if self.marks and self.marks[-1] == sign:
            self.marks.pop()
            self.items.pop()
        parent = self.items[-1] if self.items else None
        start = line.start + mark.start(1)
        ordered = sign[0] not in "*-"
        item = ListItem(start, start, self.source.line_of(start), len(self.items), ordered, parent)
        if parent is not None:
            parent.children.append(item)
        begin = mark.end()
        if task := _TASK.match(line.text, begin):
            item.checked = task[1] != " "
            begin = task.end()
        self.items.append(item)
        self.marks.append(sign)
        self.fresh = True
        self.lines[self.at] = _Line(line.start + begin, line.text[begin:])
        self._show("paragraph", self._prose(self._run()))

    def _end_lists(self) -> None:
        self.items, self.marks = [], []

    def _is_quoted(self) -> bool:
        return self.quoting or self.quotes > 0

    def _show(self, kind: Literal["heading", "paragraph"], prose: Prose, level: int = 0) -> None:
        if not prose.text.strip():
            return
        item = self.items[-1] if self.items else None
        leads, self.fresh = self.fresh and not level, False
        start, end = prose.span(*prose.trimmed(0, len(prose.text)))
        line = self.source.line_of(start)
        self.found.append(Block(kind, start, end, line, prose, level, item, leads, self._is_quoted()))
        for each in self.items:
            each.end = max(each.end, end)

    def _prose(self, pieces: list[tuple[int, str]]) -> Prose:
        builder = Builder([(0, 0)])
        behind = 0
        for number, (start, text) in enumerate(pieces):
            if number:
                builder.add("\n", behind, 1)
            _Inline(text, start, builder).read()
            behind = start + len(text)
        return builder.prose()

    # --- tables ---

    def _table(self, delimiter: str, sign: str) -> None:
        attributes, self.attributes, self.attached = self.attributes, "", False
        self.at += 1
        first = self.at
        end = next((n for n in range(first, len(self.lines)) if self.lines[n].text == delimiter), len(self.lines))
        self.at = end + 1
        if sign in ",:":
            rows = [self._separated(line, sign) for line in self.lines[first:end] if line.text]
        else:
            cells = list(self._cells(first, end))
            width = _width(attributes) or sum(line == cells[0][0] for line, _ in cells[:200]) if cells else 0
            rows = [[cell for _, cell in cells[n : n + width]] for n in range(0, len(cells), max(width, 1))]
        rows = [row for row in rows if any(cell.text for cell in row)]
        if rows:
            titled = bool(_TITLED.search(attributes)) or self._titled(first, end)
            self._show_table(rows, titled)

    def _titled(self, first: int, end: int) -> bool:
        """Whether the first line of a table is followed by a blank one, and so holds titles."""
        lines = self.lines[first : min(first + 2, end)]
        return len(lines) == 2 and bool(lines[0].text) and not lines[1].text

    def _separated(self, line: _Line, sign: str) -> list[Prose]:
        cells, start = [], 0
        for text in line.text.split(sign):
            lead = len(text) - len(text.lstrip())
            cells.append(self._prose([(line.start + start + lead, text.strip())]))
            start += len(text) + 1
        return cells

    def _cells(self, first: int, end: int) -> Iterator[tuple[int, Prose]]:
        """The cells of a table, with the number of the line in which each begins."""
        pieces: list[tuple[int, str]] | None = None
        begun = first
        for number in range(first, end):
            line = self.lines[number]
            starts = [match for match in _CELL.finditer(line.text) if _begins_cell(line.text, match)]
            ends = [match.start() for match in starts] + [len(line.text)]
            if pieces is not None and ends[0]:
                pieces += _stripped(line, 0, ends[0])
            for match, stop in zip(starts, ends[1:], strict=True):
                if pieces is not None:
                    yield begun, self._prose(pieces)
                pieces, begun = _stripped(line, match.end(), stop), number
        if pieces is not None:
            yield begun, self._prose(pieces)

    def _show_table(self, rows: list[list[Prose]], titled: bool) -> None:
        header = tuple(rows.pop(0)) if titled else ()
        read = tuple(self._row(row) for row in rows)
        spans = [cell.span() for cell in header if cell.text] + [(row.start, row.end) for row in read]
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        item = self.items[-1] if self.items else None
        line = self.source.line_of(start)
        self.found.append(
            Block("table", start, end, line, item=item, quoted=self._is_quoted(), header=header, rows=read)
        )

    def _row(self, cells: list[Prose]) -> TableRow:
        spans = [cell.span() for cell in cells if cell.text]
        return TableRow(tuple(cells), spans[0][0], spans[-1][1], self.source.line_of(spans[0][0]))


def _begins_cell(text: str, match: re.Match[str]) -> bool:
    """Whether a sign begins a cell: not behind a backslash, and what it says of the cell stands apart from words."""
    before = text[match.start() - 1 : match.start()]
    return before != "\\" and (len(match[0]) == 1 or before in ("", " ", "\t"))


def _stripped(line: _Line, start: int, stop: int) -> list[tuple[int, str]]:
    text = line.text[start:stop]
    bare = text.strip()
    return [(line.start + start + text.index(bare), bare)] if bare else []


def _width(attributes: str) -> int:
    """The number of columns that a table says it has; 0 where it does not."""
    given = _COLUMNS.search(attributes)
    if given is None:
        return 0
    columns = re.split("[,;]", given[1] or given[2] or "")
    return sum(int(times[1]) if (times := _TIMES.match(column)) else 1 for column in columns)


_MARK = re.compile(
    r"\\[*_`#+|]|`[`+]?|\*\*?|__?|\[[\w. %-]{1,60}\]#{1,2}|##?"
    r"|<<([^<>,\n]{1,200})(?:,([^<>\n]{1,300}))?>>"
    r"|\b(?:https?://|link:|mailto:|xref:)([^\s\[\]<>]{1,2000})(\[[^\]\n]{0,500}\])?"
    r"|\b(?:image|icon|kbd|btn|anchor):([^\s\[\]:]{0,500})\[([^\]\n]{0,300})\]|footnote:\w{0,40}\[|pass:\w{0,9}\[|\[\[[^\]\n]{1,100}\]\]"
)


class _Inline:
    """Adds the words of a line, with the marks that are set around them."""

    def __init__(self, text: str, start: int, builder: Builder) -> None:
        self.text, self.start, self.builder = text, start, builder
        self.open: dict[str, str] = {}
        """The signs that are open, with what each means."""
        self.last: dict[str, int] = {}
        self.at = 0

    def read(self) -> None:
        for match in _MARK.finditer(self.text):
            if match.start() < self.at:
                continue
            self._add(self.at, match.start())
            self.at = match.end()
            self._mark(match)
        self._add(self.at, len(self.text))
        for kind in self.open.values():
            self.builder.close(kind)

    def _add(self, start: int, end: int) -> None:
        if start < end:
            self.builder.add(self.text[start:end], self.start + start)

    def _mark(self, match: re.Match[str]) -> None:
        found = match[0]
        if found[0] == "\\":
            self._add(match.start() + 1, match.end())
        elif found[0] == "`":
            self._code(match)
        elif found.startswith("<<"):
            self._add(*match.span(2) if match[2] else match.span(1))
        elif match[3]:
            self._link(match)
        elif match[6] is not None or found.startswith("[["):
            return
        elif not found.endswith("["):  # of a footnote the words are shown
            self._toggle(match)

    def _code(self, match: re.Match[str]) -> None:
        end = self.text.find(match[0][::-1], match.end())
        if end < 0:
            self._add(*match.span())
            return
        self.builder.open("code")
        self._add(match.end(), end)
        self.builder.close("code")
        self.at = end + len(match[0])

    def _link(self, match: re.Match[str]) -> None:
        """A link, by its text where it has one."""
        label, scheme = match[4], match[0].partition(":")[0]
        target = match[3] if scheme in ("link", "xref") else f"{scheme}:{match[0].partition(':')[2].partition('[')[0]}"
        self.builder.open("link", target)
        if label and label != "[]":
            begin = match.start(4) + 1
            words = label[1:-1].split(",")[0].rstrip("^")
            self._add(begin, begin + len(words))
        else:
            self._add(match.start(), match.end() - len(label or ""))
        self.builder.close("link")

    def _toggle(self, match: re.Match[str]) -> None:
        """A sign that begins or ends bold, italic or marked words, or is a sign as any."""
        sign = match[0][-1] * (2 if match[0].endswith(match[0][-1] * 2) else 1)
        before, behind = self.text[match.start() - 1 : match.start()], self.text[match.end() : match.end() + 1]
        single = len(sign) == 1
        kind = {"*": "strong", "#": "struck" if "line-through" in match[0] else "marked"}.get(
            sign[0], "plain" + sign[0]
        )
        if sign in self.open and before.strip() and not (single and (behind.isalnum() or behind == "_")):
            self.builder.close(self.open.pop(sign))
        elif (
            sign not in self.open
            and behind.strip()
            and not (single and before.isalnum())
            and self._closes(sign, match.end())
        ):
            self.open[sign] = kind
            self.builder.open(kind)
        else:
            self._add(*match.span())

    def _closes(self, sign: str, start: int) -> bool:
        """Whether what a sign would begin ends on the line; the last place of each sign is looked for once."""
        if sign not in self.last:
            self.last[sign] = self.text.rfind(sign)
        return self.last[sign] > start


def read_blocks(source: Source, first_line: int = 0) -> list[Block]:
    """The blocks of a document in order, from a 0-based line on."""
    lines = []
    for number in range(first_line, len(source.starts)):
        start, end = source.line_span(number)
        lines.append(_Line(start, source.normal[start:end].rstrip()))
    return _Reader(source, lines).read()
