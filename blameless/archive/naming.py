"""What a document is called and when it was: the user's own columns, else the document, else its file name."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath

from .tables import NOWHERE, Row

_DAY = re.compile(r"(?<!\d)((?:19|20|21)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ISO_DAY = re.compile(r"\s*((?:19|20|21)\d\d-\d\d-\d\d)(?![\d-])")


def named(judged: Row, id: str, path: str | None, given: Row) -> Row:
    """The title and date of a document, with where each comes from: ``title``, ``title_from``, ``date``, ``date_from``.

    Args:
        judged: its judged columns, with what the text itself says.
        id: what names it.
        path: its file; ``None`` for a row of a table.
        given: the user's columns; those called ``title`` and ``date`` go before all else.
    """
    title, title_from = judged["title"], judged["title_from"] or NOWHERE
    day, day_from = judged["date"], judged["date_from"] or NOWHERE
    if (own := given.get("title")) and isinstance(own, str):
        title, title_from = own, "column"
    elif title is None and path is not None:
        title, title_from = PurePosixPath(id).stem, "file name"
    if own := _day_of_column(given.get("date")):
        day, day_from = own, "column"
    elif day_from in ("text", NOWHERE) and path is not None and (own := _day_of_name(id)):
        day, day_from = own, "file name"
    return {"title": title, "title_from": title_from, "date": day, "date_from": day_from}


def _day_of_column(value: object) -> str | None:
    found = _ISO_DAY.match(value) if isinstance(value, str) else None
    return _real(found[1]) if found else None


def _day_of_name(id: str) -> str | None:
    """The day that a path names, as ``2024-05-31-outage.md`` and ``2024/05/31/outage.md`` do; the last one of several."""
    days = (_real("-".join(found.groups())) for found in _DAY.finditer(id.replace("/", "-")))
    return next((day for day in reversed(list(days)) if day), None)


def _real(day: str) -> str | None:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return None
