"""The lists and items of HTML that are open."""

from __future__ import annotations

from ....parse import ListItem
from ..items import OpenItems

_DEEPEST = 50
"""Lists in lists beyond this are read as one."""


class Lists(OpenItems):
    """The items around what is read, and the lists that they are in.

    Args:
        item: the list item of Markdown that all stands in.
    """

    def __init__(self, item: ListItem | None) -> None:
        super().__init__()
        self._items += [item] if item else []
        self._lists: list[tuple[bool, int]] = []  # whether a list is ordered, and how many items are around it

    def begin(self, ordered: bool) -> None:
        """Begin a list."""
        if len(self._lists) < _DEEPEST:
            self._lists.append((ordered, len(self._items)))

    def end(self) -> None:
        """End the innermost list with its items."""
        if self._lists:
            del self._items[self._lists.pop()[1] :]

    def begin_item(self, start: int, line: int) -> ListItem:
        """Begin an item; ends the one before, as ``</li>`` may be left out."""
        if not self._lists:
            self._lists.append((False, len(self._items)))
        del self._items[self._outside() :]
        return self._open(start, line, self._lists[-1][0])

    def end_item(self) -> None:
        """End the innermost item, if the innermost list has one."""
        if len(self._items) > self._outside():
            self._items.pop()

    def _outside(self) -> int:
        """How many items are around the innermost list."""
        return self._lists[-1][1] if self._lists else 0

    def reach(self, end: int) -> None:
        """The items around a block end no earlier than it does."""
        for item in self._items[-8:]:
            item.end = max(item.end, end)
