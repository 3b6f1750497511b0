"""Comments that switch rules off: ``<!-- blameless: ignore RULE -->``, ``off`` and ``on``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .source import Ranges, Source

_NEAR = 64
_DIRECTIVE = re.compile(r"<!--[ \t]*blameless:[ \t]*(ignore|off|on)\b([^<>\n]{0,200}?)-->")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One directive: the rules it silences (none named: all) on 1-based lines ``first..last``."""

    rules: tuple[str, ...]
    first: int
    last: int
    start: int
    end: int

    def names(self, rule: str) -> bool:
        """Whether it is about a rule; ``blame`` stands for every ``blame/…`` rule."""
        return not self.rules or any(rule == name or rule.startswith(name.rstrip("/*") + "/") for name in self.rules)


class Directives:
    """The directives of a document, in order."""

    def __init__(self, ignores: Sequence[Ignore] = ()) -> None:
        self.ignores = tuple(ignores)
        self._by_line: dict[int, list[int]] = defaultdict(list)
        self._regions: list[int] = []
        for index, ignore in enumerate(self.ignores):
            if ignore.last - ignore.first > _NEAR:
                self._regions.append(index)
            else:
                for line in range(ignore.first, ignore.last + 1):
                    self._by_line[line].append(index)

    def covering(self, rule: str, line: int) -> list[int]:
        """The indices of the directives that silence a finding of ``rule`` on ``line``."""
        near = self._by_line.get(line, [])
        far = [index for index in self._regions if self.ignores[index].first <= line <= self.ignores[index].last]
        return [index for index in (*near, *far) if self.ignores[index].names(rule)]


def read_directives(source: Source, opaque: Ranges) -> Directives:
    """Find the directives outside code (``opaque``).

    ``ignore`` reaches its own line or, where it stands alone on it, the next line that is not blank; ``off`` reaches
    to the next ``on`` (of the same rules, or of none) or the end of the document.
    """
    if "blameless:" not in source.normal:
        return Directives()
    ignores: list[Ignore] = []
    regions: list[Ignore] = []  # open ones; their last line is not known yet
    for match in _DIRECTIVE.finditer(source.normal):
        if match.start() in opaque:
            continue
        verb, rules = match[1], tuple(re.split(r"[\s,]+", match[2].strip())) if match[2].strip() else ()
        line = source.line_of(match.start())
        if verb == "ignore":
            ignores.append(Ignore(rules, line, _target_line(source, line, match), match.start(), match.end()))
        elif verb == "off":
            regions.append(Ignore(rules, line, line, match.start(), match.end()))
        else:
            closed = [region for region in regions if not rules or region.rules == rules]
            ignores.extend(replace(region, last=line) for region in closed)
            regions = [region for region in regions if region not in closed]
    ignores.extend(replace(region, last=len(source.starts)) for region in regions)
    return Directives(sorted(ignores, key=lambda ignore: ignore.start))


def _target_line(source: Source, line: int, match: re.Match[str]) -> int:
    start, end = source.line_span(line - 1)
    if (source.normal[start : match.start()] + source.normal[match.end() : end]).strip():
        return line
    target = line + 1
    while target <= len(source.starts):
        start, end = source.line_span(target - 1)
        if source.normal[start:end].strip():
            return target
        target += 1
    return line
