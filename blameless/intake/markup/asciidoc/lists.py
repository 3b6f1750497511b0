"""The lists of AsciiDoc that are open: a sign that is new begins one in the item before, one that is known goes on with its own."""

from __future__ import annotations

from ....parse import ListItem
from ..items import OpenItems


class Lists(OpenItems):
    """The items around what is read, and the sign of each."""

    def __init__(self) -> None:
        super().__init__()
        self._signs: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._items)

    def begin(self, sign: str, start: int, line: int) -> ListItem:
        """Begin an item; ends those that it is not in."""
        while self._signs and sign in self._signs and self._signs[-1] != sign:
            self._pop()
        if self._signs and self._signs[-1] == sign:
            self._pop()
        self._signs.append(sign)
        return self._open(start, line, sign[0] not in "*-")

    def _pop(self) -> None:
        self._signs.pop()
        self._items.pop()

    def end(self) -> None:
        """End all lists."""
        self._items.clear()
        self._signs.clear()

    def reach(self, end: int) -> None:
        """The items around a block end no earlier than it does."""
        for each in self._items:
            each.end = max(each.end, end)
