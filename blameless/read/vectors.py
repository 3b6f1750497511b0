"""Word vectors of the shipped pipeline: what words are alike, for judging words that no training item holds."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..models import model_path
from .one_at_a_time import SPACY
from .pipeline import NAME, import_spacy

if TYPE_CHECKING:
    import numpy as np
    from spacy.vocab import Vocab


@cache
def _vocab() -> Vocab:
    """The words of the shipped pipeline without the rest of it."""
    import_spacy()
    from spacy.vocab import Vocab

    return Vocab().from_disk(model_path(NAME) / "vocab")


@lru_cache(maxsize=20_000)
def _vector(word: str) -> np.ndarray | None:
    import numpy as np

    vocab = _vocab()
    form = next((form for form in (word, word.title()) if vocab.has_vector(form)), None)
    if form is None:
        return None
    vector = np.asarray(vocab.get_vector(form), dtype=np.float32)
    return vector / (float(np.linalg.norm(vector)) + 1e-6)


def mean_vector(words: Iterable[str]) -> np.ndarray | None:
    """The mean of the words' directions; ``None`` where none of the words is known. Words are in lower case."""
    import numpy as np

    with SPACY:
        known = [vector for word in words if (vector := _vector(word)) is not None]
    return np.mean(known, axis=0) if known else None
