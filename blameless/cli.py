"""The command line."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional, TextIO

import typer

from .show.formats import built_in

if TYPE_CHECKING:
    from .check import Outcome
    from .show import Failure, Reporter, Result

app = typer.Typer(
    name="blameless",
    help="Checks incident postmortems: language that blames people, actions nobody could check, own or date, parts that are missing.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Level(str, Enum):
    error = "error"
    warning = "warning"
    info = "info"


class FailOn(str, Enum):
    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


class Period(str, Enum):
    month = "month"
    quarter = "quarter"
    year = "year"


def _tell(message: str) -> None:
    """A line on standard error, with whatever a file name may hold made harmless."""
    from .show.escape import line

    typer.echo(f"blameless: {line(message)}", err=True)


FollowLinks = Annotated[
    bool, typer.Option("--follow-links", help="Follow links out of a folder, and links to folders.")
]


def _fail(message: str) -> NoReturn:
    """End with a message and exit code 2."""
    _tell(message)
    raise typer.Exit(2)


class _Terminated(KeyboardInterrupt):
    """Somebody has asked this process to end."""


@contextmanager
def _stoppable(said: str = "stopped") -> Iterator[None]:
    """Ctrl-C and SIGTERM end a command with a line, whatever it has started ended and no half of a file left behind."""

    def terminate(number: int, frame: object) -> NoReturn:
        raise _Terminated

    with suppress(ValueError):  # signals are heard by the main thread only
        signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt as stop:
        _tell(said)
        raise typer.Exit(143 if isinstance(stop, _Terminated) else 130) from None


def _version(wanted: bool) -> None:
    if wanted:
        from . import __version__

        typer.echo(f"blameless {__version__}")
        raise typer.Exit()


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Checks incident postmortems."""
    from .show.streams import prepare

    prepare()


def _day(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        _fail(f"--today: {value!r} is not a date like 2024-05-31")


def _split(values: list[str] | None) -> tuple[str, ...] | None:
    return tuple(part for value in values for part in value.replace(",", " ").split()) if values else None


def _told(outcomes: Iterable[Outcome], tally: dict[str, bool]) -> Iterator[Result | Failure]:
    """What is to be shown of each outcome; what could not be read is told on standard error at once."""
    from .show import Failure

    for outcome in outcomes:
        tally["failed"] |= outcome.failed
        if isinstance(outcome.shown, Failure):
            tally["unread"] = True
            _tell(f"{outcome.shown.path}: {outcome.shown.message}")
        yield outcome.shown


@contextmanager
def _destination(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole or not at all."""
    if output is None:
        yield sys.stdout
        return
    from .destination import destination

    try:
        with destination(output) as out:
            yield out
    except OSError as error:
        _fail(f"{output}: cannot be written: {error.strerror or error}")


def _refuse_to_overwrite(output: Path | None, paths: list[str]) -> None:
    """A report must not take the place of the document it is about."""
    for path in paths:
        if output is not None and output.is_file() and os.path.isfile(path) and os.path.samefile(output, path):
            _fail(f"{output}: is one of the documents; write the report to another file")


@app.command()
def check(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files or folders; - for standard input.", show_default=False)
    ],
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="NAME", help=f"How to report: {', '.join(built_in())}.")
    ] = "text",
    select: Annotated[
        Optional[list[str]], typer.Option("--select", metavar="RULE", help="Only these rules or families.")
    ] = None,
    ignore: Annotated[
        Optional[list[str]], typer.Option("--ignore", metavar="RULE", help="Not these rules or families.")
    ] = None,
    min_severity: Annotated[Optional[Level], typer.Option("--min-severity", help="Leave out milder findings.")] = None,
    fail_on: Annotated[
        Optional[FailOn], typer.Option("--fail-on", help="Exit with 1 from this severity on.  [default: error]")
    ] = None,
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", metavar="FILE", help="Write the report to a file.")
    ] = None,
    config: Annotated[
        Optional[Path],
        typer.Option("--config", metavar="FILE", help="Use this configuration instead of the nearest one."),
    ] = None,
    today: Annotated[
        Optional[str], typer.Option("--today", metavar="DATE", help="Hold due dates against this day (ISO).")
    ] = None,
    follow_links: FollowLinks = False,
    jobs: Annotated[
        Optional[int],
        typer.Option("--jobs", "-j", min=1, help="How many processes.  [default: as many as pay for the files]"),
    ] = None,
) -> None:
    """Report on postmortems: what to change, why, and what to write instead.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or unreadable input.
    """
    from .check import Settings, check_paths
    from .errors import BlamelessError
    from .show.formats import reporter

    options = {
        "select": _split(select),
        "ignore": _split(ignore),
        "min_severity": min_severity.value if min_severity else None,
        "fail_on": fail_on.value if fail_on else None,
    }
    _refuse_to_overwrite(output, paths)
    tally = {"failed": False, "unread": False}
    with _stoppable():
        try:
            write = reporter(format)
            outcomes = _told(check_paths(paths, Settings(config, _day(today), options, follow_links), jobs), tally)
            with _destination(output) as out:
                _report(write, outcomes, out)
        except BlamelessError as error:
            _fail(str(error))
    raise typer.Exit(2 if tally["unread"] else 1 if tally["failed"] else 0)


def _report(write: Reporter, outcomes: Iterator[Result | Failure], out: TextIO) -> None:
    """Write a report; where its reader has gone, the check goes on all the same, for its exit code."""
    from .show.streams import abandon

    try:
        write(outcomes, out)
        out.flush()
    except BrokenPipeError:
        abandon(out)
        for _ in outcomes:
            pass
    except OSError as error:
        if out is not sys.stdout:
            raise
        abandon(out)
        _fail(f"the report cannot be written: {error.strerror or error}")


class EngineName(str, Enum):
    local = "local"
    dask = "dask"


@app.command()
def score(
    archive: Annotated[
        Path,
        typer.Argument(metavar="ARCHIVE", help="A folder, or a CSV, JSON Lines or Parquet file.", show_default=False),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="One row a document: .parquet, .csv or .jsonl."),
    ],
    findings: Annotated[
        Optional[Path], typer.Option("--findings", metavar="FILE", help="One row a finding, besides.")
    ] = None,
    actions: Annotated[
        Optional[Path], typer.Option("--actions", metavar="FILE", help="One row an action item, besides.")
    ] = None,
    text: Annotated[
        Optional[str], typer.Option("--text", metavar="COLUMN", help="The column that holds the documents of a file.")
    ] = None,
    id: Annotated[
        Optional[str],
        typer.Option("--id", metavar="COLUMN", help="The column that names them; without it, the number of the row."),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="The documents of a file are plain text, not Markdown.")
    ] = False,
    glob: Annotated[
        Optional[list[str]],
        typer.Option("--glob", metavar="PATTERN", help="Which files of a folder, as in .gitignore: '2024/**/*.md'."),
    ] = None,
    follow_links: FollowLinks = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes.")] = 1,
    engine: Annotated[EngineName, typer.Option("--engine", help="Who does the work.")] = EngineName.local,
    scheduler: Annotated[
        Optional[str],
        typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; without it, a cluster of this machine."),
    ] = None,
    rescore: Annotated[
        bool, typer.Option("--rescore", help="Score everything again, and read no earlier output.")
    ] = False,
    config: Annotated[
        Optional[Path],
        typer.Option("--config", metavar="FILE", help="Use this configuration instead of the one nearest the archive."),
    ] = None,
    today: Annotated[
        Optional[str], typer.Option("--today", metavar="DATE", help="Hold due dates against this day (ISO).")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")] = False,
) -> None:
    """Score an archive: one row a document, and if wanted one a finding and one an action item.

    Can be stopped at any time: the same command goes on where it was. Documents that have not changed since FILE was
    written are not scored again. A document that cannot be judged becomes a row with an error.

    Exit codes: 0 the tables are written, 2 they are not; 130 stopped from the keyboard.
    """
    from .archive.engines import of_name
    from .archive.partition import Settings
    from .archive.run import Outputs, score_archive
    from .archive.sources import open_source
    from .config import Config, find_config, read_config
    from .errors import BlamelessError, InputError
    from .show.progress import Bar

    day = _day(today)
    if scheduler is not None and engine is not EngineName.dask:
        _fail("--scheduler is for --engine dask")
    try:
        found = (
            (read_config(config) or Config())
            if config
            else find_config(archive if archive.is_dir() else archive.parent)
        )
        source = open_source(archive, text, id, tuple(glob or ()), plain, found.max_bytes, follow_links)
        with _stoppable("stopped; the same command goes on from here"), Bar(sys.stderr, quiet) as bar:
            tally = score_archive(
                archive,
                source,
                Outputs(output, findings, actions),
                of_name(engine.value, jobs, scheduler),
                Settings(found, day),
                bar,
                rescore,
            )
    except InputError as error:
        _fail(f"{archive}: {error}")
    except BlamelessError as error:
        _fail(str(error))
    if not quiet:
        failed = f", {tally.errors:,} with an error" if tally.errors else ""
        typer.echo(
            f"{output}: {tally.documents:,} documents ({tally.judged:,} judged now, {tally.reused:,} before){failed}",
            err=True,
        )


@app.command()
def report(
    scores: Annotated[Path, typer.Argument(metavar="SCORES", help="What `blameless score` wrote.", show_default=False)],
    output: Annotated[
        Optional[Path],
        typer.Option("--output", "-o", metavar="FILE", help="Write the page to a file, as trend.html."),
    ] = None,
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
    top: Annotated[int, typer.Option("--top", min=0, help="How many documents that need attention to list.")] = 20,
    title: Annotated[str, typer.Option("--title", help="The heading of the page.")] = "Postmortems over time",
) -> None:
    """Show the trends of an archive, and the documents that need attention first, as one HTML page.

    Exit codes: 0 the page is written, 2 wrong usage or unreadable input.
    """
    from .errors import BlamelessError
    from .show.streams import abandon
    from .trends import read_scores, render_page

    try:
        page = render_page(read_scores(scores, date), every.value if every else None, date, top, title)
    except BlamelessError as error:
        _fail(f"{scores}: {error}")
    try:
        with _destination(output) as out:
            out.write(page)
            out.flush()
    except BrokenPipeError:
        abandon(sys.stdout)


@app.command()
def rules(
    rule: Annotated[Optional[str], typer.Argument(help="A rule to explain.", show_default=False)] = None,
) -> None:
    """List the rules, or explain one with examples and sources."""
    from .judge.rule import catalogue, families
    from .show.catalogue import show_catalogue, show_rule

    if rule is None:
        show_catalogue(catalogue().values(), sys.stdout)
        return
    found = catalogue().get(rule)
    if found is None:
        from .errors import nearest

        _fail(f'there is no rule "{rule}"{nearest(rule, [*catalogue(), *families()])}')
    show_rule(found, sys.stdout)


@app.command()
def train(
    data: Annotated[Path, typer.Argument(help="A JSON Lines file of labelled sentences, or a folder of them.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write the classifier.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Learn from sentences of the split “test” too, which are otherwise left out.")
    ] = False,
) -> None:
    """Fit a classifier of blame on labelled sentences; see docs/training.md for their format."""
    from .errors import BlamelessError
    from .learn.corpus import read_examples
    from .learn.train import train as fit

    try:
        examples = [example for example in read_examples(data) if everything or example.split != "test"]
        classifier = fit(examples).classifier
        classifier.save(output)
    except BlamelessError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{output}: cannot be written: {error.strerror or error}")
    typer.echo(f"{output}: learnt from {len(examples)} sentences, {len(classifier.model.vocabulary)} features")


@app.command()
def evaluate(
    data: Annotated[Path, typer.Argument(help="A JSON Lines file of labelled sentences, or a folder of them.")],
    model: Annotated[
        Optional[Path], typer.Option("--model", metavar="DIR", help="A classifier that `blameless train` wrote.")
    ] = None,
    split: Annotated[Optional[str], typer.Option("--split", help="Only the sentences of this split.")] = None,
    compare: Annotated[
        bool, typer.Option("--ablation", help="Train without words or grounds too, and compare on the split “test”.")
    ] = False,
) -> None:
    """Measure the judging of blame on labelled sentences; see docs/training.md for their format."""
    from .errors import BlamelessError
    from .judge.classifier import Classifier, default_classifier
    from .learn.corpus import read_examples
    from .learn.evaluate import ablation
    from .learn.evaluate import evaluate as measure
    from .show.figures import show_figures

    try:
        examples = [example for example in read_examples(data) if split in (None, example.split)]
        if not examples:
            _fail(f'{data}: no sentence is of the split "{split}"')
        classifier = Classifier.load(model) if model else default_classifier()
        found = ablation(examples) if compare else {str(data): measure(examples, classifier)}
    except BlamelessError as error:
        _fail(str(error))
    show_figures(found, sys.stdout)


@app.command()
def template() -> None:
    """Print an empty postmortem that scores well once it is filled in."""
    from importlib.resources import files

    typer.echo(files("blameless").joinpath("templates/postmortem.md").read_text(encoding="utf-8"), nl=False)


if __name__ == "__main__":  # pragma: no cover
    app()
