"""Fitting and measuring the classifier of vague actions.

python -m blameless.learn.vague data/actions models/vague             # train on the parts for training and development
python -m blameless.learn.vague data/actions models/vague --figures   # and measure on the part for test
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..judge.item_features import features
from ..judge.item_parts import MAKES, main_phrase
from ..judge.vagueness import Outlook, VagueClassifier
from ..linear import LinearModel
from .evaluate import Rates
from .fit import calibration_of, fit_logistic, held_out_scores, matrix_of, vocabulary_of
from .items import LabelledItem, read_items

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

LEAST_EXAMPLES = 20
RARE = 2
"""Features found in fewer items are left out: they would only be learnt by heart."""
STRENGTH = {"vague": 1.0, "vigilance": 4.0}
"""Inverse of the penalty (scikit-learn's C) for each question, found on the development part of ``data/``."""
WEIGHT = {"round2": 3.0, "postmortem": 2.0, "list": 0.5}
"""Items as they come in postmortems are rarer in ``data/`` than in use."""
AGAINST_THE_VERB = 0.4
"""Weight of written items whose verb speaks against their label ("implement a strategy", "review and delete the roles").

The writers set half of all verbs against their usual meaning, so that the verb alone would not be learnt; in
postmortems that is rare, and without a weight the verb would count for nothing.
"""
_LEAVES_OPEN = frozenset(("deliberating", "bettering", "watching", "telling", "ensuring"))
BINS = (0.1, 0.3, 0.5, 0.7, 0.9, 1.0)


@dataclass(frozen=True)
class VagueFigures:
    """How well actions were judged: ``vague`` and ``vigilance``, the former by layout and source, and the calibration.

    ``calibration`` has a row for each bin of probabilities: its upper end, the items in it, their mean probability and
    the share that is vague.
    """

    items: int
    vague: Rates
    vigilance: Rates
    layouts: dict[str, Rates]
    sources: dict[str, Rates]
    calibration: tuple[tuple[float, int, float, float], ...]


def train_vague(items: Sequence[LabelledItem] | Path, kept: Callable[[str], bool] | None = None) -> VagueClassifier:
    """Fit a classifier on labelled items; the same items in the same order give the same classifier.

    Args:
        items: the items, each used; or a file or folder, of which the part for test is left out.
        kept: which features to learn from; all where ``None``.

    Raises:
        InputError: where there are too few items of either kind to learn from.
    """
    import numpy as np

    if isinstance(items, Path):
        items = [item for item in read_items(items) if item.split != "test"]
    found = [features(item.action) for item in items]
    if kept is not None:
        found = [{name: value for name, value in each.items() if kept(name)} for each in found]
    vocabulary = vocabulary_of(found, RARE)
    matrix = matrix_of(found, vocabulary)
    weight = np.array([_weight(item) for item in items])
    groups = [item.group for item in items]
    vague = _fit("vague", matrix, [item.vague for item in items], weight, groups)
    vigilance = _fit("vigilance", matrix, [item.vigilance for item in items], weight, groups)
    model = LinearModel(
        vocabulary,
        np.array([vague.weights, vigilance.weights], dtype=np.float32),
        np.array([vague.bias, vigilance.bias], dtype=np.float32),
    )
    return VagueClassifier(model, (vague.calibration, vigilance.calibration))


@dataclass(frozen=True)
class _Row:
    """One question answered: weights, bias, and the slope and offset that make a probability of the score."""

    weights: np.ndarray
    bias: float
    calibration: tuple[float, float]


def _fit(
    name: str, matrix: csr_matrix, labels: Sequence[bool | None], weight: np.ndarray, groups: Sequence[str]
) -> _Row:
    """Fit one question on the items whose label is known."""
    import numpy as np

    known = np.array([place for place, label in enumerate(labels) if label is not None], dtype=int)
    wanted = np.array([bool(labels[place]) for place in known])
    if min(wanted.sum(), (~wanted).sum()) < LEAST_EXAMPLES:
        raise InputError(
            f"too few action items to train on: {wanted.sum()} of {len(wanted)} are labelled {name}, "
            f"at least {LEAST_EXAMPLES} that are and that are not are needed"
        )
    matrix, weight = matrix[known], weight[known]

    def fit(rows: np.ndarray) -> tuple[np.ndarray, float]:
        return fit_logistic(matrix[rows], wanted[rows], STRENGTH[name], weight[rows])

    held_out = held_out_scores(
        matrix, [group for group, label in zip(groups, labels, strict=True) if label is not None], fit
    )
    return _Row(*fit(np.arange(len(known))), calibration_of(held_out, wanted, weight))


def _weight(item: LabelledItem) -> float:
    if item.source != "written":
        return WEIGHT.get(item.source, 1.0)
    against = MAKES if item.vague else _LEAVES_OPEN
    return AGAINST_THE_VERB if main_phrase(item.action).kind in against else 1.0


def evaluate_vague(items: Sequence[LabelledItem] | Path, classifier: VagueClassifier) -> VagueFigures:
    """Judge labelled items and count; of a file or folder, those of the part for test."""
    if isinstance(items, Path):
        items = [item for item in read_items(items) if item.split == "test"]
    judged = [(item, classifier.outlook(item.action)) for item in items]
    return VagueFigures(
        items=len(items),
        vague=_vague(judged),
        vigilance=_rates(
            (item.vigilance, outlook.rule == "action/vigilance")
            for item, outlook in judged
            if item.vigilance is not None
        ),
        layouts=_by(judged, lambda item: item.layout),
        sources=_by(judged, lambda item: item.source),
        calibration=tuple(_calibration(judged)),
    )


def _rates(pairs: Iterable[tuple[bool, bool]]) -> Rates:
    counted = list(pairs)
    return Rates(
        sum(wanted and said for wanted, said in counted),
        sum(said and not wanted for wanted, said in counted),
        sum(wanted and not said for wanted, said in counted),
    )


def _vague(judged: Iterable[tuple[LabelledItem, Outlook]]) -> Rates:
    return _rates((item.vague, outlook.rule is not None) for item, outlook in judged)


def _by(judged: Sequence[tuple[LabelledItem, Outlook]], name: Callable[[LabelledItem], str]) -> dict[str, Rates]:
    names = sorted({name(item) for item, _ in judged})
    return {each: _vague(pair for pair in judged if name(pair[0]) == each) for each in names}


def _calibration(judged: Sequence[tuple[LabelledItem, Outlook]]) -> Iterable[tuple[float, int, float, float]]:
    low = -1.0
    for high in BINS:
        inside = [(outlook.vague, item.vague) for item, outlook in judged if low < outlook.vague <= high]
        if inside:
            share = sum(wanted for _, wanted in inside) / len(inside)
            yield high, len(inside), sum(probability for probability, _ in inside) / len(inside), share
        low = high


def ablation(items: Sequence[LabelledItem]) -> dict[str, VagueFigures]:
    """Figures on the part for test, of classifiers trained on the rest: by parts of the features, and by all of them."""
    learnt = [item for item in items if item.split != "test"]
    tested = [item for item in items if item.split == "test"]
    variants: dict[str, Callable[[str], bool]] = {
        "word lists alone": lambda feature: feature[0] == "r",
        "words alone": lambda feature: feature[0] in "wth",
        "without word lists": lambda feature: feature[0] != "r",
        "without word vectors": lambda feature: feature[0] != "d",
        "without verb and object": lambda feature: feature[0] != "o",
        "all": lambda feature: True,
    }
    return {name: evaluate_vague(tested, train_vague(learnt, kept)) for name, kept in variants.items()}


def _print(name: str, rates: Rates) -> None:
    shares = (f"{share:.3f}" if share is not None else "-" for share in (rates.precision, rates.recall, rates.f1))
    print(f"{name:<26}precision {next(shares)}  recall {next(shares)}  F1 {next(shares)}")


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("data", type=Path, help="a file or a folder of labelled action items")
    cli.add_argument("output", type=Path, help="the folder to write the classifier to")
    cli.add_argument("--figures", action="store_true", help="measure on the part for test, with ablations")
    options = cli.parse_args()
    items = read_items(options.data)
    classifier = train_vague([item for item in items if item.split != "test"])
    classifier.save(options.output)
    print(f"{options.output}: {len(classifier.model.vocabulary)} features")
    if options.figures:
        figures = evaluate_vague([item for item in items if item.split == "test"], classifier)
        _print("vague", figures.vague)
        _print("vigilance", figures.vigilance)
        for name, rates in {**figures.layouts, **figures.sources}.items():
            _print(f"  {name}", rates)
        for high, count, probability, share in figures.calibration:
            print(f"  up to {high:.1f}: {count} items, mean probability {probability:.2f}, vague {share:.2f}")
        for name, each in ablation(items).items():
            _print(f"{name}", each.vague)


if __name__ == "__main__":
    main()
