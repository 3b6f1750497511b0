"""The command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional, TextIO

import typer

from . import links
from .commands import archives
from .commands.actions import actions
from .commands.report import report
from .commands.shell import Commands
from .commands.shell import day as _day
from .commands.shell import destination as _destination
from .commands.shell import fail as _fail
from .commands.shell import say as _say
from .commands.shell import stoppable as _stoppable
from .commands.shell import tell as _tell
from .commands.shell import tell_of as _tell_of
from .commands.similar import similar
from .intake.formats import built_in as inputs
from .show.formats import built_in

if TYPE_CHECKING:
    from .archive.reruns import Reruns
    from .baseline import Baseline
    from .check import Outcome, Settings, Task
    from .show import Failure, Reporter, Result
    from .show.preview import Preview
    from .show.progress import Bar

app = typer.Typer(
    name="blameless",
    cls=Commands,
    help="Checks incident postmortems: language that blames people, actions nobody could check, own or date, parts that are missing.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
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


class ColourChoice(str, Enum):
    auto = "auto"
    always = "always"
    never = "never"


# The backspace of Click keeps the lines as they are: an address is broken at its hyphens otherwise.
_SENTENCES = f"\b\nThe format of the labels:\n{links.page('training')}"
_EDITORS = f"\b\nYour editor starts this; for setup see\n{links.page('editors')}"


class Labels(str, Enum):
    """What labels are about."""

    blame = "blame"
    vague = "vague"


InputFormat = Annotated[
    Optional[str],
    typer.Option(
        "--input-format",
        metavar="NAME",
        help=f"What the documents are, whatever they are called: {', '.join(inputs())}.",
        autocompletion=lambda: list(inputs()),
    ),
]
Colour = Annotated[
    ColourChoice,
    typer.Option("--color", help="Colours: auto follows the terminal, NO_COLOR and FORCE_COLOR."),
]


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
    try:
        os.getcwd()
    except OSError:  # deleted under our feet; spaCy for one cannot be loaded then, nor a relative path be found
        _fail("the working folder is gone; change to one that is there")


def _kind(name: str | None) -> str | None:
    """The name of a kind of input, or an end with what there is."""
    from .errors import ConfigError
    from .intake.formats import input_format

    try:
        return None if name is None else input_format(name).name
    except ConfigError as error:
        _fail(f"--input-format: {error}")


def _split(values: list[str] | None) -> tuple[str, ...] | None:
    return tuple(part for value in values for part in value.replace(",", " ").split()) if values else None


@dataclass(slots=True)
class _Tally:
    """What a check adds up to, for its exit code and its closing words."""

    failed: bool = False
    unread: bool = False
    known: int = 0

    @property
    def exit_code(self) -> int:
        return 2 if self.unread else 1 if self.failed else 0


def _told(outcomes: Iterable[Outcome], tally: _Tally, bar: Bar) -> Iterator[Result | Failure]:
    """What is to be shown of each outcome; what could not be read is told on standard error at once."""
    from .show import Failure

    for outcome in outcomes:
        tally.failed |= outcome.failed
        if isinstance(outcome.shown, Failure):
            tally.unread = True
            _tell(f"{outcome.shown.path}: {outcome.shown.message}")
        else:
            tally.known += len(outcome.shown.known)
        bar.advance(1, 1)
        yield outcome.shown


def _refuse_two_instead(write_baseline: Path | None, statistics: bool, explain_score: bool, show_config: bool) -> None:
    """Of what takes the place of the report, one thing can be written."""
    options = {
        "--write-baseline": write_baseline is not None,
        "--statistics": statistics,
        "--explain-score": explain_score,
        "--show-config": show_config,
    }
    given = [option for option, wanted in options.items() if wanted]
    if len(given) > 1:
        _fail(f"{' and '.join(given)} each take the place of the report; give one of them")


def _rules_and_families() -> list[str]:
    """What a shell may complete where a rule is asked for."""
    from .catalogue import catalogue, families
    from .errors import ConfigError

    try:
        return [*catalogue(), *families()]
    except ConfigError:  # the command itself will say what is wrong
        return []


@app.command()
def check(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files or folders; - for standard input.", show_default=False)
    ],
    format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help=f"Output format: {', '.join(built_in())}.",
            autocompletion=lambda: list(built_in()),
        ),
    ] = "text",
    select: Annotated[
        Optional[list[str]],
        typer.Option(
            "--select", metavar="RULE,...", help="Only these rules or families.", autocompletion=_rules_and_families
        ),
    ] = None,
    ignore: Annotated[
        Optional[list[str]],
        typer.Option(
            "--ignore", metavar="RULE,...", help="Not these rules or families.", autocompletion=_rules_and_families
        ),
    ] = None,
    min_severity: Annotated[Optional[Level], typer.Option("--min-severity", help="Leave out milder findings.")] = None,
    fail_on: Annotated[
        Optional[FailOn], typer.Option("--fail-on", help="Exit with 1 from this severity on.  [default: error]")
    ] = None,
    fail_under: Annotated[
        Optional[float],
        typer.Option("--fail-under", metavar="SCORE", min=0, max=100, help="Exit with 1 below this overall score."),
    ] = None,
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", metavar="FILE", help="Write the report to a file.")
    ] = None,
    baseline: Annotated[
        Optional[Path], typer.Option("--baseline", metavar="FILE", help="Leave out findings already recorded in FILE.")
    ] = None,
    write_baseline: Annotated[
        Optional[Path],
        typer.Option("--write-baseline", metavar="FILE", help="Record current findings in FILE instead of reporting."),
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Count the findings of each rule instead; text or json.")
    ] = False,
    config: Annotated[
        Optional[Path],
        typer.Option("--config", metavar="FILE", help="Use this configuration instead of the nearest one."),
    ] = None,
    model: archives.Model = None,
    show_config: Annotated[
        bool, typer.Option("--show-config", help="Print the configuration of the first path instead.")
    ] = False,
    force_exclude: Annotated[
        bool, typer.Option("--force-exclude", help="Leave out what the configuration excludes even where it is named.")
    ] = False,
    stdin_filename: Annotated[
        Optional[str],
        typer.Option("--stdin-filename", metavar="NAME", help="Check standard input as if it were this file."),
    ] = None,
    input_format: InputFormat = None,
    archive: Annotated[
        Optional[Path],
        typer.Option(
            "--archive",
            metavar="INDEX",
            help="Look for earlier incidents in what `blameless score --index` wrote, or a folder.",
        ),
    ] = None,
    states: Annotated[
        Optional[Path],
        typer.Option(
            "--states",
            metavar="FILE",
            help="With --archive, what a tracker says: CSV with the columns ticket and state.",
        ),
    ] = None,
    today: Annotated[
        Optional[str],
        typer.Option(
            "--today", metavar="DATE", help="Check due dates against this date (YYYY-MM-DD).  [default: today]"
        ),
    ] = None,
    follow_links: archives.FollowLinks = False,
    jobs: Annotated[
        Optional[int],
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, help="How many processes.  [default: as many as pay for the files]"
        ),
    ] = None,
    color: Colour = ColourChoice.auto,
    every: Annotated[
        bool, typer.Option("--all", help="Show every finding, also those of rules most readers call noise.")
    ] = False,
    explain_score: Annotated[
        bool, typer.Option("--explain-score", help="Show what each score lost its points for instead; text or json.")
    ] = False,
    fix_preview: Annotated[
        bool,
        typer.Option(
            "--fix-preview",
            help="Show the sentences that can be rewritten instead, as a diff that git apply takes; writes nothing.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show the report and errors only: no progress.")] = False,
) -> None:
    """Review postmortems: what to change, why, and what to write instead.

    Exit codes: 0 nothing at or above --fail-on, 1 findings or a score below --fail-under, 2 wrong usage or bad input.
    """
    from .baseline import read_baseline
    from .check import Settings, tasks
    from .commands.memory import reruns
    from .destination import overwritten
    from .errors import BlamelessError
    from .intake.walk import LeftOut
    from .show.colour import choose

    choose(color.value)
    _refuse_two_instead(write_baseline, statistics, explain_score, show_config)
    archives.refuse_without(archive, states)
    options = {
        "select": _split(select),
        "ignore": _split(ignore),
        "min_severity": min_severity.value if min_severity else None,
        "fail_on": fail_on.value if fail_on else None,
        "model": str(model) if model else None,
        "all_rules": every or None,
    }
    kind = _kind(input_format)
    settings = Settings(
        config, _day(today) or date.today(), options, follow_links, stdin_filename, force_exclude, fail_under, kind
    )
    left_out = LeftOut()
    keep = ExitStack()  # what an archive that is judged now leaves for the processes to read
    try:
        if show_config:
            _show_config(paths[0], settings)
            return
        others = (statistics, explain_score, write_baseline)
        write = _preview(format, others, quiet) if fix_preview else _writer(format, every, statistics, explain_score)
        known = read_baseline(baseline) if baseline else None
        with _stoppable():
            todo = tasks(paths, settings, left_out)
            if taken := overwritten((output, write_baseline), (task.path for task in todo)):
                _fail(f"{taken}: is an input; choose another output file")
        _tell_of(left_out)
        if not todo and not quiet:
            _tell("nothing to check: every file is excluded")
        memory = keep.enter_context(reruns(archive, quiet, archives.read_states_of(states, quiet))) if archive else None
        if write_baseline:
            tally = _run(
                todo, settings, None, jobs, quiet, memory, lambda shown: _write_baseline(write_baseline, shown, quiet)
            )
            tally.failed = False
        else:
            drawn = output is None and sys.stdout.isatty()
            tally = _run(
                todo, settings, known, jobs, quiet or drawn, memory, lambda shown: _write_report(write, shown, output)
            )
    except BlamelessError as error:
        _fail(str(error))
    finally:
        keep.close()
    _tell_of_known(tally, baseline, quiet)
    raise typer.Exit(tally.exit_code)


def _tell_of_known(tally: _Tally, baseline: Path | None, quiet: bool) -> None:
    from .show.counts import count_of

    if tally.known and not quiet:
        _tell(f"{count_of(tally.known, 'known finding')} left out ({baseline})")


def _writer(format: str, every: bool, statistics: bool, explain_score: bool) -> Reporter:
    """What writes the report: of the findings, or instead of them of how often each rule finds something, or of what costs points."""
    from .show.explanations import explanations
    from .show.formats import reporter
    from .show.formats.text import write_all
    from .show.statistics import statistics as counts

    if statistics or explain_score:
        return counts(format) if statistics else explanations(format)
    return write_all if every and format == "text" else reporter(format)


def _preview(format: str, others: Iterable[object], quiet: bool) -> Preview:
    """What shows a diff instead of a report; nothing else can take the place of the report with it."""
    from .show.preview import Preview

    if any(others):
        _fail("--fix-preview cannot be combined with --statistics, --explain-score or --write-baseline")
    return Preview(format, None if quiet else _tell)


def _run(
    todo: Sequence[Task],
    settings: Settings,
    baseline: Baseline | None,
    jobs: int | None,
    still: bool,
    memory: Reruns | None,
    use: Callable[[Iterator[Result | Failure]], None],
) -> _Tally:
    """Check documents and hand what comes of them to ``use``; ``still``: without a bar of progress."""
    from .check import check as check_tasks
    from .show.progress import Bar

    tally = _Tally()
    with _stoppable(), Bar(sys.stderr, still or len(todo) < 2) as bar:
        bar.begin(len(todo))
        outcomes = (outcome.without(baseline) for outcome in check_tasks(todo, settings.today, jobs, memory))
        use(_told(outcomes, tally, bar))
    return tally


def _show_config(path: str, settings: Settings) -> None:
    """Print the configuration of a file, as the keys of a configuration file."""
    from .check import Projects
    from .config import override
    from .intake.documents import STDIN

    name = path if path != STDIN else settings.stdin_filename or path
    project = Projects(settings).of(os.path.join(name, "_") if os.path.isdir(name) else name)
    config = override(project.config_for(name), **settings.options)
    fail_under = project.fail_under if settings.fail_under is None else settings.fail_under
    typer.echo(replace(project, config=config, fail_under=fail_under).to_toml(), nl=False)


def _write_baseline(path: Path, shown: Iterable[Result | Failure], quiet: bool) -> None:
    from .baseline import write_baseline
    from .show import Result
    from .show.counts import count_of

    try:
        documents, findings = write_baseline((each for each in shown if isinstance(each, Result)), path)
    except OSError as error:
        _fail(f"{path}: cannot be written: {error.strerror or error}")
    if not quiet:
        _tell(f"{path}: {count_of(findings, 'finding')} in {count_of(documents, 'document')}")


def _write_report(write: Reporter, shown: Iterator[Result | Failure], output: Path | None) -> None:
    with _destination(output) as out:
        _report(write, shown, out)


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
        typer.Option("--output", "-o", metavar="FILE", help="One row per document: .parquet, .csv or .jsonl."),
    ],
    findings: Annotated[
        Optional[Path], typer.Option("--findings", metavar="FILE", help="Also write one row per finding.")
    ] = None,
    actions: Annotated[
        Optional[Path], typer.Option("--actions", metavar="FILE", help="Also write one row per action item.")
    ] = None,
    index: Annotated[
        Optional[Path],
        typer.Option("--index", metavar="FILE", help="Also write what `blameless similar` finds incidents by."),
    ] = None,
    text: archives.Text = None,
    id: archives.Id = None,
    plain: archives.Plain = False,
    glob: archives.Glob = None,
    input_format: InputFormat = None,
    follow_links: archives.FollowLinks = False,
    jobs: archives.Jobs = 1,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Where the work is done: on this machine, or by Dask.")
    ] = EngineName.local,
    scheduler: Annotated[
        Optional[str],
        typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; without it, a cluster of this machine."),
    ] = None,
    rescore: Annotated[
        bool, typer.Option("--rescore", help="Score everything again, and read no earlier output.")
    ] = False,
    csv_formulas: Annotated[
        bool, typer.Option("--csv-formulas", help="Leave text in CSV that a spreadsheet takes for a formula as it is.")
    ] = False,
    config: archives.ConfigFile = None,
    model: archives.Model = None,
    today: archives.Today = None,
    quiet: archives.Quiet = False,
) -> None:
    """Score an archive: one row per document, and if wanted one per finding and one per action item.

    Can be stopped at any time: rerun the same command to resume. Documents that have not changed since FILE was
    written are not scored again. A document that cannot be judged becomes a row with an error.

    Exit codes: 0 the tables are written, 2 they are not; 130 stopped from the keyboard.
    """
    from .archive.engines import of_name
    from .archive.run import Outputs, score_archive
    from .show.counts import count_of
    from .show.progress import Bar

    day = _day(today)
    if scheduler is not None and engine is not EngineName.dask:
        _fail("--scheduler is for --engine dask")
    with archives.told(archive):
        given = archives.Archive(
            archive, text, id, tuple(glob or ()), plain, follow_links, config, model, _kind(input_format)
        )
        source, settings = given.open(day)
        with _stoppable("stopped; rerun the same command to resume"), Bar(sys.stderr, quiet) as bar:
            tally = score_archive(
                archive,
                source,
                Outputs(output, findings, actions, index, csv_formulas),
                of_name(engine.value, jobs, scheduler),
                settings,
                bar,
                rescore,
            )
    if not quiet:
        failed = f", {tally.errors:,} with an error" if tally.errors else ""
        reused = f", {tally.reused:,} already scored" if tally.reused else ""
        alike = f", {count_of(tally.alike, 'duplicate')}" if tally.alike else ""
        told = f"{tally.judged:,} scored{reused}{alike}"
        _say(f"{output}: {count_of(tally.documents, 'document')} ({told}){failed}", err=True)


class ListFormat(str, Enum):
    text = "text"
    json = "json"


@app.command()
def rules(
    rule: Annotated[
        Optional[str],
        typer.Argument(
            metavar="[RULE]",
            help="A rule to explain, or a family to list.",
            show_default=False,
            autocompletion=_rules_and_families,
        ),
    ] = None,
    format: Annotated[ListFormat, typer.Option("--format", "-f", help="Output format.")] = ListFormat.text,
    color: Colour = ColourChoice.auto,
) -> None:
    """List the rules or those of a family, or explain one with examples and sources."""
    from .catalogue import catalogue, covers, plain, unknown
    from .errors import ConfigError
    from .show.catalogue import as_json, show_catalogue, show_rule
    from .show.colour import choose

    choose(color.value)
    try:
        if rule and (wrong := unknown(rule)):
            _fail(wrong)
        found = [each for each in catalogue().values() if not rule or covers(rule, each.id)]
    except ConfigError as error:
        _fail(str(error))
    if format is ListFormat.json:
        as_json(found, sys.stdout)
    elif rule and found[0].id == plain(rule):
        show_rule(found[0], sys.stdout)
    else:
        show_catalogue(found, sys.stdout)


@app.command(epilog=_SENTENCES)
def train(
    data: Annotated[
        Path,
        typer.Argument(metavar="DATA", help="A JSON Lines file of labelled sentences or action items, or a folder."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder of models to write to.")],
    task: Annotated[Labels, typer.Option("--task", help="What each line is labelled for.")] = Labels.blame,
    model: archives.Model = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Learn from lines of the split “test” too, which are otherwise left out.")
    ] = False,
) -> None:
    """Train the models on your own labels.

    `check`, `score` and `evaluate` judge by them with --model DIR.
    """
    from .errors import BlamelessError
    from .learn.train import train_on
    from .show.counts import count_of

    try:
        learnt, features = train_on(task.value, data, output, model, everything)
    except BlamelessError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{output}: cannot be written: {error.strerror or error}")
    what = "sentence" if task is Labels.blame else "action item"
    _say(f"{output}: learnt from {count_of(learnt, what)}, {count_of(features, 'feature')}")


@app.command(epilog=_SENTENCES)
def evaluate(
    data: Annotated[
        Path,
        typer.Argument(metavar="DATA", help="A JSON Lines file of labelled sentences or action items, or a folder."),
    ],
    task: Annotated[Labels, typer.Option("--task", help="What each line is labelled for.")] = Labels.blame,
    model: archives.Model = None,
    split: Annotated[
        Optional[str], typer.Option("--split", metavar="NAME", help="Only the lines of this split.")
    ] = None,
) -> None:
    """Measure the judging on labelled sentences or action items."""
    from .errors import BlamelessError
    from .learn.evaluate import figures_of
    from .show.figures import show_figures

    try:
        found = figures_of(task.value, data, model, split)
    except BlamelessError as error:
        _fail(str(error))
    show_figures({str(data): found}, sys.stdout)


@app.command(epilog=_EDITORS)
def lsp(
    config: Annotated[
        Optional[Path],
        typer.Option("--config", metavar="FILE", help="Use this configuration instead of the one nearest a document."),
    ] = None,
    stdio: Annotated[
        bool, typer.Option("--stdio", show_default=False, help="Speak over standard input and output (the default).")
    ] = True,
) -> None:
    """Serve an editor: findings while you write, why they matter, and what to write instead (Language Server Protocol)."""
    from .errors import BlamelessError

    try:
        from .lsp.features import serve
    except ImportError as error:
        _lacking("lsp", error)
    try:
        raise typer.Exit(serve(config, _tell))
    except BlamelessError as error:
        _fail(str(error))


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; 0 for any that is free.")
    ] = 8765,
    allow_host: Annotated[
        Optional[list[str]],
        typer.Option(
            "--allow-host", metavar="NAME", help="A name under which browsers may call it, besides this machine's."
        ),
    ] = None,
    config: Annotated[
        Optional[Path],
        typer.Option("--config", metavar="FILE", help="Use this configuration instead of the one nearest this folder."),
    ] = None,
    model: archives.Model = None,
    today: archives.Today = None,
) -> None:
    """Open a page on this machine to write or paste a postmortem into, marked while you type; it keeps nothing.

    Programs send drafts to /analyze; see /docs. Exit codes: 130 stopped from the keyboard, 2 wrong usage.
    """
    from .config import override
    from .errors import BlamelessError
    from .project import Project, find_project, read_project

    try:
        from .serve.run import serve as run
    except ImportError as error:
        _lacking("serve", error)
    from .analyzer import Analyzer

    day = _day(today)
    try:
        found = ((read_project(config) or Project()) if config else find_project(Path.cwd())).config
        analyzer = Analyzer(override(found, model=str(model) if model else None), today=day)
        with _stoppable():
            run(analyzer, host, port, allow_host or (), lambda address: _tell(f"{address} (press Ctrl-C to stop)"))
    except BlamelessError as error:
        _fail(str(error))


def _lacking(extra: str, error: ImportError) -> NoReturn:
    """Say that an extra is not installed; anything else that cannot be imported is a fault of ours."""
    if error.name is None or error.name.partition(".")[0] == "blameless":
        raise error
    _fail(f"{error.name} is not installed; pip install 'blameless[{extra}]'")


@app.command()
def template() -> None:
    """Print an empty postmortem that scores well once it is filled in."""
    from importlib.resources import files

    typer.echo(files("blameless").joinpath("templates/postmortem.md").read_text(encoding="utf-8"), nl=False)


app.command()(actions)
app.command()(report)
app.command()(similar)

if __name__ == "__main__":  # pragma: no cover
    app()
