"""Variations of labelled sentences near the line between blame and none, for a teacher to score and students to learn.

Words give way to their neighbours among word vectors, names and roles to others, clauses are joined and cut, headings swapped
(after X. Jiao et al., TinyBERT, 2020). What a variation is worth only the teacher says; nobody labels it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from blameless.lexicon import load, words
from training.judge.labels import Example

_WORD = re.compile(r"(\s*)(\W*)([A-Za-z]+)(\S*)|\s*\S+")
_JOINTS = (", and ", " because ", "; ", ", when ", ", which meant that ", " after ")
_PEOPLE = re.compile(
    r"\b(?:we|i|he|she|they|team|engineer|developer|should|could|mistake|failed|forgot|not|wrong|never)\b", re.I
)
NEIGHBOURS, ALIKE = 8, 0.4


class _Neighbours:
    """Words that stand near a word among the shipped pipeline's vectors."""

    def __init__(self) -> None:
        import spacy

        from blameless.models import model_path

        vocab = spacy.load(model_path("en_blameless")).vocab
        self.words = [vocab.strings[key] for key in vocab.vectors.keys() if vocab.strings[key].isalpha()]  # noqa: SIM118
        self.words = [word for word in self.words if len(word) > 2 and word.islower()]
        table = np.stack([vocab.get_vector(word) for word in self.words])
        self.table = table / (np.linalg.norm(table, axis=1, keepdims=True) + 1e-6)
        self.places = {word: place for place, word in enumerate(self.words)}
        self.of = cache(self._of)

    def _of(self, word: str) -> tuple[str, ...]:
        place = self.places.get(word)
        if place is None:
            return ()
        alike = self.table @ self.table[place]
        best = np.argpartition(-alike, NEIGHBOURS + 1)[: NEIGHBOURS + 1]
        return tuple(self.words[other] for other in best if other != place and alike[other] > ALIKE)


def variations(examples: Sequence[Example], count: int, seed: int) -> list[tuple[str, str]]:
    """So many different texts with headings, made of sentences that are labelled for blame."""
    rng = random.Random(seed)
    base = [each for each in examples if each.answer("blame") is not None and 3 <= len(each.text.split()) <= 60]
    ends = np.cumsum([_times(each) for each in base])
    near, names, roles = _Neighbours(), sorted(words("given_names")), sorted(load("actors")["role"])
    known = frozenset(names)

    def pick() -> Example:
        return base[int(np.searchsorted(ends, rng.random() * ends[-1]))]

    def vary(text: str, share: float) -> str:
        return "".join(_word(match, share) for match in _WORD.finditer(text)).strip()

    def _word(match: re.Match[str], share: float) -> str:
        if match[3] is None:
            return match[0]
        word, low = match[3], match[3].lower()
        if word in known and rng.random() < 0.8:
            word = rng.choice(names)
        elif low in roles and rng.random() < 0.5:
            word = rng.choice(roles)
        elif rng.random() < share and len(low) > 3 and near.of(low):
            other = rng.choice(near.of(low))
            word = other.capitalize() if word[0].isupper() else other
        elif rng.random() < 0.03:
            return ""
        return match[1] + match[2] + word + match[4]

    found: dict[tuple[str, str], None] = {}
    while len(found) < count:
        first = pick()
        text, heading = vary(first.text, rng.choice((0.1, 0.25, 0.4))), first.heading
        kind = rng.random()
        if kind < 0.12:
            other = pick().text
            text = text.rstrip(".") + rng.choice(_JOINTS) + other[:1].lower() + vary(other, 0.2)[1:]
        elif kind < 0.2:
            text = _part(text, rng)
        if rng.random() < 0.25:
            heading = pick().heading
        if len(text.split()) >= 3:
            found[text[:600], heading] = None
    return list(found)


def _part(text: str, rng: random.Random) -> str:
    """A run of the words of a text."""
    found = text.split()
    length = max(3, int(len(found) * rng.uniform(0.4, 0.8)))
    first = rng.randrange(0, max(1, len(found) - length + 1))
    return " ".join(found[first : first + length])


def _times(example: Example) -> float:
    """How often a sentence is varied against the others."""
    if (example.answer("blame") or 0.0) > 0.4:
        return 8.0 if example.source in ("real", "dev", "mined", "transposed") else 2.5
    if example.source in ("transposed", "mined", "contrast"):
        return 1.5
    if example.source == "real":
        return 0.5 if _PEOPLE.search(example.text) else 0.1
    return 0.4


if __name__ == "__main__":
    raise SystemExit(f"{Path(__file__).name} is used by training.judge.score")
