"""What decides at the end of the cascade, fitted on real documents with what an encoder says that has not seen them.

    python -m training.judge.decide REAL BUILD

``BUILD/fold0`` to ``fold4`` hold the ``gate`` and ``encoder`` that were made without that fold, ``BUILD/all`` those made with
all. Into each goes what decides: into a fold's what was fitted on the other four, by what their encoders say of them; into
``all`` what was fitted on all five.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from blameless.judge.cascade import Cascade, Said
from blameless.judge.items import features
from blameless.learn.actions import fit_action, fit_vague
from blameless.learn.blame import Labelled, fit_blame
from blameless.models import Model, Passage, load_model, write_artefact
from blameless.read import Reader
from training.judge.real import Document, ItemLabel, read_documents

FOLDS = 5


@dataclass(frozen=True)
class Heard:
    """A document as an encoder hears it that has not seen it: its labelled sentences with their evidence, its candidates."""

    document: Document
    sentences: tuple[Labelled, ...]
    rows: tuple[dict[str, float], ...]


def hear(documents: Sequence[Document], gate: Model[Passage], encoder: Model[Passage], reader: Reader) -> list[Heard]:
    """The documents as these models and this reader hear them."""
    cascade, found = Cascade(gate, encoder), []
    for document in documents:
        said = cascade.read([Passage(" ".join(s.text.split()), s.heading) for s in document.sentences])
        likely = [
            (sentence, label, each)
            for sentence, label, each in zip(document.sentences, document.of_sentences, said, strict=True)
            if each is not None and each["blame"] >= encoder.thresholds["likely"]
        ]
        evidence = reader.read([sentence for sentence, _, _ in likely])
        labelled = tuple(
            Labelled(
                read,
                each,
                label.blame,
                float(label.degree == 2) if label.degree else None,
                str(document.fold),
                0.3 if label.unsure else 1.0,
            )
            for read, (_, label, each) in zip(evidence, likely, strict=True)
        )
        candidates = document.postmortem.candidates
        heard: list[Said | None] = cascade.read([Passage(c.text, c.heading) for c in candidates])
        found.append(Heard(document, labelled, tuple(features(candidates, heard))))
    return found


def decide(heard: Sequence[Heard], folder: Path) -> None:
    """Fit what decides on documents and write it to a folder of models."""
    blame = fit_blame([each for document in heard for each in document.sentences])
    write_artefact(blame.artefact(), folder / "blame")
    rows: list[tuple[dict[str, float], ItemLabel, str]] = [
        (row, label, str(each.document.fold))
        for each in heard
        for row, label in zip(each.rows, each.document.of_candidates, strict=True)
    ]
    known = [(row, label, group) for row, label, group in rows if label.action is not None]
    action = fit_action([r for r, _, _ in known], [bool(a.action) for _, a, _ in known], [g for _, _, g in known])
    write_artefact(action.artefact, folder / "action")
    items = [(row, label, group) for row, label, group in rows if label.action]
    vague = fit_vague(
        [row for row, _, _ in items],
        [label.vague for _, label, _ in items],
        [label.vigilance for _, label, _ in items],
        [group for _, _, group in items],
    )
    write_artefact(vague.artefact(), folder / "vague")


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("real", type=Path)
    cli.add_argument("build", type=Path)
    options = cli.parse_args()
    reader = Reader()
    documents = read_documents(options.real)
    heard: dict[int, list[Heard]] = {}
    for fold in range(FOLDS):
        folder = options.build / f"fold{fold}"
        gate, encoder = load_model(folder / "gate"), load_model(folder / "encoder")
        heard[fold] = hear([each for each in documents if each.fold == fold], gate, encoder, reader)
        print(
            f"fold {fold}: {len(heard[fold])} documents, {sum(len(h.sentences) for h in heard[fold])} likely sentences"
        )
    for fold in range(FOLDS):
        decide(
            [each for other in range(FOLDS) if other != fold for each in heard[other]], options.build / f"fold{fold}"
        )
    decide([each for fold in range(FOLDS) for each in heard[fold]], options.build / "all")


if __name__ == "__main__":
    main()
