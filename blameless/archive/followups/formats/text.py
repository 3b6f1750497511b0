"""The list on a terminal: what is overdue, what is open, what recurs; what is done is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from ....show.console import STYLES, console_for
from ....show.counts import count_of
from ....show.escape import line
from ..groups import Group
from ..items import Followup, State
from . import Listing

MOST, MOST_GROUPS = 50, 10
"""What a person reads on a terminal; what is more is counted, and in the other formats."""
_HEADS: dict[State, tuple[str, str]] = {
    "overdue": ("Overdue", STYLES["error"]),
    "open": ("Open", STYLES["warning"]),
    "done": ("Done", "green"),
    "dropped": ("Dropped", "dim"),
}


def write(listing: Listing, out: TextIO) -> None:
    """Write the list, a heading for each state."""
    console = console_for(out)
    for state in _HEADS:
        _section(console, state, [item for item in listing.items if item.state == state])
    if listing.groups:
        _recurring(console, listing.groups)
    counts = ", ".join(f"{sum(item.state == state for item in listing.items):,} {state}" for state in _HEADS)
    shown = count_of(len(listing.items), "action")
    console.print(Text(f"{shown} of {listing.of:,} in {count_of(listing.documents, 'document')}: {counts}", "bold"))


def _section(console: Console, state: State, items: Sequence[Followup]) -> None:
    if not items:
        return
    head, style = _HEADS[state]
    console.print(Text(f"{head} ({len(items):,})", style=f"bold {style}"))
    for item in items[:MOST]:
        console.print(_entry(item, style))
    if len(items) > MOST:
        console.print(Text(f"  and {len(items) - MOST:,} more; --format csv lists all", style="dim"))
    console.print()


def _entry(item: Followup, style: str) -> Text:
    text = Text("  ")
    if item.late is not None:
        text.append(f"{count_of(item.late, 'day')} late: ", style=style)
    text.append(line(item.text))
    told = [
        line(item.owner) if item.owner else "no owner",
        f"due {line(due)}" if (due := item.due_date or item.due) else "no date",
        line(item.ticket) if item.ticket else "no ticket",
        *([count_of(item.age, "day") + " old"] if item.age is not None else []),
        *(["too vague to check"] if item.vague else []),
        *([f"also in {count_of(item.recurs - 1, 'other document')}"] if item.recurs > 1 else []),
    ]
    text.append(f"\n    {', '.join(told)}\n    {line(item.document)}:{item.line}", style="dim")
    return text


def _recurring(console: Console, groups: Sequence[Group]) -> None:
    console.print(Text(f"Recurring actions ({len(groups):,})", style="bold"))
    for group in groups[:MOST_GROUPS]:
        text = Text(f"  {line(group.text)}")
        told = f"{count_of(len(group.documents), 'document')}, {group.unfinished:,} of {group.items:,} not done"
        names = ", ".join(map(line, group.documents[:3])) + (", …" if len(group.documents) > 3 else "")
        text.append(f"\n    {told}: {names}", style="dim")
        console.print(text)
    if len(groups) > MOST_GROUPS:
        console.print(Text(f"  and {len(groups) - MOST_GROUPS:,} more", style="dim"))
    console.print()
