"""The list as Markdown, for a wiki or a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from ....show.counts import count_of
from ....show.escape import markdown
from ..items import Followup
from . import Listing


def write(listing: Listing, out: TextIO) -> None:
    """Write a table of the items, and one of the promises that recur."""
    shown = count_of(len(listing.items), "action")
    out.write(f"{shown} of {listing.of:,} in {count_of(listing.documents, 'document')}, as of {listing.today}.\n")
    if listing.items:
        out.write(_row(("State", "Action", "Owner", "Due", "Ticket", "Document")) + _row(("---",) * 6))
        out.writelines(_row(_cells(item)) for item in listing.items)
    if listing.groups:
        out.write("\nRecurring actions:\n")
        out.write(_row(("Action", "Documents", "Not done")) + _row(("---", "---:", "---:")))
        out.writelines(
            _row((markdown(group.text), str(len(group.documents)), f"{group.unfinished} of {group.items}"))
            for group in listing.groups
        )


def _row(cells: Sequence[str]) -> str:
    start = "\n" if cells[0] in ("State", "Action") else ""
    return f"{start}| {' | '.join(cells)} |\n"


def _cells(item: Followup) -> tuple[str, ...]:
    state = f"overdue by {count_of(item.late, 'day')}" if item.late is not None else item.state
    words = (item.text, item.owner or "–", item.due_date or item.due or "–", item.ticket or "–")
    return state, *map(markdown, words), f"{markdown(item.document)}:{item.line}"
