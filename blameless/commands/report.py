"""``blameless report``: an archive as one page, or as an overview for a README."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from datetime import date as Day
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from . import archives
from .shell import day, destination, fail


class Period(str, Enum):
    month = "month"
    quarter = "quarter"
    year = "year"


class ReportAs(str, Enum):
    html = "html"
    markdown = "markdown"


def report(
    scores: Annotated[Path, typer.Argument(metavar="SCORES", help="What `blameless score` wrote.", show_default=False)],
    output: Annotated[
        Optional[Path],
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to a file, as trend.html; Markdown is inserted between its markers.",
        ),
    ] = None,
    format: Annotated[
        ReportAs, typer.Option("--format", "-f", help="A page, or an overview for a README.")
    ] = ReportAs.html,
    every: Annotated[
        Optional[Period],
        typer.Option("--every", help="What a period is.  [default: months, or longer ones where those are too many]"),
    ] = None,
    date: Annotated[
        Optional[str],
        typer.Option(
            "--date",
            metavar="COLUMN",
            help="The column with the dates of the documents.  [default: the start of the incident, else the date of "
            "the document]",
        ),
    ] = None,
    by: Annotated[
        Optional[list[str]],
        typer.Option("--by", metavar="COLUMN,...", help="Compare by columns of yours, as team,severity."),
    ] = None,
    actions: Annotated[
        Optional[Path],
        typer.Option(
            "--actions", metavar="FILE", help="What `blameless score --actions` wrote: what is done, open, overdue."
        ),
    ] = None,
    states: Annotated[
        Optional[Path],
        typer.Option("--states", metavar="FILE", help="What a tracker says of --actions: CSV with ticket and state."),
    ] = None,
    link: Annotated[
        Optional[str],
        typer.Option(
            "--link", metavar="ADDRESS", help="Where titles lead, with {id} for the document.  [default: its file]"
        ),
    ] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many documents to list.")] = 10,
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="The heading of the page.")
    ] = "Postmortems over time",
    today: archives.Today = None,
) -> None:
    """Show an archive as one HTML page: times and scores, what recurs, what is open, what deserves a second look.

    What recurs is told by similarity where an index lies beside SCORES (scores.index.parquet), by keyword otherwise.

    With --format markdown an overview for a README. With --output, Markdown is inserted between its markers in an existing file.

    Exit codes: 0 success, 2 wrong usage or bad input.
    """
    from ..errors import BlamelessError, InputError
    from ..show.streams import abandon
    from ..trends import between_markers, linker, overview, read_scores, render_page

    columns = tuple(dict.fromkeys(name.strip() for value in by or () for name in value.split(",") if name.strip()))
    if states is not None and actions is None:
        fail("--states is for --actions")
    followups = None if actions is None else _followups(actions, states, day(today) or Day.today())
    try:
        leads = linker(link, output)
    except InputError as error:
        fail(str(error))
    if format is not ReportAs.markdown and output is not None and os.path.isfile(output) and not _is_page(output):
        fail(f"{output}: is there and no page; the report is written over a .html file, or a new one")
    try:
        table = read_scores(scores, date, columns)
        if format is ReportAs.markdown:
            text = overview(table, date, top, leads, followups) + "\n"
        else:
            clusters = _clusters(scores)
            text = render_page(
                table, every.value if every else None, date, top, title, columns, leads, followups, clusters
            )
    except BlamelessError as error:
        fail(archives.named(scores, error))
    if format is ReportAs.markdown and output is not None:
        try:
            text = between_markers(_existing(output), text)
        except InputError as error:
            fail(f"{output}: {error}")
    try:
        with destination(output) as out:
            out.write(text)
            out.flush()
    except BrokenPipeError:
        abandon(sys.stdout)


def _clusters(scores: Path) -> list[tuple[str, list[str]]] | None:
    """The causes that recur, where an index lies beside the scores; ``None`` where there is none, or it holds too many documents.

    Raises:
        InputError: where it is damaged.
    """
    from ..archive.clusters import clusters
    from ..archive.memory import Archive, index_of

    return None if index_of(scores) == scores else clusters(Archive.open(scores))


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in (".html", ".htm")


def _existing(path: Path) -> str:
    """The text of a file that has the markers, line ends and all.

    Raises:
        InputError: where there is none, or it cannot be read.
    """
    from ..intake.encoding import decode
    from ..intake.walk import whole

    return decode(whole(path))


def _followups(actions: Path, states: Path | None, today: Day) -> list[dict[str, Any]]:
    """The items of a table of actions, with what a tracker says, as rows."""
    from ..archive.followups import followups
    from ..archive.followups.collect import read_actions
    from ..errors import InputError

    known = archives.read_states_of(states)
    try:
        return [asdict(item) for item in followups(read_actions(actions), today, known)]
    except InputError as error:
        fail(archives.named(actions, error))
