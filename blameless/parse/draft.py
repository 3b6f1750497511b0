"""An action item in the making: where its text stands, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .prose import Prose


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
