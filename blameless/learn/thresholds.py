"""From which probability a thing is reported: chosen on probabilities by models that have not seen what they judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

AS_GOOD = 0.01
"""How far below the best F1 counts as good as that: which threshold of those is best by a hair is chance."""


def best_f1(
    shares: np.ndarray,
    wanted: np.ndarray,
    least_precision: float = 0.0,
    lean: float = 0.5,
    weight: np.ndarray | None = None,
) -> float:
    """The threshold with the best F1 among those with at least this precision; with the best precision where none has it.

    Args:
        shares: probabilities, of any length.
        wanted: whether each is one, of the same length.
        least_precision: what is reported must be right this often.
        lean: which of the thresholds that are as good is taken, from the one that reports least (0) to that which reports most (1).
        weight: how much each counts; all alike where ``None``.
    """
    import numpy as np

    order = np.argsort(-shares, kind="stable")
    weights = np.ones(len(shares)) if weight is None else weight
    hits, reported = np.cumsum((weights * wanted)[order]), np.cumsum(weights[order])
    last = np.append(np.diff(shares[order]) != 0, True)  # equal probabilities are reported together
    precision, recall = hits / reported, hits / max(hits[-1], 1e-9)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    fit = last & (precision >= least_precision)
    if not fit.any():
        return middle(float(shares[order][int(np.argmax(np.where(last, precision, -1)))]), shares)
    good = np.flatnonzero(fit & (f1 >= f1[fit].max() - AS_GOOD))
    return middle(float(shares[order][good[round(lean * (len(good) - 1))]]), shares)


def keeping(shares: np.ndarray, wanted: np.ndarray, recall: float) -> float:
    """The highest threshold that keeps this share of what is wanted."""
    import numpy as np

    kept = np.sort(shares[wanted])
    return float(kept[int((1 - recall) * len(kept))]) if len(kept) else 0.0


def middle(value: float, shares: Sequence[float] | np.ndarray) -> float:
    """A threshold half-way between the least probability that is reported and the next below it."""
    import numpy as np

    below = np.asarray(shares)[np.asarray(shares) < value]
    return round((value + float(below.max())) / 2, 4) if len(below) else value
