"""From which probability a thing is reported: chosen on probabilities by models that have not seen what they judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def best_f1(shares: np.ndarray, wanted: np.ndarray, least_precision: float = 0.0) -> float:
    """The threshold with the best F1 among those with at least this precision; with the best precision where none has it.

    Args:
        shares: probabilities, of any length.
        wanted: whether each is one, of the same length.
    """
    import numpy as np

    order = np.argsort(-shares, kind="stable")
    hits = np.cumsum(wanted[order])
    reported = np.arange(1, len(order) + 1)
    last = np.append(np.diff(shares[order]) != 0, True)  # equal probabilities are reported together
    precision, recall = hits / reported, hits / max(int(wanted.sum()), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    fit = last & (precision >= least_precision)
    place = int(np.argmax(np.where(fit, f1, -1))) if fit.any() else int(np.argmax(np.where(last, precision, -1)))
    return middle(float(shares[order][place]), shares)


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
