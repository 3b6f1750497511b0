"""The list as one JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import TextIO

from ....show.escape import to_json
from . import Listing


def write(listing: Listing, out: TextIO) -> None:
    """Write ``{"version": 1, "today": …, "actions": […], "recurring": […]}``."""
    actions = [{**asdict(item), "key": item.key} for item in listing.items]
    recurring = [asdict(group) for group in listing.groups]
    value = {"version": 1, "today": listing.today.isoformat(), "actions": actions, "recurring": recurring}
    out.write(to_json(value, out, indent=2) + "\n")
