"""Who did what in a sentence: each predicate with its actor and with what makes it read as an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import scheme
from ..actors import Actors
from .act import Act
from .forms import lemma_of, participle_of
from .marks import marks
from .nouns import named, wanting
from .spans import before, below, phrase, range_of
from .subjects import actor_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Act", "read_acts"]


def read_acts(doc: Doc, actors: Actors) -> tuple[Act, ...]:
    """Every predicate of a parsed sentence and every noun of error in it, in order."""
    acts = [*(_said(token, actors) for token in scheme.predicates(doc)), *named(doc, actors), *wanting(doc, actors)]
    return tuple(sorted(acts, key=lambda act: (act.start, act.end)))


def _said(predicate: Token, actors: Actors) -> Act:
    who, kind = actor_of(predicate, actors)
    found = tuple(dict.fromkeys(marks(predicate, who, actors)))
    tokens = [predicate, *([who, *before(who)] if who is not None else [])]
    for what in (scheme.object_(predicate), below(predicate)):
        if what is not None and abs(what.i - predicate.i) < 8:
            tokens.append(what)
    target = scheme.passive_subject(predicate) or scheme.object_(predicate)
    return Act(
        kind,
        lemma_of(predicate),
        found,
        *range_of(tokens),
        predicate.idx,
        phrase(target),
        phrase(below(predicate)),
        participle_of(predicate),
        target is not None
        and (target.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in target.children)),
    )
