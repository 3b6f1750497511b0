"""The tags and the text of HTML, turned into blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ....parse import Block, ListItem, Source
from ..builder import Builder
from .elements import BLOCKS, BOLD_BLOCKS, HEADING, MARKS, WORD_ITEM
from .events import Event, attributes, events
from .lists import Lists
from .tables import Table, layout_tables
from .words import Words

_TASK_DONE = re.compile(r"\s*complete\b", re.I)


class _Page:
    """Turns the events of one stretch of HTML into blocks."""

    def __init__(
        self, source: Source, content: str, places: Sequence[tuple[int, int]], item: ListItem | None, quoted: bool
    ) -> None:
        self.source, self.content = source, content
        self.quotes = int(quoted)
        self.lists = Lists(item)
        self.word_item = False
        self.heading = 0
        self.tables: list[Table] = []
        self.words = Words(content, places)
        self._where = Builder(places)
        self.found: list[Block] = []

    def read(self) -> list[Block]:
        found = list(events(self.content))
        layout = layout_tables(found)
        for place, event in enumerate(found):
            if event.kind == "text":
                self.words.text(event.start, event.end)
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

    def _break(self, event: Event) -> None:
        self.words.space("\n", event.start, event.end)

    def _attributes(self, event: Event) -> dict[str, str]:
        return attributes(self.content[event.start + 1 + len(event.name) : event.end - 1])

    # --- blocks ---

    def _open(self, event: Event) -> None:
        name = event.name
        if name in MARKS:
            self.words.open(MARKS[name])
        elif name == "a":
            self.words.open("link", self._attributes(event).get("href", ""))
        elif name == "br":
            self._break(event)
        elif name in ("input", "ac:task-status"):
            self._checkbox(event)
        elif name == "ri:user":
            self._mention(event)
        elif name == "img":
            shown = " ".join(self._attributes(event).get("alt", "").split())
            self.words.open("picture")
            self.words.add(shown, event.start, event.end - event.start)
            self.words.close("picture")
        elif name == "time" and self.content[event.end - 2] == "/":  # a date as wikis store it, without its text
            self.words.add(self._attributes(event).get("datetime", ""), event.start, event.end - event.start)
        elif name in ("td", "th", "tr"):
            self._cell(event)
        elif self._in_cell() and (name in BLOCKS or name in ("ul", "ol", "li") or HEADING.match(name)):
            self._break(event)
        else:
            self._open_block(event)

    def _checkbox(self, event: Event) -> None:
        """Say of the item whether it is done: by a box to tick, by one of Notion, by the task of Confluence."""
        item = self.lists.item
        if item is None:
            return
        given = self._attributes(event)
        classes = given.get("class", "").split()
        if event.name == "ac:task-status":
            item.checked = _TASK_DONE.match(self.content, event.end) is not None
        elif given.get("type", "").lower() == "checkbox" or "checkbox" in classes:
            item.checked = "checked" in given or "checkbox-on" in classes

    def _mention(self, event: Event) -> None:
        """Somebody, as Confluence stores them: by a name where it has one, else by a number."""
        given = self._attributes(event)
        who = next((given[key] for key in ("ri:username", "ri:account-id", "ri:userkey") if given.get(key)), "")
        if who:
            self.words.add(f"@{who}", event.start, event.end - event.start)

    def _open_block(self, event: Event) -> None:
        name = event.name
        if name in ("ul", "ol"):
            self._end_block()
            self.lists.begin(name == "ol")
        elif name == "li":
            self._open_item(event)
        elif name == "p" and self.content.find(WORD_ITEM, event.start, event.end) > 0:
            self._open_item(event)
            self.word_item = True
        elif name == "blockquote":
            self._end_block()
            self.quotes += 1
        elif HEADING.match(name):
            self._end_block()
            self.heading = int(name[1])
        elif name in BOLD_BLOCKS:
            self._end_block()
            self.words.open("strong")
        elif name in BLOCKS:
            self._end_block()
            if name == "div":
                self._checkbox(event)

    def _close(self, event: Event) -> None:
        name = event.name
        if name in MARKS or name == "a":
            self.words.close(MARKS.get(name, "link"))
        elif name in ("td", "th", "tr"):
            self._end_cell()
        elif self._in_cell():
            if name in BLOCKS or name == "li" or HEADING.match(name):
                self._break(event)
        elif name in ("ul", "ol"):
            self._end_block()
            self.lists.end()
        elif name == "li" or (name == "p" and self.word_item):
            self._end_block()
            self.word_item = False
            self.lists.end_item()
        elif name == "blockquote":
            self._end_block()
            self.quotes = max(self.quotes - 1, 0)
        elif name in BLOCKS or name in BOLD_BLOCKS or HEADING.match(name):
            self._end_block()

    def _open_item(self, event: Event) -> None:
        self._end_block()
        start = self._place(event.start)
        item = self.lists.begin_item(start, self.source.line_of(start))
        classes = self._attributes(event).get("class", "").split()
        if "checked" in classes or "data-inline-task-id" in self._attributes(event):
            item.checked = "checked" in classes

    def _end_block(self) -> None:
        prose, heading, self.heading = self.words.taken(), self.heading, 0
        if prose is None:
            return
        start, end = prose.span(*prose.trimmed(0, len(prose.text)))
        leads = self.lists.takes_lead() and not heading
        kind = "heading" if heading else "paragraph"
        quoted = self.quotes > 0
        self._show(Block(kind, start, end, self.source.line_of(start), prose, heading, self.lists.item, leads, quoted))
        self.lists.reach(end)

    def _show(self, block: Block) -> None:
        """Add a block that is no table; one that stands between the rows of a table comes behind it."""
        table = self.tables[-1] if self.tables else None
        between = table is not None and not table.layout and table.rows
        (table.behind if table is not None and between else self.found).append(block)

    def _code(self, event: Event) -> None:
        if self._in_cell():
            self.words.code(event.start, event.end)
            return
        self._end_block()
        start, end = self._place(event.start), self._place(event.end)
        self._show(
            Block("code", start, end, self.source.line_of(start), None, 0, self.lists.item, False, self.quotes > 0)
        )

    # --- tables ---

    def _table(self, event: Event, layout: bool) -> None:
        if event.kind == "close":
            self._end_table()
            return
        self._end_block()
        self.tables.append(Table(layout))

    def _cell(self, event: Event) -> None:
        """Begin a row or a cell; both end what came before, as their ends may be left out."""
        self._end_cell()
        table = self.tables[-1] if self.tables else None
        if table is None or table.layout:
            return
        if not table.rows:
            table.start = self._place(event.start)
        table.begin(event.name)

    def _end_cell(self) -> None:
        table = self.tables[-1] if self.tables else None
        if table is None or table.layout:
            self._end_block()
        elif table.cell:
            table.end_cell(self.words.taken())
        else:
            self._end_block()

    def _end_table(self) -> None:
        self._end_cell()
        table = self.tables.pop() if self.tables else None
        if table is None or table.layout:
            return
        block = table.block(self.source)
        if block is not None:
            block.item, block.leads, block.quoted = self.lists.item, self.lists.takes_lead(), self.quotes > 0
            self.found.append(block)
            self.lists.reach(block.end)
        self.found += table.behind


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
