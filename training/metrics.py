"""Figures on raw text: predicted and gold analyses are aligned by characters, as in the CoNLL 2018 shared task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

Place = tuple[int, int]


@dataclass
class Count:
    """What was right, what was predicted and what there was to find."""

    correct: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, predicted: set, gold: set) -> None:
        """Count two sets of things."""
        self.correct += len(predicted & gold)
        self.predicted += len(predicted)
        self.gold += len(gold)

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return 100 * self.correct / max(1, self.predicted)

    @property
    def recall(self) -> float:
        """Share of the gold that is found."""
        return 100 * self.correct / max(1, self.gold)

    @property
    def f(self) -> float:
        """Twice the correct over predicted and gold."""
        return 200 * self.correct / max(1, self.predicted + self.gold)


@dataclass
class TreebankFigures:
    """Counts over a treebank, all of them over words aligned by their characters."""

    tokens: Count = field(default_factory=Count)
    sentences: Count = field(default_factory=Count)
    tags: Count = field(default_factory=Count)
    pos: Count = field(default_factory=Count)
    lemmas: Count = field(default_factory=Count)
    uas: Count = field(default_factory=Count)
    las: Count = field(default_factory=Count)
    labels: dict[str, Count] = field(default_factory=dict)

    def add(self, predicted: Doc, gold: Doc) -> None:
        """Count one document."""
        self.tokens.add({place(token) for token in predicted}, {place(token) for token in gold})
        self.sentences.add({span_of(sent) for sent in predicted.sents}, {span_of(sent) for sent in gold.sents})
        for count, attribute in ((self.tags, "tag_"), (self.pos, "pos_"), (self.lemmas, "lemma_")):
            count.add(_values(predicted, attribute), _values(gold, attribute))
        found, wanted = arcs(predicted), arcs(gold)
        self.uas.add({arc[:2] for arc in found}, {arc[:2] for arc in wanted})
        self.las.add(found, wanted)
        for label in {arc[2] for arc in found | wanted}:
            count = self.labels.setdefault(label, Count())
            count.add({arc for arc in found if arc[2] == label}, {arc for arc in wanted if arc[2] == label})


def place(token: Token) -> Place:
    """Where a token stands in the text."""
    return token.idx, token.idx + len(token)


def span_of(span: Span) -> Place:
    """Where a sentence stands in the text, white space aside."""
    text = span.text
    return span.start_char + len(text) - len(text.lstrip()), span.end_char - len(text) + len(text.rstrip())


def _values(doc: Doc, attribute: str) -> set[tuple[Place, str]]:
    return {(place(token), getattr(token, attribute)) for token in doc}


def arcs(doc: Doc) -> set[tuple[Place, Place | None, str]]:
    """Each word with its head and label; the root has no head."""
    return {(place(token), None if token.head == token else place(token.head), token.dep_) for token in doc}


def compare(predicted: Iterable[Doc], gold: Iterable[Doc]) -> TreebankFigures:
    """The figures of predicted documents against gold ones, in the same order."""
    figures = TreebankFigures()
    for found, wanted in zip(predicted, gold, strict=True):
        figures.add(found, wanted)
    return figures


NEGATIONS = {"not", "n't", "never", "nt"}

# The relations that the judge reads: a name, and which gold or predicted words stand in it.
RELATIONS = {
    "subject": lambda token: token.dep_ == "nsubj",
    "passive subject": lambda token: token.dep_ == "nsubj:pass",
    "passive agent": lambda token: token.dep_ == "obl:agent",
    "negation": lambda token: token.dep_ == "advmod" and token.lower_ in NEGATIONS,
    "auxiliary": lambda token: token.dep_ in {"aux", "aux:pass"},
    "root": lambda token: token.dep_ == "ROOT",
    "object": lambda token: token.dep_ in {"obj", "iobj"},
}


def relation_counts(predicted: Iterable[Doc], gold: Iterable[Doc]) -> dict[str, Count]:
    """For each relation the labelled arcs found, predicted and wanted."""
    counts = {name: Count() for name in RELATIONS}
    for found, wanted in zip(predicted, gold, strict=True):
        for name, stands_in in RELATIONS.items():
            counts[name].add(_relation(found, stands_in), _relation(wanted, stands_in))
    return counts


def _relation(doc: Doc, stands_in) -> set[tuple[Place, Place, str]]:
    return {(place(token), place(token.head), token.dep_) for token in doc if stands_in(token)}


@dataclass
class NameFigures:
    """Counts of people found, and of products taken for people."""

    people: Count = field(default_factory=Count)
    products: int = 0
    mistaken: int = 0

    def add(self, doc: Doc, persons: list[Place], products: list[Place]) -> None:
        """Count one sentence."""
        found = {(entity.start_char, entity.end_char) for entity in doc.ents if entity.label_ == "PERSON"}
        self.people.add(found, {tuple(span) for span in persons})
        self.products += len(products)
        self.mistaken += sum(any(start < end_ and start_ < end for start_, end_ in found) for start, end in products)

    @property
    def mistaken_share(self) -> float:
        """Share of the products that overlap a predicted person, in per cent."""
        return 100 * self.mistaken / max(1, self.products)
