"""``blameless similar``: has this happened before, and is what we promised then still open?"""

from __future__ import annotations

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Optional

import typer

from . import archives
from .archives import Archive, told
from .shell import day, destination, fail, stoppable


class ShowAs(str, Enum):
    text = "text"
    json = "json"


def similar(
    draft: Annotated[
        str, typer.Argument(metavar="DRAFT", help="A document; - for standard input.", show_default=False)
    ],
    archive: Annotated[
        Path,
        typer.Option(
            "--archive",
            metavar="INDEX",
            help="What `blameless score --index` wrote, the scores beside it, or a folder of documents, judged now.",
        ),
    ],
    count: Annotated[
        int, typer.Option("--count", "-n", metavar="N", min=1, help="How many past incidents to show at most.")
    ] = 5,
    min_likelihood: Annotated[
        float,
        typer.Option(
            "--min-likelihood",
            metavar="P",
            min=0,
            max=1,
            help="Leave out those less likely to share a cause or mechanism.",
        ),
    ] = 0.05,
    fail_on_rerun: Annotated[
        bool,
        typer.Option(
            "--fail-on-rerun", help="Exit with 1 where an earlier incident shares the cause and has an open action."
        ),
    ] = False,
    rerun_from: Annotated[
        Optional[float],
        typer.Option(
            "--rerun-from", metavar="P", min=0, max=1, help="Minimum likelihood for a rerun.  [default: as measured]"
        ),
    ] = None,
    states: Annotated[
        Optional[Path],
        typer.Option("--states", metavar="FILE", help="What a tracker says: CSV with the columns ticket and state."),
    ] = None,
    format: Annotated[ShowAs, typer.Option("--format", "-f", help="Output format.")] = ShowAs.text,
    output: Annotated[Optional[Path], typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")] = None,
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
    """Show the past incidents most like a draft, by cause, symptom and words apart, and which of their actions are still open.

    Exit codes: 0 success, 1 rerun found with --fail-on-rerun, 2 wrong usage or bad input.
    """
    from ..archive.asked import asked
    from ..archive.reruns import Reruns
    from ..archive.telling import write_json, write_text
    from ..errors import InputError
    from ..intake.documents import STDIN, read
    from ..intake.formats import blocks_of
    from ..read.document import read_postmortem
    from .memory import remembered

    try:
        document = read(draft, 10_000_000)
        postmortem = read_postmortem(document.text, blocks_of(document.format))
        question = asked(postmortem, None if draft == STDIN else draft)
    except InputError as error:
        fail(f"{draft}: {error}")
    except RecursionError:
        fail(f"{draft}: nested too deeply to be read")
    documents = Archive(archive, text, id, tuple(glob or ()), plain, follow_links, config, model)
    known, now = archives.read_states_of(states, quiet), day(today) or date.today()
    others = "for a table of documents say with --text which column holds them"
    with told(archive, others), stoppable(), remembered(documents, jobs, quiet, known) as memory:
        found = [match for match in memory.similar(question, count) if match.likelihood >= min_likelihood]
        repeated = Reruns(memory, rerun_from).matches(question)
        reruns = {match.id for match in repeated}
        every = {match.id: match for match in (*found, *(repeated if fail_on_rerun else ()))}
        shown = sorted(every.values(), key=lambda match: -match.likelihood)
        with destination(output) as out:
            tell_it = write_json if format is ShowAs.json else write_text
            tell_it(shown, reruns & {*every}, len(memory), now, out)
    if fail_on_rerun and reruns:
        raise typer.Exit(1)
