"""The action items of a document as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ...report import ActionItem

MAX_ITEMS = 50
"""What a person reads on a terminal; the rest is counted, and in the machine formats."""


def actions(items: Sequence[ActionItem]) -> RenderableType:
    """Each item with who does it until when, where it is tracked, and its state."""
    table = Table(box=None, padding=(0, 1), header_style="dim", pad_edge=False, expand=True)
    table.add_column("line", justify="right", width=5, no_wrap=True)
    table.add_column("action", ratio=1)
    for name, width in (("owner", 14), ("due", 12), ("ticket", 12), ("state", 8)):
        table.add_column(name, max_width=width, overflow="ellipsis", no_wrap=True)
    for item in items[:MAX_ITEMS]:
        text = " ".join(item.text.split())
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"\*\*|__|~~|`", "", text)
        short = text if len(text) <= 72 else text[:70].rstrip() + " …"
        ticket = re.sub(r"^https?://(?:www\.)?[^/]+/(?:.*/)?", "…/", item.ticket) if item.ticket else None
        state = (
            Text("done", style="dim")
            if item.done
            else Text("vague", style="yellow")
            if item.vague
            else Text("concrete")
        )
        table.add_row(
            str(item.line),
            Text(short),
            *(Text(v or "–", style="" if v else "dim") for v in (item.owner, item.due_date or item.due, ticket)),
            state,
        )
    if len(items) > MAX_ITEMS:
        table.add_row("", Text(f"… and {len(items) - MAX_ITEMS} more", style="dim"))
    return table
