"""The lists of AsciiDoc that are open: a sign that is new begins one in the item before, one that is known goes on with its own."""

from __future__ import annotations

from ....parse import ListItem


class Lists:
    """The items around what is read, the outermost first."""

    def __init__(self) -> None:
        self._items: list[ListItem] = []
        self._signs: list[str] = []
        self._fresh = False

    def __bool__(self) -> bool:
        return bool(self._items)

    @property
    def item(self) -> ListItem | None:
        """The innermost item."""
        return self._items[-1] if self._items else None

    def begin(self, sign: str, start: int, line: int) -> ListItem:
        """Begin an item; ends those that it is not in."""
        while self._signs and sign in self._signs and self._signs[-1] != sign:
            self._pop()
        if self._signs and self._signs[-1] == sign:
            self._pop()
        parent = self.item
        item = ListItem(start, start, line, len(self._items), sign[0] not in "*-", parent)
        if parent is not None:
            parent.children.append(item)
        self._items.append(item)
        self._signs.append(sign)
        self._fresh = True
        return item

    def _pop(self) -> None:
        self._signs.pop()
        self._items.pop()

    def end(self) -> None:
        """End all lists."""
        self._items.clear()
        self._signs.clear()

    def takes_lead(self) -> bool:
        """Whether nothing was shown since an item began; what asks is shown now."""
        fresh, self._fresh = self._fresh, False
        return fresh

    def reach(self, end: int) -> None:
        """The items around a block end no earlier than it does."""
        for each in self._items:
            each.end = max(each.end, end)
