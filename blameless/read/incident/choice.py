"""One question, many candidates, one of which may be the answer: a linear model scores them all, and "none" with them.

The probability of an answer is the softmax over all candidates of a document and none; the model is trained on just that
(``training/incident/fit.py``). Rows of the model are named "question" or "question: answer", and "question: none".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from ...models import LinearModel

NONE = "none"
Evidence = dict[str, float]
"""Features by name; most are 1."""


def row(question: str, answer: str) -> str:
    """The name of a row of the model; a question that has but one answer to give for a candidate names it ""."""
    return f"{question}: {answer}" if answer else question


@dataclass(frozen=True)
class Choice:
    """What a model says of the candidates of one question.

    ``probabilities`` has the shape (candidates, answers); together with ``none`` they sum to one.
    """

    probabilities: np.ndarray
    none: float


@dataclass(frozen=True)
class Scored:
    """What a model gives candidates and there being none, for every row of the model: of the shapes (candidates, rows) and (rows,)."""

    candidates: np.ndarray
    none: np.ndarray


def score(model: LinearModel, candidates: Sequence[Evidence], document: Evidence) -> Scored:
    """Score candidates, for whatever will be asked about them.

    Args:
        candidates: the evidence of each.
        document: the evidence for there being none.
    """
    return Scored(model.scores(candidates), model.scores([document])[0])


def choose(model: LinearModel, question: str, answers: Sequence[str], scored: Scored) -> Choice:
    """What a model says of all candidates of a question.

    Args:
        answers: what a candidate can say; ``("",)`` where it says one thing.
    """
    import numpy as np

    rows = [model.labels.index(row(question, answer)) for answer in answers]
    none = float(scored.none[model.labels.index(row(question, NONE))])
    if not len(scored.candidates):
        return Choice(np.zeros((0, len(rows))), 1.0)
    scores = scored.candidates[:, rows]
    highest = max(none, float(scores.max()))
    odds, other = np.exp(scores - highest), float(np.exp(none - highest))
    return Choice(odds / (odds.sum() + other), other / float(odds.sum() + other))


def ones(names: Iterable[str]) -> Evidence:
    """Evidence that is there or not."""
    return dict.fromkeys(names, 1.0)
