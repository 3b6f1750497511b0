"""Comments that switch rules off, as they stand there: ``<!-- blameless: ignore RULE -->``, ``off`` and ``on``, or ``disable`` and ``enable``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .source import Ranges, Source

_DIRECTIVE = re.compile(r"<!--[ \t]*blameless:[ \t]*([^\s<>]{0,40}?)(?=[\s,]|-->)([^<>\n]{0,200}?)-->")
_VERBS = {"ignore": "ignore", "off": "off", "disable": "off", "on": "on", "enable": "on"}
DIRECTIVES = tuple(_VERBS)
"""The words that a comment may begin with."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One directive: the rules it silences, as they are named there (none named: all), on 1-based lines ``first..last``.

    ``unknown`` is the word of one that is no directive, and silences nothing.
    """

    rules: tuple[str, ...]
    first: int
    last: int
    start: int
    end: int
    unknown: str | None = None


def read_directives(source: Source, opaque: Ranges) -> tuple[Ignore, ...]:
    """Find the directives outside code (``opaque``).

    ``ignore`` reaches its own line or, where it stands alone on it, the next line that is not blank; ``off`` reaches
    to the next ``on`` (of the same rules, or of none) or the end of the document. A word that is none of these silences
    no line at all, and is kept as ``unknown``.
    """
    if "blameless:" not in source.normal:
        return ()
    ignores: list[Ignore] = []
    regions: dict[tuple[str, ...], list[Ignore]] = {}  # open ones, by their rules; their last line is not known yet
    for match in _DIRECTIVE.finditer(source.normal):
        if match.start() in opaque:
            continue
        verb, rules = _VERBS.get(match[1], ""), tuple(re.split(r"[\s,]+", match[2].strip())) if match[2].strip() else ()
        line = source.line_of(match.start())
        if not verb:
            ignores.append(Ignore((), line, line - 1, match.start(), match.end(), match[1]))
        elif verb == "ignore":
            ignores.append(Ignore(rules, line, _target_line(source, line, match), match.start(), match.end()))
        elif verb == "off":
            regions.setdefault(rules, []).append(Ignore(rules, line, line, match.start(), match.end()))
        else:
            for closed in [rules] if rules else list(regions):
                ignores.extend(replace(region, last=line) for region in regions.pop(closed, ()))
    for left in regions.values():
        ignores.extend(replace(region, last=len(source.starts)) for region in left)
    return tuple(sorted(ignores, key=lambda ignore: ignore.start))


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
