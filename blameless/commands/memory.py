"""Opening what an archive remembers, for the commands that ask it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .archives import Archive as Documents
from .archives import named
from .shell import tell

if TYPE_CHECKING:
    from ..archive.memory import Archive
    from ..archive.reruns import Reruns


@contextmanager
def remembered(documents: Documents, jobs: int = 1, quiet: bool = False) -> Iterator[Archive]:
    """The memory of an archive: read from its index, or made now where a folder or a table of documents is given.

    Raises:
        BlamelessError: where it cannot be read.
    """
    from ..archive.memory import Archive

    if os.path.isfile(documents.path) and documents.text is None:
        yield Archive.open(documents.path)
        return
    with tempfile.TemporaryDirectory(prefix="blameless-") as folder:
        index = Path(folder) / "scores.index.parquet"
        _index(documents, index, jobs, quiet)
        yield Archive.open(index)


@contextmanager
def reruns(path: Path, quiet: bool = False) -> Iterator[Reruns]:
    """What says which incidents of an archive a document repeats.

    Raises:
        BlamelessError: where the archive cannot be read.
    """
    from ..archive.reruns import Reruns
    from ..errors import InputError

    try:
        with remembered(Documents(path), quiet=quiet) as archive:
            yield Reruns(archive)
    except InputError as error:
        raise InputError(named(path, error)) from None


def _index(documents: Documents, index: Path, jobs: int, quiet: bool) -> None:
    """Judge an archive for its index alone."""
    from ..archive.engines import of_name
    from ..archive.run import Outputs, score_archive
    from ..show.progress import Bar

    source, settings = documents.open(None)
    if not quiet:
        tell(f"{documents.path}: is judged now; `blameless score --index` keeps what it remembers for the next time")
    outputs = Outputs(index.with_name("scores.parquet"), index=index)
    with Bar(sys.stderr, quiet) as bar:
        score_archive(documents.path, source, outputs, of_name("local", jobs), settings, bar)
