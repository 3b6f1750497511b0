"""The prose of one block in the making: text is added with the place in the source that it stands for, whatever the mark-up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import inf

from ...parse import Prose, Run
from ...parse.prose import Link


class Builder:
    """Gathers plain text, runs and marked ranges while walking the tokens of one block."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        self._places = places
        self.length = 0
        self.parts: list[str] = []
        self.runs: list[Run] = []
        self.links: list[Link] = []
        self.ranges: dict[str, list[tuple[int, int]]] = {"code": [], "strong": [], "struck": [], "picture": []}
        self._open: list[tuple[str, int, str]] = []

    def source(self, position: int) -> int:
        """Where position ``position`` of the block's content lies in the document."""
        start, source = self._places[bisect_right(self._places, (position, inf)) - 1]
        return source + position - start

    def add(self, text: str, position: int, length: int | None = None) -> None:
        """Append text that stands for ``length`` characters of the content from ``position`` (its own, by default)."""
        if not text:
            return
        length = len(text) if length is None else length
        start = self.source(position)
        end = self.source(position + length - 1) + 1 if length else start
        self.runs.append(Run(self.length, len(text), start, end - start))
        self.parts.append(text)
        self.length += len(text)

    def open(self, kind: str, target: str = "") -> None:
        self._open.append((kind, self.length, target))

    def close(self, kind: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == kind:
                _, start, target = self._open.pop(index)
                if kind == "link":
                    self.links.append(Link(start, self.length, target))
                elif kind in self.ranges and start < self.length:
                    self.ranges[kind].append((start, self.length))
                return

    def prose(self) -> Prose:
        """What was gathered; marks that are still open end with it."""
        while self._open:
            self.close(self._open[-1][0])
        ranges = (tuple(sorted(self.ranges[kind])) for kind in ("code", "strong", "struck", "picture"))
        return Prose("".join(self.parts), tuple(self.runs), tuple(self.links), *ranges)
