"""Acts that a noun tells of: errors with whose they are, and conduct found wanting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import scheme
from ..actors import Actors
from .act import Act
from .classes import classes
from .forms import lemma_of
from .spans import before, phrase, range_of
from .subjects import kind_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def named(doc: Doc, actors: Actors) -> Iterator[Act]:
    """Nouns of error with whose they are: "the operator's mistake", "human error", "failure to check"."""
    known = classes()
    for noun in doc:
        lemma = noun.lemma_.lower()
        if not noun.tag_.startswith("NN") or lemma not in known["error_noun"]:
            continue
        whose = scheme.possessor(noun)
        kind = kind_of(whose, actors) if whose is not None else "none"
        marks = ["nominal", f"nominal-{lemma}"]
        below = scheme.clause_below(noun)
        if below is not None:
            marks.append("duty-failed")
            if lemma_of(below) in known["duty"] | known["omission"]:
                marks.append("omission-failed")
        for part in scheme.modifiers(noun):
            if part.lower_ in known["human"]:
                marks.append("human")
            if part.lower_ in known["failing_conduct"]:
                marks.append("of-conduct")
            if part.lower_ in known["judgment"]:
                marks.append("judged")
        cause = scheme.preposition(noun)
        if cause:
            marks.append(f"by-{cause}")
        tokens = [
            noun,
            *before(noun),
            *([whose] if whose is not None and abs(whose.i - noun.i) < 8 else []),
            *([below] if below is not None else []),
        ]
        yield Act(kind, lemma, tuple(dict.fromkeys(marks)), *range_of(tokens), noun.idx, duty=phrase(below))


def wanting(doc: Doc, actors: Actors) -> Iterator[Act]:
    """Conduct found wanting: "inadequate oversight by the agency", "poor planning", "lack of communication"."""
    known = classes()
    for noun in doc:
        if noun.lower_ not in known["conduct"] or noun.tag_ not in ("NN", "NNS", "VBG", "NNP"):
            continue
        words = {part.lower_ for part in (*scheme.modifiers(noun), *doc[max(noun.i - 2, 0) : noun.i])}
        host = noun.head if scheme.preposition(noun) == "of" else None
        if not (words & known["too_little"] or (host is not None and host.lemma_.lower() in ("lack", "absence"))):
            continue
        whose = scheme.oblique(noun, "by", "at", "from", "within", "among") or next(iter(_owners(noun)), None)
        if whose is None and host is not None:
            whose = scheme.oblique(host, "by", "at", "from", "within", "among")
        kind = kind_of(whose, actors) if whose is not None else "none"
        tokens = [
            noun,
            *([host] if host is not None else []),
            *([whose] if whose is not None and abs(whose.i - noun.i) < 8 else []),
        ]
        yield Act(kind, noun.lemma_.lower(), ("wanting",), *range_of(tokens), noun.idx)


def _owners(noun: Token) -> Iterator[Token]:
    return (child for child in noun.children if child.dep_ in scheme.POSSESSOR)
