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

# How often words are shown without their class: products by document, names by document or by word.
UNKNOWN_PRODUCTS = 0.75
UNKNOWN_DOCUMENTS = 0.15
UNKNOWN_NAMES = 0.3

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
def create_people(path: str, seed: int) -> Reader:
    """Read documents with people and with the tags that they are learnt from, in another order in each pass."""
    rng = random.Random(seed)

    def read(nlp: Language) -> Iterator[Example]:
        docs = list(_load(path, nlp))
        rng.shuffle(docs)
        yield from (Example(_tagged_only(doc), doc) for doc in docs)

    return read


def write_people(tagger: Language, people: Path, sentences: NameSentences, fills: int, output: Path) -> None:
    """Store documents with people, real and made, under what ``tagger`` says of their words.

    Classes of known words are hidden at random, products' in most documents and other words' one by one: an unknown
    product is no person either, and an unknown name may still be one.

    people: the treebank's. sentences: the project's, of which ``fills`` are filled with names.
    """
    docs = [*_load(str(people), tagger), *sentences.docs(tagger, fills)]
    stored = DocBin(attrs=["ORTH", "SPACY", "TAG", "ENT_IOB", "ENT_TYPE", "ENT_ID"], store_user_data=False)
    for doc in tagger.pipe(docs):
        _forget(doc, sentences.rng)
        stored.add(doc)
    stored.to_disk(output)


def _forget(doc: Doc, rng: random.Random) -> None:
    """Hide the classes of some words."""
    products = rng.random() < UNKNOWN_PRODUCTS
    share = 1.0 if rng.random() < UNKNOWN_DOCUMENTS else UNKNOWN_NAMES
    for token in doc:
        hidden = products if token.ent_id_ == "product" else rng.random() < share
        if hidden:
            token.ent_id_ = ""


def _tagged_only(doc: Doc) -> Doc:
    """The words of a document with their tags and classes, without its people."""
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    bare = Doc(doc.vocab, words=words, spaces=spaces, tags=[token.tag_ for token in doc])
    for copy, token in zip(bare, doc, strict=True):
        copy.ent_id = token.ent_id
    return bare


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
