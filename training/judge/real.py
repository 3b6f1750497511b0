"""Labelled real postmortems: each document parsed, with what readers said of its sentences and of what may be an action item.

The texts lie outside the project, in a folder as ``../shared/real``: ``postmortems/``, ``gold/``, ``folds.json``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blameless.parse import Sentence
from blameless.read import Candidate, Postmortem
from blameless.read.document import read_postmortem
from training import sources

_LONG = 14
"""Letters and digits from which one text is found inside another."""


@dataclass(frozen=True)
class SentenceLabel:
    """What readers said of a sentence.

    ``blame`` is the share of them who call it blameful, ``degree`` what was settled on (0, 1, 2), ``types`` the letters of the
    guide; ``unsure``: they differ, and a report counts neither way.
    """

    blame: float = 0.0
    degree: int = 0
    types: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class ItemLabel:
    """What readers said of a candidate: whether it is an action item, vague, relying on vigilance; ``None`` where they differ."""

    action: bool | None
    vague: bool | None = None
    vigilance: bool | None = None


@dataclass(frozen=True)
class Document:
    """A document with its labels: one for each of ``sentences`` and of the candidates of ``postmortem``.

    ``owner`` is whose repository it comes from, its own name where nobody says.
    """

    name: str
    owner: str
    fold: int | None
    postmortem: Postmortem
    sentences: tuple[Sentence, ...]
    of_sentences: tuple[SentenceLabel, ...]
    of_candidates: tuple[ItemLabel, ...]


def read_documents(folder: Path, gold: Path | None = None) -> list[Document]:
    """The documents of a collection, in order of their names.

    Args:
        folder: holds ``postmortems/`` and, where there are folds, ``folds.json``.
        gold: the folder of labels; ``folder/gold`` where ``None``.
    """
    gold = gold or folder / "gold"
    folds, owners = sources.folds(folder), sources.owners(folder)
    votes, blame, actions = (_by_document(gold / f"{name}.jsonl") for name in ("votes", "blame", "actions"))
    whole = {row["doc"]: row for row in _rows(gold / "documents.jsonl")}
    found = []
    for path in sorted((folder / "postmortems").glob("*.md")):
        postmortem = read_postmortem(path.read_text("utf-8"))
        sentences = tuple(s for s in postmortem.sentences if not s.quoted)
        name = path.name
        of_sentences = tuple(_sentence(postmortem, s, votes[name], blame[name]) for s in sentences)
        items = _items(postmortem, whole.get(name), actions[name])
        found.append(
            Document(name, owners.get(name, name), folds.get(name), postmortem, sentences, of_sentences, items)
        )
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        yield from sources.read_jsonl(path)


def _by_document(path: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(path):
        found[row.get("doc") or ""].append(row)
    return found


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _same(one: str, other: str) -> bool:
    """Whether two texts are one, or one holds the other, mark-up and spacing aside."""
    return bool(one and other) and (
        one == other or (len(one) > _LONG and one in other) or (len(other) > _LONG and other in one)
    )


def _share(votes: Sequence[int | None]) -> float:
    return sum(0.5 if vote is None else float(vote > 0) for vote in votes) / max(len(votes), 1)


def _sentence(
    postmortem: Postmortem, sentence: Sentence, votes: Sequence[Mapping[str, Any]], gold: Sequence[Mapping[str, Any]]
) -> SentenceLabel:
    key, line = _letters(sentence.text), postmortem.source.line_of(sentence.start)
    shares = [
        _share(row["votes"])
        for row in votes
        if _same(_letters(row["text"]), key) and (row["line"] is None or abs(row["line"] - line) <= 3)
    ]
    mine = [row for row in gold if _same(_letters(row["text"]), key)]
    degree = max((row["b"] for row in mine), default=0)
    types = next((row["t"] for row in mine if row["b"] == degree), "") if degree else ""
    share = max([*shares, 0.8 if degree else 0.0])
    return SentenceLabel(share, degree, types, not degree and any(row.get("unsure") for row in mine))


def _items(
    postmortem: Postmortem, whole: Mapping[str, Any] | None, single: Sequence[Mapping[str, Any]]
) -> tuple[ItemLabel, ...]:
    if whole is None:
        return tuple(ItemLabel(None) for _ in postmortem.candidates)
    lines: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in whole["action_items"]:
        lines[row["line"]].append(row)
    texts: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in single:
        if "line" in row:
            texts[row["line"]].append(row)
    unsure = set(whole.get("maybe_actions", ()))
    return tuple(_item(postmortem, each, lines, texts, unsure) for each in postmortem.candidates)


def _item(
    postmortem: Postmortem,
    candidate: Candidate,
    lines: Mapping[int, Sequence[Mapping[str, Any]]],
    texts: Mapping[int, Sequence[Mapping[str, Any]]],
    unsure: set[int],
) -> ItemLabel:
    line = postmortem.source.line_of(candidate.start)
    there = lines.get(line, ())
    if line in unsure or not there:
        return ItemLabel(None if line in unsure else False)
    key = _letters(candidate.text)
    mine = [row for row in texts.get(line, ()) if _same(_letters(row["text"]), key)]
    if mine:
        return ItemLabel(True, bool(mine[0]["v"]), bool(mine[0].get("g")))
    if candidate.kind == "sentence" and texts.get(line):
        return ItemLabel(False)  # another sentence of the line is the action
    if len(there) == 1 and not there[0].get("vague_unsure"):
        vigilance = there[0].get("vigilance")
        return ItemLabel(True, bool(there[0]["vague"]), None if vigilance is None else bool(vigilance))
    return ItemLabel(True)
