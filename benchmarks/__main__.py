"""One command for all measurements: ``make bench``, or ``python -m benchmarks`` with the options below."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import parts, results
from .archives import Archive, flat, generated_words
from .measure import Failed
from .tools import ALL, ready

HERE = Path(__file__).resolve().parent
PLACE = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "blameless-bench"
"""Outside of the clone: what its ``.gitignore`` names is no archive to ``blameless score``."""
PARTS = ("side-by-side", "start-up", "scaling")
WORDS = 200_000
TENFOLD = ("blameless", "proselint", "write-good")
"""Who runs on ten times as many words; alex would take minutes a round."""


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in text.replace("_", "").split(",")]
    if min(numbers) < 1:
        raise ValueError(text)
    return numbers


def _names(known: tuple[str, ...]):
    def names(text: str) -> list[str]:
        found = text.split(",")
        if not set(found) <= set(known):
            raise argparse.ArgumentTypeError(f"choose from {', '.join(known)}")
        return found

    return names


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument("--docs", type=Path, metavar="FOLDER", help="compare on the Markdown of this folder")
    parser.add_argument("--words", type=int, default=WORDS, help="else on so many generated words (%(default)s)")
    parser.add_argument("--parts", type=_names(PARTS), default=list(PARTS), help=f"of {','.join(PARTS)}")
    parser.add_argument("--tools", type=_names(tuple(ALL)), default=list(ALL), help=f"of {','.join(ALL)}")
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each command (%(default)s)")
    parser.add_argument("--sizes", type=_numbers, default=[100, 1_000, 10_000, 100_000], help="archives to scale over")
    parser.add_argument("--jobs", type=_numbers, default=[1, 2], help="numbers of processes to scale over")
    parser.add_argument(
        "--output", type=Path, default=HERE, metavar="FOLDER", help="where the results go (%(default)s)"
    )
    parser.add_argument("--place", type=Path, default=PLACE, metavar="FOLDER", help="working folder (%(default)s)")
    given = parser.parse_args(arguments)
    if given.rounds < 1 or given.words < 1:
        parser.error("--rounds and --words are at least 1")
    if given.docs is not None and not given.docs.is_dir():
        parser.error(f"--docs: {given.docs} is no folder")
    return given


def _folders(docs: Path | None, words: int, place: Path) -> list[tuple[str, Archive]]:
    """The folder to compare on, and one of ten times as many words: more documents, or ten copies of those given."""
    if docs is None:
        return [
            ("Side by side", generated_words(place, words)),
            ("Ten times as many words", generated_words(place, 10 * words)),
        ]
    return [
        ("Side by side", flat(docs, place / "docs")),
        ("Ten copies of each document", flat(docs, place / "docs-10", copies=10)),
    ]


def _told(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Measure and write the results after each part, so that a run that is stopped leaves what it has."""
    given = _options(arguments)
    tools, missing = ready(given.tools, given.place)
    for name, reason in missing.items():
        _told(f"{name} is left out: {reason}")
    found: dict = {
        "machine": results.machine(),
        "versions": {tool.name: tool.version for tool in tools},
        "missing": missing,
    }
    try:
        if "side-by-side" in given.parts:
            found["side_by_side"] = []
            for number, (name, archive) in enumerate(_folders(given.docs, given.words, given.place)):
                _told(f"{name}: {archive.documents} documents, {archive.words} words")
                able = [tool for tool in tools if number == 0 or tool.name in TENFOLD]
                rounds = given.rounds if number == 0 else max(1, given.rounds // 2)
                part = parts.side_by_side(able, archive, rounds, _told)
                found["side_by_side"].append({"name": name, **part})
                results.save(found, given.output)
        if "start-up" in given.parts:
            found["start_up"] = parts.start_up(tools, given.rounds, given.place, _told)
            results.save(found, given.output)
        if "scaling" in given.parts:
            found["scaling"] = parts.scaling(given.sizes, given.jobs, min(3, given.rounds), given.place, _told)
            results.save(found, given.output)
    except Failed as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    print(f"Written: {given.output / 'results.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
