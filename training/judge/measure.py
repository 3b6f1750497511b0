"""Cross-validated figures: every fold's documents, judged by the models that were made without them.

    python -m training.judge.measure ../shared/real build/judge

Sentences on which readers differ count neither way. Figures are of all folds together, and of each.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from blameless.judge.assess import Assessment, Assessor
from blameless.models import load_models
from blameless.read import Reader
from training.judge.decide import FOLDS
from training.judge.real import Document, read_documents

Counts = Counter[str]


def count(document: Document, assessment: Assessment) -> Counts:
    """Hits, false alarms and misses in one document, by question."""
    found = Counter(sentences=len(document.sentences))
    verdicts = {id(verdict.evidence.sentence): verdict for verdict in assessment.verdicts}
    for sentence, label in zip(document.sentences, document.of_sentences, strict=True):
        verdict = verdicts.get(id(sentence))
        if not label.unsure:
            found[f"blame {_kind(label.degree > 0, verdict is not None)}"] += 1
        if label.degree == 2:
            found[f"open {_kind(True, verdict is not None)}"] += 1
        if label.degree and verdict is not None:
            found["degree right" if verdict.open == (label.degree == 2) else "degree wrong"] += 1
    found.update(_of_items(document, assessment))
    return found


def _of_items(document: Document, assessment: Assessment) -> Iterator[str]:
    outlooks = dict(zip(map(id, assessment.choice.chosen), assessment.choice.outlooks, strict=True))
    wanted = 0
    for candidate, label in zip(document.postmortem.candidates, document.of_candidates, strict=True):
        outlook = outlooks.get(id(candidate))
        if label.action is not None:
            yield f"action {_kind(label.action, outlook is not None)}"
        if label.action and outlook is not None:
            for name, answer, found in (
                ("vague", label.vague, outlook.lack is not None),
                ("vigilance", label.vigilance, outlook.lack == "vigilance"),
            ):
                if answer is not None:
                    yield f"{name} {_kind(answer, found)}"
        wanted += label.action is True
    if wanted:
        yield "documents with actions"
        if not outlooks:
            yield "documents with actions, none seen"


def _kind(wanted: bool, found: bool) -> str:
    return ("hit" if found else "missed") if wanted else ("false" if found else "clean")


def figures(counts: Counts) -> dict[str, float]:
    """Precision, recall and F1 of each question, and what else was asked."""
    found: dict[str, float] = {}
    for name in ("blame", "action", "vague", "vigilance"):
        hit, false, missed = (counts[f"{name} {kind}"] for kind in ("hit", "false", "missed"))
        found[f"{name} precision"] = round(hit / max(1, hit + false), 3)
        found[f"{name} recall"] = round(hit / max(1, hit + missed), 3)
        found[f"{name} f1"] = round(2 * hit / max(1, 2 * hit + false + missed), 3)
    found["blame false alarms in 1,000"] = round(1000 * counts["blame false"] / max(1, counts["sentences"]), 1)
    found["open recall"] = round(counts["open hit"] / max(1, counts["open hit"] + counts["open missed"]), 3)
    right, wrong = counts["degree right"], counts["degree wrong"]
    found["degree right"] = round(right / max(1, right + wrong), 3)
    unseen = counts["documents with actions, none seen"]
    found["documents with actions, none seen"] = round(unseen / max(1, counts["documents with actions"]), 3)
    return found


def judged(documents: Sequence[Document], assessor: Assessor) -> Iterator[Counts]:
    """The counts of each document."""
    for document in documents:
        yield count(document, assessor.assess([document.postmortem])[0])


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("real", type=Path)
    cli.add_argument("build", type=Path)
    options = cli.parse_args()
    documents, reader, total = read_documents(options.real), Reader(), Counts()
    for fold in range(FOLDS):
        folder = options.build / f"fold{fold}"
        if not (folder / "blame").is_dir():
            continue
        assessor = Assessor(load_models(folder), reader)
        own = sum(judged([each for each in documents if each.fold == fold], assessor), Counts())
        total += own
        print(f"fold {fold}", json.dumps(figures(own)), flush=True)
    print("all", json.dumps(figures(total)))


if __name__ == "__main__":
    main()
