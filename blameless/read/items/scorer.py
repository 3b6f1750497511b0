"""One linear scorer a field, which chooses among the candidates of an item, "none" included."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from math import exp
from typing import TYPE_CHECKING

from ...models.shipped import FIELDS, load_model, model_path
from .candidate import Candidate

if TYPE_CHECKING:
    from ...models.linear import LinearModel

_LARGEST = 30.0
"""A score beyond which a candidate is as good as certain, so that its power stays a number."""


class Scorer:
    """Chooses among candidates: each has the weight e^score, "none" has 1, and shares are of their sum.

    Args:
        model: weights of the shape (fields, evidence); its thresholds hold, for each field, the least share of all candidates
            together at which one of them is chosen.
    """

    def __init__(self, model: LinearModel) -> None:
        names = sorted(model.vocabulary, key=model.vocabulary.__getitem__)
        rows = zip(model.labels, model.weights.tolist(), model.bias.tolist(), strict=True)
        self._weights = {
            label: ({name: weight for name, weight in zip(names, row, strict=True) if weight}, bias)
            for label, row, bias in rows
        }
        self._least = dict(model.thresholds)

    def choose(self, field: str, candidates: Sequence[Candidate]) -> Candidate | None:
        """The candidate that fills a field, ``None`` where most likely none does; of equals the first."""
        if not candidates:
            return None
        weights, bias = self._weights[field]
        powers = [
            exp(min(_LARGEST, bias + sum(map(weights.get, dict.fromkeys(candidate.evidence), repeat(0.0)))))
            for candidate in candidates
        ]
        total = sum(powers)
        if total < self._least[field] * (1.0 + total):
            return None
        return candidates[max(range(len(powers)), key=powers.__getitem__)]


@lru_cache(maxsize=1)
def shipped_scorer() -> Scorer:
    """The scorer that ships, loaded once a process.

    Raises:
        BlamelessError: where the installation lacks it or it is broken.
    """
    return Scorer(load_model(model_path(FIELDS)))
