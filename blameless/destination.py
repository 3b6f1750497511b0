"""Files that appear whole or not at all: written beside their place under another name, then moved there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def is_special(path: Path) -> bool:
    """Whether a path leads to what is there and is no file: a device, a pipe, a folder. Nothing may take its place."""
    return path.exists() and not path.is_file()


def overwritten(written: Iterable[Path | None], documents: Iterable[str]) -> Path | None:
    """What of that which is to be written would take the place of one of the documents, by whatever name."""
    places = {_identity(path): path for path in written if path is not None and os.path.isfile(path)}
    return (
        next((places[it] for document in documents if (it := _identity(document)) in places), None) if places else None
    )


def _identity(path: str | Path) -> tuple[int, int] | None:
    """What tells a file from every other one, by whatever name it goes; ``None`` where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def temporary_beside(path: Path, claimed: bool = False) -> Path:
    """A new, empty file in the folder of ``path``, with the permissions that a file written there would have.

    It is created exclusively, so that neither a link nor a file of the user's is written to.

    Args:
        path: the file whose place it will take.
        claimed: whether nobody else may write to ``path`` now. Then its name is always the same, and it takes the place of what a
            run that was killed left there; else its name is random.

    Raises:
        OSError: where no file can be created there.
    """
    if claimed:
        part = path.with_name(f".{path.name}.part")
        part.unlink(missing_ok=True)  # whatever it is: a link is not followed, a pipe not waited for
    else:
        part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(8)}.part")
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
