"""The nodes that docutils makes of a document, read into blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from textwrap import dedent
from typing import Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document

from ....errors import InputError
from ....parse import Block, ListItem, Prose, Source, TableRow
from ..builder import Builder
from .lines import Lines
from .words import UNSEEN, add_words, prose_of, without

LARGEST = 500_000
"""Characters of the longest text that is read: docutils takes a second for each hundred thousand, and more where it is odd."""
_SETTINGS: dict[str, object] = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "syntax_highlight": "none",
    "report_level": 5,
    "halt_level": 6,
    "warning_stream": "",
    "line_length_limit": LARGEST,
}
_UNKNOWN = re.compile(r"\.\. [^\n]*\n(?:[ \t]+:[^\n]*\n)*")
"""The head of a directive that docutils does not know: its name and its options."""
_DEEPEST = 5
"""Directives that docutils does not know in each other."""
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_CODE = (nodes.literal_block, nodes.doctest_block, nodes.math_block, nodes.raw)


def read_blocks(source: Source, first_line: int = 0) -> list[Block]:
    """The blocks of a document in order, from a 0-based line on.

    Raises:
        InputError: where it is longer than anybody's postmortem, or nested more deeply than docutils goes.
    """
    text = source.normal[source.line_span(first_line)[0] :]
    if len(text) > LARGEST:
        raise InputError(f"too large: more than the {LARGEST:,} characters of reStructuredText that are read")
    reader = _Reader(source)
    try:
        reader.read(text, first_line)
    except RecursionError:
        raise InputError("nested too deeply to be read") from None
    return reader.found


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Block] = []
        self.shift = 0
        """The 0-based line of the source at which begins what docutils was given."""
        self.depth = 0
        self.level = 0
        self.line = 0
        self.items: list[ListItem] = []
        self.fresh = False
        self.quotes = 0
        self.lines = Lines(source)

    def read(self, text: str, first_line: int) -> None:
        """Read a text that begins with a 0-based line of the source."""
        shift, self.shift = self.shift, first_line
        settings = get_default_settings(Parser())
        for name, value in _SETTINGS.items():
            setattr(settings, name, value)
        document = new_document("document", settings)
        Parser().parse(text, document)
        self._all(document)
        self.shift = shift

    def _all(self, node: Any) -> None:
        for child in node.children:
            self._block(child)

    def _block(self, node: Any) -> None:
        self.line = self._line_of(node)
        if isinstance(node, UNSEEN):
            return
        if isinstance(node, _CODE):
            self._code(node)
            return
        reader = next((read for kind, read in _READERS if isinstance(node, kind)), _Reader._all)
        reader(self, node)

    def _line_of(self, node: Any) -> int:
        """The 0-based line of a node; where docutils tells none, that of the block before."""
        return node.line + self.shift - 1 if getattr(node, "line", None) else self.line

    # --- blocks ---

    def _section(self, node: Any) -> None:
        self.level += 1
        self._all(node)
        self.level -= 1

    def _title(self, node: Any) -> None:
        prose = prose_of(node, self.lines, self._title_line(node))
        if self.level and not self.quotes:
            self._show("heading", prose, level=min(self.level, 6))
        else:  # the title of a note or a table
            self._show("paragraph", prose)

    def _title_line(self, node: Any) -> int:
        """The line of a title: docutils tells that of its underline."""
        text = node.rawsource.strip() or node.astext().strip()
        around = (self.line, self.line - 1, self.line + 1)
        return next((line for line in around if text and text in self.lines.text(line)), self.line)

    def _paragraph(self, node: Any) -> None:
        self._show("paragraph", prose_of(node, self.lines, self.line))

    def _term(self, node: Any) -> None:
        builder = Builder([(0, 0)])
        builder.open("strong")
        self._show("paragraph", prose_of(node, self.lines, self.line, builder))

    def _field(self, node: Any) -> None:
        """A name and what is said of it, in one line as it was written."""
        name, body = node.children
        first = body.children[0] if body.children else None
        builder = Builder([(0, 0)])
        place = add_words(builder, name, self.lines, self.line)
        if not isinstance(first, nodes.paragraph):
            self._show("paragraph", builder.prose())
            self._all(body)
            return
        builder.add(": ", place, 1)
        add_words(builder, first, self.lines, self.line)
        self._show("paragraph", builder.prose())
        for child in body.children[1:]:
            self._block(child)

    def _line_block(self, node: Any) -> None:
        builder = Builder([(0, 0)])
        place = self.source.line_span(self.line)[0]
        for number, line in enumerate(node.findall(nodes.line)):
            if number:
                builder.add("\n", place, 1)
            place = add_words(builder, line, self.lines, self._line_of(line))
        self._show("paragraph", builder.prose())

    def _list(self, node: Any) -> None:
        for item in node.children:
            if isinstance(item, nodes.list_item):
                self._item(item, isinstance(node, nodes.enumerated_list))
            else:
                self._block(item)

    def _item(self, node: Any, ordered: bool) -> None:
        line = self._line_of(node)
        start = self.source.line_span(line)[0]
        start += len(self.lines.text(line)) - len(self.lines.text(line).lstrip())
        parent = self.items[-1] if self.items else None
        item = ListItem(start, start, line + 1, len(self.items), ordered, parent)
        if parent is not None:
            parent.children.append(item)
        self.items.append(item)
        self.fresh = True
        self._all(node)
        self.items.pop()

    def _quote(self, node: Any) -> None:
        """A quotation where it says of whom; what is merely indented is prose as any."""
        quoted = any(isinstance(child, nodes.attribution) for child in node.children)
        self.quotes += quoted
        self._all(node)
        self.quotes -= quoted

    def _code(self, node: Any) -> None:
        text = node.astext()
        lines = text.split("\n")
        first = self.lines.holding(lines[0], self.line)
        start = self.source.line_span(first)[0]
        end = self.source.line_span(min(first + len(lines) - 1, len(self.source.starts) - 1))[1]
        item = self.items[-1] if self.items else None
        self.found.append(Block("code", start, max(start, end), first + 1, item=item, quoted=self.quotes > 0))

    def _message(self, node: Any) -> None:
        """What docutils could not read: the content of a directive that it does not know; a broken table, as it stands."""
        for child in node.children:
            if not isinstance(child, nodes.literal_block):
                continue
            text = child.astext()
            head = _UNKNOWN.match(f"{text}\n")
            if head is None:
                self._as_it_stands(text)
            elif self.depth < _DEEPEST and (body := text[head.end() :]).strip():
                self.depth += 1
                self.read(
                    dedent(body),
                    self.lines.holding(text.split("\n")[0], self.line - text.count("\n")) + head[0].count("\n"),
                )
                self.depth -= 1

    def _as_it_stands(self, text: str) -> None:
        first = self.lines.holding(text.split("\n")[0], self.line - text.count("\n"))
        for number, line in enumerate(text.split("\n")):
            if re.search(r"\w", line):
                builder = Builder([(0, 0)])
                self.lines.add(builder, line.strip(), first + number)
                self._show("paragraph", builder.prose())

    def _table(self, node: Any) -> None:
        for title in node.findall(nodes.title):
            self._title(title)
        header: list[tuple[Prose, ...]] = []
        rows: list[TableRow] = []
        for row in node.findall(nodes.row):
            cells = tuple(self._cell(entry) for entry in row.children)
            spans = [cell.span() for cell in cells if cell.text]
            if not spans:
                continue
            if isinstance(row.parent, nodes.thead) and not header:
                header.append(cells)
            else:
                start, end = min(s for s, _ in spans), max(e for _, e in spans)
                rows.append(TableRow(cells, start, end, self.source.line_of(start)))
        ends = [row.end for row in rows] + [cell.span()[1] for cells in header for cell in cells if cell.text]
        if not ends:
            return
        starts = [row.start for row in rows] + [cell.span()[0] for cells in header for cell in cells if cell.text]
        start = min(starts)
        item = self.items[-1] if self.items else None
        leads, self.fresh = self.fresh, False
        block = Block("table", start, max(ends), self.source.line_of(start), None, 0, item, leads, self.quotes > 0)
        block.header, block.rows = (header[0] if header else ()), tuple(rows)
        self.found.append(block)

    def _cell(self, entry: Any) -> Prose:
        builder = Builder([(0, 0)])
        place = 0
        for node in entry.findall(lambda each: isinstance(each, (nodes.paragraph, nodes.literal_block, nodes.line))):
            if builder.length:
                builder.add("\n", place, 1)
            place = add_words(builder, node, self.lines, self._line_of(node))
        return builder.prose()

    def _show(self, kind: Any, prose: Prose, level: int = 0) -> None:
        if not prose.text.strip():
            return
        item = self.items[-1] if self.items else None
        leads, self.fresh = self.fresh and not level, False
        if leads and item is not None and (task := _TASK.match(prose.text)):
            item.checked = task[1] != " "
            prose = without(prose, task.end())
        start, end = prose.span(*prose.trimmed(0, len(prose.text)))
        block = Block(kind, start, end, self.source.line_of(start), prose, level, item, leads, self.quotes > 0)
        self.found.append(block)
        for each in self.items:
            each.end = max(each.end, end)


_READERS: Sequence[tuple[Any, Callable[[_Reader, Any], None]]] = (
    (nodes.system_message, _Reader._message),
    (nodes.section, _Reader._section),
    ((nodes.title, nodes.rubric, nodes.caption), _Reader._title),
    (nodes.table, _Reader._table),
    ((nodes.bullet_list, nodes.enumerated_list), _Reader._list),
    (nodes.block_quote, _Reader._quote),
    (nodes.field, _Reader._field),
    (nodes.term, _Reader._term),
    (nodes.line_block, _Reader._line_block),
    ((nodes.paragraph, nodes.attribution), _Reader._paragraph),
)
