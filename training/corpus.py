"""The two streams of training examples: gold trees, rewritten afresh in every pass, and sentences with people."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.util import registry

from training.augment import rewrite, sentences_of
from training.conllu import Sentence, to_doc
from training.names import NameSentences

Reader = Callable[[Language], Iterator[Example]]


@registry.readers("blameless.trees.v1")
def create_trees(path: str, level: float, seed: int) -> Reader:
    """Read documents with trees; a share ``level`` of them is rewritten, anew in each pass."""
    rng = random.Random(seed)

    def read(nlp: Language) -> Iterator[Example]:
        docs = [rewritten for doc in _load(path, nlp) for rewritten in _rewritten(doc, nlp, level, rng)]
        yield from _shuffled(docs, nlp, rng)

    return read


@registry.readers("blameless.people.v1")
def create_people(path: str, names: str, templates: str, fills: int, seed: int) -> Reader:
    """Read documents with people, and sentences whose slots are filled with names, anew in each pass.

    path: documents with people. names: the folder of name sentences. templates: more sentences with slots, and nouns
    that products may be called by, as JSON. fills: filled sentences in a pass.
    """
    rng = random.Random(seed)
    sentences = NameSentences(Path(names), rng, Path(templates))

    def read(nlp: Language) -> Iterator[Example]:
        yield from _shuffled([*_load(path, nlp), *sentences.docs(nlp, fills)], nlp, rng)

    return read


def people_only(doc: Doc) -> Doc:
    """A document with its people and nothing else: the trees of the development part are no training data."""
    bare = Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
    people = [Span(bare, entity.start, entity.end, entity.label_) for entity in doc.ents]
    bare.set_ents(people, default="outside")
    return bare


def _shuffled(docs: list[Doc], nlp: Language, rng: random.Random) -> Iterator[Example]:
    """Examples of gold documents in random order; what is to be learnt starts from the raw text."""
    rng.shuffle(docs)
    for doc in docs:
        yield Example(nlp.make_doc(doc.text), doc)


def _load(path: str, nlp: Language) -> Iterator[Doc]:
    return DocBin().from_disk(path).get_docs(nlp.vocab)


def _rewritten(doc: Doc, nlp: Language, level: float, rng: random.Random) -> Iterator[Doc]:
    """A gold paragraph, or in its place its sentences one by one, each rewritten."""
    if rng.random() >= level:
        yield doc
        return
    for sentence in sentences_of(doc):
        yield to_doc(nlp.vocab, [Sentence(rewrite(sentence.words, rng))])
