"""Who did what in a sentence: each predicate with its actor and with what makes it read as an error.

The marks follow the ways in which language finds fault with people (S. Dekker, The Field Guide to Understanding 'Human
Error', 3rd ed., 2014, chapters 1 to 4): the verb's own meaning, an adverb, a duty not done, a counterfactual, a judgment, a consequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..lexicon import load
from . import scheme
from .actors import PEOPLE, Actors

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_TARGETS = ("in", "on", "to", "into", "against", "from", "at")
_QUOTABLE = 90
"""Characters of the longest phrase that a suggestion repeats."""
_FINITE = {"VBD", "VBZ", "VBP", "MD"}
_PAST = {"VBD", "VBN"}
_PAST_AUXILIARIES = {"did", "had", "was", "were"}
_NOT_PAST = {"will", "would", "should", "can", "'ll", "could", "must", "may", "might"}


@dataclass(frozen=True, slots=True)
class Act:
    """Something said of somebody.

    ``actor`` is the kind of who acts (see :data:`blameless.read.actors.ActorKind`), ``none`` for an agentless passive,
    ``bare`` where the subject is left out, ``open`` where it is not found. ``verb`` is the lemma of the predicate, ``marks`` what makes it read as
    an error. ``start`` and ``end`` are the range of the sentence from the actor to the predicate and its object, ``at``
    is where the predicate begins. ``object`` is the range of what it was done to, ``duty`` that of an infinitive it governs
    ("renew the certificate" of "forgot to renew the certificate"), both ``None`` where there is none or it is long;
    ``participle`` is the verb's past participle, ``""`` where it is not known, ``plural`` whether the object is one.
    """

    actor: str
    verb: str
    marks: tuple[str, ...]
    start: int
    end: int
    at: int
    object: tuple[int, int] | None = None
    duty: tuple[int, int] | None = None
    participle: str = ""
    plural: bool = False


@cache
def _classes() -> dict[str, frozenset[str]]:
    lexicon = load("acts")
    return {name: frozenset(forms) for table in ("verbs", "words") for name, forms in lexicon[table].items()}


def read_acts(doc: Doc, actors: Actors) -> tuple[Act, ...]:
    """Every predicate of a parsed sentence and every noun of error in it, in order."""
    acts = [*(_said(token, actors) for token in scheme.predicates(doc)), *_named(doc, actors), *_wanting(doc, actors)]
    return tuple(sorted(acts, key=lambda act: (act.start, act.end)))


def _said(predicate: Token, actors: Actors) -> Act:
    who, kind = _actor(predicate, actors)
    marks = tuple(dict.fromkeys(_marks(predicate, who, actors)))
    tokens = [predicate, *([who, *_before(who)] if who is not None else [])]
    for what in (scheme.object_(predicate), _below(predicate)):
        if what is not None and abs(what.i - predicate.i) < 8:
            tokens.append(what)
    target = scheme.passive_subject(predicate) or scheme.object_(predicate)
    return Act(
        kind,
        _lemma(predicate),
        marks,
        *_range(tokens),
        predicate.idx,
        _phrase(target),
        _phrase(_below(predicate)),
        _participle(predicate),
        target is not None
        and (target.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in target.children)),
    )


def _phrase(head: Token | None) -> tuple[int, int] | None:
    """The range of a word with all that hangs on it, cut before a clause; ``None`` where it is too long to be quoted."""
    if head is None or head.tag_ in ("WP", "WDT", "PRP", "DT"):
        return None
    first = head.left_edge if head.tag_.startswith("N") else head
    last = head
    for token in head.doc[head.i + 1 : head.right_edge.i + 1]:
        if _in_another_clause(token, head):
            break
        last = token
    end = last.idx + len(last)
    tags = {token.tag_ for token in head.doc[first.i : last.i + 1] if token != head}
    return (first.idx, end) if end - first.idx <= _QUOTABLE and tags.isdisjoint(_FINITE) else None


def _before(noun: Token) -> list[Token]:
    """The modifiers right before a noun: "service" of "service desk", "human" of "human error"."""
    return [part for part in scheme.modifiers(noun) if 0 < noun.i - part.i < 4]


def _in_another_clause(token: Token, head: Token) -> bool:
    """Whether a token hangs on a word by a clause of its own, sets one off, or hangs on another word altogether."""
    while token != head:
        if token.dep_ in (*scheme.RELATIVE, "acl", "advcl", "parataxis", "appos", "punct", "cc", "ccomp"):
            return True
        if token.head == token:  # the root: where trees cross, a word between another's edges need not hang on it
            return True
        token = token.head
    return False


def _participle(verb: Token) -> str:
    low = verb.lower_
    if verb.tag_ == "VBN":
        return low
    irregular = load("acts")["participles"]
    if low in irregular:
        return irregular[low]
    if low.endswith("ed"):
        return low
    lemma = verb.lemma_.lower()
    if lemma in irregular or not lemma.isalpha() or lemma in ("be", "have", "do", "go"):
        return irregular.get(lemma, "")
    if lemma.endswith("e"):
        return lemma + "d"
    return lemma[:-1] + "ied" if lemma.endswith("y") and lemma[-2:-1] not in "aeiou" else lemma + "ed"


def _range(tokens: list[Token]) -> tuple[int, int]:
    first, last = min(tokens, key=lambda t: t.i), max(tokens, key=lambda t: t.i)
    return first.idx, last.idx + len(last)


def _lemma(verb: Token) -> str:
    """The lemma of a verb; where the lemmatizer does not know it, the known verb it is a form of.

    "rubber-stamped" is one verb, though tokenizers make three words of it.
    """
    known, low, lemma = _known_verbs(), verb.lower_, verb.lemma_.lower()
    if verb.i >= 2 and verb.nbor(-1).text == "-":
        joined = f"{verb.nbor(-2).lower_}-{lemma}"
        if joined in known:
            return joined
    if lemma in known or not low.endswith(("ed", "ing")):
        return lemma
    stem = low[:-2] if low.endswith("ed") else low[:-3]
    return next((form for form in (stem, stem + "e", stem[:-1]) if form in known), lemma)


@cache
def _known_verbs() -> frozenset[str]:
    return frozenset().union(*load("acts")["verbs"].values())


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


def _actor(predicate: Token, actors: Actors) -> tuple[Token | None, str]:
    who = scheme.subject(predicate)
    if who is None and not scheme.is_passive(predicate):
        who = _beside(predicate, actors)
    if who is not None:
        return who, _kind(who, actors)
    if scheme.is_passive(predicate):
        return None, "none"
    if predicate.dep_ == "conj" and predicate.tag_ == "VBN" and scheme.is_passive(predicate.head):
        return None, "none"
    if predicate.tag_ not in ("VBD", "VB", "VBN", "VBP"):
        return None, "open"
    if predicate.dep_ in ("ROOT", "root", "conj") and _opens(predicate):
        return None, "bare"
    if predicate.tag_ == "VBD" and (who := _opening_person(predicate, actors)) is not None:
        return who, _kind(who, actors)
    return None, "open"


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


def _kind(who: Token, actors: Actors) -> str:
    """The kind of an actor; a name is looked at as a whole, and "one of the engineers" is an engineer."""
    kinds = [
        actors.kind(token) for token in scheme.name_tokens(who) if token.i >= who.i or token.tag_.startswith("NNP")
    ]
    for kind in ("person", "adversary"):
        if kind in kinds and actors.kind(who) in (kind, "name", "thing"):
            return kind
    kind = actors.kind(who)
    if kind == "thing" and who.lower_ in (
        "one",
        "some",
        "all",
        "none",
        "most",
        "many",
        "each",
        "both",
        "rest",
        "number",
        "half",
        "couple",
        "pair",
    ):
        part = scheme.oblique(who, "of", "among")
        return _kind(part, actors) if part is not None else kind
    return kind


def _marks(predicate: Token, who: Token | None, actors: Actors) -> Iterator[str]:
    classes = _classes()
    lemma, low = _lemma(predicate), predicate.lower_
    passive = scheme.is_passive(predicate)
    aux = [token.lower_ for token in scheme.auxiliaries(predicate)]
    negation = scheme.negation(predicate)
    verb = predicate.tag_.startswith("VB")
    if verb:
        for name in ("error", "lapse", "harm", "sanction", "omission"):
            if lemma in classes[name]:
                yield f"{name}-verb"
        if low.startswith("mis") and lemma not in ("miss",):
            yield "error-verb"
        if lemma in classes["fail"] and (below := _below(predicate)) is not None:
            yield "duty-failed"
            if _lemma(below) in classes["omission"]:
                yield "omission-failed"
    if predicate.dep_ == "xcomp" and predicate.head.lemma_.lower() in classes["fail"]:
        yield "of-failed-duty"
    if predicate.tag_ == "VBG":
        yield "gerund"
    if passive:
        yield "passive"
        patient = scheme.passive_subject(predicate)
        if patient is not None:
            yield f"to-{_kind(patient, actors)}"
    yield from _modality(predicate, aux)
    if negation is not None or (who is not None and who.lower_ in ("nobody", "none", "noone")):
        yield "negated"
        if who is not None and who.lower_ in ("nobody", "none", "noone", "one"):
            yield "nobody"
        if lemma in classes["duty"]:
            yield "duty-negated"
        if lemma in classes["omission"]:
            yield "omission-negated"
        if negation is not None and negation.lower_ == "never":
            yield "never"
    if not verb and lemma in classes["judgment"]:
        yield "judged"
        if lemma in classes["reproach"]:
            yield "reproached"
    if not verb and lemma in classes["error_noun"]:
        yield "error-noun"
    yield from _adverbials(predicate)
    target = scheme.object_(predicate) or scheme.passive_subject(predicate) or scheme.oblique(predicate, *_TARGETS)
    for what in (target, scheme.oblique(predicate, *_TARGETS), target and scheme.oblique(target, *_TARGETS)):
        if what is not None and any(child.lower_ in classes["wrong"] for child in scheme.modifiers(what)):
            yield "wrong-object"
    if target is not None:
        if target.lemma_.lower() in classes["error_noun"]:
            yield "error-object"
        if any(child.lower_ == "no" for child in target.children):
            yield "no-object"
        if target.tag_.startswith("N") or target.tag_.startswith("PRP"):
            yield "has-object"
    if (
        predicate.tag_ == "VBG"
        and predicate.i >= 2
        and [t.lower_ for t in predicate.doc[predicate.i - 2 : predicate.i]] == ["instead", "of"]
    ):
        yield "instead"
        if lemma in classes["duty"]:
            yield "instead-of-duty"
    if predicate.dep_ == "advcl" and any(child.lower_ == "without" for child in predicate.children):
        yield "without"
        if lemma in classes["omission"]:
            yield "duty-without"
    to_come = any(child.lower_ == "to" and child.dep_ in ("mark", "aux") for child in predicate.children)
    if (predicate.tag_ in _PAST or not _PAST_AUXILIARIES.isdisjoint(aux)) and _NOT_PAST.isdisjoint(aux) and not to_come:
        yield "past"
    elif "will" in aux or "'ll" in aux or "must" in aux:
        yield "future"


def _below(predicate: Token) -> Token | None:
    """The open clause a verb governs: "check" of "failed to check"."""
    return next((child for child in predicate.children if child.dep_ == "xcomp" and child.tag_.startswith("VB")), None)


def _modality(predicate: Token, aux: list[str]) -> Iterator[str]:
    modal = next((word for word in aux if word in _classes()["modal_past"]), None)
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
    classes = _classes()
    for token in predicate.children:
        low = token.lower_
        if token.dep_ == "advmod":
            for name in ("error_adverb", "sting", "hindsight"):
                if low in classes[name]:
                    yield name.replace("_", "-")
        elif low in ("mistake", "accident", "error") and scheme.preposition(token) == "by":
            yield "error-adverb"
        if token.dep_ == "mark" and low in classes["concession"]:
            yield "concession"
    if any(child.lower_ in ("despite", "notwithstanding") for token in predicate.children for child in token.children):
        yield "concession"
    for child in predicate.children:
        before = [token.lower_ for token in child.children]
        if "without" in before:
            yield "without-something"
            if any(word in classes["enough"] for word in before) or child.lemma_.lower() in classes["care"]:
                yield "without-care"
    if scheme.negation(predicate) is not None and any(
        child.lower_ in classes["enough"] for child in predicate.children
    ):
        yield "not-enough"


def _wanting(doc: Doc, actors: Actors) -> Iterator[Act]:
    """Conduct found wanting: "inadequate oversight by the agency", "poor planning", "lack of communication"."""
    classes = _classes()
    for noun in doc:
        if noun.lower_ not in classes["conduct"] or noun.tag_ not in ("NN", "NNS", "VBG", "NNP"):
            continue
        words = {part.lower_ for part in (*scheme.modifiers(noun), *doc[max(noun.i - 2, 0) : noun.i])}
        host = noun.head if scheme.preposition(noun) == "of" else None
        if not (words & classes["too_little"] or (host is not None and host.lemma_.lower() in ("lack", "absence"))):
            continue
        whose = scheme.oblique(noun, "by", "at", "from", "within", "among") or next(iter(_owners(noun)), None)
        if whose is None and host is not None:
            whose = scheme.oblique(host, "by", "at", "from", "within", "among")
        kind = _kind(whose, actors) if whose is not None else "none"
        tokens = [
            noun,
            *([host] if host is not None else []),
            *([whose] if whose is not None and abs(whose.i - noun.i) < 8 else []),
        ]
        yield Act(kind, noun.lemma_.lower(), ("wanting",), *_range(tokens), noun.idx)


def _owners(noun: Token) -> Iterator[Token]:
    return (child for child in noun.children if child.dep_ in scheme.POSSESSOR)


def _named(doc: Doc, actors: Actors) -> Iterator[Act]:
    """Nouns of error with whose they are: "the operator's mistake", "human error", "failure to check"."""
    classes = _classes()
    for noun in doc:
        lemma = noun.lemma_.lower()
        if not noun.tag_.startswith("NN") or lemma not in classes["error_noun"]:
            continue
        whose = scheme.possessor(noun)
        kind = _kind(whose, actors) if whose is not None else "none"
        marks = ["nominal", f"nominal-{lemma}"]
        below = scheme.clause_below(noun)
        if below is not None:
            marks.append("duty-failed")
            if _lemma(below) in classes["duty"] | classes["omission"]:
                marks.append("omission-failed")
        for part in scheme.modifiers(noun):
            if part.lower_ in classes["human"]:
                marks.append("human")
            if part.lower_ in classes["failing_conduct"]:
                marks.append("of-conduct")
            if part.lower_ in classes["judgment"]:
                marks.append("judged")
        cause = scheme.preposition(noun)
        if cause:
            marks.append(f"by-{cause}")
        tokens = [
            noun,
            *_before(noun),
            *([whose] if whose is not None and abs(whose.i - noun.i) < 8 else []),
            *([below] if below is not None else []),
        ]
        yield Act(kind, lemma, tuple(dict.fromkeys(marks)), *_range(tokens), noun.idx, duty=_phrase(below))
