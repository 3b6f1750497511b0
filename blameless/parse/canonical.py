"""One way to write a text: line ends, byte order mark, page breaks, composed characters, signs of typesetters, ’ve.

The same document comes with the line ends of three systems, with a mark before it, with form feeds between its pages,
with its accents as characters of their own, with the hyphens and colons of a word processor in its dates and times, or
with "have" cut short behind "should". None of that is to change what is found in it, so that it is read in one
form, and what was found is moved to where it stands in the text that was given.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import combining, is_normalized, normalize

_UNUSUAL = re.compile("\r\n?|[\v\f\u2028\u2029\u2010\u2011\u2236]|\\A\ufeff")
"""Line ends of other systems, line breaks of word processors and of Unicode, page breaks, a byte order mark; the hyphen
and the one that keeps a line together, and the sign of a ratio, which newer phones put into times."""
_HAVE = re.compile(r"\b(?:could|should|would|might|must|need)(?:n['’]?t)?(['’]ve)\b", re.I)
_WRITTEN = {"\f": " ", "\ufeff": "", "\u2010": "-", "\u2011": "-", "\u2236": ":"}
"""What stands for an unusual character; a line break for those not named. A page break beside one is left out."""
_FOREIGN = re.compile("[\x0e-\x7f]?[^\x00-\x7f\u2028\u2029\ufeff]+")
_LONGEST_CLUSTER = 32
"""Marks on one letter beyond this are nobody's writing, and ordering them takes time with their square (UAX #15)."""


class Change(NamedTuple):
    """``text[start:end]`` as it was given is written ``replacement``."""

    start: int
    end: int
    replacement: str


def _changes(text: str) -> Iterator[Change]:
    """What is not in the one form, from left to right."""
    composed, cut = is_normalized("NFC", text), "'ve" in text or "’ve" in text
    if composed and not cut:
        yield from _unusual(text)
    else:
        yield from sorted(
            [*_unusual(text), *(() if composed else _decomposed(text)), *(_cut_short(text) if cut else ())]
        )


def _cut_short(text: str) -> Iterator[Change]:
    """What stands for "have" behind a verb that says what could have been."""
    for match in _HAVE.finditer(text):
        yield Change(*match.span(1), " have")


def _unusual(text: str) -> Iterator[Change]:
    for match in _UNUSUAL.finditer(text):
        start, end = match.span()
        alone = match[0] == "\f" and (text[start - 1 : start] in "\r\n" or text[end : end + 1] in "\r\n")
        yield Change(start, end, "" if alone else _WRITTEN.get(match[0], "\n"))


def _decomposed(text: str) -> Iterator[Change]:
    """Letters written with their marks apart, each with its composed form."""
    for stretch in _FOREIGN.finditer(text):
        if is_normalized("NFC", stretch[0]):
            continue
        start = stretch.start()
        for position in range(start + 1, stretch.end() + 1):
            if (
                position < stretch.end()
                and position - start < _LONGEST_CLUSTER
                and _joins(text[start:position], text[position])
            ):
                continue
            given = text[start:position]
            if (composed := normalize("NFC", given)) != given:
                yield Change(start, position, composed)
            start = position


def _joins(cluster: str, character: str) -> bool:
    """Whether a character belongs to what stands before it: a mark, or a part of the same syllable."""
    last, alone = normalize("NFC", cluster)[-1], normalize("NFC", character)  # some letters come apart by themselves
    return combining(character) != 0 or normalize("NFC", last + character) != last + alone


class Canonical:
    """A text in the one form, and the way back from its offsets to those of the text that was given."""

    def __init__(self, given: str) -> None:
        parts: list[str] = []
        self._from: list[int] = [0]
        """Offsets of the one form at which each change begins, in order."""
        self._at: list[int] = [0]
        """Those behind each change."""
        self._given: list[int] = [0]
        """What they are in the text that was given."""
        self._ends: list[int] = [0]
        """What they are for a range that ends there: what was left out behind it does not belong to it."""
        position = length = 0
        for change in _changes(given):
            parts += (given[position : change.start], change.replacement)
            length += change.start - position + len(change.replacement)
            position = change.end
            self._from.append(length - len(change.replacement))
            self._at.append(length)
            self._given.append(position)
            self._ends.append(change.end if change.replacement else change.start)
        parts.append(given[position:])
        self.text = "".join(parts)
        self.changed = len(self._at) > 1

    def given(self, offset: int) -> int:
        """Where an offset of the one form lies in the text that was given."""
        index = bisect_right(self._at, offset) - 1
        place = self._given[index] + offset - self._at[index]
        return min(place, self._given[index + 1]) if index + 1 < len(self._given) else place

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a range of the one form lies in the text that was given."""
        left = self.given(start)
        index = bisect_left(self._at, end)
        behind = index < len(self._at) and self._at[index] == end
        return left, max(left, self._ends[index] if behind else self.given(end))

    def changed_between(self, start: int, end: int) -> list[tuple[int, int]]:
        """The ranges of the one form that stand for something else and end in ``start..end``."""
        some = slice(bisect_right(self._at, start), bisect_right(self._at, end))
        return list(zip(self._from[some], self._at[some], strict=True))
