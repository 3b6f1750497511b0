"""Fitting linear models with scikit-learn: what the classifiers of blame and of vague actions share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
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


def held_out_scores(
    matrix: csr_matrix, groups: Sequence[str], fit: Callable[[np.ndarray], tuple[np.ndarray, float]]
) -> np.ndarray:
    """Each example's score by a model that has not seen its group.

    Args:
        fit: gives the weights and the bias that are learnt from these rows of the matrix.
    """
    import numpy as np
    from sklearn.model_selection import GroupKFold

    scores = np.zeros(len(groups))
    folds = min(FOLDS, len(set(groups)))
    for learnt, told in GroupKFold(folds).split(matrix, groups=groups):
        weights, bias = fit(learnt)
        scores[told] = matrix[told] @ weights + bias
    return scores


def fit_logistic(
    matrix: csr_matrix, wanted: np.ndarray, strength: float, weight: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression; ``strength`` as for :func:`logistic`."""
    model = logistic(strength).fit(matrix, wanted, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def calibration_of(scores: np.ndarray, wanted: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Platt's slope and offset (J. Platt, Probabilistic Outputs for Support Vector Machines, 1999)."""
    model = logistic(1e6).fit(scores.reshape(-1, 1), wanted, sample_weight=weight)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def fit_non_negative(matrix: csr_matrix, wanted: np.ndarray, penalty: float) -> tuple[np.ndarray, float]:
    """Weights and bias of a logistic regression whose features can only speak for the answer, never against it.

    Elastic net: ``penalty`` weighs the squares of the weights and the weights themselves against the mean loss. SciPy's
    L-BFGS-B, as scikit-learn's logistic regression knows no bounds.
    """
    import numpy as np
    from scipy.optimize import minimize

    features = int(matrix.get_shape()[1])
    sign = np.where(wanted, 1.0, -1.0)
    transposed = matrix.T.tocsr()

    def loss_and_gradient(values: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = values[:features], values[features]
        margin = sign * (matrix @ weights + bias)
        loss = np.logaddexp(0, -margin).mean() + penalty * (weights @ weights / 2 + weights.sum())
        pull = -sign / (1 + np.exp(np.clip(margin, -50, 50))) / len(sign)
        return loss, np.append(transposed @ pull + penalty * (weights + 1), pull.sum())

    bounds = [(0, None)] * features + [(None, None)]
    start = np.zeros(features + 1)
    result = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300})
    found = np.asarray(result.x)
    return found[:features], float(found[features])
