"""``blameless actions``: what an archive promised, and whether it was done."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from . import archives
from .archives import Archive, judged_now, read_states_of, told
from .shell import day, destination, fail, stoppable, tell

if TYPE_CHECKING:
    from ..archive.followups import Followup
    from ..archive.followups.formats import Listing


class ListAs(str, Enum):
    text = "text"
    markdown = "markdown"
    json = "json"
    csv = "csv"
    parquet = "parquet"
    jsonl = "jsonl"
    ical = "ical"


class Tracker(str, Enum):
    github = "github"
    gitlab = "gitlab"
    jira = "jira"
    linear = "linear"


_SUFFIXES = {
    ".txt": ListAs.text,
    ".md": ListAs.markdown,
    ".json": ListAs.json,
    ".csv": ListAs.csv,
    ".parquet": ListAs.parquet,
    ".jsonl": ListAs.jsonl,
    ".ndjson": ListAs.jsonl,
    ".ics": ListAs.ical,
}
"""The format of an output whose format nobody gave."""


def actions(
    archive: Annotated[
        Path,
        typer.Argument(
            metavar="ARCHIVE",
            help="What `blameless score --actions` wrote, or a folder or file of documents, which are then judged now.",
            show_default=False,
        ),
    ],
    open: Annotated[bool, typer.Option("--open", help="Only what is not done, overdue or not.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is open and past its date.")] = False,
    unowned: Annotated[bool, typer.Option("--unowned", help="Only what is open and nobody owns.")] = False,
    owner: Annotated[Optional[list[str]], typer.Option("--owner", metavar="NAME", help="Only what NAME owns.")] = None,
    team: Annotated[Optional[list[str]], typer.Option("--team", metavar="NAME", help="Only what a team owns.")] = None,
    since: Annotated[
        Optional[str],
        typer.Option("--since", metavar="DATE", help="Only from documents of this day (YYYY-MM-DD) or later."),
    ] = None,
    states: Annotated[
        Optional[Path],
        typer.Option("--states", metavar="FILE", help="What a tracker says: CSV with the columns ticket and state."),
    ] = None,
    format: Annotated[
        Optional[ListAs],
        typer.Option("--format", "-f", help="Output format.  [default: as the suffix of --output says, else text]"),
    ] = None,
    tracker: Annotated[
        Optional[Tracker],
        typer.Option(
            "--tracker", help="Write issues for what is not done and has no ticket: one JSON request body per line."
        ),
    ] = None,
    project: Annotated[
        Optional[str],
        typer.Option(
            "--project",
            metavar="KEY",
            help="For --tracker: the project key, e.g. OPS, of Jira, or the team id of Linear.",
        ),
    ] = None,
    output: Annotated[Optional[Path], typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")] = None,
    csv_formulas: Annotated[
        bool, typer.Option("--csv-formulas", help="Leave text in CSV that a spreadsheet takes for a formula as it is.")
    ] = False,
    text: archives.Text = None,
    id: archives.Id = None,
    plain: archives.Plain = False,
    glob: archives.Glob = None,
    follow_links: archives.FollowLinks = False,
    jobs: archives.Jobs = 1,
    config: archives.ConfigFile = None,
    model: archives.Model = None,
    today: archives.Today = None,
    quiet: archives.Quiet = False,
) -> None:
    """List the action items of an archive: what is overdue, open, unowned; which actions recur.

    Sorted by what hurts: the longest overdue first, then what is open and nobody owns.

    Exit codes: 0 success, 2 wrong usage or bad input.
    """
    from ..archive.followups import Wanted, followups, grouped
    from ..archive.followups.collect import is_table, read_actions
    from ..archive.followups.formats import Listing

    now = day(today) or date.today()
    first = day(since, "--since")
    if tracker is not None and format is not None:
        fail("--tracker writes a format of its own; leave out --format")
    form = format or (ListAs.text if tracker is not None else _format_of(output))
    _check_usage(form, tracker, project, output, archive)
    given = Archive(archive, text, id, tuple(glob or ()), plain, follow_links, config, model)
    known = read_states_of(states, quiet)
    with told(archive, "for a table of documents say with --text which column holds them"), stoppable():
        if is_table(archive) and text is None:
            rows = read_actions(archive)
        else:
            rows = judged_now(given, now, jobs, quiet).rows
        everything, groups = grouped(followups(rows, now, known))
        wanted = Wanted(
            open, overdue, unowned, tuple(owner or ()), tuple(team or ()), first.isoformat() if first else None
        )
        items = [item for item in everything if wanted(item)]
        keys = {item.group for item in items}
        listing = Listing(
            items, [g for g in groups if g.key in keys], len(everything), len({i.document for i in everything}), now
        )
        if tracker is not None:
            _write_issues(items, tracker, project, output, quiet)
        else:
            _write(listing, form, output, csv_formulas)


def _format_of(output: Path | None) -> ListAs:
    """The format that the name of an output tells; text where there is none, or it has no end."""
    if output is None or not output.suffix:
        return ListAs.text
    found = _SUFFIXES.get(output.suffix.lower())
    if found is None:
        fail(f"{output}: unknown file type; use one of {', '.join(_SUFFIXES)} or --format")
    return found


def _check_usage(
    form: ListAs, tracker: Tracker | None, project: str | None, output: Path | None, archive: Path
) -> None:
    """Tell before anything is judged what could not be written after it."""
    if tracker is None and project is not None:
        fail("--project is for --tracker")
    if output is not None and os.path.exists(output) and os.path.isfile(archive) and output.samefile(archive):
        fail(f"{output}: is an input; choose another output file")
    if tracker is None and form is ListAs.parquet and output is None:
        fail("--format parquet is no text; give it a file with --output")


def _write(listing: Listing, form: ListAs, output: Path | None, formulas: bool) -> None:
    from ..archive.followups.formats import writer
    from ..archive.followups.tables import FORMATS

    if form.value in FORMATS:
        _write_table(listing.items, FORMATS[form.value], output, formulas)
        return
    with destination(output) as out:
        writer(form.value)(listing, out)


def _write_table(items: Sequence[Followup], suffix: str, output: Path | None, formulas: bool) -> None:
    """Write a table to its file, or by way of one to standard output."""
    from ..archive.followups.tables import write_table

    if output is not None:
        write_table(items, output, suffix, formulas)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"actions{suffix}"
        write_table(items, path, suffix, formulas)
        with path.open(encoding="utf-8", newline="") as written:
            shutil.copyfileobj(written, sys.stdout)


def _write_issues(
    items: Sequence[Followup], tracker: Tracker, project: str | None, output: Path | None, quiet: bool
) -> None:
    from ..archive.followups.trackers import untracked, write_issues
    from ..show.counts import count_of

    issues = untracked(items)
    with destination(output) as out:
        write_issues(issues, tracker.value, project, out)
    tracked = sum(item.unfinished for item in items) - len(issues)
    if not quiet:
        have = "has" if tracked == 1 else "have"
        told = f"{count_of(tracked, 'open action')} {have} a ticket already"
        tell(f"{count_of(len(issues), 'issue')} for {tracker.value}; {told}")
