"""What an archive is asked about: a document with its day and its place, so that it is not found to be like itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from ..read import Postmortem
from ..read.document import read_postmortem
from .index import traits
from .naming import named
from .tables import Row

_ITSELF = 0.995
"""How alike a document and its own entry are in cause and text, at least, where nothing else tells."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that an archive is asked about.

    ``traits`` are what it is compared by, ``title`` and ``day`` what an archive would call and date it, ``name`` is its file
    as it was given; ``None`` where it has none.
    """

    traits: Row
    title: str | None
    day: str | None
    name: str | None

    def is_in(self, row: Row, alike: float) -> bool:
        """Whether an entry of an archive is this very document, perhaps as it was before an edit.

        It is where both are the same file; where the file has the id that the archive gave it; where both have the same title
        and date; or where both say the same, unless they are of different days.

        Args:
            row: the entry: its id, path, title and date.
            alike: how alike the two are in that of cause and text in which they are less so.
        """
        if self.name is not None and _same_file(self.name, row["id"], row["path"]):
            return True
        if self.day is not None and row["date"] is not None and self.day != row["date"]:
            return False
        same_day = self.day is not None and self.day == row["date"]
        return alike >= _ITSELF or (
            same_day and self.title is not None and _folded(self.title) == _folded(row["title"])
        )


def asked(document: object, name: str | None = None) -> Asked:
    """A document as an archive is asked about it.

    Args:
        document: a text in Markdown, a ``Postmortem``, or a ``Reading`` of :meth:`blameless.Analyzer.readings`.
        name: its file.

    Raises:
        TypeError: where it is something else.
    """
    postmortem = _postmortem(document)
    written: Row = {
        "title": postmortem.title,
        "title_from": postmortem.title_from,
        "date": None if postmortem.date is None else postmortem.date.isoformat(),
        "date_from": postmortem.date_from,
    }
    called = named(written, PurePath(name or "").as_posix(), name, {})
    return Asked(traits(postmortem), called["title"], called["date"], name)


def _postmortem(document: Any) -> Postmortem:
    if isinstance(document, str):
        return read_postmortem(document)
    read = getattr(document, "postmortem", document)  # a reading holds it; its module takes long to import
    if isinstance(read, Postmortem):
        return read
    raise TypeError(
        f"a text, a Postmortem or a Reading is needed, not {type(document).__name__}"
        + ("; a report does not hold its text" if type(document).__name__ == "Report" else "")
    )


def _same_file(name: str, id: str, path: str | None) -> bool:
    if path is None:  # a row of a table, named perhaps as its file is
        return id in (name, PurePath(name).name, PurePath(name).stem)
    here = os.path.realpath(name)
    if here == os.path.realpath(path):
        return True
    # The archive may have been read on another machine, or have moved since: only the path within it is left then.
    within = PurePath(id).parts
    return not os.path.exists(path) and PurePath(here).parts[-len(within) :] == within


def _folded(title: str | None) -> str:
    return " ".join((title or "").casefold().split())
