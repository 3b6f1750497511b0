"""Fits a choice among candidates: the marginal likelihood of whatever is right, over all candidates of a document and "none"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Evidence = Mapping[str, float]


@dataclass(frozen=True)
class Group:
    """One question to one document.

    ``right`` holds, for each candidate, the numbers of the answers that are right if it is chosen; ``none_right`` says that
    it is right to choose none.
    """

    candidates: Sequence[Evidence]
    document: Evidence
    right: Sequence[frozenset[int]]
    none_right: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Fitted:
    """Weights of the answers of a question by feature, each of the shape (answers,), and those of "none"."""

    answers: Mapping[str, np.ndarray]
    none: Mapping[str, float]

    def odds(self, group: Group) -> tuple[np.ndarray, float]:
        """The probabilities of the candidates, of the shape (candidates, answers), and that of none."""
        width = len(next(iter(self.answers.values()), np.zeros(1)))
        zero = np.zeros(width)
        scores = np.array(
            [
                sum((value * self.answers.get(name, zero) for name, value in each.items()), zero)
                for each in group.candidates
            ]
        ).reshape(len(group.candidates), width)
        none = sum(value * self.none.get(name, 0.0) for name, value in group.document.items())
        highest = max(none, float(scores.max())) if scores.size else none
        odds, other = np.exp(scores - highest), float(np.exp(none - highest))
        return odds / (odds.sum() + other), other / float(odds.sum() + other)


def _matrix(rows: Sequence[Evidence], columns: Mapping[str, int]) -> csr_matrix:
    pointers, indices, values = [0], [], []
    for evidence in rows:
        for name, value in evidence.items():
            if (column := columns.get(name)) is not None:
                indices.append(column)
                values.append(value)
        pointers.append(len(indices))
    return csr_matrix((values, indices, pointers), shape=(len(rows), len(columns)))


def _columns(groups: Sequence[Sequence[Evidence]], least: int) -> dict[str, int]:
    """The features that at least so many documents have."""
    counted = Counter(name for rows in groups for name in {name for evidence in rows for name in evidence})
    return {name: column for column, name in enumerate(sorted(n for n, count in counted.items() if count >= least))}


def fit(
    groups: Sequence[Group], answers: int, penalty: float, shared_penalty: float | None, none_penalty: float = 1.0
) -> Fitted:
    """Fit by L-BFGS, with squared penalties on all weights.

    Args:
        shared_penalty: where not ``None``, each feature has a weight for all answers together besides one for each: what makes a
            statement worth a look is learnt once, not once for each answer.
    """
    columns = _columns([group.candidates for group in groups], 2)
    none_columns = _columns([[group.document] for group in groups], 2)
    rows = _matrix([each for group in groups for each in group.candidates], columns)
    documents = _matrix([group.document for group in groups], none_columns)
    owner = np.repeat(np.arange(len(groups)), [len(group.candidates) for group in groups])
    right = np.zeros((rows.shape[0], answers), bool)
    for row, answer in enumerate(each for group in groups for each in group.right):
        right[row, list(answer)] = True
    none_right = np.array([group.none_right for group in groups])
    weight = np.array([group.weight for group in groups])
    width, more = len(columns), len(none_columns)
    shared = shared_penalty is not None

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        own = parameters[: width * answers].reshape(width, answers)
        none_weights = parameters[width * answers : width * answers + more]
        common = parameters[width * answers + more :]
        scores = rows @ (own + common[:, None] if shared else own)
        none = documents @ none_weights
        highest = none.copy()
        if len(scores):
            np.maximum.at(highest, owner, scores.max(axis=1))
        odds, other = np.exp(scores - highest[owner][:, None]), np.exp(none - highest)
        total = other + np.bincount(owner, odds.sum(axis=1), len(groups))
        good = np.maximum(other * none_right + np.bincount(owner, (odds * right).sum(axis=1), len(groups)), 1e-300)
        slope = (odds / total[owner][:, None] - odds * right / good[owner][:, None]) * weight[owner][:, None]
        none_slope = (other / total - other * none_right / good) * weight
        gradient = rows.T @ slope
        parts = [(gradient + penalty * own).ravel(), documents.T @ none_slope + none_penalty * none_weights]
        value = float(-(weight * (np.log(good) - np.log(total))).sum())
        value += 0.5 * penalty * float((own**2).sum()) + 0.5 * none_penalty * float((none_weights**2).sum())
        if shared:
            parts.append(gradient.sum(axis=1) + shared_penalty * common)
            value += 0.5 * shared_penalty * float((common**2).sum())
        return value, np.concatenate(parts)

    start = np.zeros(width * answers + more + (width if shared else 0))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    own = best[: width * answers].reshape(width, answers)
    if shared:
        own = own + best[width * answers + more :][:, None]
    none = best[width * answers : width * answers + more]
    return Fitted(
        {name: own[column] for name, column in columns.items()},
        {name: float(none[column]) for name, column in none_columns.items()},
    )
