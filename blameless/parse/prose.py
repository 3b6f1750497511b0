"""Running text with a way back: plain text whose every character knows where it came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import NamedTuple


class Run(NamedTuple):
    """A stretch of plain text and the stretch of source it stands for.

    Where both have the same length, characters correspond one by one; otherwise (an entity, a code span, a line
    break) the run is indivisible and any part of it stands for the whole.
    """

    start: int
    length: int
    source: int
    source_length: int


class Link(NamedTuple):
    """A hyperlink over ``text[start:end]``."""

    start: int
    end: int
    target: str


def _between(ranges: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Of ranges in order that do not overlap, those that have something in ``start..end``."""
    first = bisect_right(ranges, (start, inf))
    if first and ranges[first - 1][1] > start:
        first -= 1
    return ranges[first : bisect_left(ranges, (end,))]


@dataclass(frozen=True, slots=True)
class Prose:
    """The plain text of a block, without mark-up.

    ``code``, ``strong`` and ``struck`` are ranges of ``text`` set as code, in bold, or struck out, in order; ``pictures``
    are those that stand for an image: its label, which is not shown.
    A line break of the source inside the block is a newline in ``text``. ``sentences`` belongs to
    :func:`blameless.parse.text.sentence_ranges`, which keeps there what it found.
    """

    text: str
    runs: tuple[Run, ...]
    links: tuple[Link, ...] = ()
    code: tuple[tuple[int, int], ...] = ()
    strong: tuple[tuple[int, int], ...] = ()
    struck: tuple[tuple[int, int], ...] = ()
    pictures: tuple[tuple[int, int], ...] = ()
    sentences: tuple[tuple[int, int], ...] | None = field(default=None, init=False, repr=False, compare=False)

    def _run(self, position: int) -> Run:
        return self.runs[bisect_right(self.runs, (position, inf)) - 1]

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """The source range of ``text[start:end]``; an empty range maps to the place it stands at."""
        end = len(self.text) if end is None else end
        if not self.runs:
            return (0, 0)
        first = self._run(start)
        divisible = first.length == first.source_length
        left = first.source + (start - first.start if divisible else 0)
        if end <= start:
            return (left, left)
        last = self._run(end - 1)
        divisible = last.length == last.source_length
        right = last.source + (end - last.start if divisible else last.source_length)
        return (left, right)

    def is_unbroken(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` stands in the source with nothing in between that is not shown, such as mark-up."""
        first = max(bisect_right(self.runs, (start, inf)) - 1, 0)
        runs = self.runs[first : bisect_left(self.runs, (end,))]
        return all(a.source + a.source_length == b.source for a, b in pairwise(runs))

    def code_between(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The ranges of code that have something in ``start..end``."""
        return _between(self.code, start, end)

    def struck_between(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The ranges struck out that have something in ``start..end``."""
        return _between(self.struck, start, end)

    def in_picture(self, start: int, end: int) -> bool:
        """Whether all of ``start..end`` is the label of one image."""
        return any(a <= start and end <= b for a, b in _between(self.pictures, start, end))

    def links_from(self, start: int, end: int) -> Sequence[Link]:
        """The links that begin in ``start..end``."""
        return self.links[bisect_left(self.links, (start,)) : bisect_left(self.links, (end,))]

    def bold_from(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The ranges in bold that begin in ``start..end``."""
        return self.strong[bisect_left(self.strong, (start,)) : bisect_left(self.strong, (end,))]

    def cut(self, start: int, end: int) -> Prose:
        """``text[start:end]`` with its links and what is set as code or in bold; it knows no way back to the source."""
        return Prose(
            self.text[start:end],
            (),
            tuple(Link(a - start, b - start, target) for a, b, target in self.links_from(start, end)),
            tuple((a - start, b - start) for a, b in self.code_between(start, end)),
            tuple((a - start, b - start) for a, b in self.bold_from(start, end)),
        )

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """``start`` and ``end`` moved inwards past white space."""
        text = self.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end
