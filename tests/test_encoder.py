"""The encoder: word pieces as its training had them, answers that no neighbour changes, and files that are not what they should be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from blameless.errors import BlamelessError
from blameless.models import Artefact, Passage, Transformer, read_artefact
from blameless.models.wordpieces import WordPieces

VOCABULARY = [
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "dave",
    "un",
    "##pin",
    "##ned",
    "cafe",
    "'",
    "s",
    ".",
    "日",
    "##s",
    "node",
    "!",
]
PASSAGES = [
    Passage("Dave forgot to renew the certificate.", "Root cause"),
    Passage("The queue filled within four minutes.", "Timeline"),
    Passage("", ""),
    Passage("We should have known better! " * 200, "x" * 5_000),
    Passage("Überraschend: 日本語, ﬁne, \x00 and é.", "\n"),
]

ANOTHER_GRAPH = bytes.fromhex(
    "080812003a370a100a016112016222084964656e746974791201675a0f0a0161120a0a08080712040a020801620f0a0162120a0a08080712040a02080142040a001011"
)
"""An ONNX graph that gives "b", which is "a"."""


@cache
def artefact() -> Artefact:
    return read_artefact(ROOT / "models" / "encoder")


@cache
def encoder() -> Transformer:
    return Transformer(artefact())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Dave unpinned nodes", ["dave", "un", "##pin", "##ned", "node", "##s"]),
        ("DAVE'S CAFÉ.", ["dave", "'", "s", "cafe", "."]),
        ("日日 node", ["日", "日", "node"]),
        ("unpinnedly dave", ["[UNK]", "dave"]),
        ("da\u200bve \x00node\tnode", ["dave", "node", "node"]),
        ("d" * 101, ["[UNK]"]),
        (" \n ", []),
        ("!!", ["!", "!"]),
    ],
)
def test_word_pieces(text: str, pieces: list[str]) -> None:
    assert WordPieces(VOCABULARY).numbers(text, 20) == [VOCABULARY.index(piece) for piece in pieces]


def test_only_so_many_pieces_are_cut() -> None:
    assert len(WordPieces(VOCABULARY).numbers("node " * 1_000, 7)) == 7


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_has_pieces(text: str) -> None:
    assert all(0 <= number < len(VOCABULARY) for number in WordPieces(VOCABULARY).numbers(text, 50))


def test_a_vocabulary_must_hold_what_every_text_has() -> None:
    with pytest.raises(BlamelessError, match=r"lacks \[SEP\]"):
        WordPieces(["[UNK]", "[CLS]", "node"])


def test_a_passage_is_judged_alike_alone_and_among_others() -> None:
    model = encoder()
    together = model.predict(PASSAGES)
    assert together.shape == (len(PASSAGES), len(model.labels)) and np.isfinite(together).all()
    for passage, row in zip(PASSAGES, together, strict=True):
        assert np.array_equal(model.predict([passage])[0], row)
    assert np.array_equal(model.predict(PASSAGES[::-1])[::-1], together)
    assert model.predict([]).shape == (0, len(model.labels))


def test_of_a_heading_as_many_pieces_are_read_as_the_model_says() -> None:
    text = PASSAGES[0].text
    for longest in (0, 5):
        model = Transformer(replace(artefact(), settings={**artefact().settings, "longest_heading": longest}))
        with_heading, without = model.predict([Passage(text, "What I was wrong about"), Passage(text)])
        assert np.array_equal(with_heading, without) == (longest == 0)


def test_threads_share_it() -> None:
    wanted = encoder().predict(PASSAGES)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: encoder().predict(PASSAGES), range(8)):
            assert np.array_equal(found, wanted)


def _with(**arrays: np.ndarray) -> Artefact:
    return replace(artefact(), arrays={**artefact().arrays, **arrays})


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (lambda: _with(graph=artefact().arrays["graph"][:1000]), "cannot be read"),
        (lambda: _with(graph=np.frombuffer(ANOTHER_GRAPH, np.uint8)), "does not make odds of pieces and segments"),
        (lambda: _with(graph=np.zeros(0, np.uint8)), "cannot be read"),
        (lambda: _with(graph=np.zeros(64, np.float32)), "no row of bytes"),
        (lambda: replace(artefact(), labels=artefact().labels[:-1]), "gives answers of the shape"),
        (lambda: replace(artefact(), settings={**artefact().settings, "longest": 10**6}), '"longest"'),
        (
            lambda: replace(artefact(), settings={**artefact().settings, "longest_heading": -1}),
            '"longest_heading" is -1',
        ),
        (lambda: replace(artefact(), settings={}), '"longest" is None'),
        (lambda: replace(artefact(), vocabulary=("[UNK]",)), "lacks"),
    ],
)
def test_what_is_broken_is_said_when_it_is_read(broken, message: str) -> None:
    with pytest.raises(BlamelessError, match=message):
        Transformer(broken())


def test_a_vocabulary_longer_than_the_graph_knows() -> None:
    longer = replace(artefact(), vocabulary=(*artefact().vocabulary, "onemore"))
    with pytest.raises(BlamelessError, match="fails"):
        Transformer(longer)


def test_more_pieces_than_the_graph_reads() -> None:
    with pytest.raises(BlamelessError, match="fails"):
        Transformer(replace(artefact(), settings={"longest": 500, "longest_heading": 100}))
