"""Fitting the first pass: which sentences with cues of blame are worth a parse.

python -m blameless.learn.sieve data/blame models/sieve
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..linear import LinearModel
from ..read.sieve import Sieve, cue_features
from .corpus import Example, read_examples
from .fit import fit_non_negative, held_out_scores, matrix_of, vocabulary_of

if TYPE_CHECKING:
    import numpy as np

RARE = 3
"""Features found in fewer sentences are left out: they would only be learnt by heart."""
PENALTY = 1e-4
"""Of the weights, both of their squares and of themselves, for the mean loss of a sentence."""
KEPT = 0.965
"""Share of the blameful sentences with cues that are let through, judged by models that have not seen them."""
LEAST_EXAMPLES = 20
NOTHING = 1e-3
"""A weight below which a feature says nothing."""


def train_sieve(examples: Sequence[Example]) -> tuple[LinearModel, float]:
    """Fit the model of the first pass; the same examples in the same order give the same model.

    Returns: the model, and the score from which a sentence is let through.

    Raises:
        InputError: where there are too few sentences with cues to learn from.
    """
    import numpy as np

    sieve = Sieve()
    read = [(example, cues) for example in examples if (cues := sieve.cues(example.sentence.text))]
    blameful = np.array([example.degree > 0 for example, _ in read])
    if min(blameful.sum(), (~blameful).sum()) < LEAST_EXAMPLES:
        raise InputError(
            f"too few examples to train on: {blameful.sum()} blameful and {(~blameful).sum()} blameless sentences with "
            f"cues, at least {LEAST_EXAMPLES} of each are needed"
        )
    found = [dict.fromkeys(sorted(cue_features(cues)), 1.0) for _, cues in read]
    vocabulary = vocabulary_of(found, RARE)
    matrix = matrix_of(found, vocabulary)

    def fit(rows: np.ndarray) -> tuple[np.ndarray, float]:
        return fit_non_negative(matrix[rows], blameful[rows], PENALTY)

    held_out = held_out_scores(matrix, [example.group for example, _ in read], fit)
    weights, bias = fit(np.arange(len(read)))
    kept = np.flatnonzero(weights > NOTHING)
    names = list(vocabulary)
    model = LinearModel(
        {names[column]: place for place, column in enumerate(kept)},
        weights[None, kept].astype(np.float32),
        np.array([bias], dtype=np.float32),
    )
    return model, float(np.quantile(held_out[blameful], 1 - KEPT))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("data", type=Path, help="a file or a folder of labelled sentences")
    cli.add_argument("output", type=Path, help="the folder to write the model to")
    options = cli.parse_args()
    examples = [example for example in read_examples(options.data) if example.split != "test"]
    model, threshold = train_sieve(examples)
    model.save(options.output, {"threshold": round(threshold, 4)})
    print(f"{options.output}: {len(model.vocabulary)} features, threshold {threshold:.2f}")


if __name__ == "__main__":
    main()
