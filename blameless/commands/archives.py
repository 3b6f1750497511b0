"""What commands over whole archives share: their options, and how an archive is opened and judged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from .shell import fail, tell, tell_of

if TYPE_CHECKING:
    from ..archive.followups.collect import Collected
    from ..archive.followups.states import States
    from ..archive.partition import Settings
    from ..archive.sources import Source

Text = Annotated[
    Optional[str], typer.Option("--text", metavar="COLUMN", help="The column that holds the documents of a file.")
]
Id = Annotated[
    Optional[str],
    typer.Option("--id", metavar="COLUMN", help="The column that names them; without it, the number of the row."),
]
Plain = Annotated[bool, typer.Option("--plain", help="The documents of a file are plain text, not Markdown.")]
Glob = Annotated[
    Optional[list[str]],
    typer.Option("--glob", metavar="PATTERN", help="Which files of a folder, as in .gitignore: '2024/**/*.md'."),
]
FollowLinks = Annotated[
    bool, typer.Option("--follow-links", help="Follow links out of a folder, and links to folders.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="How many processes.")]
ConfigFile = Annotated[
    Optional[Path],
    typer.Option("--config", metavar="FILE", help="Use this configuration instead of the one nearest the archive."),
]
Model = Annotated[
    Optional[Path],
    typer.Option("--model", metavar="DIR", help="Judge by the models that `blameless train` wrote there."),
]
Today = Annotated[
    Optional[str], typer.Option("--today", metavar="DATE", help="Check due dates against this date (YYYY-MM-DD).")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")]


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of documents as the options describe it."""

    path: Path
    text: str | None = None
    id: str | None = None
    glob: tuple[str, ...] = ()
    plain: bool = False
    follow_links: bool = False
    config: Path | None = None
    model: Path | None = None
    kind: str | None = None
    """The kind of input that its documents are; as their names tell where ``None``."""

    def open(self, today: date | None) -> tuple[Source, Settings]:
        """Its documents, and what to judge them by.

        Raises:
            BlamelessError: where it cannot be read.
        """
        from ..archive.partition import Settings
        from ..archive.sources import open_source
        from ..config import override
        from ..intake.walk import LeftOut
        from ..project import Project, find_project, read_project

        if self.config is not None:
            project = read_project(self.config) or Project()
        else:
            project = find_project(self.path if os.path.isdir(self.path) else self.path.parent)
        config = override(project.config, model=str(self.model) if self.model else None)
        left_out = LeftOut()
        source = open_source(
            self.path,
            self.text,
            self.id,
            self.glob,
            self.plain,
            config.max_bytes,
            self.follow_links,
            left_out,
            self.kind,
        )
        tell_of(left_out)
        return source, Settings(config, today)


def named(path: Path, error: Exception) -> str:
    """What is wrong with an archive, with its name in front, once."""
    said = str(error)
    return said if said.startswith(f"{path}:") else f"{path}: {said}"


@contextmanager
def told(path: Path, for_others: str = "") -> Iterator[None]:
    """End with exit code 2 and the reason where an archive cannot be read; ``for_others`` is what to do with another table."""
    from ..archive.sinks import ForeignTable
    from ..errors import BlamelessError, InputError

    try:
        yield
    except ForeignTable as error:
        fail("; ".join(filter(None, (named(path, error), for_others))))
    except InputError as error:
        fail(named(path, error))
    except BlamelessError as error:
        fail(str(error))


def refuse_without(archive: Path | None, states: Path | None) -> None:
    """What a tracker says is of use beside an archive only."""
    if states is not None and archive is None:
        fail("--states is for --archive")


def read_states_of(path: Path | None, quiet: bool = False) -> States | None:
    """What a tracker says, if it is asked; words for states that no list has are told of."""
    from ..archive.followups import read_states
    from ..errors import InputError

    if path is None:
        return None
    try:
        known = read_states(path)
    except InputError as error:
        fail(str(error))
    if known.unknown and not quiet:
        state = "unknown state" if len(known.unknown) == 1 else "unknown states"
        tell(f"{path}: {state}, treated as open: {', '.join(known.unknown[:10])}")
    return known


def judged_now(archive: Archive, today: date, jobs: int, quiet: bool) -> Collected:
    """The action items of an archive that is judged now; documents that cannot be read are told of."""
    import sys

    from ..archive.engines import of_name
    from ..archive.followups.collect import collect
    from ..show.progress import Bar

    source, settings = archive.open(today)
    with ExitStack() as stack:
        bar = stack.enter_context(Bar(sys.stderr, quiet))
        found = collect(source, of_name("local", jobs), settings, bar)
    for id, reason in found.failed:
        tell(f"{id}: {reason}")
    return found
