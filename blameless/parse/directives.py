"""Comments that switch rules off, as they stand there: ``<!-- blameless: ignore RULE -->``, ``off`` and ``on``, or ``disable`` and ``enable``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from .source import Ranges, Source

_DIRECTIVE = re.compile(
    r"<!--[ \t]*blameless[ \t]*:[ \t]*(?P<verb>[^\s<>]{0,40}?)(?=[\s,]|-->)(?P<rules>[^<>\n]{0,200}?)-->"
    # Without the colon, only what cannot be a remark on a blameless culture: the word, then nothing or rules.
    r"|<!--[ \t]*blameless[ \t]+(?P<bare>(?:ignore|off|disable|on|enable)(?:[ \t]+[\w-]+/[^<>\n]{0,200}?)?)[ \t]*-->"
    r"|<!--[ \t]*blameless[ \t]+(?P<family>(?:ignore|disable|enable)[ \t]+[\w-]{1,40})[ \t]*-->",
    re.I,
)
_VERBS = {"ignore": "ignore", "off": "off", "disable": "off", "on": "on", "enable": "on"}
DIRECTIVES = tuple(_VERBS)
"""The words that a comment may begin with."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One directive: the rules it silences, as they are named there (none named: all), on 1-based lines ``first..last``.

    ``unknown`` is the word of one that is no directive, and silences nothing. Nor does one that is ``amiss``: it lacks the
    colon, and ``unknown`` is what stands in its place, or it switches on what is not off.
    """

    rules: tuple[str, ...]
    first: int
    last: int
    start: int
    end: int
    unknown: str | None = None
    amiss: Literal["", "colon", "closes"] = ""


def read_directives(source: Source, opaque: Ranges) -> tuple[Ignore, ...]:
    """Find the directives outside code (``opaque``).

    ``ignore`` reaches its own line or, where it stands alone on it, the next line that is not blank; ``off`` reaches
    to the next ``on`` (of the same rules, or of none) or the end of the document. Whatever else a comment that was meant
    as a directive says silences no line at all, and is kept for what is wrong with it.
    """
    if "<!--" not in source.normal:
        return ()
    ignores: list[Ignore] = []
    regions: dict[tuple[str, ...], list[Ignore]] = {}  # open ones, by their rules; their last line is not known yet
    for match in _DIRECTIVE.finditer(source.normal):
        if match.start() in opaque:
            continue
        line = source.line_of(match.start())
        silent = Ignore((), line, line - 1, match.start(), match.end())  # on no line
        bare = match["bare"] or match["family"]
        if bare:
            ignores.append(replace(silent, unknown=bare, amiss="colon"))
            continue
        verb, rules = _VERBS.get(match["verb"].lower(), ""), tuple(re.findall(r"[^\s,]+", match["rules"]))
        if not verb:
            ignores.append(replace(silent, unknown=match["verb"]))
        elif verb == "ignore":
            ignores.append(Ignore(rules, line, _target_line(source, line, match), match.start(), match.end()))
        elif verb == "off":
            regions.setdefault(rules, []).append(Ignore(rules, line, line, match.start(), match.end()))
        else:
            closed = [region for key in ([rules] if rules else list(regions)) for region in regions.pop(key, ())]
            ignores.extend(replace(region, last=line) for region in closed)
            if not closed:
                ignores.append(replace(silent, rules=rules, amiss="closes"))
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
