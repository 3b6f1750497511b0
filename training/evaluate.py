"""Measure a pipeline: the treebank's test part from raw text, the judge's relations, people's names, size and speed.

python -m training.evaluate                  # everything; the treebank where it is found
python -m training.evaluate --sample         # only what lies in the project, for continuous integration
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

# One core means one core: NumPy's BLAS must not start threads behind the measurement.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from blameless.read.blas import multiply_with_numpy
from training.conllu import convert, read_sentences, to_doc
from training.metrics import NameFigures, compare, relation_counts
from training.sources import read_jsonl

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "en_blameless"
DATA = ROOT / "data" / "nlp"
HARD_NAMES = DATA / "names" / "test.jsonl"
ORDINARY_NAMES = DATA / "names" / "test_ordinary.jsonl"
LABELS = ("nsubj", "nsubj:pass", "obj", "obl:agent", "aux", "aux:pass", "advmod", "obl", "conj")
ROUNDS = 5
LOAD = (
    "import spacy, sys, time; start = time.perf_counter(); spacy.load(sys.argv[1]); print(time.perf_counter() - start)"
)

Figures = dict[str, float]


def treebank_folder() -> Path | None:
    """The treebank's folder: the environment's BLAMELESS_TREEBANK, or the one beside the project, if any."""
    folder = Path(os.environ.get("BLAMELESS_TREEBANK", ROOT.parent / "shared" / "treebank"))
    return folder if (folder / "en_ewt-ud-test.conllu").exists() else None


def parse(nlp: Language, gold: Iterable[Doc]) -> list[Doc]:
    """The pipeline's analyses of the gold documents' raw text."""
    return list(nlp.pipe(doc.text for doc in gold))


def treebank_figures(nlp: Language, folder: Path, part: str = "test") -> Figures:
    """Figures on the treebank, a paragraph at a time, all from raw text.

    Names without prefix are F over words as in the CoNLL 2018 shared task: a wrong word is an error in everything.
    Those with ``spacy`` come from spaCy's own scorer, which leaves out misaligned words and punctuation's heads.
    """
    gold = convert(folder / f"en_ewt-ud-{part}.conllu", nlp.vocab, folder / f"en_ewt-ud-{part}.iob2")
    predicted = parse(nlp, gold)
    counted = compare(predicted, gold)
    figures = {
        name: getattr(counted, name).f for name in ("tokens", "sentences", "tags", "pos", "lemmas", "uas", "las")
    }
    figures |= {label: counted.labels[label].f for label in LABELS}
    scores = nlp.evaluate([Example(found, wanted) for found, wanted in zip(predicted, gold, strict=True)])
    for name in ("tag_acc", "dep_uas", "dep_las", "sents_f", "ents_p", "ents_r"):
        if scores.get(name) is not None:
            figures[f"spacy {name}"] = 100 * scores[name]
    return figures


def relation_figures(nlp: Language, path: Path = DATA / "relations" / "test.conllu") -> Figures:
    """F of each relation that the judge asks for, in sentences written for the project."""
    gold = [to_doc(nlp.vocab, [sentence]) for sentence in read_sentences(path)]
    predicted = parse(nlp, gold)
    counted = compare(predicted, gold)
    figures = {name: count.f for name, count in relation_counts(predicted, gold).items()}
    return figures | {"uas": counted.uas.f, "las": counted.las.f, "tags": counted.tags.f, "lemmas": counted.lemmas.f}


def group_figures(nlp: Language, path: Path = DATA / "relations" / "test.conllu") -> Figures:
    """LAS in each group of the relations test."""
    groups: dict[str, list[Doc]] = {}
    for sentence in read_sentences(path):
        groups.setdefault(sentence.comments["group"], []).append(to_doc(nlp.vocab, [sentence]))
    return {name: compare(parse(nlp, gold), gold).las.f for name, gold in groups.items()}


def name_figures(nlp: Language, path: Path = HARD_NAMES) -> Figures:
    """Precision and recall on people, and the share of products taken for people."""
    records = read_jsonl(path)
    counted = NameFigures()
    for record, doc in zip(records, nlp.pipe(record["text"] for record in records), strict=True):
        counted.add(doc, [tuple(span) for span in record["persons"]], [tuple(span) for span in record["products"]])
    return {
        "precision": counted.people.precision,
        "recall": counted.people.recall,
        "products taken for people": counted.mistaken_share,
    }


def size_figures(model: Path) -> Figures:
    """Megabytes on disk, and seconds to load once spaCy is imported, in a fresh process."""
    files = [path for path in model.rglob("*") if path.is_file()]
    seconds = min(
        float(
            subprocess.run([sys.executable, "-c", LOAD, str(model)], check=True, capture_output=True, text=True).stdout
        )
        for _ in range(ROUNDS)
    )
    return {"megabytes": sum(path.stat().st_size for path in files) / 1e6, "load seconds": seconds}


def speed_figures(model: Path, texts: list[str]) -> Figures:
    """Words a second on one core, for the whole pipeline and for spaCy's bare English tokenization.

    Every round starts from a fresh pipeline, as a tokenizer that has seen the texts before is much faster.
    """
    makers: dict[str, Callable[[], Language]] = {
        "pipeline": lambda: spacy.load(model),
        "pipeline with NumPy's BLAS": lambda: multiply_with_numpy(spacy.load(model)),
        "blank tokenization": lambda: spacy.blank("en"),
    }
    return {f"{name}, words/s": max(_rate(make(), texts) for _ in range(ROUNDS)) for name, make in makers.items()}


def _rate(nlp: Language, texts: list[str]) -> float:
    """Words a second of processor time in one pass, so that waiting for a busy machine does not count."""
    start = time.process_time()
    words = sum(map(len, nlp.pipe(texts)))
    return words / (time.process_time() - start)


def sample_texts() -> list[str]:
    """The project's own test sentences."""
    relations = [sentence.text for sentence in read_sentences(DATA / "relations" / "test.conllu")]
    return relations + [record["text"] for record in read_jsonl(DATA / "names" / "test.jsonl")]


def evaluate(model: Path, treebank: Path | None) -> dict[str, Figures]:
    """All figures by topic; those on the treebank where its folder is given."""
    nlp = spacy.load(model)
    figures = {"relations": relation_figures(nlp), "relations, LAS by group": group_figures(nlp)}
    figures["names"] = name_figures(nlp)
    figures["names, ordinary"] = name_figures(nlp, ORDINARY_NAMES)
    texts = sample_texts() * 2
    if treebank is not None:
        figures["treebank test, raw text"] = treebank_figures(nlp, treebank)
        texts = [doc.text for doc in convert(treebank / "en_ewt-ud-test.conllu", nlp.vocab)]
    figures["size"] = size_figures(model)
    figures["speed"] = speed_figures(model, texts)
    return figures


def show(figures: dict[str, Figures]) -> str:
    """The figures as lines of text."""
    lines = []
    for topic, values in figures.items():
        lines.append(f"{topic}:")
        lines.extend(f"  {name:<36}{value:12,.2f}" for name, value in values.items())
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--treebank", type=Path, default=treebank_folder())
    parser.add_argument("--sample", action="store_true", help="leave the treebank out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    figures = evaluate(options.model, None if options.sample else options.treebank)
    print(json.dumps(figures, indent=2) if options.json else show(figures))


if __name__ == "__main__":
    main()
