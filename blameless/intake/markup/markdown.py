"""Markdown and plain text as a flat list of blocks with positions.

markdown-it-py finds the blocks (CommonMark and GFM tables); this module adds what it leaves out: for every block the
prose with its way back to the source. What it gives as raw HTML is read in :mod:`.html`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from ...language.en.prose import titles_prose
from ...parse import Block, ListItem, Prose, Run, Source, TableRow
from ...remembered import remembered
from .html.page import read_html
from .inline import PositionedInline, prose

MAX_INLINE = 100_000
"""Blocks with more characters than this are read without inline mark-up: no person wrote them as a paragraph."""

_BLANKS = " \t\n\x0b\x0c\r"
_BULLETS = re.compile(r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+")
_ANCHOR = re.compile(r"[ \t]+\{#[\w.:-]{1,200}\}\Z")
"""The anchor of a heading, as Google Docs and Pandoc write it behind the words."""
_TASK = re.compile(r"\[([ xX])\][ \t]+")


DEEPEST = 80
"""Quotations and lists in each other (a list counts twice, for its items) beyond which all is read as one paragraph: a
stack that Python can hold, and deeper than anybody's mail."""


class _Blocks(ParserBlock):
    """The block parser of :mod:`markdown_it`, which drops what is nested too deeply; here it is a paragraph."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        if state.level < DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        first = state.skipEmptyLines(startLine)
        text = state.getLines(first, endLine, state.blkIndent, False).strip()
        state.line = endLine
        if text:
            state.push("paragraph_open", "p", 1).map = [first, endLine]
            inline = state.push("inline", "", 0)
            inline.map, inline.content, inline.children = [first, endLine], text, []
            state.push("paragraph_close", "p", -1)


@cache
def _parser(plain: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST + 2}).enable(["table", "strikethrough"])
    parser.block = _Blocks()  # with all rules, which are those of CommonMark and tables
    parser.inline = PositionedInline()
    parser.inline.ruler.enable(["strikethrough"])
    parser.inline.ruler2.enable(["strikethrough"])
    parser.disable(["text_join", "inline"], ignoreInvalid=True)  # inline content is parsed block by block, see _prose
    if plain:
        parser.disable(["code", "html_block", "reference"])
        parser.inline.ruler.disable(["emphasis", "html_inline", "entity", "escape", "link", "image"])
    return parser


_CUTS = re.compile(r"\n[ \t]*\n(?=#{1,6}[ \t]+\S)")
"""Where a heading follows a blank line: whatever goes before it ends there, but for code and HTML that nothing closed."""
_LEAST = 500
"""Characters of a piece at least: each costs something whatever its length."""
_LONGEST_KEPT, _KEPT = 4_000, 64
"""Characters of the longest piece whose tokens are kept, and how many: those of a draft or two, a megabyte or two each."""


class _Piece(NamedTuple):
    """A stretch of a text from one heading to another: its tokens, where its lines begin, and the links it defines."""

    tokens: tuple[Token, ...]
    line: int
    references: Mapping[str, Any]


def _pieces(text: str, plain: bool) -> Iterator[_Piece]:
    """The block tokens of a text, piece by piece, so that of a draft only those are found anew in which a key was pressed."""
    cuts = [0]
    cuts += [cut.end() for cut in _CUTS.finditer(text)]
    cuts = [*_apart(cuts), len(text)]
    first, line = 0, 0
    while first < len(cuts) - 1:
        count = 1
        while True:  # twice as many each time, as a text that closes nothing would else be read over and over
            last = min(first + count, len(cuts) - 1)
            piece = text[cuts[first] : cuts[last]]
            tokens, references, unclosed = _tokens(piece, plain)
            if not unclosed or last == len(cuts) - 1:
                break
            count *= 2
        yield _Piece(tokens, line, references)
        first, line = last, line + piece.count("\n")


def _apart(cuts: Sequence[int]) -> Iterator[int]:
    """The cuts that leave no piece short."""
    last = -_LEAST
    for cut in cuts:
        if cut - last >= _LEAST:
            yield cut
            last = cut


@remembered(_KEPT, _LONGEST_KEPT)
def _tokens(text: str, plain: bool) -> tuple[tuple[Token, ...], Mapping[str, Any], bool]:
    """The block tokens of a piece, the links it defines, and whether code or HTML may go on behind it."""
    env: dict[str, Any] = {}
    tokens, lines = tuple(_parser(plain).parse(text, env)), text.count("\n")
    unclosed = any(each.type in ("fence", "html_block") and (each.map or [0, 0])[1] >= lines for each in tokens)
    return tokens, env.get("references", {}), unclosed


def _line_places(source: Source, content: str, first: int, markup: str = "") -> list[tuple[int, int]]:
    """For each line of a block's content, its offset in the content and in the source.

    The parser strips indentation and container marks from the front of a line and blanks from its ends; what is left
    is found as the end of the source line. A heading's ``markup`` ("##") goes before its content and may follow it.
    """
    places = []
    offset = 0
    lines = content.split("\n")
    first = _line_of(source, lines[0].strip(_BLANKS), first)
    for number, line in enumerate(lines):
        start, end = source.line_span(first + number)
        text = source.normal[start:end]
        core = line.strip(_BLANKS)
        if markup:
            column = text.find(core, text.find(markup) + len(markup))
        else:
            column = text.rstrip(_BLANKS).rfind(core)
        lead = len(line) - len(line.lstrip(_BLANKS))
        places.append((offset, start + max(column, 0) - lead))
        offset += len(line) + 1
    return places


_EMPTY = re.compile(r"(?:[\s>*+-]|\d{1,9}[.)])*")
"""A line with nothing but blanks, those of Unicode included, and what marks lists and quotations."""


def _line_of(source: Source, core: str, first: int) -> int:
    """The line that content begins on; lines before it that look empty and are none to Markdown have been dropped by the parser."""
    for number in range(first, len(source.starts)):
        start, end = source.line_span(number)
        if core in source.normal[start:end]:
            return number
        if not _EMPTY.fullmatch(source.normal, start, end):
            break
    return first


def _prose(parser: MarkdownIt, env: dict, source: Source, content: str, places: Sequence[tuple[int, int]]) -> Prose:
    if len(content) > MAX_INLINE:
        start, end = places[0][1], min(places[0][1] + len(content), len(source.normal))
        return Prose(source.normal[start:end], (Run(0, end - start, start, end - start),))
    return prose(content, parser, env, places)


def _split_cells(line: str) -> list[tuple[int, str]]:
    """The cells of a table row as GFM splits them, each with its column; an escaped pipe keeps its backslash."""
    cells, begin, escaped = [], 0, False
    for index, character in enumerate(line):
        if character == "|" and not escaped:
            cells.append((begin, line[begin:index]))
            begin = index + 1
        escaped = character == "\\"
    cells.append((begin, line[begin:]))
    if not cells[0][1].strip(_BLANKS):
        cells.pop(0)
    if cells and not cells[-1][1].strip(_BLANKS):
        cells.pop()
    return cells


class _Reader:
    """Turns one document's block tokens into blocks."""

    def __init__(self, source: Source, plain: bool, first_line: int) -> None:
        self.source = source
        self.begin = self.first = first_line
        self.parser = _parser(plain)
        self.pieces = list(_pieces(source.normal[source.line_span(first_line)[0] :], plain))
        references: dict[str, Any] = {}
        for piece in reversed(self.pieces):
            references.update(piece.references)  # of two that are called the same, the first holds
        self.env = {"references": references}
        self.items: list[ListItem] = []
        self.fresh = False
        self.quotes = 0
        self.ordered: list[bool] = []

    def _range(self, token: Token) -> tuple[int, int, int]:
        """Source range and 1-based line of a block token, trailing blank lines left out."""
        begin, stop = token.map or [0, 0]
        start = self.source.line_span(begin + self.first)[0]
        end = self.source.line_span(max(begin, stop - 1) + self.first)[1]
        text = self.source.normal[start:end]
        return start, start + len(text.rstrip(_BLANKS)), begin + self.first + 1

    def blocks(self) -> Iterator[Block]:
        for piece in self.pieces:
            self.first = self.begin + piece.line
            yield from self._blocks(piece.tokens)

    def _blocks(self, found: Sequence[Token]) -> Iterator[Block]:
        tokens = iter(enumerate(found))
        html: list[Token] = []  # blank lines cut HTML into several blocks
        for index, token in tokens:
            kind = token.type
            if kind == "html_block":
                html.append(token)
                continue
            if html:
                yield from self._html(html)
                html = []
            if kind in ("heading_open", "paragraph_open"):
                yield self._text_block(token, found[index + 1])
            elif kind == "table_open":
                yield self._table(token)
                for _, inner in tokens:
                    if inner.type == "table_close":
                        break
            elif kind in ("fence", "code_block"):
                yield self._code(token)
            else:
                self._contain(token)
        if html:
            yield from self._html(html)

    def _contain(self, token: Token) -> None:
        """Go into or out of a list, an item or a quotation, where a token begins or ends one."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.ordered.append(kind.startswith("ordered"))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.ordered.pop()
        elif kind == "list_item_open":
            self._open_item(token)
        elif kind == "list_item_close":
            self.items.pop()
            self.fresh = False
        elif kind == "blockquote_open":
            self.quotes += 1
        elif kind == "blockquote_close":
            self.quotes -= 1

    def _open_item(self, token: Token) -> None:
        start, end, line = self._range(token)
        parent = self.items[-1] if self.items else None
        item = ListItem(start, end, line, len(self.items), self.ordered[-1], parent)
        if parent is not None:
            parent.children.append(item)
        self.items.append(item)
        self.fresh = True

    def _place(self) -> dict:
        """The container of the block that comes next."""
        item = self.items[-1] if self.items else None
        leads, self.fresh = self.fresh, False
        return {"item": item, "leads": leads, "quoted": self.quotes > 0}

    def _code(self, token: Token) -> Block:
        start, end, line = self._range(token)
        return Block("code", start, end, line, **self._place())

    def _html(self, tokens: Sequence[Token]) -> list[Block]:
        """The blocks of raw HTML that stands in one place."""
        content = ""
        places: list[tuple[int, int]] = []
        for token in tokens:
            lines = _line_places(self.source, token.content, (token.map or [0, 0])[0] + self.first)
            places += [(offset + len(content), place) for offset, place in lines]
            content += token.content + "\n"
        item = self.items[-1] if self.items else None
        found = read_html(self.source, content.rstrip(_BLANKS), places, item, self.quotes > 0)
        if found and found[0].item is item:
            found[0].leads, self.fresh = self.fresh, False
        return found

    def _text_block(self, token: Token, inline: Token) -> Block:
        start, end, line = self._range(token)
        heading = token.type == "heading_open"
        first = (inline.map or [0, 0])[0] + self.first
        markup = token.markup if heading and token.markup.startswith("#") else ""
        places = _line_places(self.source, inline.content, first, markup)
        content = _ANCHOR.sub("", inline.content) if heading else inline.content
        text = _prose(self.parser, self.env, self.source, content, places)
        place = self._place()
        if heading and not markup and titles_prose(text.text):  # a paragraph with a rule straight below it
            heading, end = False, text.span()[1]
        level = int(token.tag[1]) if heading else 0
        block = Block("heading" if heading else "paragraph", start, end, line, text, level, **place)
        if block.leads and block.item and (task := _TASK.match(text.text)):
            block.item.checked = task.group(1) != " "
        return block

    def _table(self, token: Token) -> Block:
        start, end, line = self._range(token)
        first, stop = token.map or [0, 0]
        header = self._row(first)
        rows = tuple(self._row(number) for number in range(first + 2, stop))
        return Block("table", start, end, line, header=header.cells, rows=rows, **self._place())

    def _row(self, number: int) -> TableRow:
        start, end = self.source.line_span(number + self.first)
        text = self.source.normal[start:end]
        column = self._row_column(text, number + self.first + 1)
        cells = []
        for offset, cell in _split_cells(text[column:]):
            content = cell.strip(_BLANKS)
            begin = start + column + offset + len(cell) - len(cell.lstrip(_BLANKS))
            cells.append(_prose(self.parser, self.env, self.source, content, [(0, begin)]))
        start += column
        return TableRow(tuple(cells), start, start + len(text[column:].rstrip(_BLANKS)), number + self.first + 1)

    def _row_column(self, text: str, line: int) -> int:
        """Where a row begins in its line: after the marks of the quotes and of the list item it opens."""
        marks = _BLANKS + (">" if self.quotes else "")
        column = len(text) - len(text.lstrip(marks))
        if self.items and line == self.items[-1].line and (bullet := _BULLETS.match(text, column)):
            column = bullet.end()
        return column


def read_blocks(source: Source, plain: bool = False, first_line: int = 0) -> list[Block]:
    """The blocks of a document in order, from 0-based line ``first_line`` on (after the front matter).

    Args:
        plain: read plain text: blank lines, lists and tables count, mark-up does not.
    """
    return list(_Reader(source, plain, first_line).blocks())
