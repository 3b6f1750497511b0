"""The output formats of ``blameless actions``, a module each: it is named as the format is, and its ``write`` writes the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, TextIO

from ..groups import Group
from ..items import Followup


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed.

    ``items`` are those that were asked for, in their order, ``groups`` the promises among them that recur. ``of`` counts
    all items of the archive and ``documents`` those that have any; ``today`` is the day that due dates were held against.
    """

    items: Sequence[Followup]
    groups: Sequence[Group]
    of: int
    documents: int
    today: date


class Writer(Protocol):
    """Writes a list to a stream."""

    def __call__(self, listing: Listing, out: TextIO) -> None: ...


def built_in() -> tuple[str, ...]:
    """The names of the formats; none of them is loaded for that."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def writer(name: str) -> Writer:
    """The writer of a format that is built in."""
    return import_module(f".{name}", __name__).write
