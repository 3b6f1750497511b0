"""Acts are read off any tree a parser may give, in bounded time."""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.vocab import Vocab

from blameless.read.acts.spans import in_another_clause


def test_a_word_of_another_tree_is_no_part_of_the_clause() -> None:
    words = ["crash", "restart", "node"]
    doc = Doc(Vocab(), words=words, heads=[0, 1, 1], deps=["ROOT", "ROOT", "obj"])
    assert in_another_clause(doc[2], doc[0])


def test_a_word_that_hangs_on_the_head_is_in_its_clause() -> None:
    doc = Doc(Vocab(), words=["delete", "the", "node"], heads=[0, 2, 0], deps=["ROOT", "det", "obj"])
    assert not in_another_clause(doc[1], doc[0])
