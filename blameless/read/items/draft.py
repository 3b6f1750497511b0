"""An action item in the making: where its text stands, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...parse import Part, Prose

MAX_ITEM = 2000
"""Characters of an item; what follows is not looked at."""


class Cell(NamedTuple):
    """A cell of a table beside that of the item, under the title of its column as written."""

    title: str
    prose: Prose


@dataclass(slots=True)
class Draft:
    """An action item in the making: ``prose.text[start:end]``, with what its place says of it.

    ``done``: its box is ticked; ``boxed``: it has a box. ``fields`` are what titled columns and nested labels give, ``details`` the
    paragraphs and labels nested in it, ``cells`` the others of its row, ``above`` the texts it stands under (the item it is nested
    in, then headings), innermost first.
    """

    prose: Prose
    start: int
    end: int
    heading: str
    done: bool = False
    boxed: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    details: list[Prose] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()
    above: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.prose.text[self.start : self.end]


def title_of(parts: Sequence[Part]) -> str:
    """The title that a place stands under; empty where it stands under none."""
    return parts[0].title if parts else ""


def is_action_part(parts: Sequence[Part]) -> bool:
    """Whether the innermost known kind around a place is that of action items."""
    kinds = next((part.kinds for part in parts if part.kinds and part.kinds != ("none",)), ())
    return "action_items" in kinds


def ticked(box: re.Match[str] | None) -> bool:
    """Whether the mark before an item says that it is done."""
    return box is not None and re.search(r"[xX☑✅✔]", box[0]) is not None
