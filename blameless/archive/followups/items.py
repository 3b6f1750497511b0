"""Action items as rows of one list: state, age, and the order in which they hurt."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ..tables import Column, Row
from .states import States

State = Literal["overdue", "open", "done", "dropped"]
UNFINISHED: tuple[State, ...] = ("overdue", "open")


@dataclass(frozen=True, slots=True)
class Followup:
    """An action item of an archive.

    ``document`` names the document it stands in, ``day`` is the day of that document (ISO 8601). ``state`` is what the
    tracker says where it is asked, else what the document says; ``overdue`` is open and past its date. ``age`` counts days
    since the document, ``late`` days since the due date. ``number`` tells apart items of a document that say the same: 1, 2, … down the
    document. ``group`` names the promise it repeats, ``recurs`` counts the
    documents that make it, itself among them.
    """

    document: str
    title: str | None
    day: str | None
    line: int
    text: str
    owner: str | None
    owner_kind: str | None
    due: str | None
    due_date: str | None
    ticket: str | None
    state: State
    age: int | None
    late: int | None
    vague: bool
    group: str | None = None
    recurs: int = 1
    number: int = 1

    @property
    def unfinished(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state in UNFINISHED

    @property
    def key(self) -> str:
        """Names the item as long as its document and its words stay: what tells a tracker that it has it already."""
        again = "" if self.number == 1 else f"\n{self.number}"
        return hashlib.sha256(f"{self.document}\n{self.text}{again}".encode("utf-8", "replace")).hexdigest()[:16]


COLUMNS = (
    Column("document", "string", "the document it stands in", required=True),
    Column("title", "string", "title of the document"),
    Column("day", "string", "day of the document, ISO 8601"),
    Column("line", "int64", "line, from 1", required=True),
    Column("text", "string", "the item without mark-up", required=True),
    Column("owner", "string", "who owns it; empty for nobody"),
    Column("owner_kind", "string", "`person` or `team`"),
    Column("due", "string", "due date as written"),
    Column("due_date", "string", "due date, ISO 8601, where the text determines one"),
    Column("ticket", "string", "ticket"),
    Column("state", "string", "`overdue`, `open`, `done` or `dropped`", required=True),
    Column("age", "int64", "days since the document"),
    Column("late", "int64", "days since the due date, where it is overdue"),
    Column("vague", "bool", "nobody could check it", required=True),
    Column("group", "string", "names the promise that it repeats; empty for one that stands alone"),
    Column("recurs", "int64", "how many documents make this promise", required=True),
    Column("key", "string", "names the item; the same as long as its document and its words stay", required=True),
)
"""The list as a table, a row an item."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items to list; what is ``None`` or false excludes nothing.

    ``unfinished``: open and overdue ones. ``owners`` and ``teams`` match whole names, without case and ``@``; a team is the same
    with and without the word "team" behind its name. ``since`` is a day of the document (ISO 8601); items of documents without a day are then left out.
    """

    unfinished: bool = False
    overdue: bool = False
    unowned: bool = False
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    since: str | None = None

    def __call__(self, item: Followup) -> bool:
        """Whether it is one of them."""
        if (self.unfinished and not item.unfinished) or (self.overdue and item.state != "overdue"):
            return False
        if self.unowned and (item.owner is not None or not item.unfinished):
            return False
        if self.since is not None and (item.day is None or item.day < self.since):
            return False
        return (not self.owners and not self.teams) or self._owned(item)

    def _owned(self, item: Followup) -> bool:
        owner = _folded(item.owner or "")
        if owner in map(_folded, self.owners):
            return True
        return item.owner_kind == "team" and _bare(owner) in (_bare(_folded(team)) for team in self.teams)


def _folded(name: str) -> str:
    return " ".join(name.casefold().lstrip("@").split())


def _bare(team: str) -> str:
    return team.removesuffix(" team")


def followups(rows: Iterable[Row], today: date, states: States | None = None) -> list[Followup]:
    """The items of an actions table, those that hurt most first.

    Overdue ones come first, the longest overdue before the others; then what is open: without an owner before owned, without
    a date before dated, older before newer; then what is done or dropped.

    Args:
        rows: rows of a table of actions, see :data:`~blameless.archive.tables.ACTIONS`.
        today: the day to hold due dates against.
        states: what a tracker says.
    """
    return sorted(_numbered(_followup(row, today, states) for row in rows), key=_hurt)


def _numbered(items: Iterable[Followup]) -> Iterator[Followup]:
    """Items in the order of their documents, those that say the same as one before them in their document numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    for item in sorted(items, key=lambda item: (item.document, item.line)):
        said = (item.document, item.text)
        seen[said] += 1
        yield item if seen[said] == 1 else replace(item, number=seen[said])


def _followup(row: Row, today: date, states: States | None) -> Followup:
    told = states.of(row["ticket"]) if states is not None and row["ticket"] else None
    state: State = told or ("done" if row["done"] else "open")
    due, day = _day(row["due_date"]), _day(row["date"])
    late = (today - due).days if due is not None and state == "open" and due < today else None
    item = Followup(
        document=row["id"],
        title=row["title"],
        day=row["date"] if day else None,
        line=row["line"],
        text=" ".join((row["plain"] or row["text"]).split()),
        owner=row["owner"],
        owner_kind=row["owner_kind"],
        due=row["due"],
        due_date=row["due_date"] if due else None,
        ticket=row["ticket"],
        state=state,
        age=None if day is None else max(0, (today - day).days),
        late=late,
        vague=bool(row["vague"]),
    )
    return item if late is None else replace(item, state="overdue")


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


_ORDER: dict[State, int] = {"overdue": 0, "open": 1, "done": 2, "dropped": 3}


def _hurt(item: Followup) -> tuple[object, ...]:
    age = item.age or 0
    place = (item.document, item.line, item.text)
    if item.state == "overdue":
        return (0, -(item.late or 0), -age, 0, place)
    if item.state == "open":
        return (1, item.owner is not None, item.due_date or "", -age, place)
    return (_ORDER[item.state], 0, 0, -age, place)


def soon(items: Iterable[Followup], today: date, days: int = 14) -> Iterator[Followup]:
    """Open items that are due within so many days."""
    limit = (today + timedelta(days)).isoformat()
    return (item for item in items if item.state == "open" and item.due_date and item.due_date <= limit)
