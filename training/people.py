"""Train what tells people's names in sentences, and measure it across owners.

    python -m training.people --shared DIR                 # cross-validated figures, fold by fold
    python -m training.people --shared DIR --output models/names

The labels are those of ``data/real/people.jsonl``, every person named in every document, and for products those of
``data/real/names.jsonl``, on some sentences; DIR holds the documents that they refer to (``real/SOURCES.jsonl``, ``real/postmortems``) and
their folds. No owner of a repository is in two folds. Besides, the sentences that
``training.names`` makes are learnt from. The tagger of the pipeline has learnt from the like, and marks them better than any others; so each
piece of evidence is there twice in them, once for all sentences and once for written ones alone (Daumé 2007), and only the first is kept.

A mention is found where a word of it is taken for a person; what is taken for one is wrong where no reader saw a person there.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from blameless.models import write_artefact
from blameless.models.linear import LinearModel
from blameless.parse import Sentence
from blameless.read.document import read_postmortem
from blameless.read.names import LABEL, Ranges, could_be, evidence
from blameless.read.pipeline import default_pipeline
from training import sources
from training.names import NameSentences
from training.sources import hashed, read_jsonl

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, PRODUCTS = (ROOT / "data" / "real" / f"{name}.jsonl" for name in ("people", "names"))
WRITTEN = ROOT / "data" / "nlp" / "names"
FOLDS = range(5)
FILLS, SEED = 4000, 7
"""Sentences made of templates, and what they are drawn by."""
STRENGTH = 0.3
"""The inverse of the penalty on weights."""
REAL = 4.0
"""What a word of a published document counts, where a written one counts 1."""
RARE = 3
"""Evidence seen less often is left out."""
THRESHOLD = 0.5
"""The least probability, by the figures over the folds."""
ALONE = "written: "
"""What the names of evidence for written sentences alone begin with."""
Span = tuple[int, int]


@dataclass
class Labelled:
    """A sentence, who and what is named in it, and the words that are asked about with their evidence; ``fold`` is ``None`` for written ones.

    ``unsure`` are people that one of two readers saw; they count neither way.
    """

    fold: int | None
    people: list[Span]
    products: list[Span] = field(default_factory=list)
    unsure: list[Span] = field(default_factory=list)
    words: list[tuple[Span, list[str]]] = field(default_factory=list)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def published(shared: Path) -> Iterator[tuple[str, Ranges, Labelled]]:
    """All sentences of the labelled documents, with their code."""
    names = {_key(row): name for name, row in sources.sources(shared / "real").items()}
    folds = sources.folds(shared / "real")
    products = _products()
    for row in read_jsonl(PEOPLE):
        name = names[_key(row)]
        text = (shared / "real" / "postmortems" / name).read_text(encoding="utf-8")
        people, unsure = ([(start, end) for start, end in row[kind]] for kind in ("people", "unsure"))
        for sentence in read_postmortem(text).sentences:
            named = products.get((*_key(row), hashed(sentence.text)), [])
            found = (_within(sentence, text, spans) for spans in (people, unsure))
            yield sentence.text, sentence.code, Labelled(folds[name], next(found), named, next(found))


def _key(row: dict) -> tuple[str, str, str]:
    return row["repo"], row["commit"], row["path"]


def _products() -> dict[tuple[str, ...], list[Span]]:
    """The products of a sentence, by document and hash; readers looked for them in some sentences only."""
    return {
        (*_key(row), row["hash"]): [(start, end) for start, end, named in row["mentions"] if named == "product"]
        for row in read_jsonl(PRODUCTS)
    }


def _within(sentence: Sentence, text: str, spans: Sequence[Span]) -> list[Span]:
    """The ranges of a sentence's text where the source has one of these."""
    forms = {text[start:end] for start, end in spans if start < sentence.end and sentence.start < end}
    found = (match.span() for form in forms for match in re.finditer(re.escape(form), sentence.text))
    return sorted({span for span in found if any(_overlap(sentence.span(*span), other) for other in spans)})


def written() -> Iterator[tuple[str, Ranges, Labelled]]:
    """The sentences that were written for the project, and templates with fresh names."""
    sentences = NameSentences(WRITTEN, random.Random(SEED))
    for text, people in sentences.texts(FILLS):
        yield text, (), Labelled(None, people)


def read(sentences: Sequence[tuple[str, Ranges, Labelled]]) -> list[Labelled]:
    """The sentences with the evidence of their words."""
    docs = default_pipeline().pipe(text for text, _, _ in sentences)
    found = []
    for (_, code, labelled), doc in zip(sentences, docs, strict=True):
        asked = (token for token in doc if could_be(token))
        labelled.words = [((token.idx, token.idx + len(token)), evidence(token, code)) for token in asked]
        found.append(labelled)
    return found


def fit(sentences: Sequence[Labelled], threshold: float = THRESHOLD) -> LinearModel:
    """The model of some sentences; words on which readers differ are left out."""
    rows, right, weights = [], [], []
    for each in sentences:
        for span, names in each.words:
            person = any(_overlap(span, other) for other in each.people)
            if person or not any(_overlap(span, other) for other in each.unsure):
                written_too = (ALONE + name for name in names) if each.fold is None else ()
                rows.append(dict.fromkeys([*names, *written_too], 1.0))
                right.append(person)
                weights.append(1.0 if each.fold is None else REAL)
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform(rows)
    often = np.asarray(table.sum(axis=0)).ravel() >= RARE
    classifier = LogisticRegression(C=STRENGTH, max_iter=3000).fit(table[:, often], right, sample_weight=weights)
    names = vectorizer.get_feature_names_out()[often]
    kept = {
        name: weight
        for name, weight in zip(names, classifier.coef_[0], strict=True)
        if not name.startswith(ALONE) and abs(weight) > 1e-3
    }
    vocabulary = {name: column for column, name in enumerate(sorted(kept))}
    matrix = np.array([[kept[name] for name in vocabulary]])
    return LinearModel((LABEL,), vocabulary, matrix, classifier.intercept_, {LABEL: threshold})


def count(sentence: Labelled, model: LinearModel, least: float) -> Counter[str]:
    """What of a sentence is found, wrong and missed, and how many products there are and are taken for people."""
    odds = [float(model.predict([dict.fromkeys(names, 1.0)])[0, 0]) for _, names in sentence.words]
    said: list[Span] = []
    for (span, _), probability in zip(sentence.words, odds, strict=True):
        if probability >= least:
            joined = said and span[0] - said[-1][1] <= 1
            said[-1:] = [(said[-1][0], span[1])] if joined else [*said[-1:], span]
    hit = sum(any(_overlap(each, other) for other in said) for each in sentence.people)
    known = [*sentence.people, *sentence.unsure]
    return Counter(
        found=hit,
        missed=len(sentence.people) - hit,
        wrong=sum(not any(_overlap(each, other) for other in known) for each in said),
        products=len(sentence.products),
        mistaken=sum(any(_overlap(each, other) for other in said) for each in sentence.products),
    )


def told(counts: Counter[str]) -> str:
    """Counts as precision, recall and the share of products that are taken for people."""
    precision = counts["found"] / max(1, counts["found"] + counts["wrong"])
    recall = counts["found"] / max(1, counts["found"] + counts["missed"])
    mistaken = counts["mistaken"] / max(1, counts["products"])
    return f"precision {precision:.3f}, recall {recall:.3f}, products taken for people {mistaken:.4f} {dict(counts)}"


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True)
    cli.add_argument("--output", type=Path)
    args = cli.parse_args()
    sentences = read([*published(args.shared), *written()])
    thresholds = (0.3, 0.4, THRESHOLD, 0.6)
    totals = {least: Counter[str]() for least in thresholds}
    for fold in FOLDS:
        model = fit([each for each in sentences if each.fold != fold])
        for least in thresholds:
            counts = sum((count(each, model, least) for each in sentences if each.fold == fold), Counter[str]())
            totals[least] += counts
            if least == THRESHOLD:
                print(f"fold {fold}: {told(counts)}", flush=True)
    for least, counts in totals.items():
        print(f"threshold {least}: {told(counts)}")
    if args.output:
        print(write_artefact(fit(sentences).artefact(), args.output))


if __name__ == "__main__":
    main()
