"""Fitting what decides on blame: a logistic regression over the encoder's odds and the evidence of the parse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InputError
from ..judge.features import features
from ..models import LinearModel
from .fit import calibration_of, fit_logistic, held_out_scores, matrix_of, vocabulary_of
from .thresholds import best_f1

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from ..judge.cascade import Said
    from ..read import Evidence

LEAST_EXAMPLES = 20
RARE = 8
"""Features found in fewer sentences are left out: they would only be learnt by heart."""
STRENGTH = 0.1
"""Inverse of the penalty (scikit-learn's C); found by cross-validation over the owners of real postmortems."""
LEAST_PRECISION = 0.7
"""Precision before recall: people switch off what cries wolf."""


@dataclass(frozen=True)
class Labelled:
    """A sentence that was read, with its label.

    ``blame`` is the share of readers who call it blameful, ``open`` of those the share who call it openly so, ``None`` where
    it is not. ``group`` holds together what must not be torn apart; ``weight`` is how much it counts.
    """

    evidence: Evidence
    said: Said
    blame: float
    open: float | None
    group: str
    weight: float = 1.0


def fit_blame(examples: Sequence[Labelled], kept: Callable[[str], bool] | None = None) -> LinearModel:
    """Fit on labelled sentences; the same ones in the same order give the same model.

    Thresholds and calibration come from probabilities that each sentence gets from a model that has not seen its group.

    Args:
        examples: the sentences, each used.
        kept: which features to learn from; all where ``None``.

    Raises:
        InputError: where there are too few examples of either kind to learn from.
    """
    import numpy as np

    blameful = np.array([example.blame >= 0.5 for example in examples])
    if min(blameful.sum(), (~blameful).sum()) < LEAST_EXAMPLES:
        raise InputError(
            f"too few examples to train on: {blameful.sum()} blameful and {(~blameful).sum()} blameless sentences, "
            f"at least {LEAST_EXAMPLES} of each are needed"
        )
    found = [features(example.evidence, example.said) for example in examples]
    if kept is not None:
        found = [{name: value for name, value in each.items() if kept(name)} for each in found]
    vocabulary = vocabulary_of(found, RARE)
    matrix = matrix_of(found, vocabulary)
    weight = np.array([example.weight for example in examples])
    weights, bias, calibration, shares = _row(matrix, blameful, weight, [each.group for each in examples])
    rows = [place for place, each in enumerate(examples) if each.blame >= 0.5]
    openly = np.array([(examples[row].open or 0.0) >= 0.5 for row in rows])
    if openly.all() or not openly.any():
        raise InputError("the blameful sentences are all of one degree; both 1 and 2 are needed to train on")
    groups = [examples[row].group for row in rows]
    open_weights, open_bias, open_calibration, open_shares = _row(matrix[rows], openly, weight[rows], groups)
    sure = np.array([example.blame <= 0.25 or example.blame >= 0.75 for example in examples])
    return LinearModel(
        ("blame", "open"),
        vocabulary,
        np.array([weights, open_weights], dtype=np.float32),
        np.array([bias, open_bias], dtype=np.float32),
        {
            "blame": best_f1(shares[sure], blameful[sure], LEAST_PRECISION),
            "open": best_f1(open_shares, openly),
        },
        {"blame": calibration, "open": open_calibration},
    )


_Fitted = tuple["np.ndarray", float, tuple[float, float], "np.ndarray"]
"""Weights, bias, calibration, and what each example gets from a model that has not seen its group."""


def _row(matrix: csr_matrix, wanted: np.ndarray, weight: np.ndarray, groups: Sequence[str]) -> _Fitted:
    import numpy as np

    def fit(rows: np.ndarray) -> tuple[np.ndarray, float]:
        return fit_logistic(matrix[rows], wanted[rows], STRENGTH, weight[rows])

    held_out = held_out_scores(matrix, groups, fit)
    slope, offset = calibration_of(held_out, wanted, weight)
    weights, bias = fit(np.arange(len(wanted)))
    return weights, bias, (slope, offset), 1 / (1 + np.exp(-(slope * held_out + offset)))
