"""The three measurements: beside other linters, start-up, and archives of growing size."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .archives import Archive, generated
from .measure import Command, Failed, in_turn, ratio, summary
from .tools import BLAMELESS, Tool

Told = Callable[[str], None]
ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "samples" / "checkout-outage-mended.md"
PIPELINE = ROOT / "models" / "en_blameless"
LONG_RUN = 2_000
"""Archives of more documents than this are measured once for each number of processes."""


def side_by_side(tools: Sequence[Tool], archive: Archive, rounds: int, told: Told) -> dict:
    """Every tool on one folder, in turn: words a second, peak memory, and how many times faster blameless is."""
    runs, failed = in_turn({tool.name: tool.check(archive.folder) for tool in tools}, rounds, told=told)
    rows = {
        name: {
            **summary(found),
            "words_per_second": round(archive.words / summary(found)["seconds"]),
            "blameless_is_faster_by": round(ratio(found, runs["blameless"]), 2) if "blameless" in runs else None,
        }
        for name, found in runs.items()
    }
    return {"documents": archive.documents, "words": archive.words, "rounds": rounds, "tools": rows, "failed": failed}


def start_up(tools: Iterable[Tool], rounds: int, place: Path, told: Told) -> dict:
    """How long it takes until a command answers, each beside the bare import it cannot do without."""
    folder = place / "one-document"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sample.md").write_bytes(SAMPLE.read_bytes())
    bare = {
        "python -c 'import typer'": Command([sys.executable, "-c", "import typer"]),
        "python -c 'import spacy; spacy.load(en_blameless)'": Command(
            [sys.executable, "-c", f"import spacy; spacy.load({str(PIPELINE)!r})"]
        ),
    }
    typer, pipeline = bare
    own = {
        "blameless --help": (Command([*BLAMELESS, "--help"]), typer),
        "blameless rules": (Command([*BLAMELESS, "rules"]), typer),
        "blameless check, one postmortem": (
            Command([*BLAMELESS, "check", str(folder)], frozenset({0, 1})),
            pipeline,
        ),
    }
    others = {f"{tool.name}, one postmortem": tool.check(folder) for tool in tools if tool.name != "blameless"}
    runs, failed = in_turn(
        {**bare, **{name: command for name, (command, _) in own.items()}, **others}, rounds, told=told
    )
    against = {name: base for name, (_, base) in own.items()}
    rows = {
        name: {
            **summary(found),
            "against": against.get(name),
            "times_that": round(ratio(found, runs[against[name]]), 2) if against.get(name) in runs else None,
        }
        for name, found in runs.items()
    }
    return {"rounds": rounds, "commands": rows, "failed": failed}


def scaling(sizes: Iterable[int], jobs: Sequence[int], rounds: int, place: Path, told: Told) -> dict:
    """``blameless score`` on generated archives of growing size, with each number of processes in turn."""
    rows, failed = [], {}
    for size in sizes:
        try:
            archive = generated(place, size)
        except Failed as error:
            failed[f"{size} documents"] = str(error)
            continue
        told(f"{archive.documents} documents, {archive.words} words")
        large = size > LONG_RUN
        commands = {f"--jobs {number}": _score(archive, number, place) for number in jobs}
        runs, wrong = in_turn(commands, 1 if large else rounds, warm_ups=0 if large else 1, told=told)
        shutil.rmtree(archive.folder)
        failed |= {f"{size} documents, {name}": reason for name, reason in wrong.items()}
        for number in jobs:
            if found := runs.get(f"--jobs {number}"):
                seconds = summary(found)["seconds"]
                rows.append(
                    {
                        "documents": archive.documents,
                        "words": archive.words,
                        "jobs": number,
                        "rounds": len(found),
                        **summary(found),
                        "words_per_second": round(archive.words / seconds),
                        "ms_per_document": round(1000 * seconds / archive.documents, 3),
                    }
                )
        if len(wrong) == len(jobs):
            break  # what fails on a small archive need not be tried on a larger one
    return {"sizes": rows, "failed": failed}


def _score(archive: Archive, jobs: int, place: Path) -> Command:
    output = place / f"scores-{jobs}"

    def clear() -> None:  # the output of an earlier run would be resumed, not made
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir()

    score = [*BLAMELESS, "score", str(archive.folder), "--output", str(output / "scores.parquet")]
    return Command([*score, "--jobs", str(jobs), "--quiet"], before=clear)
