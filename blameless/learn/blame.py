"""Fitting what decides on blame: what the encoder says and what the parse finds, each weighed against the other.

In two steps, as evidence can be learnt from any labelled sentence, but what the encoder says only from those it has not learnt
from, which are few. The first step fits the evidence alone; the second weighs its score against the encoder's odds (stacking:
D. Wolpert, Stacked Generalization, 1992). Both are linear, and so is what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InputError
from ..judge.features import features, is_odds
from ..models import LinearModel
from .fit import calibration_of, fit_logistic, held_out_scores, matrix_of, vocabulary_of
from .thresholds import best_f1

if TYPE_CHECKING:
    import numpy as np

    from ..judge.cascade import Said
    from ..read import Evidence

LEAST_EXAMPLES = 20
RARE = 5
"""Features found in fewer sentences are left out: they would only be learnt by heart."""
STRENGTH = 0.1
"""Inverse of the penalty (scikit-learn's C) on evidence; found by cross-validation over the owners of real postmortems."""
STACKED = 1.0
"""The same for the second step, which has three weights."""
WEIGHED = ("e:blame",)
"""The odds that are weighed against the evidence; the encoder's others add nothing to them, and the student is a copy of it."""
LEAST_PRECISION = 0.6
"""Precision before recall: people switch off what cries wolf. On four folds left out, without the writer of 130 reports in the fifth, it gives
precision 0.68 and F1 0.51; 0.5 gives 0.64 and 0.54, and of what it adds two readers call hardly any finding right; 0.65 gives 0.74 and 0.50."""


@dataclass(frozen=True)
class Labelled:
    """A sentence that was read, with its label.

    ``said`` is what the encoder says of it, empty where it has learnt from it: only the evidence is learnt from then. ``blame``
    is the share of readers who call it blameful, ``open`` of those the share who call it openly so, ``None`` where it is not.
    ``group`` holds together what must not be torn apart; ``weight`` is how much it counts.
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

    heard = [place for place, example in enumerate(examples) if example.said]
    _check([examples[place] for place in heard])
    found = [features(example.evidence, example.said) for example in examples]
    if kept is not None:
        found = [{name: value for name, value in each.items() if kept(name)} for each in found]
    told = _fit_evidence(found, examples)
    blameful = np.array([examples[place].blame >= 0.5 for place in heard])
    weight = np.array([examples[place].weight for place in heard])
    groups = [examples[place].group for place in heard]
    inputs = np.array([[*(found[place].get(name, 0.0) for name in WEIGHED), told.scores[place]] for place in heard])

    def fit(rows: np.ndarray) -> tuple[np.ndarray, float]:
        return fit_logistic(inputs[rows], blameful[rows], STACKED, weight[rows])

    held_out = held_out_scores(inputs, groups, fit)
    slope, offset = calibration_of(held_out, blameful, weight)
    (*odds, of_evidence), bias = fit(np.arange(len(heard)))
    weights = {name: of_evidence * value for name, value in told.weights.items()}
    weights |= dict(zip(WEIGHED, odds, strict=True))
    shares = 1 / (1 + np.exp(-(slope * held_out + offset)))
    sure = np.array([not 0.25 < examples[place].blame < 0.75 for place in heard])
    openly = _fit_open([found[place] for place in heard if examples[place].blame >= 0.5], examples, heard)
    vocabulary = {name: column for column, name in enumerate(sorted({*weights, *openly.weights}))}
    return LinearModel(
        ("blame", "open"),
        vocabulary,
        np.array(
            [[each.get(name, 0.0) for name in vocabulary] for each in (weights, openly.weights)], dtype=np.float32
        ),
        np.array([bias + of_evidence * told.bias, openly.bias], dtype=np.float32),
        {
            "blame": best_f1(shares[sure], blameful[sure], LEAST_PRECISION, weight=weight[sure]),
            "open": openly.threshold,
        },
        {"blame": (slope, offset), "open": openly.calibration},
    )


def _check(heard: Sequence[Labelled]) -> None:
    blameful = sum(example.blame >= 0.5 for example in heard)
    if min(blameful, len(heard) - blameful) < LEAST_EXAMPLES:
        raise InputError(
            f"too few examples to train on: {blameful} blameful and {len(heard) - blameful} blameless sentences that the "
            f"encoder finds at all likely, at least {LEAST_EXAMPLES} of each are needed"
        )
    if len({(example.open or 0.0) >= 0.5 for example in heard if example.blame >= 0.5}) < 2:
        raise InputError("the blameful sentences are all of one degree; both 1 and 2 are needed to train on")


@dataclass(frozen=True)
class _Evidence:
    """What was fitted on evidence: weights by feature, and the score of each example by a model that has not seen its group."""

    weights: dict[str, float]
    bias: float
    scores: np.ndarray


def _fit_evidence(found: Sequence[dict[str, float]], examples: Sequence[Labelled]) -> _Evidence:
    import numpy as np

    rows = [{name: value for name, value in each.items() if not is_odds(name)} for each in found]
    vocabulary = vocabulary_of(rows, RARE)
    matrix = matrix_of(rows, vocabulary)
    wanted = np.array([example.blame >= 0.5 for example in examples])
    weight = np.array([example.weight for example in examples])

    def fit(places: np.ndarray) -> tuple[np.ndarray, float]:
        return fit_logistic(matrix[places], wanted[places], STRENGTH, weight[places])

    scores = held_out_scores(matrix, [example.group for example in examples], fit)
    weights, bias = fit(np.arange(len(examples)))
    return _Evidence(dict(zip(vocabulary, weights.tolist(), strict=True)), bias, scores)


@dataclass(frozen=True)
class _Open:
    """What tells openly blameful sentences from the others."""

    weights: dict[str, float]
    bias: float
    calibration: tuple[float, float]
    threshold: float


def _fit_open(found: Sequence[dict[str, float]], examples: Sequence[Labelled], heard: Sequence[int]) -> _Open:
    """Fit on the blameful sentences, whose features these are."""
    import numpy as np

    blameful = [examples[place] for place in heard if examples[place].blame >= 0.5]
    openly = np.array([(example.open or 0.0) >= 0.5 for example in blameful])
    vocabulary = vocabulary_of(found, RARE)
    matrix = matrix_of(found, vocabulary)
    weight = np.array([example.weight for example in blameful])

    def fit(places: np.ndarray) -> tuple[np.ndarray, float]:
        return fit_logistic(matrix[places], openly[places], STRENGTH, weight[places])

    held_out = held_out_scores(matrix, [example.group for example in blameful], fit)
    slope, offset = calibration_of(held_out, openly, np.ones(len(openly)))
    weights, bias = fit(np.arange(len(openly)))
    threshold = best_f1(1 / (1 + np.exp(-(slope * held_out + offset))), openly)
    return _Open(dict(zip(vocabulary, weights.tolist(), strict=True)), bias, (slope, offset), threshold)
