"""Fitting what decides on action items: boosted trees for whether a candidate is one, a regression for what is to be expected of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..judge.items import is_around, is_wording
from ..models import Artefact, LinearModel, Trees
from .fit import SEED, calibration_of, fit_logistic, folds_of, held_out_scores, matrix_of, vocabulary_of
from .thresholds import best_f1, keeping

if TYPE_CHECKING:
    import numpy as np

LEAST_EXAMPLES = 20
LEAST_WITH = 5
"""Items that must have a feature for it to be learnt from."""
TREES, LEAVES, RATE, LEAST_LEAF = 120, 8, 0.08, 20
"""How many trees, with how many leaves, how far each goes, and how many examples a leaf needs at least."""
MISSED = 0.02
"""The share of documents with action items that may be told they have none."""
LEAN = 0.8
"""Of thresholds as good, one that reports more: a document is told it has no follow-ups sooner than it is told of one too many."""
LEAD = 0.6
"""In a document without any candidate above the threshold the likeliest is taken from this share of it on."""
STRENGTH = {"vague": 0.1, "vigilance": 1.0}
"""Inverse of the penalty (scikit-learn's C)."""
LEAST_PRECISION = {"vague": 0.0, "vigilance": 0.6}
"""Relying on vigilance is reported as an error; what is vague, as a warning."""
Row = Mapping[str, float]
"""A candidate's features, as :func:`blameless.judge.items.features` gives them."""


def fit_action(
    rows: Sequence[Row],
    wanted: Sequence[bool],
    groups: Sequence[str],
    documents: Sequence[str],
    alone: Sequence[Row] = (),
) -> Trees:
    """Fit whether a candidate is an action item.

    Its threshold "any" is that below which every candidate of a document must be for it to have no action item at all: of the
    documents that have some, all but ``MISSED`` hold a likelier candidate. From "lead" on the likeliest candidate of a document is
    one, where no other is.

    Args:
        rows: the candidates of whole documents.
        wanted: whether each is one.
        groups: what must not be torn apart, such as the owner of a document.
        documents: the document of each.
        alone: the same candidates, each as the only one of its document: learnt from, so that an item is seen in a note of one line
            too, but not measured.

    Raises:
        InputError: where there are too few of either kind to learn from.
    """
    import numpy as np

    right = np.array(wanted, dtype=bool)
    _check(right, "action items", "other candidates")
    names = tuple(sorted({name for row in rows for name in row}))
    values, lone = (np.array([[row.get(n, 0.0) for n in names] for row in part], np.float32) for part in (rows, alone))

    def fit(places: np.ndarray) -> Any:
        if not len(lone):
            return _forest(values[places], right[places])
        return _forest(np.concatenate([values[places], lone[places]]), np.tile(right[places], 2))

    held_out = np.zeros(len(right))
    for learnt, told in folds_of(groups):
        held_out[told] = fit(learnt).decision_function(values[told])
    slope, offset = calibration_of(held_out, right, np.ones(len(right)))
    shares = 1 / (1 + np.exp(-(slope * held_out + offset)))
    tops, having = _of_documents(shares, right, documents)
    least = best_f1(shares, right, lean=LEAN)
    thresholds = {"action": least, "lead": LEAD * least, "any": keeping(tops, having, 1 - MISSED)}
    return Trees(_artefact(fit(np.arange(len(right))), names, thresholds, (slope, offset)))


def _of_documents(shares: np.ndarray, wanted: np.ndarray, documents: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The highest probability in each document, and whether it has action items."""
    import numpy as np

    likeliest: dict[str, float] = {}
    for share, document in zip(shares.tolist(), documents, strict=True):
        likeliest[document] = max(share, likeliest.get(document, 0.0))
    having = {document for document, right in zip(documents, wanted.tolist(), strict=True) if right}
    return np.array(list(likeliest.values())), np.array([document in having for document in likeliest])


def _forest(values: np.ndarray, wanted: np.ndarray) -> Any:
    from sklearn.ensemble import GradientBoostingClassifier

    return GradientBoostingClassifier(
        n_estimators=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        max_depth=None,  # pyright: ignore[reportArgumentType]  # leaves are what is counted
        min_samples_leaf=LEAST_LEAF,
        subsample=0.7,
        max_features=0.4,
        random_state=SEED,
    ).fit(values, wanted)


def _artefact(
    forest: Any, names: Sequence[str], thresholds: Mapping[str, float], calibration: tuple[float, float]
) -> Artefact:
    """scikit-learn's trees as one table of nodes."""
    import numpy as np

    tables = [stage[0].tree_ for stage in forest.estimators_]
    roots = np.cumsum([0, *(tree.node_count for tree in tables)])[:-1]
    leaf = [tree.children_left < 0 for tree in tables]
    shifted = {
        name: np.concatenate(
            [
                np.where(is_leaf, 0, getattr(tree, f"children_{name}") + root)
                for tree, root, is_leaf in zip(tables, roots, leaf, strict=True)
            ]
        )
        for name in ("left", "right")
    }
    prior = float(forest.init_.class_prior_[1])
    return Artefact(
        "trees",
        ("action",),
        {
            "feature": np.concatenate(
                [np.where(each, -1, tree.feature) for tree, each in zip(tables, leaf, strict=True)]
            ).astype(np.int32),
            "threshold": np.concatenate([tree.threshold for tree in tables]).astype(np.float64),
            "left": shifted["left"].astype(np.int32),
            "right": shifted["right"].astype(np.int32),
            "value": np.concatenate([tree.value[:, 0, 0] for tree in tables]) * forest.learning_rate,
            "roots": roots.astype(np.int32),
            "bias": np.array([np.log(prior / (1 - prior))]),
        },
        tuple(names),
        thresholds,
        {"action": calibration},
    )


def fit_vague(
    rows: Sequence[Row],
    vague: Sequence[bool | None],
    vigilance: Sequence[bool | None],
    groups: Sequence[str],
    counts: Sequence[float] | None = None,
) -> LinearModel:
    """Fit whether action items are vague, and whether they rely on vigilance; ``None`` stands where nobody said.

    What is around an item says nothing of it and is not learnt from (average precision 0.862 with and without it for vague, 0.405 and
    0.451 for vigilance, across owners); its words, and wordings of the lexicon, say more than the student does whether it relies
    on vigilance (0.478 without them, 0.536 and 0.560 with words and with both), and nothing more whether it is vague.

    Args:
        rows: the features of each item, its wording among them.
        groups: what must not be torn apart.
        counts: how much each item counts; thresholds and calibration are those of the items that count in full.

    Raises:
        InputError: where there are too few of either kind to learn from.
    """
    import numpy as np

    scaled = [{name: 0.3 * value for name, value in row.items() if not is_around(name)} for row in rows]
    vocabulary = vocabulary_of(scaled, LEAST_WITH)
    weight = np.ones(len(rows)) if counts is None else np.array(counts)
    matrix = matrix_of(scaled, vocabulary)
    wordless = matrix_of([{n: v for n, v in row.items() if not is_wording(n)} for row in scaled], vocabulary)
    fitted, thresholds, calibration = [], {}, {}
    for label, answers in (("vague", vague), ("vigilance", vigilance)):
        known = np.array([place for place, answer in enumerate(answers) if answer is not None], dtype=int)
        right = np.array([bool(answers[int(place)]) for place in known])
        _check(right, f"items that are {label}", "items that are not")
        mine, weighs = (matrix if label == "vigilance" else wordless)[known], weight[known]

        def fit(
            places: np.ndarray,
            mine: Any = mine,
            right: np.ndarray = right,
            weighs: np.ndarray = weighs,
            strength: float = STRENGTH[label],
        ) -> tuple[np.ndarray, float]:
            return fit_logistic(mine[places], right[places], strength, weighs[places])

        whole = weighs >= 1
        held_out = held_out_scores(mine, [groups[int(place)] for place in known], fit)[whole]
        slope, offset = calibration_of(held_out, right[whole], np.ones(whole.sum()))
        calibration[label] = (slope, offset)
        shares = 1 / (1 + np.exp(-(slope * held_out + offset)))
        thresholds[label] = best_f1(shares, right[whole], LEAST_PRECISION[label])
        weights, bias = fit(np.arange(len(known)))
        fitted.append((weights * 0.3, bias))
    return LinearModel(
        ("vague", "vigilance"),
        vocabulary,
        np.array([weights for weights, _ in fitted], dtype=np.float32),
        np.array([bias for _, bias in fitted], dtype=np.float32),
        thresholds,
        calibration,
    )


def _check(right: np.ndarray, these: str, those: str) -> None:
    if min(right.sum(), (~right).sum()) < LEAST_EXAMPLES:
        raise InputError(
            f"too few examples to train on: {right.sum()} {these} and {(~right).sum()} {those}, "
            f"at least {LEAST_EXAMPLES} of each are needed"
        )
