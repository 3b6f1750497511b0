"""What decides: from which probability gate and encoder pass a passage on, and the small models at the end of the cascade.

    python -m training.judge.decide ../shared build/judge

``fold0`` to ``fold4`` hold the ``gate`` and ``encoder`` that were made without that fold, ``all`` those made with all. Every
document is read by those that have not seen it. Into each folder goes what decides: into a fold's what was chosen and fitted
on the other four, into that of all what was on all five.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from blameless.judge.cascade import Said, answer, exceeds, passage_of
from blameless.judge.items import features
from blameless.learn.actions import fit_action, fit_vague
from blameless.learn.blame import Labelled, fit_blame
from blameless.learn.thresholds import keeping
from blameless.models import Encoder, Model, Passage, load_model, read_artefact, write_artefact
from blameless.parse import parse_sentence
from blameless.read import Reader
from training.judge.labels import Example, read_examples
from training.judge.real import Document, read_documents

FOLDS = 5
KEPT = {"gate": 0.92, "first": 0.95}
"""The share of what the encoder's last answer finds that an earlier step must let through.

The gate's is where its curve bends: 0.95 would double what it passes. Of what readers call blameful it keeps more than that, as what it
loses are mostly the encoder's false alarms.
"""
FOUND = {"blame": 0.2, "action": 0.4}
"""From which probability of the later step something counts as found."""
COUNTS = {"pair": 0.3, "passage": 0.3, "contrast": 0.3, "transposed": 0.5}
"""How much a labelled sentence counts as evidence, by its source; 1 where nothing is said. What was written on purpose counts less."""
ASKED = {"blame": 0.002, "action": 0.01}
"""From which probabilities of the first answer the last is asked for here; where it is in use is chosen below."""


@dataclass(frozen=True)
class Answers:
    """What models say of a passage that have not seen its document; ``last`` is ``None`` where the first is certain."""

    gate: Said
    first: Said
    last: Said | None


@dataclass(frozen=True)
class Heard:
    """A fold's documents, with the answers to each passage of theirs."""

    documents: tuple[Document, ...]
    answers: Mapping[Passage, Answers]


def hear(documents: Sequence[Document], gate: Model[Passage], encoder: Encoder) -> Heard:
    """All passages of documents, as these models answer."""
    found: dict[Passage, Answers] = {}
    for document in documents:
        own = dict.fromkeys(map(passage_of, (*document.sentences, *document.postmortem.candidates)))
        passages = [each for each in own if each not in found]
        first = _named(encoder, passages)
        asked = [each for each, said in zip(passages, first, strict=True) if exceeds(said, ASKED)]
        last = dict(zip(asked, _named(encoder.deep, asked), strict=True))
        for each, ahead, said in zip(passages, _named(gate, passages), first, strict=True):
            found[each] = Answers(ahead, said, last.get(each))
    return Heard(tuple(documents), found)


def _named(model: Model[Passage], passages: Sequence[Passage]) -> list[Said]:
    return [dict(zip(model.labels, row.tolist(), strict=True)) for row in model.predict(passages)]


@dataclass(frozen=True)
class Openings:
    """How far gate and encoder open: the least probabilities, label by label, with which a passage is passed on."""

    gate: Mapping[str, float]
    encoder: Mapping[str, float]

    def said(self, answers: Answers) -> Said | None:
        """What the cascade says of a passage, opened so far."""
        if not exceeds(answers.gate, self.gate):
            return None
        last = answers.last if exceeds(answers.first, self.encoder) else None
        return answer(answers.first, last, self.encoder)


def openings(heard: Sequence[Heard]) -> Openings:
    """The openings that keep the shares ``KEPT`` of what the encoder finds at last."""
    rows = [answers for each in heard for answers in each.answers.values()]
    found: dict[str, dict[str, float]] = {"gate": {}, "first": {}}
    for label, least in FOUND.items():
        wanted = np.array([answers.last[label] if answers.last else 0.0 for answers in rows]) >= least
        for step, thresholds in found.items():
            thresholds[label] = keeping(
                np.array([getattr(answers, step)[label] for answers in rows]), wanted, KEPT[step]
            )
    return Openings(found["gate"], found["first"])


def report(heard: Sequence[Heard], opened: Openings) -> str:
    """What share of the passages goes how far."""
    rows = [answers for each in heard for answers in each.answers.values()]
    passed = [answers for answers in rows if exceeds(answers.gate, opened.gate)]
    deep = sum(exceeds(answers.first, opened.encoder) for answers in passed)
    read = sum(answers.first["blame"] >= opened.encoder["blame"] for answers in passed)
    return (
        f"of {len(rows)} passages {len(passed) / len(rows):.3f} pass the gate, {deep / len(rows):.3f} are read to the last "
        f"layer, {read / len(rows):.3f} may blame and are parsed; {opened}"
    )


def labelled(heard: Heard, opened: Openings, reader: Reader) -> Iterator[Labelled]:
    """The sentences that reach the last step, with all evidence and their labels."""
    for document in heard.documents:
        likely = []
        for sentence, label in zip(document.sentences, document.of_sentences, strict=True):
            said = opened.said(heard.answers[passage_of(sentence)])
            if said is not None and said["first blame"] >= opened.encoder["blame"]:
                likely.append((sentence, label, said))
        evidence = reader.read([sentence for sentence, _, _ in likely])
        for read, (_, label, said) in zip(evidence, likely, strict=True):
            yield Labelled(
                read,
                said,
                label.blame,
                float(label.degree == 2) if label.degree else None,
                document.owner,
                0.3 if label.unsure else 1.0,
            )


def evidence(examples: Sequence[Example], reader: Reader) -> list[tuple[int | None, Labelled]]:
    """Every other labelled sentence with the evidence in it and the fold it is of; real documents are heard instead."""
    used = [e for e in examples if e.source != "real" and not e.held and e.answer("blame") is not None]
    read = reader.read([parse_sentence(each.text, each.heading) for each in used])
    return [
        (each.fold, Labelled(found, {}, each.answer("blame") or 0.0, None, each.text, COUNTS.get(each.source, 1.0)))
        for each, found in zip(used, read, strict=True)
    ]


def decide(heard: Sequence[Heard], more: Sequence[Labelled], opened: Openings, reader: Reader, folder: Path) -> None:
    """Write to a folder of models how far the first two open, and fit the last on documents."""
    for name, thresholds in (("gate", opened.gate), ("encoder", opened.encoder)):
        write_artefact(replace(read_artefact(folder / name), thresholds=thresholds), folder / name)
    blame = fit_blame([*(each for fold in heard for each in labelled(fold, opened, reader)), *more])
    write_artefact(blame.artefact(), folder / "blame")
    rows = [
        (row, label, document)
        for fold in heard
        for document in fold.documents
        for row, label in zip(_rows(document, fold, opened), document.of_candidates, strict=True)
    ]
    known = [(row, bool(label.action), document) for row, label, document in rows if label.action is not None]
    action = fit_action(
        [row for row, _, _ in known],
        [wanted for _, wanted, _ in known],
        [document.owner for _, _, document in known],
        [document.name for _, _, document in known],
    )
    write_artefact(action.artefact, folder / "action")
    items = [(row, label, document.owner) for row, label, document in rows if label.action]
    vague = fit_vague(
        [row for row, _, _ in items],
        [label.vague for _, label, _ in items],
        [label.vigilance for _, label, _ in items],
        [group for _, _, group in items],
    )
    write_artefact(vague.artefact(), folder / "vague")


def _rows(document: Document, heard: Heard, opened: Openings) -> list[dict[str, float]]:
    candidates = document.postmortem.candidates
    return features(candidates, [opened.said(heard.answers[passage_of(each)]) for each in candidates])


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("shared", type=Path, help="holds real/, gold/ and postmortems/")
    cli.add_argument("build", type=Path)
    options = cli.parse_args()
    reader = Reader()
    documents = read_documents(options.shared / "real")
    more = evidence(read_examples(options.shared), reader)
    heard: dict[int, Heard] = {}
    for fold in range(FOLDS):
        folder = options.build / f"fold{fold}"
        if not (folder / "encoder").is_dir():
            print(f"{folder} holds no encoder: nothing is learnt from its documents")
            continue
        gate, encoder = load_model(folder / "gate"), load_model(folder / "encoder")
        heard[fold] = hear([each for each in documents if each.fold == fold], gate, encoder)
    for name, held_out in [*((f"fold{fold}", fold) for fold in heard), ("all", None)]:
        if not (options.build / name / "encoder").is_dir():
            continue
        used = [each for fold, each in heard.items() if fold != held_out]
        opened = openings(used)
        print(f"{name}: {report(used if held_out is None else [heard[held_out]], opened)}", flush=True)
        others = [each for fold, each in more if fold is None or fold != held_out]
        decide(used, others, opened, reader, options.build / name)


if __name__ == "__main__":
    main()
