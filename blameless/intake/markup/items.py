"""The list items that are open while mark-up is read."""

from __future__ import annotations

from ...parse import ListItem


class OpenItems:
    """The items around what is read, the outermost first; which of them end where, each mark-up knows for itself."""

    def __init__(self) -> None:
        self._items: list[ListItem] = []
        self._fresh = False

    @property
    def item(self) -> ListItem | None:
        """The innermost item."""
        return self._items[-1] if self._items else None

    def _open(self, start: int, line: int, ordered: bool) -> ListItem:
        """Begin an item in the innermost one."""
        parent = self.item
        item = ListItem(start, start, line, len(self._items), ordered, parent)
        if parent is not None:
            parent.children.append(item)
        self._items.append(item)
        self._fresh = True
        return item

    def takes_lead(self) -> bool:
        """Whether nothing was shown since an item began; what asks is shown now."""
        fresh, self._fresh = self._fresh, False
        return fresh
