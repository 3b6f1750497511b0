"""Patterns of ``.gitignore``, matched in time that grows with the length of a name, whatever the pattern.

:mod:`pathspec` says what a pattern means, as a regular expression. Python tries every way to share a name out among the
stars of one: ``*a*a*a*ab`` takes minutes for a name of some hundred letters, and who fills a folder writes its ``.gitignore``.
But a star need never be tried twice: what lies between two of them may as well be taken where it is first found, as
:mod:`fnmatch` does. The same holds for what lies between two ``**``, folder by folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import InputError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec, PathSpec
    from pathspec.pattern import RegexPattern

_STAR, _FOLDERS = "[^/]*", "(?:/.+)?"
"""What :mod:`pathspec` makes of ``*`` and of a ``**`` between two others."""
_ANYWHERE = "^(?:.+/)?"
"""The same, of a ``**`` in front."""
_ONE = r"(?:\\.|\[\^?\]?[^\]]*\]|[^][\\/(){}*+?.^$|])"
"""What stands for one character: an escape, a set, a letter."""
_BETWEEN_STARS = re.compile(rf"\[\^/\]\*((?:(?!\[\^/\]\*){_ONE})*)(?=\[\^/\]\*)")
_LONGEST = 4_096
"""Characters of the longest path there is; a pattern that is longer fits none."""


def ignores(lines: Sequence[str]) -> GitIgnoreSpec:
    """What the lines of a ``.gitignore`` say; git passes over those that say nothing, and so does this."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec(pattern for line in lines if (pattern := _pattern_of(line)) is not None)


def excluded(lines: Sequence[str]) -> GitIgnoreSpec:
    """The same of lines that somebody wrote for us, of which each has to be a pattern.

    Raises:
        ValueError: where one is none.
    """
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    return GitIgnoreSpec(_able(GitIgnoreSpecPattern, line) for line in lines)


def chosen(globs: Sequence[str]) -> PathSpec[Any]:
    """Patterns of which the last that fits decides; for ignoring, git has finer rules.

    Raises:
        InputError: where one is no pattern.
    """
    from pathspec import PathSpec
    from pathspec.patterns.gitignore.basic import GitIgnoreBasicPattern

    try:
        return PathSpec(_able(GitIgnoreBasicPattern, glob) for glob in globs)
    except ValueError as error:
        raise InputError(f"--glob: {error}") from None


def _pattern_of(line: str) -> Any:
    """The pattern of a line of a ``.gitignore``, if it is one."""
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    try:
        return _compiled(GitIgnoreSpecPattern, line) if len(line) <= _LONGEST else None
    except ValueError:
        return None


def _able(kind: type[RegexPattern], line: str) -> Any:
    """A pattern that some path can fit.

    Raises:
        ValueError: where the line is none, and where no path fits it: a set without an end, a path that is not below.
    """
    if line.lstrip("!").startswith(("./", "../")):
        raise ValueError(f"no path can fit the pattern {line!r}: paths begin below the folder, without ./ or ../")
    found = _compiled(kind, line)
    if found.include is None:
        raise ValueError(f"no path can fit the pattern {line!r}")
    return found


def _compiled(kind: type[RegexPattern], line: str) -> Any:
    """A pattern of a kind that pathspec knows.

    Raises:
        ValueError: where the line is none.
    """
    said, include = kind.pattern_to_regex(line)
    if said is None:
        return kind(None)
    try:
        return kind(re.compile(without_second_tries(said)), include)
    except re.error as error:  # a set such as [z-a]
        raise ValueError(f"no pattern: {line!r} ({error})") from None


def without_second_tries(said: str) -> str:
    """The regular expression of a pattern, with everything between two stars taken where it is first found."""
    *before, last = said.split(_FOLDERS)
    parts = [_without_second_stars(part, f"s{number}_") for number, part in enumerate([*before, last])]
    for number, part in enumerate(parts[:-1]):
        start = "(?:/.+?)??"
        if number == 0:
            start, part = ("(?:.+?/)??", part[len(_ANYWHERE) :]) if part.startswith(_ANYWHERE) else ("", part[1:])
        parts[number] = ("" if number else "^") + _once(f"{start}{part}(?=/)", f"d{number}")
    return "".join(parts[:-1]) + (_FOLDERS if before else "") + parts[-1]


def _without_second_stars(said: str, name: str) -> str:
    """The same for the stars within folders; two in a row are one."""
    while _STAR * 2 in said:
        said = said.replace(_STAR * 2, _STAR)
    number = 0

    def once(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return _once(f"[^/]*?{match[1]}", f"{name}{number}")

    return _BETWEEN_STARS.sub(once, said)


def _once(said: str, name: str) -> str:
    """An expression that is matched in one way only: an atomic group, which Python has from 3.11 on."""
    return f"(?=(?P<{name}>{said}))(?P={name})"
