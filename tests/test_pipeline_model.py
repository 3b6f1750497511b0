"""The trained pipeline: its figures against the floors, its size, and the same parse in every batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from blameless.read.blas import multiply_with_numpy
from training.evaluate import (
    DATA,
    HARD_NAMES,
    MODEL,
    ORDINARY_NAMES,
    name_figures,
    relation_figures,
    sample_texts,
    treebank_figures,
    treebank_folder,
)

FLOORS = json.loads((DATA / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nlp():
    return spacy.load(MODEL)


def below(figures: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """The figures that miss their floor."""
    return {name: figures[name] for name, floor in floors.items() if figures[name] < floor}


def analysis(doc: Doc) -> list[tuple]:
    """Everything the pipeline says of a text."""
    return [
        (
            token.idx,
            token.tag_,
            token.pos_,
            token.lemma_,
            token.dep_,
            token.head.i,
            token.is_sent_start,
            token.ent_type_,
        )
        for token in doc
    ]


def test_relations(nlp) -> None:
    assert not below(relation_figures(nlp), FLOORS["relations"])


@pytest.mark.parametrize(("path", "topic"), [(HARD_NAMES, "names"), (ORDINARY_NAMES, "names, ordinary")])
def test_names(nlp, path: Path, topic: str) -> None:
    figures = name_figures(nlp, path)
    floors = FLOORS[topic]
    assert figures.pop("products taken for people") <= floors["products taken for people, at most"]
    assert figures["precision"] >= floors["precision"]
    assert figures["recall"] >= floors["recall"]


def test_the_same_text_has_the_same_analysis_in_every_batch(nlp) -> None:
    texts = sample_texts()[::3]
    alone = [analysis(nlp(text)) for text in texts]
    assert [analysis(doc) for doc in nlp.pipe(texts, batch_size=64)] == alone
    assert [analysis(doc) for doc in nlp.pipe(texts[::-1], batch_size=7)] == alone[::-1]


def test_numpy_products_change_no_analysis(nlp) -> None:
    texts = sample_texts()[::5]
    fast = multiply_with_numpy(spacy.load(MODEL))
    assert [analysis(doc) for doc in fast.pipe(texts)] == [analysis(doc) for doc in nlp.pipe(texts)]


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) <= 20_000_000


def test_it_is_complete_and_names_its_licence(nlp) -> None:
    assert nlp.meta["license"] == "CC BY-SA 4.0"
    assert {"tagger", "parser", "ner", "lemmatizer"} <= set(nlp.pipe_names)
    assert nlp.get_pipe("ner").labels == ("PERSON",)
    assert "CC BY-SA 4.0" in (MODEL / "README.md").read_text(encoding="utf-8")


def test_it_holds_no_pickle_and_no_path_of_the_build() -> None:
    for path in Path(MODEL).rglob("*"):
        assert path.suffix not in {".pkl", ".pickle", ".joblib"}
        if path.suffix in {".cfg", ".json"} and path.is_file():
            assert "/trained" not in path.read_text(encoding="utf-8")
    config = (MODEL / "config.cfg").read_text(encoding="utf-8")
    assert "blameless." not in config


def test_who_did_what(nlp) -> None:
    doc = nlp("The disk was wiped by the operator, but Maria Okonkwo should not have had access.")
    relations = {(token.dep_, token.text, token.head.text) for token in doc}
    assert {("nsubj:pass", "disk", "wiped"), ("obl:agent", "operator", "wiped"), ("advmod", "not", "had")} <= relations
    assert [entity.text for entity in doc.ents] == ["Maria Okonkwo"]


@pytest.mark.slow
@pytest.mark.skipif(treebank_folder() is None, reason="the treebank is not here")
def test_the_treebank_from_raw_text(nlp) -> None:
    assert not below(treebank_figures(nlp, treebank_folder()), FLOORS["treebank test, raw text"])
