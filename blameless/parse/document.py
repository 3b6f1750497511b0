"""What a text is made of to a reader: its parts and its sentences, each knowing its place in the source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .block import Block
from .prose import Prose
from .source import Source

Format = str
"""The name of a kind of input; see :mod:`blameless.intake.formats`."""
BlockReader = Callable[[Source, int], list[Block]]
"""Reads the blocks of a source from a 0-based line on, behind the front matter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, or what serves as one, and what stands under it.

    ``start`` is where the heading begins, ``body`` where its content does, ``end`` where both end. ``kinds`` are the
    section kinds its title stands for. ``level`` grows with depth: 1..6 for Markdown headings, more for labels.
    """

    title: str
    kinds: tuple[str, ...]
    level: int
    start: int
    body: int
    end: int
    line: int
    empty: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to be judged.

    ``text`` is its plain text, found at ``offset`` of the prose of its block. ``heading`` is the title it stands
    under, ``sections`` are the kinds of the parts around it, innermost first. ``quoted``: it stands in a block quote,
    or is the label of an image.
    """

    text: str
    start: int
    end: int
    kind: Literal["paragraph", "item", "cell"]
    heading: str
    sections: tuple[str, ...]
    quoted: bool
    prose: Prose
    offset: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source range of ``text[start:end]``."""
        return self.prose.span(self.offset + start, self.offset + end)

    @property
    def code(self) -> list[tuple[int, int]]:
        """Ranges of ``text`` that are set as code."""
        low, high = self.offset, self.offset + len(self.text)
        return [(max(a - low, 0), min(b, high) - low) for a, b in self.prose.code_between(low, high)]
