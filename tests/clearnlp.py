"""Rewrites a tree of Universal Dependencies into the scheme of spaCy's ``en_core_web_*``, for tests of the latter.

Names of labels change, a preposition moves between a verb and its noun, and a copula takes the place of its predicate.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

LABELS = {
    "nsubj:pass": "nsubjpass",
    "csubj:pass": "csubjpass",
    "aux:pass": "auxpass",
    "obj": "dobj",
    "iobj": "dative",
    "nmod:poss": "poss",
    "acl:relcl": "relcl",
    "flat": "compound",
    "compound:prt": "prt",
    "cc:preconj": "preconj",
    "discourse": "intj",
    "obl:tmod": "npadvmod",
    "obl:npmod": "npadvmod",
    "root": "ROOT",
}
# What belongs to the clause and moves to the copula with it.
OF_THE_CLAUSE = {"nsubj", "nsubj:outer", "csubj", "aux", "mark", "advcl", "punct", "advmod", "ccomp", "parataxis"}


def rewritten(doc: Doc) -> Doc:
    """The same words with a ClearNLP tree."""
    heads = [token.head.i for token in doc]
    labels = [token.dep_ for token in doc]
    for token in doc:
        if token.dep_ == "cop" and token.head.i != token.i:
            _raise_copula(doc, token.i, token.head.i, heads, labels)
    for token in doc:
        if token.dep_ == "case" and labels[token.i] == "case" and labels[token.head.i].split(":")[0] in ("obl", "nmod"):
            if labels[token.head.i] == "nmod:poss":
                continue
            noun = token.head.i
            heads[token.i], heads[noun] = heads[noun], token.i
            labels[token.i] = "agent" if labels[noun] == "obl:agent" else "prep"
            labels[noun] = "pobj"
    final = [
        "neg" if label == "advmod" and doc[i].lower_ in ("not", "n't", "never") else LABELS.get(label, label)
        for i, label in enumerate(labels)
    ]
    tokens = {"words": [t.text for t in doc], "spaces": [bool(t.whitespace_) for t in doc]}
    new = Doc(
        doc.vocab,
        **tokens,
        tags=[t.tag_ for t in doc],
        pos=[t.pos_ for t in doc],
        lemmas=[t.lemma_ for t in doc],
        heads=heads,
        deps=final,
    )
    new.ents = [new.char_span(e.start_char, e.end_char, label=e.label_) for e in doc.ents]
    return new


def _raise_copula(doc: Doc, copula: int, predicate: int, heads: list[int], labels: list[str]) -> None:
    is_root = heads[predicate] == predicate
    heads[copula] = copula if is_root else heads[predicate]
    labels[copula] = labels[predicate]
    heads[predicate] = copula
    labels[predicate] = "acomp" if doc[predicate].pos_ == "ADJ" else "attr"
    for i, head in enumerate(heads):
        if head == predicate and i not in (copula, predicate) and labels[i] in OF_THE_CLAUSE:
            heads[i] = copula


@Language.factory("clearnlp_parser")
class ClearnlpParser:
    """A parser that gives the trees of ``en_blameless`` in the ClearNLP scheme."""

    labels = ("nsubj", "nsubjpass", "dobj", "agent", "neg")

    def __init__(self, nlp: Language, name: str) -> None:
        self.parser = None

    def __call__(self, doc: Doc) -> Doc:
        assert self.parser is not None
        new = rewritten(self.parser(doc))
        new._context = doc._context  # what nlp.pipe(..., as_tuples=True) hands through
        return new


def clearnlp_pipeline(nlp: Language) -> Language:
    """A pipeline of our own whose parser speaks the other scheme; ``nlp`` must not be used any more."""
    parser = nlp.get_pipe("parser")
    new = nlp.replace_pipe("parser", "clearnlp_parser")
    new.parser = parser
    return nlp
