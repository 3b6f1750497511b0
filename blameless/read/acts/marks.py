"""What makes a predicate read as an error.

The marks follow the ways in which language finds fault with people (S. Dekker, The Field Guide to Understanding 'Human
Error', 3rd ed., 2014, chapters 1 to 4): the verb's own meaning, an adverb, a duty not done, a counterfactual, a judgment, a consequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import scheme
from ..actors import Actors
from .classes import classes
from .forms import lemma_of
from .spans import below
from .subjects import kind_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_TARGETS = ("in", "on", "to", "into", "against", "from", "at")
_PAST = {"VBD", "VBN"}
_PAST_AUXILIARIES = {"did", "had", "was", "were"}
_NOT_PAST = {"will", "would", "should", "can", "'ll", "could", "must", "may", "might"}
_NOBODY = {"nobody", "none", "noone"}


def marks(predicate: Token, who: Token | None, actors: Actors) -> Iterator[str]:
    """The marks of a predicate. Their order counts: pairs of them are features of what decides on blame."""
    lemma = lemma_of(predicate)
    aux = [token.lower_ for token in scheme.auxiliaries(predicate)]
    yield from _of_meaning(predicate, lemma)
    yield from _of_form(predicate, actors)
    yield from _modality(predicate, aux)
    yield from _negation(predicate, lemma, who)
    yield from _judgment(predicate, lemma)
    yield from _adverbials(predicate)
    yield from _of_objects(predicate)
    yield from _of_clauses(predicate, lemma)
    yield from _tense(predicate, aux)


def _is_verb(predicate: Token) -> bool:
    return predicate.tag_.startswith("VB")


def _of_meaning(predicate: Token, lemma: str) -> Iterator[str]:
    """What the verb itself says, or the one that governs it."""
    known = classes()
    if _is_verb(predicate):
        for name in ("error", "lapse", "harm", "sanction", "omission"):
            if lemma in known[name]:
                yield f"{name}-verb"
        if predicate.lower_.startswith("mis") and lemma not in ("miss",):
            yield "error-verb"
        if lemma in known["fail"] and (governed := below(predicate)) is not None:
            yield "duty-failed"
            if lemma_of(governed) in known["omission"]:
                yield "omission-failed"
    if predicate.dep_ == "xcomp" and predicate.head.lemma_.lower() in known["fail"]:
        yield "of-failed-duty"


def _of_form(predicate: Token, actors: Actors) -> Iterator[str]:
    if predicate.tag_ == "VBG":
        yield "gerund"
    if scheme.is_passive(predicate):
        yield "passive"
        patient = scheme.passive_subject(predicate)
        if patient is not None:
            yield f"to-{kind_of(patient, actors)}"


def _negation(predicate: Token, lemma: str, who: Token | None) -> Iterator[str]:
    known, negation = classes(), scheme.negation(predicate)
    if negation is None and (who is None or who.lower_ not in _NOBODY):
        return
    yield "negated"
    if who is not None and who.lower_ in (*_NOBODY, "one"):
        yield "nobody"
    if lemma in known["duty"]:
        yield "duty-negated"
    if lemma in known["omission"]:
        yield "omission-negated"
    if negation is not None and negation.lower_ == "never":
        yield "never"


def _judgment(predicate: Token, lemma: str) -> Iterator[str]:
    known = classes()
    if _is_verb(predicate):
        return
    if lemma in known["judgment"]:
        yield "judged"
        if lemma in known["reproach"]:
            yield "reproached"
    if lemma in known["error_noun"]:
        yield "error-noun"


def _of_objects(predicate: Token) -> Iterator[str]:
    """What it was done to: the wrong thing, an error, nothing."""
    known = classes()
    target = scheme.object_(predicate) or scheme.passive_subject(predicate) or scheme.oblique(predicate, *_TARGETS)
    for what in (target, scheme.oblique(predicate, *_TARGETS), target and scheme.oblique(target, *_TARGETS)):
        if what is not None and any(child.lower_ in known["wrong"] for child in scheme.modifiers(what)):
            yield "wrong-object"
    if target is not None:
        if target.lemma_.lower() in known["error_noun"]:
            yield "error-object"
        if any(child.lower_ == "no" for child in target.children):
            yield "no-object"
        if target.tag_.startswith(("N", "PRP")):
            yield "has-object"


def _of_clauses(predicate: Token, lemma: str) -> Iterator[str]:
    """How it hangs on another: "instead of checking", "without checking"."""
    known, at = classes(), predicate.i
    if predicate.tag_ == "VBG" and at >= 2 and [t.lower_ for t in predicate.doc[at - 2 : at]] == ["instead", "of"]:
        yield "instead"
        if lemma in known["duty"]:
            yield "instead-of-duty"
    if predicate.dep_ == "advcl" and any(child.lower_ == "without" for child in predicate.children):
        yield "without"
        if lemma in known["omission"]:
            yield "duty-without"


def _tense(predicate: Token, aux: list[str]) -> Iterator[str]:
    to_come = any(child.lower_ == "to" and child.dep_ in ("mark", "aux") for child in predicate.children)
    if (predicate.tag_ in _PAST or not _PAST_AUXILIARIES.isdisjoint(aux)) and _NOT_PAST.isdisjoint(aux) and not to_come:
        yield "past"
    elif "will" in aux or "'ll" in aux or "must" in aux:
        yield "future"


def _modality(predicate: Token, aux: list[str]) -> Iterator[str]:
    modal = next((word for word in aux if word in classes()["modal_past"]), None)
    if modal and "have" in aux and modal != "must":
        yield "counterfactual"
        yield f"counterfactual-{modal}"
    elif modal:
        yield f"modal-{modal}"
    if predicate.head.lower_ == "ought" and "have" in aux:
        yield "counterfactual"
        yield "counterfactual-ought"
    if predicate.dep_ == "xcomp" and predicate.head.lemma_ in ("suppose", "oblige"):
        yield "supposed-to"
    mark = [child.lower_ for child in predicate.children if child.dep_ == "mark"]
    if "if" in mark and "had" in aux:
        yield "if-had"
    if aux[:1] == ["had"] and predicate.dep_ == "advcl" and not mark:
        yield "if-had"


def _adverbials(predicate: Token) -> Iterator[str]:
    known = classes()
    for token in predicate.children:
        low = token.lower_
        if token.dep_ == "advmod":
            for name in ("error_adverb", "sting", "hindsight"):
                if low in known[name]:
                    yield name.replace("_", "-")
        elif low in ("mistake", "accident", "error") and scheme.preposition(token) == "by":
            yield "error-adverb"
        if token.dep_ == "mark" and low in known["concession"]:
            yield "concession"
    if any(child.lower_ in ("despite", "notwithstanding") for token in predicate.children for child in token.children):
        yield "concession"
    for child in predicate.children:
        before = [token.lower_ for token in child.children]
        if "without" in before:
            yield "without-something"
            if any(word in known["enough"] for word in before) or child.lemma_.lower() in known["care"]:
                yield "without-care"
    if scheme.negation(predicate) is not None and any(child.lower_ in known["enough"] for child in predicate.children):
        yield "not-enough"
