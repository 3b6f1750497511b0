"""``.gitignore`` files: whether git would ignore a path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec, PathSpec

_LARGEST = 1_000_000
"""Bytes of a ``.gitignore`` that are read."""


class Ignores:
    """What the ``.gitignore`` files on the way to a folder say; the innermost that says anything of a path decides."""

    def __init__(self, specs: Sequence[tuple[str, GitIgnoreSpec]] = ()) -> None:
        self._specs = tuple(specs)

    @classmethod
    def above(cls, root: str) -> Ignores:
        """Those of the folders above one, up to the root of its repository; none where it is in none."""
        folder = Path(os.path.abspath(root))
        above: list[Path] = []
        for place in (folder, *folder.parents):
            if place != folder:
                above.append(place)
            if os.path.lexists(place / ".git"):
                break
        else:
            return cls()
        ignores = cls()
        for place in reversed(above):
            ignores = ignores.with_those_of(str(place))
        return ignores

    def with_those_of(self, folder: str) -> Ignores:
        """These and those of a folder below."""
        path = os.path.join(folder, ".gitignore")
        if not os.path.isfile(path):  # a named pipe of that name would keep us waiting
            return self
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                lines = file.read(_LARGEST).splitlines()
        except OSError:
            return self
        return Ignores([*self._specs, (os.path.join(os.path.abspath(folder), ""), _spec(lines))])

    def __call__(self, path: str) -> bool:
        """Whether a path is ignored; that of a folder ends in "/"."""
        if not self._specs:
            return False
        full = os.path.abspath(path) + ("/" if path.endswith("/") else "")
        for folder, spec in reversed(self._specs):
            said = spec.check_file(full[len(folder) :]).include
            if said is not None:
                return said
        return False


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    """What lines of a ``.gitignore`` say; git passes over those that say nothing, and so does this."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def chosen(globs: Sequence[str]) -> PathSpec[Any]:
    """Patterns of which the last that fits decides; for ignoring, git has finer rules.

    Raises:
        InputError: where one is no pattern.
    """
    from pathspec import PathSpec

    try:
        return PathSpec.from_lines("gitignore", globs)
    except ValueError as error:
        raise InputError(f"--glob: {error}") from None
