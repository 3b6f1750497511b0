"""A text in lines, cut into pieces wherever a finding begins or ends, so that overlapping findings can be marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...report import SEVERITIES, Finding
from ..escape import visible


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line with the same findings on it, by their numbers; those that begin with it come first here.

    ``severity`` is the gravest of its findings, empty where there are none.
    """

    text: str
    findings: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    severity: str = ""


def lines(text: str, findings: Sequence[Finding]) -> Iterator[list[Piece]]:
    """The pieces of each line. Findings are numbered as they are given; each begins with exactly one piece."""
    spans = [_within(finding, len(text)) for finding in findings]
    cuts = sorted({edge for span in spans for edge in span})
    waiting = sorted(range(len(spans)), key=lambda number: spans[number], reverse=True)
    current: list[int] = []
    for start, end in _lines(text):
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        edges = [
            *dict.fromkeys((start, *inside, end)),
            end,
        ]  # the last piece is empty, for what begins at the line's end
        pieces: list[Piece] = []
        for left, right in pairwise(edges):
            begins = []
            while waiting and spans[waiting[-1]][0] <= left:
                begins.append(waiting.pop())
            points = tuple(number for number in begins if spans[number][0] == spans[number][1])
            longer = tuple(number for number in begins if number not in points)
            current = [number for number in current if spans[number][1] > left] + list(longer)
            if points:
                pieces.append(_piece("", points, points, findings))
            if right > left or longer:
                pieces.append(_piece(text[left:right], tuple(current), longer, findings))
        yield pieces


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends, without its end of line; after the last one there is an empty line, for what points there."""
    start = 0
    for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text):
        if line or start == 0:
            yield start, start + len(line.rstrip("\r\n"))
        start += len(line)
    if start and text[-1] in "\r\n":
        yield start, start


def _within(finding: Finding, length: int) -> tuple[int, int]:
    start = min(max(finding.start, 0), length)
    return start, min(max(finding.end, start), length)


def _piece(text: str, numbers: tuple[int, ...], begins: tuple[int, ...], findings: Sequence[Finding]) -> Piece:
    gravest = max((SEVERITIES.index(findings[number].severity) for number in numbers), default=None)
    return Piece(visible(text), numbers, begins, "" if gravest is None else SEVERITIES[gravest])
