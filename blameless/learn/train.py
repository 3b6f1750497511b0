"""Fitting the classifier of blame: scikit-learn's logistic regression on the features of :mod:`blameless.judge.features`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..judge.classifier import Classifier
from ..judge.features import features
from ..judge.verdicts import PRECEDENCE
from ..linear import LinearModel
from .corpus import Example, read_evidence
from .fit import calibration_of, held_out_scores, logistic, matrix_of, vocabulary_of

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from ..read import Reader

LEAST_EXAMPLES = 20
RARE = 2
"""Features found in fewer sentences are left out: they would only be learnt by heart."""
STRENGTH = 4.0
"""Inverse of the penalty (scikit-learn's C), found on the development part of ``data/``."""
WEIGHT = {"document": 10.0, "negative": 2.0, "passage": 0.5, "implicit": 0.3}
"""Sentences of whole documents are rarer here than in use, sentences that blame without any word for it teach by heart."""


@dataclass(frozen=True)
class Training:
    """A fitted classifier, and the out-of-fold probabilities of its examples, by which it was calibrated."""

    classifier: Classifier
    held_out: np.ndarray


def train(
    examples: Sequence[Example], reader: Reader | None = None, kept: Callable[[str], bool] | None = None
) -> Training:
    """Fit a classifier on labelled sentences; the same examples in the same order give the same classifier.

    Args:
        examples: the sentences, each used, whatever its split.
        reader: finds their evidence; the default one where ``None``.
        kept: which features to learn from; all where ``None``.

    Raises:
        InputError: where there are too few examples of either kind to learn from.
    """
    import numpy as np

    blameful = np.array([example.degree > 0 for example in examples])
    if min(blameful.sum(), (~blameful).sum()) < LEAST_EXAMPLES:
        raise InputError(
            f"too few examples to train on: {blameful.sum()} blameful and {(~blameful).sum()} blameless sentences, "
            f"at least {LEAST_EXAMPLES} of each are needed"
        )
    found = [features(evidence) for evidence in read_evidence(examples, reader)]
    if kept is not None:
        found = [{name: value for name, value in each.items() if kept(name)} for each in found]
    vocabulary = vocabulary_of(found, RARE)
    matrix = matrix_of(found, vocabulary)
    weight = np.array([WEIGHT.get(example.source, 1.0) for example in examples])
    rows = [_fit(matrix, blameful, weight)]
    held_out = held_out_scores(matrix, blameful, weight, [example.group for example in examples], STRENGTH)
    rows.append(_fit_open(matrix, examples))
    rules, rule_rows = _fit_rules(matrix, examples)
    rows += rule_rows
    slope, offset = calibration_of(held_out, blameful, weight)
    probabilities = 1 / (1 + np.exp(-(slope * held_out + offset)))
    model = LinearModel(
        vocabulary,
        np.array([row.coef_[0] for row in rows], dtype=np.float32),
        np.array([row.intercept_[0] for row in rows], dtype=np.float32),
    )
    classifier = Classifier(
        model,
        rules,
        (slope, offset),
    )
    return Training(classifier, probabilities)


def _fit(matrix: csr_matrix, wanted: np.ndarray, weight: np.ndarray | None = None) -> Any:
    return logistic(STRENGTH).fit(matrix, wanted, sample_weight=weight)


def _fit_open(matrix: csr_matrix, examples: Sequence[Example]) -> Any:
    import numpy as np

    rows = np.array([index for index, example in enumerate(examples) if example.degree > 0])
    wanted = np.array([examples[index].degree == 2 for index in rows])
    if wanted.all() or not wanted.any():
        raise InputError("the blameful sentences are all of one degree; both 1 and 2 are needed to train on")
    return _fit(matrix[rows], wanted)


def _fit_rules(matrix: csr_matrix, examples: Sequence[Example]) -> tuple[tuple[str, ...], list[Any]]:
    """One model a rule, each against all others."""
    import numpy as np

    rows = np.array([index for index, example in enumerate(examples) if example.rule], dtype=int)
    rules = tuple(rule for rule in PRECEDENCE if any(examples[index].rule == rule for index in rows))
    if len(rules) < 2:
        raise InputError('the blameful sentences need a "rule" each, of at least two kinds, to train on')
    return rules, [_fit(matrix[rows], np.array([examples[i].rule == rule for i in rows])) for rule in rules]
