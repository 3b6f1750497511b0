"""Parsing: text to :class:`~.structure.Structure`, with exact offsets. Knows no language, and nothing of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .block import Block, ListItem, TableRow
from .document import BlockReader, Format, Part, Sentence
from .language import Language
from .prose import Prose, Run
from .source import Source

if TYPE_CHECKING:
    from .structure import Structure, parse

__all__ = [
    "Block",
    "BlockReader",
    "Format",
    "Language",
    "ListItem",
    "Part",
    "Prose",
    "Run",
    "Sentence",
    "Source",
    "Structure",
    "TableRow",
    "parse",
]


def __getattr__(name: str) -> Any:
    """Import the readers on first use, so that rules can name what they judge without loading what splits sentences."""
    if name in ("Structure", "parse"):
        from . import structure

        return getattr(structure, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
