"""What a teacher says of texts, for students to learn: all labelled ones, unlabelled ones, and variations near the line.

python -m training.judge.score --shared ../shared --fold 0 --teacher build/judge/fold0/teacher.pt --output build/judge/fold0
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Text = tuple[str, str]
"""A text and its heading."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A text with a teacher's log-odds for each label."""

    text: str
    heading: str
    odds: np.ndarray


def read_scored(path: Path) -> Iterator[Scored]:
    """What :func:`write_scored` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        odds = arrays["odds"].astype(np.float32)
    lines = path.with_suffix(".jsonl").read_text("utf-8").splitlines()
    for line, row in zip(lines, odds, strict=True):
        text, heading = json.loads(line)
        yield Scored(text, heading, row)


def write_scored(path: Path, texts: Sequence[Text], odds: np.ndarray) -> None:
    """Texts beside their odds; outside the project, as the texts are others'."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, odds=odds.astype(np.float16))
    path.with_suffix(".jsonl").write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")


def unlabelled(shared: Path, limit: int, seed: int) -> list[Text]:
    """Unlabelled sentences of four to seventy words, each once."""
    found: dict[Text, None] = {}
    with gzip.open(shared / "real" / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = " ".join(row["text"].split())
            if 4 <= sum(word[:1].isalpha() for word in text.split()) <= 70:
                found[text, row["heading"] or ""] = None
    texts = list(found)
    random.Random(seed).shuffle(texts)
    return texts[:limit]


def main() -> None:
    import torch

    from training.judge.labels import read_examples
    from training.judge.teacher import Teacher
    from training.judge.variations import variations

    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True)
    cli.add_argument("--teacher", type=Path, required=True)
    cli.add_argument("--fold", type=int)
    cli.add_argument("--layers", type=int)
    cli.add_argument("--unlabelled", type=int, default=70_000)
    cli.add_argument("--variations", type=int, default=90_000)
    cli.add_argument("--output", type=Path, required=True)
    options = cli.parse_args()
    torch.set_num_threads(1)
    model = Teacher(options.layers)
    model.load_state_dict({name: value.float() for name, value in torch.load(options.teacher).items()})
    examples = read_examples(options.shared)
    kept = [e for e in examples if not e.held and (options.fold is None or e.fold != options.fold)]
    for name, texts in (
        ("labelled", list(dict.fromkeys((e.text, e.heading) for e in examples))),
        ("unlabelled", unlabelled(options.shared, options.unlabelled, seed=0)),
        ("variations", variations(kept, options.variations, seed=options.fold or 0)),
    ):
        write_scored(options.output / f"{name}.npz", texts, model.score(texts).numpy())
        print(f"{name}: {len(texts)} texts", flush=True)


if __name__ == "__main__":
    main()
