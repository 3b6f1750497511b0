"""Labelled sentences, read from JSON Lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..judge.claims import claims
from ..parse import Sentence
from ..read.document import read_sentence
from .records import read_records


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled sentence.

    ``degree`` is 0, 1 or 2. ``rule`` is the rule of the catalogue, where given. ``group`` holds together what must not be
    torn apart by a split; ``source`` says what the sentence was written for ("pair", "negative", "implicit", "passage", "document").
    """

    sentence: Sentence
    degree: int
    rule: str | None
    group: str
    split: str
    source: str


def read_examples(path: Path) -> list[Example]:
    """The examples of a file or of every ``*.jsonl`` of a folder.

    Each line is an object with ``text`` and ``b`` (0, 1, 2); ``heading``, ``rule``, ``group``, ``split`` and ``source`` are
    optional, other keys are passed over.

    Raises:
        InputError: where a file cannot be read, a line is no such object, or there is no line at all.
    """
    examples = [_example(record, where) for record, where in read_records(path)]
    if not examples:
        raise InputError(f"{path}: holds no labelled sentence")
    return examples


def _example(record: dict[str, Any], where: str) -> Example:
    if record.get("b") not in (0, 1, 2) or isinstance(record.get("b"), bool):
        raise InputError(f'{where}: "b" must be 0, 1 or 2')
    if record.get("rule") not in (None, *claims()):
        raise InputError(f'{where}: there is no rule "{record["rule"]}" of blame')
    heading = record.get("heading")
    return Example(
        sentence=read_sentence(record["text"], heading if isinstance(heading, str) else ""),
        degree=record["b"],
        rule=record.get("rule"),
        group=str(record.get("group") or where),
        split=record.get("split") or "",
        source=str(record.get("source") or ""),
    )
