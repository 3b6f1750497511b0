"""What a tracker says of tickets: a CSV file of ticket and state, as any tracker exports it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from ...errors import InputError
from ...intake.encoding import decode
from ...intake.walk import whole
from ...lexicon import load

Told = Literal["open", "done", "dropped"]
_TICKETS = ("ticket", "key", "issue", "issue key", "id", "number", "url")
_STATES = ("state", "status")


class States:
    """The state of each ticket.

    Args:
        known: tickets with their states, in a tracker's words.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self.unknown = sorted({state for state in known.values() if _meaning(state) is None})
        """Words for states that no list has; they count as open."""
        self._exact: dict[str, Told] = {}
        self._short: dict[str, Told | None] = {}
        for ticket, state in known.items():
            told = _meaning(state) or "open"
            self._exact[_folded(ticket)] = told
            short = _short(ticket)
            same = self._short.get(short, told) == told
            self._short[short] = told if same else None  # two trackers with a number 12: neither is meant for sure

    def of(self, ticket: str) -> Told | None:
        """The state of a ticket as it is written in a document (``OPS-12``, ``#12``, an address); ``None`` where nobody tells."""
        return self._exact.get(_folded(ticket)) or self._short.get(_short(ticket))


def _folded(ticket: str) -> str:
    return ticket.strip().casefold().rstrip("/")


def _short(ticket: str) -> str:
    """The last part of an address, a number without its mark."""
    return _folded(ticket).rpartition("/")[2].lstrip("#!")


@cache
def _words() -> dict[str, Told]:
    lists = load("ticket_states")
    return {word: told for told in get_args(Told) for word in lists[told]}


def _meaning(state: str) -> Told | None:
    return _words().get(" ".join(state.replace("_", " ").replace("’", "'").casefold().split()))


def read_states(path: Path) -> States:
    """The states in a CSV file with a header: one column for the ticket, one for the state; commas, semicolons or tabs.

    A row without a state says nothing of its ticket.

    Raises:
        InputError: where it cannot be read or has no such columns.
    """
    csv.field_size_limit(sys.maxsize)
    try:
        text = decode(whole(path))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if not lines:
        raise InputError(f"{path}: the file is empty")
    mark = max(",;\t", key=lines[0].count)
    try:
        rows = list(csv.reader(lines, delimiter=mark, strict=True))
    except csv.Error as error:
        raise InputError(f"{path}: damaged: {error}") from None
    ticket, state = (_column(path, rows[0], names) for names in (_TICKETS, _STATES))
    most = max(ticket, state)
    told = (row for row in rows[1:] if len(row) > most and row[ticket].strip() and row[state].strip())
    return States({row[ticket]: row[state] for row in told})


def _column(path: Path, header: Sequence[str], names: Sequence[str]) -> int:
    folded = [" ".join(name.casefold().split()) for name in header]
    for name in names:
        if name in folded:
            return folded.index(name)
    raise InputError(f"{path}: no column is called {' or '.join(names)}; there are {', '.join(header)}")
