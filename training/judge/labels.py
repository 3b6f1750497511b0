"""All labelled sentences and action items, as examples that the encoders learn from.

Where a sentence is of a document in a fold, or written after one, the example knows it, so that what is measured on that fold
has not learnt from it.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training.judge.changelogs import labelled
from training.judge.real import Document, read_documents
from training.sources import folds_of_owners, hashed, owner_of, read_jsonl

ROOT = Path(__file__).resolve().parents[2]
TYPES = "PHCJXS"
LABELS = ("blame", "open", *TYPES, "action", "vague", "vigilance")
"""The questions that an encoder answers."""
TIMES = {
    "real": (3.0, 1.0),
    "dev": (2.0, 0.5),
    "mined": (2.0, 1.0),
    "active": (2.0, 1.0),
    "changelog": (1.0, 1.0),
    "transposed": (1.5, 1.5),
    "contrast": (1.0, 1.0),
    "pair": (0.6, 0.6),
    "passage": (0.6, 0.6),
    "document": (1.0, 0.15),
    "item": (0.5, 0.5),
}
"""How often an example of each source is seen in a pass, blameful ones and others.

Real ones count in full, ordinary sentences above all: leaving 60 of 100 of them out cost 0.18 of average precision on the fold
tried (0.365 to 0.543).
"""
ACTION_TIMES = 1.5
"""How often real action items are seen in a pass, at least."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its heading and what is known of it: for each of ``LABELS`` a share of readers, or ``None``.

    ``fold``: what was measured on this fold must not learn from it. ``held``: it is for test alone.
    """

    text: str
    heading: str
    source: str
    answers: tuple[float | None, ...]
    fold: int | None = None
    held: bool = False
    document: str = ""

    def answer(self, label: str) -> float | None:
        return self.answers[LABELS.index(label)]


def example(text: str, heading: str, source: str, answers: dict[str, float | None], **more: Any) -> Example:
    """An example from named answers."""
    return Example(" ".join(text.split()), heading or "", source, tuple(answers.get(label) for label in LABELS), **more)


def blame_answers(share: float, degree: int | None, types: str) -> dict[str, float | None]:
    """The answers of a sentence that is labelled for blame; degree and types only where it blames."""
    answers: dict[str, float | None] = {"blame": share}
    if degree:
        answers["open"] = float(degree == 2)
        if types:
            answers |= {letter: float(letter in types) for letter in TYPES}
    return answers


def read_examples(shared: Path) -> list[Example]:
    """Every example: real documents and mined sentences of ``shared``, changelogs, and what was written for the project."""
    owners = folds_of_owners(shared / "real")
    first = [*_of_documents(read_documents(shared, shared / "gold"), "dev", owners)]
    return [
        *_of_documents(read_documents(shared / "real"), "real", owners),
        *first,
        *_mined(shared / "real", owners),
        *_referred(shared / "real", owners),
        *_of_changelogs([each.heading for each in first if each.fold is None and not each.answer("blame")]),
        *_sentences(ROOT / "data" / "blame"),
        *_items(ROOT / "data" / "actions"),
    ]


def _of_documents(documents: Sequence[Document], source: str, owners: Mapping[str, int]) -> Iterator[Example]:
    """Sentences and candidates of documents; one that is both is one example with both kinds of answer.

    A document that is in no fold itself belongs to that of its owner's others.
    """
    for document in documents:
        fold = owners.get(document.owner)
        found: dict[tuple[str, str], Example] = {}
        for sentence, label in zip(document.sentences, document.of_sentences, strict=True):
            answers = blame_answers(label.blame, label.degree, label.types)
            made = example(sentence.text, sentence.heading, source, answers, fold=fold, document=document.name)
            found[made.text, made.heading] = made
        for candidate, label in zip(document.postmortem.candidates, document.of_candidates, strict=True):
            answers = {"action": label.action, "vague": label.vague, "vigilance": label.vigilance}
            shares = {name: None if answer is None else float(answer) for name, answer in answers.items()}
            made = example(candidate.text, candidate.heading, source, shares, fold=fold, document=document.name)
            found[made.text, made.heading] = _merged(found.get((made.text, made.heading)), made)
        yield from found.values()


def _merged(one: Example | None, other: Example) -> Example:
    if one is None:
        return other
    return replace(
        one, answers=tuple(a if a is not None else b for a, b in zip(one.answers, other.answers, strict=True))
    )


def _mined(real: Path, owners: dict[str, int]) -> Iterator[Example]:
    for row in read_jsonl(real / "mined.jsonl"):
        votes = row["votes"]
        share = sum(0.5 if vote is None else float(vote > 0) for vote in votes) / len(votes)
        fold = owners.get(owner_of(row["repo"]))
        yield example(row["text"], row["heading"], "mined", blame_answers(share, row["b"], row["t"]), fold=fold)


def unlabelled_rows(real: Path) -> Iterator[dict[str, Any]]:
    """Every real sentence without a label, with its ``heading`` and its ``repo``."""
    with gzip.open(real / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _referred(real: Path, owners: dict[str, int]) -> Iterator[Example]:
    """What readers said of unlabelled sentences, which ``data/real`` knows by their hash alone."""
    blame, actions = (
        {(row["repo"], row["hash"]): row for row in read_jsonl(ROOT / "data" / "real" / f"{name}.jsonl")}
        for name in ("blame", "actions")
    )
    for row in unlabelled_rows(real):
        key = row["repo"], hashed(row["text"])
        answers = {**_votes(blame.pop(key, None)), **_both(actions.pop(key, None))}
        if answers:
            fold = owners.get(owner_of(row["repo"]))
            yield example(row["text"], row["heading"], "active", answers, fold=fold)
    if blame or actions:
        raise SystemExit(f"{real}: {len(blame) + len(actions)} of the sentences referred to in data/real are not there")


def _of_changelogs(headings: Sequence[str]) -> Iterator[Example]:
    """What readers said of sentences of changelogs.

    Each gets the heading of an ordinary sentence of one of the first documents, which are in no fold: with none, or always the same, to have it
    would be evidence of blame.
    """
    rng = random.Random(0)
    for sentence, row in labelled():
        yield example(sentence, rng.choice(headings), "changelog", _votes(row), held=row["split"] == "test")


def _votes(row: Mapping[str, Any] | None) -> dict[str, float | None]:
    """The answers for blame of readers of one sentence; degree and types where most of them find some."""
    if row is None:
        return {}
    share = sum(0.5 if vote is None else float(vote > 0) for vote in row["labels"]) / len(row["labels"])
    degree = max((vote for vote in row["labels"] if vote), default=0)
    return blame_answers(share, degree if share > 0.7 else 0, row["t"])


def _both(row: Mapping[str, Any] | None) -> dict[str, float | None]:
    """What the readers of one action item agree on."""
    if row is None:
        return {}
    named = {"action": "a", "vague": "v", "vigilance": "g"}
    said = {label: {reader[key] for reader in row["labels"]} for label, key in named.items()}
    return {label: float(next(iter(each))) for label, each in said.items() if len(each) == 1 and None not in each}


def _sentences(folder: Path) -> Iterator[Example]:
    sources = {"sentences": "pair", "documents": "document", "passages": "passage"}
    for path in sorted(folder.glob("*.jsonl")):
        for row in read_jsonl(path):
            answers = blame_answers(float(row["b"] > 0), row["b"], row.get("t") or "")
            yield example(
                row["text"],
                row["heading"],
                sources.get(path.stem, path.stem),
                answers,
                fold=row.get("fold"),
                held=row["split"] == "test",
            )


def _items(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.jsonl")):
        for row in read_jsonl(path):
            vigilance = row.get("vigilance")
            answers = {
                "action": 1.0,
                "vague": float(row["v"]),
                "vigilance": None if vigilance is None else float(vigilance),
            }
            yield example(row["text"].strip("| "), row["heading"], "item", answers, held=row["split"] == "test")


def one_pass(examples: Sequence[Example], fold: int | None, rng: random.Random) -> list[Example]:
    """The examples of one pass through the data, without those of a fold and those for test."""
    chosen: list[Example] = []
    for each in examples:
        if each.held or (fold is not None and each.fold == fold):
            continue
        blameful, others = TIMES[each.source]
        times = blameful if each.answer("blame") else others
        if each.source == "real" and each.answer("action"):
            times = max(times, ACTION_TIMES)
        chosen += [each] * (int(times) + (rng.random() < times - int(times)))
    return chosen
