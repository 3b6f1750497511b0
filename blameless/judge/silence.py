"""What comments in a text silence: each names rules or families, or none and so all, and reaches over some lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..catalogue import covers
from ..parse.directives import Ignore
from ..parse.source import Ranges


def names(ignore: Ignore, rule: str) -> bool:
    """Whether a comment is about a rule."""
    return not ignore.rules or any(covers(name, rule) for name in ignore.rules)


class Silence:
    """The lines on which each rule is silent."""

    def __init__(self, ignores: Sequence[Ignore]) -> None:
        self._ignores = ignores
        self._lines: dict[str, Ranges] = {}

    def covers(self, rule: str, line: int) -> bool:
        """Whether a finding of ``rule`` on ``line`` is silenced."""
        if rule not in self._lines:
            self._lines[rule] = Ranges((i.first, i.last + 1) for i in self._ignores if names(i, rule))
        return line in self._lines[rule]

    def used(self, silenced: Iterable[tuple[str, int]]) -> set[int]:
        """The indices of the comments that silence something, given the rules and lines of what is silenced."""
        lines: dict[str, list[int]] = defaultdict(list)
        for rule, line in sorted(silenced):
            lines[rule].append(line)
        return {
            index
            for index, ignore in enumerate(self._ignores)
            for rule, found in lines.items()
            if names(ignore, rule) and bisect_left(found, ignore.first) < bisect_right(found, ignore.last)
        }
