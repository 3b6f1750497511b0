"""Labelled documents outside the project: where each comes from, whose it is, and which fold it is in.

A collection is a folder with ``postmortems/``, ``SOURCES.jsonl`` (beside or in it: for each document its repository, commit and path) and
perhaps ``folds.json``, which is split so that no owner of repositories is in two folds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FACTS = Path(__file__).resolve().parent.parent / "data" / "real" / "facts.jsonl"


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a file with one in each line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def hashed(text: str) -> str:
    """By what ``data/real`` knows a sentence: the hash of its text, with white space folded."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:32]


def owner_of(repository: str) -> str:
    """Who owns a repository, as GitHub tells owners apart: without regard to case."""
    return repository.split("/")[0].lower()


def sources(collection: Path) -> dict[str, dict[str, Any]]:
    """Repository, commit and path of each document, by its name."""
    places = (collection / "SOURCES.jsonl", collection / "postmortems" / "SOURCES.jsonl")
    return {row["doc"]: row for row in read_jsonl(next(path for path in places if path.exists()))}


def names(collection: Path) -> dict[tuple[str, str], str]:
    """The name of the document at each path of each repository."""
    return {(row["repo"], row["path"]): name for name, row in sources(collection).items()}


def owners(collection: Path) -> dict[str, str]:
    """The owner of each document, by its name."""
    return {name: owner_of(row["repo"]) for name, row in sources(collection).items()}


def folds(collection: Path) -> dict[str, int]:
    """The fold of each document, by its name; empty for a collection without folds."""
    path = collection / "folds.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def folds_of_owners(collection: Path) -> dict[str, int]:
    """The fold that the documents of each owner are in."""
    fold = folds(collection)
    return {owner: fold[name] for name, owner in owners(collection).items() if name in fold}


def facts(shared: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """What two readers say of each of the first documents, with its name in ``shared/postmortems``."""
    named = names(shared)
    for row in read_jsonl(_FACTS):
        yield row, named[row["repo"], row["path"]]
