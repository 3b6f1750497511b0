"""Files that appear whole or not at all: written beside their place under a name that nobody has, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def is_special(path: Path) -> bool:
    """Whether a path leads to what is there and is no file: a device, a pipe, a folder. Nothing may take its place."""
    return path.exists() and not path.is_file()


def temporary_beside(path: Path) -> Path:
    """A new, empty file in the folder of ``path``, with the permissions that a file written there would have.

    Its name is random and it is created exclusively, so that neither a link nor a file of the user's is written to.

    Raises:
        OSError: where no file can be created there.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    os.close(handle)
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(name, 0o666 & ~mask)
    return Path(name)


def known_beside(path: Path) -> Path:
    """A new, empty file in the folder of ``path`` under a name of ours, in the place of what a run that was killed left there.

    Raises:
        OSError: where no file can be created there.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)  # whatever it is: a link is not followed, a pipe not waited for
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return part


@contextmanager
def destination(path: Path) -> Iterator[TextIO]:
    """A text file to write; devices and pipes are written to as they are, a link's target is what is replaced.

    Raises:
        OSError: where it cannot be written.
    """
    if is_special(path):
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    target = Path(os.path.realpath(path))
    part = temporary_beside(target)
    try:
        with open(part, "w", encoding="utf-8", newline="\n") as out:
            yield out
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
