"""What a document is a list of: blocks, with the items and rows some of them belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .prose import Prose


@dataclass(slots=True, eq=False)
class ListItem:
    """An item of a bullet, numbered or task list; ``checked`` is ``None`` for an item that is no task."""

    start: int
    end: int
    line: int
    depth: int
    ordered: bool
    parent: ListItem | None
    checked: bool | None = None
    children: list[ListItem] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """A heading, a paragraph (perhaps of a list item), a table, or code.

    ``level`` is the level of a heading. ``quoted`` says that the block stands in a block quote.
    ``leads`` says that the paragraph is the first of its list item.
    """

    kind: Literal["heading", "paragraph", "table", "code"]
    start: int
    end: int
    line: int
    prose: Prose | None = None
    level: int = 0
    item: ListItem | None = None
    leads: bool = False
    quoted: bool = False
    header: tuple[Prose, ...] = ()
    rows: tuple[TableRow, ...] = ()


@dataclass(slots=True, eq=False)
class TableRow:
    """A body row of a table."""

    cells: tuple[Prose, ...]
    start: int
    end: int
    line: int
