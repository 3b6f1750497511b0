"""HTML, as a page or in Markdown, as exports of wikis, trackers and mail leave it: read as the blocks that it shows.

The tags are found here, not by :mod:`html.parser`: in most versions of Python that are supported that takes the square
of the length where a tag or a comment is left open (CVE-2025-6069), and it tells where a tag begins but not where it
ends or which characters an entity took. Two patterns and one rule for what is left open do it in one pass, with
offsets. What an entity stands for is the standard library's to say.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Literal, NamedTuple

from ...parse import Block, ListItem, Prose, Source, TableRow
from .builder import Builder

_ATTRIBUTE = re.compile(r"""([\w:.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")

_NAME = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)")
_IN_TAG = re.compile(r""">|=\s*(?:"[^"]*"|'[^']*')""")
_ODD = re.compile(r"[ \t\n]+|&#?\w{1,32};?")
"""Text that is not shown as it stands: white space, of which any stretch is one blank, and entities."""

_WHITE = " \t\n\f\r"
"""White space of HTML, also as entities; a no-break space is a character as any."""

_UNSEEN = frozenset({"script", "style", "template", "title", "pre", "nav", "svg", "button", "select"})
"""Elements whose content is no prose and may hold what looks like tags; of them, ``pre`` is shown, as code."""
_UNSEEN |= {"ac:parameter", "ac:task-id", "ac:task-uuid", "ac:task-status", "ac:placeholder"}
_SHOWN_PARAMETER = re.compile(r"""\sac:name=["']?title\b""", re.I)
"""The parameter of a macro of Confluence that is shown: what a status or a panel says."""
_ALIASES = {"ac:task-list": "ul", "ac:task": "li"}
"""Elements of Confluence that are others of HTML."""
_WORD_ITEM = "MsoListParagraph"
"""The class of a paragraph of Word that is an item of a list."""
_TASK_DONE = re.compile(r"\s*complete\b", re.I)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "main",
        "nav",
        "p",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "td",
        "th",
        "caption",
    ]
)
_DEEPEST = 50
"""Lists in lists beyond this are read as one."""
_BOLD_BLOCKS = frozenset({"summary", "dt"})
_MARKS = {"b": "strong", "strong": "strong", "s": "struck", "del": "struck", "strike": "struck"}
_MARKS |= dict.fromkeys(("code", "tt", "kbd", "samp"), "code")
_HEADING = re.compile(r"h[1-6]$")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an HTML tag, from what follows its name."""
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}


class _Event(NamedTuple):
    """A tag or a stretch of text at ``content[start:end]``; ``name`` is that of the element, ``""`` for text."""

    kind: Literal["open", "close", "text", "code"]
    name: str
    start: int
    end: int


class _Ends:
    """Where things end; what has no end from somewhere on has none further down, and is not looked for again."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._missing: set[str] = set()

    def find(self, end: str, start: int) -> re.Match[str] | None:
        """The next place where ``end``, a pattern, is found."""
        if end in self._missing:
            return None
        found = re.compile(end, re.I).search(self._content, start)
        if found is None:
            self._missing.add(end)
        return found


def _events(content: str) -> Iterator[_Event]:
    """Tags and text in order; comments, declarations and what is not shown are left out.

    What never ends hides nothing: a tag makes the rest text, of a comment or an element only its beginning is left out.
    (A browser hides the rest of the page, as its author would have noticed; who cuts an export short does not.)
    """
    position, length, ends = 0, len(content), _Ends(content)
    body = False  # the next raw data are the text of a macro, as code
    while position < length:
        opening = content.find("<", position)
        opening = length if opening < 0 else opening
        if opening > position:
            yield _Event("text", "", position, opening)
        if opening == length:
            return
        tag = _NAME.match(content, opening)
        if tag is None:
            position = yield from _declaration(content, opening, ends, body)
            continue
        end = _tag_end(content, tag.end())
        if end is None:
            yield _Event("text", "", opening, length)
            return
        name, position = _ALIASES.get(tag[2].lower(), tag[2].lower()), end
        body = name in _MACRO_BODIES and not tag[1]
        yield _Event("close" if tag[1] else "open", name, opening, end)
        unseen = name in _UNSEEN and not tag[1] and content[end - 2] != "/"
        if unseen and name == "ac:parameter" and _SHOWN_PARAMETER.search(content, opening, end):
            unseen = False
        if unseen and (close := ends.find(rf"</{name}\b", end)):
            position = close.start()
            if name == "pre" and position > end:
                yield _Event("code", name, end, position)


_DECLARATIONS = (
    ("<!--", "-->"),
    ("<![CDATA[", "]]>"),
    ("<![if !supportLists]>", "<![endif]>"),
    ("<!", ">"),
    ("<?", ">"),
)
"""What is no element, and where it ends. The third is of Word: around the bullet of an item, which it writes as text."""
_MACRO_BODIES = frozenset({"ac:plain-text-body"})
"""Elements of Confluence whose raw data are shown as they are, mostly as code."""
_EMPTY_COMMENT = re.compile("<!--(?:-?>|-->)")


def _declaration(content: str, start: int, ends: _Ends, body: bool) -> Generator[_Event, None, int]:
    """What is shown of a comment, a declaration or a stretch of raw data, and where it ends."""
    if empty := _EMPTY_COMMENT.match(content, start):
        return empty.end()
    for mark, end in _DECLARATIONS:
        if content.startswith(mark, start):
            inside = start + len(mark)
            closing = ends.find(re.escape(end), inside)
            stop = closing.start() if closing else len(content)
            if mark == "<![CDATA[" and stop > inside:
                yield _Event("code" if body else "text", "", inside, stop)
            elif closing is None:
                return inside
            return closing.end() if closing else stop
    yield _Event("text", "", start, start + 1)
    return start + 1


def _tag_end(content: str, position: int) -> int | None:
    """Where a tag ends: behind the next ``>`` that no attribute's value holds."""
    for match in _IN_TAG.finditer(content, position):
        if match[0] == ">":
            return match.end()
    return None


def _layout(events: Sequence[_Event]) -> set[int]:
    """The places of the tables that only arrange a page: they hold tables or headings, or no row of two cells."""
    found: set[int] = set()
    around: list[list[int]] = []  # place, cells of the row, most cells of a row, whether it holds more than text
    for place, (kind, name, _, _) in enumerate(events):
        if kind == "open" and (name == "table" or _HEADING.match(name)) and around:
            around[-1][3] = True
        if name == "table" and kind == "open":
            around.append([place, 0, 0, False])
        elif not around:
            continue
        elif name == "tr":
            around[-1][1] = 0
        elif name in ("td", "th") and kind == "open":
            around[-1][1] += 1
            around[-1][2] = max(around[-1][1:3])
        elif name == "table":
            found.update(_arranges(around.pop()))
    for table in around:
        found.update(_arranges(table))
    return found


def _arranges(table: Sequence[int]) -> Iterator[int]:
    if table[3] or table[2] < 2:
        yield table[0]


@dataclass(slots=True)
class _Table:
    """A table while it is read; ``layout``: it only arranges a page."""

    layout: bool
    start: int = 0
    rows: list[tuple[list[Prose], bool]] = field(default_factory=list)
    """Cells, and whether all of them are titles."""
    cell: bool = False
    behind: list[Block] = field(default_factory=list)
    """What stands between its rows and is no cell: a browser shows it before the table, here it comes behind."""


class _Page:
    """Turns the events of one stretch of HTML into blocks."""

    def __init__(
        self, source: Source, content: str, places: Sequence[tuple[int, int]], item: ListItem | None, quoted: bool
    ) -> None:
        self.source, self.content, self.places = source, content, places
        self.quotes = int(quoted)
        self.items = [item] if item else []
        self.lists: list[tuple[bool, int]] = []  # whether a list is ordered, and how many items are around it
        self.fresh = False
        self.word_item = False
        self.heading = 0
        self.tables: list[_Table] = []
        self.builder: Builder | None = None
        self.space: tuple[str, int, int] | None = None  # white space that waits for the word behind it
        self._where = Builder(places)
        self.found: list[Block] = []

    def read(self) -> list[Block]:
        events = list(_events(self.content))
        layout = _layout(events)
        for place, event in enumerate(events):
            if event.kind == "text":
                self._text(event.start, event.end)
            elif event.kind == "code":
                self._code(event)
            elif event.name == "table":
                self._table(event, place in layout)
            elif event.kind == "open":
                self._open(event)
            else:
                self._close(event)
        while self.tables:
            self._end_table()
        self._end_block()
        return self.found

    def _place(self, position: int) -> int:
        return self._where.source(position)

    def _in_cell(self) -> bool:
        return bool(self.tables) and self.tables[-1].cell

    # --- inline ---

    def _text(self, start: int, end: int) -> None:
        position = start
        for odd in _ODD.finditer(self.content, start, end):
            if odd[0] == " ":
                continue
            self._add(self.content[position : odd.start()], position)
            if odd[0][0] == "&" and (shown := unescape(odd[0])).strip(_WHITE):
                self._add(shown, odd.start(), len(odd[0]))
            else:
                self._space(" ", odd.start(), odd.end())
            position = odd.end()
        self._add(self.content[position:end], position)

    def _add(self, text: str, position: int, length: int | None = None) -> None:
        """Add text that stands for ``length`` characters of the content."""
        bare = text.strip(" ")
        if length is None:
            length = len(bare)
            if text[:1] == " ":
                self._space(" ", position, position + 1)
                position += len(text) - len(text.lstrip(" "))
        if not bare:
            return
        self._inline().add(bare, position, length)
        if text[-1] == " ":
            self._space(" ", position + length, position + length + 1)

    def _space(self, text: str, start: int, end: int) -> None:
        """White space, added once a word follows; only behind a word, and a line break rather than a blank."""
        if self.builder is not None and self.builder.length and (self.space is None or text == "\n"):
            self.space = (text, start, end)

    def _inline(self) -> Builder:
        """Where text and marks go, with the white space before them."""
        if self.builder is None:
            self.builder = Builder(self.places)
        if self.space is not None:
            blank, start, end = self.space
            self.builder.add(blank, start, end - start)
            self.space = None
        return self.builder

    def _break(self, event: _Event) -> None:
        self._space("\n", event.start, event.end)

    def _attributes(self, event: _Event) -> dict[str, str]:
        return attributes(self.content[event.start + 1 + len(event.name) : event.end - 1])

    # --- blocks ---

    def _open(self, event: _Event) -> None:
        name = event.name
        if name in _MARKS:
            self._inline().open(_MARKS[name])
        elif name == "a":
            self._inline().open("link", self._attributes(event).get("href", ""))
        elif name == "br":
            self._break(event)
        elif name in ("input", "ac:task-status"):
            self._checkbox(event)
        elif name == "ri:user":
            self._mention(event)
        elif name == "img":
            shown = " ".join(self._attributes(event).get("alt", "").split())
            self._inline().open("picture")
            self._add(shown, event.start, event.end - event.start)
            self._inline().close("picture")
        elif name == "time" and self.content[event.end - 2] == "/":  # a date as wikis store it, without its text
            self._add(self._attributes(event).get("datetime", ""), event.start, event.end - event.start)
        elif name in ("td", "th", "tr"):
            self._cell(event)
        elif self._in_cell() and (name in _BLOCKS or name in ("ul", "ol", "li") or _HEADING.match(name)):
            self._break(event)
        else:
            self._open_block(event)

    def _checkbox(self, event: _Event) -> None:
        """Say of the item whether it is done: by a box to tick, by one of Notion, by the task of Confluence."""
        if not self.items:
            return
        given = self._attributes(event)
        classes = given.get("class", "").split()
        if event.name == "ac:task-status":
            self.items[-1].checked = _TASK_DONE.match(self.content, event.end) is not None
        elif given.get("type", "").lower() == "checkbox" or "checkbox" in classes:
            self.items[-1].checked = "checked" in given or "checkbox-on" in classes

    def _mention(self, event: _Event) -> None:
        """Somebody, as Confluence stores them: by a name where it has one, else by a number."""
        given = self._attributes(event)
        who = next((given[key] for key in ("ri:username", "ri:account-id", "ri:userkey") if given.get(key)), "")
        if who:
            self._add(f"@{who}", event.start, event.end - event.start)

    def _open_block(self, event: _Event) -> None:
        name = event.name
        if name in ("ul", "ol"):
            self._end_block()
            if len(self.lists) < _DEEPEST:
                self.lists.append((name == "ol", len(self.items)))
        elif name == "li":
            self._open_item(event)
        elif name == "p" and self.content.find(_WORD_ITEM, event.start, event.end) > 0:
            self._open_item(event)
            self.word_item = True
        elif name == "blockquote":
            self._end_block()
            self.quotes += 1
        elif _HEADING.match(name):
            self._end_block()
            self.heading = int(name[1])
        elif name in _BOLD_BLOCKS:
            self._end_block()
            self._inline().open("strong")
        elif name in _BLOCKS:
            self._end_block()
            if name == "div":
                self._checkbox(event)

    def _close(self, event: _Event) -> None:
        name = event.name
        if name in _MARKS or name == "a":
            if self.builder is not None:
                self.builder.close(_MARKS.get(name, "link"))
        elif name in ("td", "th", "tr"):
            self._end_cell()
        elif self._in_cell():
            if name in _BLOCKS or name == "li" or _HEADING.match(name):
                self._break(event)
        elif name in ("ul", "ol"):
            self._end_block()
            if self.lists:
                del self.items[self.lists.pop()[1] :]
        elif name == "li" or (name == "p" and self.word_item):
            self._end_block()
            self.word_item = False
            if len(self.items) > self._outside():
                self.items.pop()
        elif name == "blockquote":
            self._end_block()
            self.quotes = max(self.quotes - 1, 0)
        elif name in _BLOCKS or name in _BOLD_BLOCKS or _HEADING.match(name):
            self._end_block()

    def _outside(self) -> int:
        """How many items are around the innermost list."""
        return self.lists[-1][1] if self.lists else 0

    def _open_item(self, event: _Event) -> None:
        self._end_block()
        if not self.lists:
            self.lists.append((False, len(self.items)))
        del self.items[self._outside() :]  # ``</li>`` may be left out
        parent = self.items[-1] if self.items else None
        start = self._place(event.start)
        item = ListItem(start, start, self.source.line_of(start), len(self.items), self.lists[-1][0], parent)
        if parent is not None:
            parent.children.append(item)
        classes = self._attributes(event).get("class", "").split()
        if "checked" in classes or "data-inline-task-id" in self._attributes(event):
            item.checked = "checked" in classes
        self.items.append(item)
        self.fresh = True

    def _prose(self) -> Prose | None:
        """What was written since the last block, if anything."""
        builder, self.builder, self.space = self.builder, None, None
        prose = builder.prose() if builder is not None and builder.length else None
        return prose if prose is not None and prose.text.strip() else None

    def _end_block(self) -> None:
        prose, heading, self.heading = self._prose(), self.heading, 0
        if prose is None:
            return
        start, end = prose.span(*prose.trimmed(0, len(prose.text)))
        item = self.items[-1] if self.items else None
        leads, self.fresh = self.fresh and not heading, False
        kind = "heading" if heading else "paragraph"
        quoted = self.quotes > 0
        self._show(Block(kind, start, end, self.source.line_of(start), prose, heading, item, leads, quoted))
        self._reach(end)

    def _show(self, block: Block) -> None:
        """Add a block that is no table; one that stands between the rows of a table comes behind it."""
        table = self.tables[-1] if self.tables else None
        between = table is not None and not table.layout and table.rows
        (table.behind if table is not None and between else self.found).append(block)

    def _reach(self, end: int) -> None:
        """The items around a block end no earlier than it does."""
        for item in self.items[-8:]:
            item.end = max(item.end, end)

    def _code(self, event: _Event) -> None:
        if self._in_cell():
            self._code_in_cell(event)
            return
        self._end_block()
        start, end = self._place(event.start), self._place(event.end)
        item = self.items[-1] if self.items else None
        self._show(Block("code", start, end, self.source.line_of(start), None, 0, item, False, self.quotes > 0))

    def _code_in_cell(self, event: _Event) -> None:
        """Code as part of a cell, with its lines."""
        self._space("\n", event.start - 1, event.start)
        self._inline().open("code")
        start = event.start
        for line in self.content[event.start : event.end].split("\n"):
            self._text(start, start + len(line))
            start += len(line) + 1
            self._space("\n", start - 1, start)
        self._inline().close("code")

    # --- tables ---

    def _table(self, event: _Event, layout: bool) -> None:
        if event.kind == "close":
            self._end_table()
            return
        self._end_block()
        self.tables.append(_Table(layout))

    def _cell(self, event: _Event) -> None:
        """Begin a row or a cell; both end what came before, as their ends may be left out."""
        self._end_cell()
        table = self.tables[-1] if self.tables else None
        if table is None or table.layout:
            return
        if not table.rows:
            table.start = self._place(event.start)
        if event.name == "tr" or not table.rows:
            table.rows.append(([], True))
        if event.name != "tr":
            cells, titles = table.rows[-1]
            table.rows[-1] = (cells, titles and event.name == "th")
            table.cell = True

    def _end_cell(self) -> None:
        table = self.tables[-1] if self.tables else None
        if table is None or table.layout:
            self._end_block()
        elif table.cell:
            table.rows[-1][0].append(self._prose() or Prose("", ()))
            table.cell = False
        else:
            self._end_block()

    def _end_table(self) -> None:
        self._end_cell()
        table = self.tables.pop() if self.tables else None
        if table is None or table.layout:
            return
        filled = [(cells, titles) for cells, titles in table.rows if any(cell.text for cell in cells)]
        if filled:
            self._show_table(table, filled)
        self.found += table.behind

    def _show_table(self, table: _Table, filled: list[tuple[list[Prose], bool]]) -> None:
        """Add the block of a table with these rows."""
        header = tuple(filled.pop(0)[0]) if filled[0][1] else ()
        rows = tuple(self._row(cells) for cells, _ in filled)
        end = rows[-1].end if rows else max(cell.span()[1] for cell in header)
        item = self.items[-1] if self.items else None
        line = self.source.line_of(table.start)
        leads, self.fresh = self.fresh, False
        quoted = self.quotes > 0
        self.found.append(
            Block("table", table.start, end, line, None, 0, item, leads, quoted, header=header, rows=rows)
        )
        self._reach(end)

    def _row(self, cells: Sequence[Prose]) -> TableRow:
        spans = [cell.span(*cell.trimmed(0, len(cell.text))) for cell in cells if cell.text]
        return TableRow(tuple(cells), spans[0][0], spans[-1][1], self.source.line_of(spans[0][0]))


def read_html(
    source: Source, content: str, places: Sequence[tuple[int, int]], item: ListItem | None, quoted: bool
) -> list[Block]:
    """The blocks that a stretch of HTML shows, in order.

    Args:
        source: the document.
        content: the HTML, without the marks of the list item or the quotation it stands in.
        places: for each line of ``content``, the offset it begins at and the source offset that corresponds to it.
        item: the list item of Markdown it stands in.
        quoted: it stands in a block quote.
    """
    return _Page(source, content, places, item, quoted).read()


_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{1,1000})</title", re.I)


def read_page(source: Source, first_line: int = 0) -> list[Block]:
    """The blocks of a document that is HTML, from a 0-based line on; its title is one where it has no heading of that rank."""
    start = source.line_span(first_line)[0]
    content = source.normal[start:]
    places = [(0, start)]
    blocks = read_html(source, content, places, None, False)
    title = _TITLE.search(content)
    if title is None or not title[1].strip() or any(block.kind == "heading" and block.level == 1 for block in blocks):
        return blocks
    before = [(0, start + title.start(1) - len("<h1>"))]
    return [*read_html(source, f"<h1>{title[1]}</h1>", before, None, False), *blocks]
