"""Fitting linear models with scikit-learn: what the classifiers of blame and of vague actions share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

FOLDS = 5
SEED = 0


def vocabulary_of(found: Sequence[dict[str, float]], rare: int) -> dict[str, int]:
    """The features that at least ``rare`` of the examples have, each with its column."""
    counts = Counter(feature for each in found for feature in each)
    kept = sorted(feature for feature, count in counts.items() if count >= rare)
    return {feature: column for column, feature in enumerate(kept)}


def matrix_of(found: Sequence[dict[str, float]], vocabulary: dict[str, int]) -> csr_matrix:
    """The examples as rows, the known features as columns."""
    import numpy as np
    from scipy.sparse import csr_matrix

    known = [{vocabulary[name]: value for name, value in each.items() if name in vocabulary} for each in found]
    ends = np.cumsum([0, *map(len, known)], dtype=np.int32)
    columns = np.fromiter((column for each in known for column in each), dtype=np.int32, count=ends[-1])
    values = np.fromiter((value for each in known for value in each.values()), dtype=float, count=ends[-1])
    return csr_matrix((values, columns, ends), shape=(len(found), len(vocabulary)))


def logistic(strength: float) -> Any:
    """An unfitted logistic regression; ``strength`` is the inverse of its penalty (scikit-learn's C)."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, solver="liblinear", max_iter=1000, random_state=SEED)


def folds_of(groups: Sequence[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places to learn from and places to tell, fold by fold; no group has places on both sides."""
    import numpy as np
    from sklearn.model_selection import GroupKFold

    folds = min(FOLDS, len(set(groups)))
    return GroupKFold(folds).split(np.zeros(len(groups)), groups=groups)


def held_out_scores(
    matrix: csr_matrix | np.ndarray, groups: Sequence[str], fit: Callable[[np.ndarray], tuple[np.ndarray, float]]
) -> np.ndarray:
    """Each example's score by a model that has not seen its group.

    Args:
        fit: gives the weights and the bias that are learnt from these rows of the matrix.
    """
    import numpy as np

    scores = np.zeros(len(groups))
    for learnt, told in folds_of(groups):
        weights, bias = fit(learnt)
        scores[told] = matrix[told] @ weights + bias
    return scores


def fit_logistic(
    matrix: csr_matrix | np.ndarray, wanted: np.ndarray, strength: float, weight: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression; ``strength`` as for :func:`logistic`."""
    model = logistic(strength).fit(matrix, wanted, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def calibration_of(scores: np.ndarray, wanted: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Platt's slope and offset (J. Platt, Probabilistic Outputs for Support Vector Machines, 1999)."""
    model = logistic(1e6).fit(scores.reshape(-1, 1), wanted, sample_weight=weight)
    return float(model.coef_[0][0]), float(model.intercept_[0])
