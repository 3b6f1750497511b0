"""What decides: from which probability gate and encoder pass a passage on, and the small models at the end of the cascade.

    python -m training.judge.decide ../shared build/judge

``fold0`` to ``fold4`` hold the ``gate``, ``student`` and ``encoder`` that were made without that fold, ``all`` those made with all. Every
document is read by those that have not seen it. Into each folder goes what decides: into a fold's what was chosen and fitted
on the other four, into that of all what was on all five.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from blameless.judge.cascade import FIRST, Said, answer, exceeds, passage_of
from blameless.judge.items import features, wording
from blameless.learn.actions import fit_action, fit_vague
from blameless.learn.blame import Labelled, fit_blame
from blameless.learn.items import read_items
from blameless.learn.thresholds import keeping
from blameless.models import Model, Passage, load_model, read_artefact, write_artefact
from blameless.read import Reader
from blameless.read.document import read_sentence
from training.judge.labels import Example, read_examples
from training.judge.real import Document, ItemLabel, read_documents

FOLDS = 5
KEPT = {"gate": 0.98, "student": 0.95}
"""The share of what a later step finds that an earlier one must let through.

The gate's: 0.92 lets 25 passages of 100 through, 0.98 lets 35, all of them would cost twice the student's time; average precision of
action items is 0.905, 0.921 and 0.942.
"""
FOUND = {"blame": 0.2, "action": 0.4}
"""From which probability of encoder (blame) and student (action) something counts as found."""
MOST_OF_AN_OWNER = 15
"""Documents: where an owner has more, each counts less. One who writes 130 reports in one style would choose the threshold for all."""
PARSED = 0.98
"""The share of the blameful sentences read by the encoder that must be parsed."""
COUNTS = {"pair": 0.3, "passage": 0.3, "contrast": 0.3, "transposed": 0.5, "changelog": 0.3}
"""How much a labelled sentence counts as evidence, by its source; 1 where nothing is said. What was written on purpose counts less, and
what is of changelogs too: in full it helps no more, and less surely over the owners of real documents (better than without in 391 of 400 draws of
owners, with 0.3 in 399)."""
ITEMS = Path(__file__).resolve().parents[2] / "data" / "actions" / "items.jsonl"
WRITTEN = 0.2
"""How much an action item written for the project counts for what is vague or relies on vigilance; it teaches words that few real ones have."""
_OWN = "written "
ASKED = 0.002
"""From which probability of the student the encoder is asked for blame here; where it is in use is chosen below."""


@dataclass(frozen=True)
class Answers:
    """What models say of a passage that have not seen its document; ``last`` is ``None`` where the student is certain."""

    gate: Said
    first: Said
    last: Said | None


@dataclass(frozen=True)
class Heard:
    """A fold's documents, with the answers to each passage of theirs."""

    documents: tuple[Document, ...]
    answers: Mapping[Passage, Answers]


def hear(
    documents: Sequence[Document], gate: Model[Passage], student: Model[Passage], encoder: Model[Passage]
) -> Heard:
    """All passages of documents, as these models answer."""
    found: dict[Passage, Answers] = {}
    for document in documents:
        own = dict.fromkeys(map(passage_of, (*document.sentences, *document.postmortem.candidates)))
        passages = [each for each in own if each not in found]
        first = _named(student, passages)
        asked = [each for each, said in zip(passages, first, strict=True) if said["blame"] >= ASKED]
        last = dict(zip(asked, _named(encoder, asked), strict=True))
        for each, ahead, said in zip(passages, _named(gate, passages), first, strict=True):
            found[each] = Answers(ahead, said, last.get(each))
    return Heard(tuple(documents), found)


def _named(model: Model[Passage], passages: Sequence[Passage]) -> list[Said]:
    return [dict(zip(model.labels, row.tolist(), strict=True)) for row in model.predict(passages)]


@dataclass(frozen=True)
class Openings:
    """How far gate, student and encoder open: the least probabilities, label by label, with which a passage is passed on."""

    gate: Mapping[str, float]
    student: Mapping[str, float]
    encoder: Mapping[str, float]

    def said(self, answers: Answers) -> Said | None:
        """What the cascade says of a passage, opened so far."""
        if not exceeds(answers.gate, self.gate):
            return None
        return answer(answers.first, answers.last if exceeds(answers.first, self.student) else None)

    def parsed(self, said: Said | None) -> bool:
        """Whether a sentence of which this is said is parsed."""
        return said is not None and FIRST in said and exceeds(said, self.encoder)


def openings(heard: Sequence[Heard]) -> Openings:
    """The openings that keep the shares ``KEPT`` and ``PARSED`` of what is found after them."""
    rows = [answers for each in heard for answers in each.answers.values()]
    found = {
        "blame": np.array([answers.last["blame"] if answers.last else 0.0 for answers in rows]) >= FOUND["blame"],
        "action": np.array([answers.first["action"] for answers in rows]) >= FOUND["action"],
    }
    gate = {
        label: keeping(np.array([answers.gate[label] for answers in rows]), wanted, KEPT["gate"])
        for label, wanted in found.items()
    }
    first = np.array([answers.first["blame"] for answers in rows])
    student = {"blame": keeping(first, found["blame"], KEPT["student"])}
    opened = Openings(gate, student, {"blame": 0.0})
    read = [
        (said["blame"], label.degree > 0)
        for each in heard
        for document in each.documents
        for sentence, label in zip(document.sentences, document.of_sentences, strict=True)
        if opened.parsed(said := opened.said(each.answers[passage_of(sentence)])) and said is not None
    ]
    least = keeping(np.array([share for share, _ in read]), np.array([right for _, right in read]), PARSED)
    return replace(opened, encoder={"blame": least})


def report(heard: Sequence[Heard], opened: Openings) -> str:
    """What share of the passages goes how far."""
    said = [opened.said(answers) for each in heard for answers in each.answers.values()]
    passed = [each for each in said if each is not None]
    asked, parsed = sum(FIRST in each for each in passed), sum(map(opened.parsed, passed))
    return (
        f"of {len(said)} passages {len(passed) / len(said):.3f} pass the gate, the encoder reads {asked / len(said):.3f}, "
        f"{parsed / len(said):.3f} may blame and are parsed; {opened}"
    )


def labelled(heard: Heard, opened: Openings, reader: Reader) -> Iterator[Labelled]:
    """The sentences that reach the last step, with all evidence and their labels."""
    owned = Counter(document.owner for document in heard.documents)
    for document in heard.documents:
        counts = min(1.0, MOST_OF_AN_OWNER / owned[document.owner])
        likely = []
        for sentence, label in zip(document.sentences, document.of_sentences, strict=True):
            said = opened.said(heard.answers[passage_of(sentence)])
            if said is not None and opened.parsed(said):
                likely.append((sentence, label, said))
        evidence = reader.read([sentence for sentence, _, _ in likely])
        for read, (_, label, said) in zip(evidence, likely, strict=True):
            yield Labelled(
                read,
                said,
                label.blame,
                float(label.degree == 2) if label.degree else None,
                document.owner,
                counts * (0.3 if label.unsure else 1.0),
            )


def evidence(examples: Sequence[Example], reader: Reader) -> list[tuple[int | None, Labelled]]:
    """Every other labelled sentence with the evidence in it and the fold it is of; real documents are heard instead."""
    used = [e for e in examples if e.source != "real" and not e.held and e.answer("blame") is not None]
    read = reader.read([read_sentence(each.text, each.heading) for each in used])
    return [
        (each.fold, Labelled(found, {}, each.answer("blame") or 0.0, None, each.text, COUNTS.get(each.source, 1.0)))
        for each, found in zip(used, read, strict=True)
    ]


def decide(heard: Sequence[Heard], more: Sequence[Labelled], opened: Openings, reader: Reader, folder: Path) -> None:
    """Write to a folder of models how far the first three open, and fit the last on documents."""
    for name, thresholds in vars(opened).items():
        write_artefact(replace(read_artefact(folder / name), thresholds=thresholds), folder / name)
    blame = fit_blame([*(each for fold in heard for each in labelled(fold, opened, reader)), *more])
    write_artefact(blame.artefact(), folder / "blame")
    rows = [
        (row, alone, label, document, candidate)
        for fold in heard
        for document in fold.documents
        for (row, alone), label, candidate in zip(
            _rows(document, fold, opened), document.of_candidates, document.postmortem.candidates, strict=True
        )
    ]
    known = [each for each in rows if each[2].action is not None]
    action = fit_action(
        [row for row, *_ in known],
        [bool(label.action) for _, _, label, *_ in known],
        [document.owner for _, _, _, document, _ in known],
        [document.name for _, _, _, document, _ in known],
        [alone for _, alone, *_ in known],
    )
    write_artefact(action.artefact, folder / "action")
    items = [
        (row | wording(candidate), label, document.owner) for row, _, label, document, candidate in rows if label.action
    ]
    items += written(load_model(folder / "student"))
    vague = fit_vague(
        [row for row, *_ in items],
        [label.vague for _, label, _ in items],
        [label.vigilance for _, label, _ in items],
        [group for *_, group in items],
        [WRITTEN if group.startswith(_OWN) else 1.0 for *_, group in items],
    )
    write_artefact(vague.artefact(), folder / "vague")


def written(student: Model[Passage]) -> Iterator[tuple[dict[str, float], ItemLabel, str]]:
    """The items written for the project but those of the test split: features, label and group."""
    for item in read_items(ITEMS):
        if item.split != "test":
            candidates = item.postmortem.candidates
            place = candidates.index(item.candidate)
            said = [answer(first, None) for first in _named(student, list(map(passage_of, candidates)))]
            row = features(candidates, said, [place])[0] | wording(item.candidate)
            yield row, ItemLabel(True, item.vague, item.vigilance), f"{_OWN}{item.group}"


def _rows(document: Document, heard: Heard, opened: Openings) -> list[tuple[dict[str, float], dict[str, float]]]:
    """The features of each candidate among all of its document, and as the only one."""
    candidates = document.postmortem.candidates
    said = [opened.said(heard.answers[passage_of(each)]) for each in candidates]
    alone = [features([each], [answer])[0] for each, answer in zip(candidates, said, strict=True)]
    return list(zip(features(candidates, said), alone, strict=True))


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
        models = [load_model(folder / name) for name in ("gate", "student", "encoder")]
        heard[fold] = hear([each for each in documents if each.fold == fold], *models)
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
