"""Scores as probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

PLACES = 4
"""Decimals that a probability has: fewer than the last places in which two machines' exponential functions differ."""


def probabilities(
    scores: np.ndarray, labels: Sequence[str], calibration: Mapping[str, tuple[float, float]]
) -> np.ndarray:
    """Log-odds, of the shape (inputs, labels), as probabilities, after the slope and offset of each label.

    J. Platt, Probabilistic Outputs for Support Vector Machines, 1999.
    """
    import numpy as np

    slopes = np.array([calibration.get(label, (1.0, 0.0))[0] for label in labels])
    offsets = np.array([calibration.get(label, (1.0, 0.0))[1] for label in labels])
    odds = np.clip(scores.astype(np.float64) * slopes + offsets, -30.0, 30.0)
    return np.round(1 / (1 + np.exp(-odds)), PLACES)
