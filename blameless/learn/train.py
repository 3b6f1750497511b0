"""From a user's own labels to models of their own: what decides at the end of the cascade is fitted anew, the encoder stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..judge.assess import Assessor
from ..judge.items import features, wording
from ..models import LinearModel, load_models, write_artefact
from ..read import Reader
from .actions import fit_vague
from .blame import Labelled, fit_blame
from .corpus import Example, read_examples
from .items import LabelledItem, read_items

WEIGHT = {"document": 10.0, "negative": 2.0, "passage": 0.5, "implicit": 0.3}
"""Sentences of whole documents are rarer in ``data/`` than in use, sentences that blame without any word for it teach by heart."""


def train_on(
    task: str, data: Path, output: Path, model: Path | None = None, everything: bool = False
) -> tuple[int, int]:
    """Fit for a task ("blame", "vague") on a file or folder of labels, and write to a folder of models.

    Args:
        model: the folder of models whose encoder is asked; the shipped ones where ``None``.
        everything: whether lines of the split "test" are learnt from too.

    Returns:
        How many lines were learnt from, and the number of features.

    Raises:
        InputError: where the labels cannot be read, or are too few.
        OSError: where the folder cannot be written.
    """
    assessor = Assessor(load_models(model), Reader())
    if task == "blame":
        examples = [each for each in read_examples(data) if everything or each.split != "test"]
        return len(examples), len(train_blame(examples, assessor, output).vocabulary)
    items = [each for each in read_items(data) if everything or each.split != "test"]
    return len(items), len(train_vague(items, assessor, output).vocabulary)


def train_blame(examples: Sequence[Example], assessor: Assessor, folder: Path) -> LinearModel:
    """Fit what decides on blame and write it to ``folder``; sentences that the encoder finds unlikely to blame teach nothing.

    Raises:
        InputError: where there are too few examples of either kind to learn from.
        OSError: where the folder cannot be written.
    """
    pairs = assessor.evidence([example.sentence for example in examples])
    labelled = [
        Labelled(
            *pair,
            blame=float(example.degree > 0),
            open=float(example.degree == 2) if example.degree else None,
            group=example.group,
            weight=WEIGHT.get(example.source, 1.0),
        )
        for example, pair in zip(examples, pairs, strict=True)
        if pair is not None
    ]
    model = fit_blame(labelled)
    write_artefact(model.artefact(), folder / "blame")
    return model


def train_vague(items: Sequence[LabelledItem], assessor: Assessor, folder: Path) -> LinearModel:
    """Fit what is to be expected of action items and write it to ``folder``.

    Raises:
        InputError: where there are too few examples of either kind to learn from.
        OSError: where the folder cannot be written.
    """
    rows = []
    for item in items:
        candidates = item.postmortem.candidates
        place = candidates.index(item.candidate)
        rows.append(features(candidates, assessor.hear(candidates))[place] | wording(item.candidate))
    groups = [item.group for item in items]
    model = fit_vague(rows, [item.vague for item in items], [item.vigilance for item in items], groups)
    write_artefact(model.artefact(), folder / "vague")
    return model
