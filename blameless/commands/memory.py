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
    from ..archive.followups import States
    from ..archive.memory import Archive
    from ..archive.reruns import Reruns


@contextmanager
def remembered(
    documents: Documents, jobs: int = 1, quiet: bool = False, states: States | None = None
) -> Iterator[Archive]:
    """The memory of an archive: read from its index, or made now where a folder or a table of documents is given.

    ``states`` are what a tracker says of the tickets of its actions.

    Raises:
        BlamelessError: where it cannot be read.
    """
    from ..archive.memory import Archive
    from ..parts import parts_of

    if documents.text is None and (os.path.isfile(documents.path) or parts_of(documents.path)):
        yield Archive.open(documents.path, states)
        return
    with tempfile.TemporaryDirectory(prefix="blameless-") as folder:
        index = Path(folder) / "scores.index.parquet"
        _index(documents, index, jobs, quiet)
        yield Archive.open(index, states)


@contextmanager
def reruns(path: Path, quiet: bool = False, states: States | None = None) -> Iterator[Reruns]:
    """What says which incidents of an archive a document repeats.

    Raises:
        BlamelessError: where the archive cannot be read.
    """
    from ..archive.reruns import Reruns
    from ..errors import InputError

    try:
        with remembered(Documents(path), quiet=quiet, states=states) as archive:
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
        tell(f"{documents.path}: analysing now; run `blameless score --index` to reuse the result")
    outputs = Outputs(index.with_name("scores.parquet"), index=index)
    with Bar(sys.stderr, quiet) as bar:
        score_archive(documents.path, source, outputs, of_name("local", jobs), settings, bar)
