"""The list as a calendar of to-dos (iCalendar, RFC 5545), for whatever reads one.

Written by ``icalendar``, which folds lines, escapes text and knows the properties of a VTODO.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, TextIO

from ....errors import BlamelessError
from ....show.escape import visible
from ..items import Followup, State
from . import Listing

if TYPE_CHECKING:
    from icalendar import Todo

_STATUS: dict[State, str] = {
    "overdue": "NEEDS-ACTION",
    "open": "NEEDS-ACTION",
    "done": "COMPLETED",
    "dropped": "CANCELLED",
}


def write(listing: Listing, out: TextIO) -> None:
    """Write a VTODO an item; the identifiers stay, so that a calendar that reads it again changes what it has.

    Raises:
        BlamelessError: where ``icalendar`` is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise BlamelessError('--format ical needs icalendar: pip install "blameless[calendar]"') from None
    calendar = Calendar()
    calendar.add("prodid", "-//blameless//actions//EN")
    calendar.add("version", "2.0")
    stamp = datetime.combine(listing.today, datetime.min.time(), timezone.utc)
    for item in listing.items:
        calendar.add_component(_todo(item, stamp))
    out.write(calendar.to_ical().decode("utf-8"))  # its lines end as the RFC says


def _todo(item: Followup, stamp: datetime) -> Todo:
    from icalendar import Todo

    todo = Todo()
    todo.add("uid", f"{item.key}@blameless")
    todo.add("dtstamp", stamp)
    todo.add("summary", visible(item.text))
    todo.add("status", _STATUS[item.state])
    if item.due_date:
        todo.add("due", date.fromisoformat(item.due_date))
    told = [
        f"Owner: {item.owner or 'nobody'}",
        f"Promised in {item.title or item.document}, {item.document}:{item.line}",
    ]
    todo.add("description", visible("\n".join([*told, *([f"Ticket: {item.ticket}"] if item.ticket else [])])))
    if item.owner:
        todo.add("categories", [visible(item.owner)])
    return todo
