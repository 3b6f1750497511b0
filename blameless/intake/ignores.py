"""``.gitignore`` files: whether git would ignore a path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .patterns import ignores

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

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
        found = cls()
        for place in reversed(above):
            found = found.with_those_of(str(place))
        return found

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
        return Ignores([*self._specs, (os.path.join(os.path.abspath(folder), ""), ignores(lines))])

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
