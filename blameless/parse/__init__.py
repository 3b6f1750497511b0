"""Parsing: text to :class:`Postmortem`. Knows nothing of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .block import Block, ListItem, TableRow
from .document import Action, BlockReader, Candidate, Format, Moment, Part, Postmortem, Sentence
from .prose import Prose, Run
from .source import Source

if TYPE_CHECKING:
    from .whole import parse, parse_sentence

__all__ = [
    "Action",
    "Block",
    "BlockReader",
    "Candidate",
    "Format",
    "ListItem",
    "Moment",
    "Part",
    "Postmortem",
    "Prose",
    "Run",
    "Sentence",
    "Source",
    "TableRow",
    "parse",
    "parse_sentence",
]


def __getattr__(name: str) -> Any:
    """Import the readers on first use, so that rules can name what they judge without loading a Markdown parser."""
    if name in ("parse", "parse_sentence"):
        from . import whole

        return getattr(whole, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
