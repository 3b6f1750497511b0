"""Who acts: the subject of a predicate, where the parser found it and where it lost it, and what kind of actor that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import scheme
from ..actors import PEOPLE, Actors

if TYPE_CHECKING:
    from spacy.tokens import Token

_PARTS = {"one", "some", "all", "none", "most", "many", "each", "both", "rest", "number", "half", "couple", "pair"}
"""Words of which what they are a part of says who acts."""


def actor_of(predicate: Token, actors: Actors) -> tuple[Token | None, str]:
    """Who does what a predicate says, and the kind of actor: see :class:`~blameless.read.acts.act.Act`."""
    who = scheme.subject(predicate)
    if who is None and not scheme.is_passive(predicate):
        who = _beside(predicate, actors)
    if who is not None:
        return who, kind_of(who, actors)
    if scheme.is_passive(predicate):
        return None, "none"
    if predicate.dep_ == "conj" and predicate.tag_ == "VBN" and scheme.is_passive(predicate.head):
        return None, "none"
    if predicate.tag_ not in ("VBD", "VB", "VBN", "VBP"):
        return None, "open"
    if predicate.dep_ in ("ROOT", "root", "conj") and _opens(predicate):
        return None, "bare"
    if predicate.tag_ == "VBD" and (who := _opening_person(predicate, actors)) is not None:
        return who, kind_of(who, actors)
    return None, "open"


def _beside(predicate: Token, actors: Actors) -> Token | None:
    """The person right before a finite verb, for where the parser found no subject."""
    if predicate.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    left = predicate.i - 1
    while left >= 0 and (predicate.doc[left].tag_ in ("RB", "MD") or predicate.doc[left].dep_ in scheme.AUXILIARY):
        left -= 1
    if left < 0 or predicate.doc[left].sent != predicate.sent:
        return None
    token = predicate.doc[left]
    return token if actors.kind(token) in PEOPLE and token.tag_ != "PRP$" else None


def _opens(predicate: Token) -> bool:
    """Whether a predicate, or the one it is joined to, stands before any noun: the subject was left out."""
    first = predicate.head if predicate.dep_ == "conj" else predicate
    return not any(
        token.tag_.startswith(("N", "PRP", "W", "EX", "DT")) and token.i < first.i
        for token in predicate.sent
        if token.i < first.i
    )


def _opening_person(predicate: Token, actors: Actors) -> Token | None:
    """The person a sentence opens with, for a verb whose subject the parser lost in what stands between."""
    for token in predicate.sent:
        if token.i >= predicate.i or token.i - predicate.sent.start > 3:
            return None
        if token.tag_.startswith("N") and actors.kind(token) in PEOPLE:
            return token
    return None


def kind_of(who: Token, actors: Actors) -> str:
    """The kind of an actor; a name is looked at as a whole, and "one of the engineers" is an engineer."""
    kinds = [
        actors.kind(token) for token in scheme.name_tokens(who) if token.i >= who.i or token.tag_.startswith("NNP")
    ]
    for kind in ("person", "adversary"):
        if kind in kinds and actors.kind(who) in (kind, "name", "thing"):
            return kind
    kind = actors.kind(who)
    if kind == "thing" and who.lower_ in _PARTS:
        part = scheme.oblique(who, "of", "among")
        return kind_of(part, actors) if part is not None else kind
    return kind
