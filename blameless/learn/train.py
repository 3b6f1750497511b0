"""Fitting the classifier of blame: scikit-learn's logistic regression on the features of :mod:`blameless.judge.features`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import InputError
from ..judge.classifier import Classifier
from ..judge.features import features
from ..judge.verdicts import PRECEDENCE
from ..linear import LinearModel
from .corpus import Example, read_evidence
from .fit import calibration_of, fit_logistic, held_out_scores, matrix_of, vocabulary_of

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

    def fit(rows: np.ndarray) -> tuple[np.ndarray, float]:
        return fit_logistic(matrix[rows], blameful[rows], STRENGTH, weight[rows])

    held_out = held_out_scores(matrix, [example.group for example in examples], fit)
    rules, rule_rows = _fit_rules(matrix, examples)
    fitted = [fit(np.arange(len(examples))), _fit_open(matrix, examples), *rule_rows]
    slope, offset = calibration_of(held_out, blameful, weight)
    probabilities = 1 / (1 + np.exp(-(slope * held_out + offset)))
    model = LinearModel(
        vocabulary,
        np.array([weights for weights, _ in fitted], dtype=np.float32),
        np.array([bias for _, bias in fitted], dtype=np.float32),
    )
    classifier = Classifier(
        model,
        rules,
        (slope, offset),
    )
    return Training(classifier, probabilities)


_Row = tuple["np.ndarray", float]
"""Weights and bias of one question."""


def _fit_open(matrix: csr_matrix, examples: Sequence[Example]) -> _Row:
    import numpy as np

    rows = np.array([index for index, example in enumerate(examples) if example.degree > 0])
    wanted = np.array([examples[index].degree == 2 for index in rows])
    if wanted.all() or not wanted.any():
        raise InputError("the blameful sentences are all of one degree; both 1 and 2 are needed to train on")
    return fit_logistic(matrix[rows], wanted, STRENGTH)


def _fit_rules(matrix: csr_matrix, examples: Sequence[Example]) -> tuple[tuple[str, ...], list[_Row]]:
    """One model a rule, each against all others."""
    import numpy as np

    rows = np.array([index for index, example in enumerate(examples) if example.rule], dtype=int)
    rules = tuple(rule for rule in PRECEDENCE if any(examples[index].rule == rule for index in rows))
    if len(rules) < 2:
        raise InputError('the blameful sentences need a "rule" each, of at least two kinds, to train on')
    wanted = [np.array([examples[i].rule == rule for i in rows]) for rule in rules]
    return rules, [fit_logistic(matrix[rows], each, STRENGTH) for each in wanted]
