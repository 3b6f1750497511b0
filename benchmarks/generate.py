"""Make an archive of any size out of ``data/postmortems``, for measuring.

Each document starts from one of the postmortems, takes some of its sections from others that have a section of the same
kind, and gets people, numbers, moments and identifiers of its own. A sentence that has none of these recurs now and then,
as it does in archives. Document ``i`` of a seed is the same in every archive: a small one is the beginning of a large one.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from blameless.language.en.headings import heading_kinds
from blameless.lexicon import words

SOURCES = Path(__file__).resolve().parent.parent / "data" / "postmortems"
PER_FOLDER = 1_000
_BORROWED = 0.4
"""How often a section comes from another postmortem, where one has a section of that kind."""
_YEARS = 3
"""Dates move by up to this many years to either side."""

_HEADING = re.compile(r"^(?=## )", re.M)
_ISO_DATE = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_CAPITALISED = re.compile(r"\b[A-Z][a-zà-ÿ]{2,}\b")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:]|\s?[aApP]\.?[mM])")
_NUMBER = re.compile(r"(?<![\w.,:/#+-])\d{2,6}(?![\w:/-]|[.,]\d)")
_CODE = re.compile(r"`([A-Za-z][\w.-]{2,40})`")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a postmortem under a heading of the second level, with the kind that its title stands for."""

    kind: str | None
    text: str


@cache
def _sources() -> tuple[tuple[Section, ...], ...]:
    return tuple(_split(path.read_text(encoding="utf-8")) for path in sorted(SOURCES.glob("*.md")))


def _split(text: str) -> tuple[Section, ...]:
    head, *parts = _HEADING.split(text)
    return (Section(None, head), *(Section(_kind(part), part.rstrip("\n") + "\n\n") for part in parts))


def _kind(part: str) -> str | None:
    kinds = heading_kinds(part.split("\n", 1)[0].lstrip("# "))
    return kinds[0] if kinds and kinds[0] != "none" else None


@cache
def _by_kind() -> dict[str, list[Section]]:
    found = defaultdict(list)
    for document in _sources():
        for section in document:
            if section.kind:
                found[section.kind].append(section)
    return found


@cache
def _names() -> Sequence[str]:
    return sorted(name for name in words("given_names") if name.isascii() and name.isalpha() and 3 <= len(name) <= 10)


def document(index: int, seed: int = 0) -> str:
    """One document, as Markdown; the same for the same ``index`` and ``seed``."""
    chance = random.Random(f"{seed}:{index}")
    parts = [
        chance.choice(_by_kind()[section.kind]) if section.kind and chance.random() < _BORROWED else section
        for section in chance.choice(_sources())
    ]
    text = "".join(part.text for part in parts)
    for own in (_own_people, _own_dates, _own_times, _own_numbers, _own_identifiers):
        text = own(text, chance)
    return text


def _own_people(text: str, chance: random.Random) -> str:
    """Other given names for the people, each person keeping one; a word also written in lower case is no name."""
    known = words("given_names")
    people = [name for name in dict.fromkeys(_CAPITALISED.findall(text)) if name in known and name.lower() not in text]
    renamed = dict(zip(people, chance.sample(_names(), len(people)), strict=True))
    return _CAPITALISED.sub(lambda match: renamed.get(match[0], match[0]), text)


def _own_dates(text: str, chance: random.Random) -> str:
    """All dates moved by one number of days."""
    moved = timedelta(days=chance.randint(-365 * _YEARS, 365 * _YEARS))

    def move(match: re.Match[str]) -> str:
        try:
            return (date(int(match[1]), int(match[2]), int(match[3])) + moved).isoformat()
        except ValueError:
            return match[0]  # looks like a date and is none

    return _ISO_DATE.sub(move, text)


def _own_times(text: str, chance: random.Random) -> str:
    """All times of the 24-hour clock moved by one number of minutes."""
    moved = chance.randint(0, 24 * 60 - 1)

    def move(match: re.Match[str]) -> str:
        hour, minute = divmod((int(match[1]) * 60 + int(match[2]) + moved) % (24 * 60), 60)
        return f"{hour:02}:{minute:02}"

    return _TIME.sub(move, text)


def _own_numbers(text: str, chance: random.Random) -> str:
    """Other numbers of as many digits, but for what may be a day, a year, or part of a date, a time or a word."""

    def change(match: re.Match[str]) -> str:
        digits, value = len(match[0]), int(match[0])
        if value <= 31 or 1900 <= value <= 2100:
            return match[0]
        return str(chance.randint(max(32, 10 ** (digits - 1)), 10**digits - 1))

    return _NUMBER.sub(change, text)


def _own_identifiers(text: str, chance: random.Random) -> str:
    """A number behind each identifier that is set as code, the same throughout a document."""
    number = chance.randint(2, 9_999)
    return _CODE.sub(lambda match: f"`{match[1]}-{number}`", text)


def documents(count: int, seed: int = 0) -> Iterator[str]:
    """The first ``count`` documents of a seed."""
    return (document(index, seed) for index in range(count))


def write(folder: Path, count: int, seed: int = 0) -> int:
    """Write an archive of ``count`` documents, a thousand to a folder, and return how many words it has.

    The folder appears whole or not at all; what was there before is replaced.
    """
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    total = 0
    for index, text in enumerate(documents(count, seed)):
        place = part / f"{index // PER_FOLDER:04}"
        if index % PER_FOLDER == 0:
            place.mkdir(parents=True)
        (place / f"{index:06}.md").write_text(text, encoding="utf-8", newline="\n")
        total += len(text.split())
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return total


def count_for(wanted: int, seed: int = 0) -> int:
    """How many documents it takes to have ``wanted`` words."""
    total = count = 0
    while total < wanted:
        total += len(document(count, seed).split())
        count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="where to write; replaced if it exists")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--count", type=int, help="how many documents")
    size.add_argument("--words", type=int, help="documents until there are so many words")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    count = given.count if given.count is not None else count_for(given.words, given.seed)
    if count < 1:
        parser.error("at least one document")
    total = write(given.folder, count, given.seed)
    print(f"{count} {total}")


if __name__ == "__main__":
    main()
