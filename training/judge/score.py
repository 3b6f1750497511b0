"""What an encoder says of texts, for gates to learn: all labelled ones, unlabelled ones, and variations near the line.

    python -m training.judge.score --shared ../shared --encoder build/judge/all/encoder.pt --output build/judge/scored

Each text keeps the fold it comes from, so that the gate of a fold learns nothing of its texts.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.judge.labels import Example, read_examples, unlabelled_rows
from training.judge.variations import variations

TEST = -1
"""Stands for the fold of what is for test alone."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its heading and the fold it comes from; ``None`` where it is of none."""

    text: str
    heading: str
    fold: int | None


def read_scored(folder: Path) -> tuple[list[Text], np.ndarray]:
    """Texts, and their log-odds of the shape (texts, labels), as :func:`write_scored` wrote them."""
    with np.load(folder / "odds.npz", allow_pickle=False) as arrays:
        odds = arrays["odds"].astype(np.float32)
    return [Text(*json.loads(line)) for line in (folder / "texts.jsonl").read_text("utf-8").splitlines()], odds


def write_scored(folder: Path, texts: Sequence[Text], odds: np.ndarray) -> None:
    """Texts beside their odds; outside the project, as the texts are others'."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "odds.npz", odds=odds.astype(np.float16))
    lines = (json.dumps([each.text, each.heading, each.fold]) + "\n" for each in texts)
    (folder / "texts.jsonl").write_text("".join(lines), encoding="utf-8")


def labelled(examples: Sequence[Example]) -> Iterator[Text]:
    """Every labelled text."""
    for each in examples:
        yield Text(each.text, each.heading, TEST if each.held else each.fold)


def unlabelled(shared: Path, limit: int, seed: int) -> Iterator[Text]:
    """Unlabelled sentences of four to seventy words; no document of a fold is among them."""
    found: dict[tuple[str, str], None] = {}
    for row in unlabelled_rows(shared / "real"):
        text = " ".join(row["text"].split())
        if 4 <= sum(word[:1].isalpha() for word in text.split()) <= 70:
            found[text, row["heading"] or ""] = None
    texts = list(found)
    random.Random(seed).shuffle(texts)
    yield from (Text(text, heading, None) for text, heading in texts[:limit])


def varied(examples: Sequence[Example], count: int) -> Iterator[Text]:
    """Variations of labelled sentences, those of a fold made of its own sentences alone."""
    by_fold: dict[int | None, list[Example]] = defaultdict(list)
    for each in examples:
        if not each.held:
            by_fold[each.fold].append(each)
    total = sum(map(len, by_fold.values()))
    for seed, (fold, own) in enumerate(by_fold.items()):
        yield from (Text(text, heading, fold) for text, heading in variations(own, count * len(own) // total, seed))


def main() -> None:
    import torch

    from training.judge.encoder import load_encoder, said

    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True)
    cli.add_argument("--encoder", type=Path, required=True, help="weights as the encoder's training leaves them")
    cli.add_argument("--unlabelled", type=int, default=60_000)
    cli.add_argument("--variations", type=int, default=50_000)
    cli.add_argument("--output", type=Path, required=True)
    options = cli.parse_args()
    torch.set_num_threads(1)
    examples = read_examples(options.shared)
    texts = {
        (each.text, each.heading): each
        for each in (
            *varied(examples, options.variations),
            *unlabelled(options.shared, options.unlabelled, seed=0),
            *labelled(examples),
        )
    }
    odds = said(load_encoder(options.encoder), list(texts))
    write_scored(options.output, list(texts.values()), odds)
    print(f"{len(texts)} texts", flush=True)


if __name__ == "__main__":
    main()
