"""Who did what, asked of a parsed sentence, whichever dependency scheme its pipeline speaks.

Two schemes are known: Universal Dependencies (https://universaldependencies.org/u/dep/), which ``en_blameless`` and
many others speak, and the ClearNLP one of spaCy's ``en_core_web_*``
(https://github.com/clir/clearnlp-guidelines/blob/master/md/specifications/dependency_labels.md). They differ in names
(``nsubj:pass`` / ``nsubjpass``) and in shape: UD hangs a preposition on its noun and a copula on its predicate, ClearNLP
the other way round. No other module reads a label.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECT = {"nsubj", "csubj", "nsubj:outer", "expl"}
PASSIVE_SUBJECT = {"nsubj:pass", "nsubjpass", "csubj:pass", "csubjpass"}
OBJECT = {"obj", "dobj"}
_INDIRECT = {"iobj", "dative"}
AUXILIARY = {"aux", "aux:pass", "auxpass"}
POSSESSOR = {"nmod:poss", "poss"}
RELATIVE = {"acl:relcl", "relcl"}
NAME_PART = {"flat", "flat:name", "compound", "goeswith"}
_COPULA_PREDICATE = {"attr", "acomp"}
_OPEN_CLAUSE = {"xcomp", "advcl", "acl", "pcomp"}
_NEGATIONS = {"not", "n't", "n’t", "never", "neither", "nor", "hardly", "barely"}
_BY = "by"

# What one of these needs to be parsed at all.
NEEDED = ("tagger", "parser")


def speaks_a_known_scheme(labels: tuple[str, ...]) -> bool:
    """Whether a parser's labels are those of one of the two schemes."""
    return {"nsubj", "nsubj:pass"} <= set(labels) or {"nsubj", "nsubjpass"} <= set(labels)


def _children(token: Token, labels: set[str]) -> Iterator[Token]:
    return (child for child in token.children if child.dep_ in labels)


def _first(tokens: Iterator[Token]) -> Token | None:
    return next(tokens, None)


def governor(token: Token) -> Token:
    """The token that carries a predicate's auxiliaries and subject: ClearNLP's copula, else the token itself."""
    return token.head if token.dep_ in _COPULA_PREDICATE else token


def own_subject(predicate: Token) -> Token | None:
    """The active subject that stands beside a predicate."""
    return _first(_children(governor(predicate), SUBJECT))


def passive_subject(predicate: Token) -> Token | None:
    """What a passive says something was done to."""
    return _first(_children(governor(predicate), PASSIVE_SUBJECT))


def is_passive(predicate: Token) -> bool:
    """Whether a verb stands in the passive."""
    return passive_subject(predicate) is not None or any(
        child.dep_ in ("aux:pass", "auxpass") for child in predicate.children
    )


def agent(predicate: Token) -> Token | None:
    """The noun behind "by" of a passive or a participle."""
    for child in predicate.children:
        if child.dep_ == "obl:agent":
            return child
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == _BY and predicate.tag_ == "VBN"):
            return _first(_children(child, {"pobj"}))
        if child.dep_ == "obl" and predicate.tag_ == "VBN" and preposition(child) == _BY:
            return child
    return None


def subject(predicate: Token) -> Token | None:
    """Who does what the predicate says: its own subject, or the one it shares.

    Follows coordination ("deployed and forgot"), control ("tried to restart"), open clauses ("before checking"),
    and relative clauses ("the engineer who deleted").
    """
    seen = 0
    token = governor(predicate)
    while seen < 8:  # a bound against malformed trees
        seen += 1
        found = own_subject(token)
        if found is not None:
            return antecedent(found, token)
        if is_passive(token):
            return agent(token)
        if token.dep_ in RELATIVE or (token.dep_ == "acl" and token.tag_ in ("VBG", "VB")):
            return token.head
        if token.dep_ == "conj" or token.dep_ in _OPEN_CLAUSE:
            controlled = _first(_children(token.head, OBJECT | _INDIRECT)) if token.dep_ == "xcomp" else None
            if controlled is not None and controlled.i < token.i:
                return controlled
            token = governor(token.head)
            continue
        return None
    return None


def antecedent(token: Token, clause: Token) -> Token:
    """The noun a relative pronoun stands for; any other token itself."""
    if token.tag_ in ("WP", "WDT") and clause.dep_ in RELATIVE:
        return clause.head
    return token


def object_(predicate: Token) -> Token | None:
    """The direct object."""
    return _first(_children(predicate, OBJECT))


def negation(token: Token) -> Token | None:
    """The word that negates a predicate, if one does."""
    for host in dict.fromkeys((token, governor(token))):
        for child in host.children:
            if child.lower_ in _NEGATIONS and child.dep_ in ("advmod", "neg", "preconj", "cc:preconj"):
                return child
    return None


def auxiliaries(predicate: Token) -> list[Token]:
    """The auxiliaries of a predicate in order, with those it shares with the first of a coordination."""
    host = governor(predicate)
    labels = AUXILIARY | {"cop"}
    found = list(_children(host, labels))
    if host is not predicate:
        found.append(host)
    if not found and host.dep_ == "conj" and own_subject(host) is None and host.tag_ in ("VB", "VBN", "VBG"):
        found = list(_children(host.head, labels))
    return sorted(found, key=lambda token: token.i)


def adverbs(predicate: Token) -> list[Token]:
    """The adverbs of a predicate."""
    return list(_children(predicate, {"advmod"}))


def preposition(noun: Token) -> str:
    """The lower-cased preposition before a noun, or an empty string."""
    if noun.dep_ == "pobj":
        return noun.head.lower_
    case = _first(_children(noun, {"case"}))
    return case.lower_ if case is not None else ""


def oblique(token: Token, *prepositions: str) -> Token | None:
    """The first noun that hangs on a token by one of these prepositions."""
    for child in token.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions:
            return _first(_children(child, {"pobj"}))
        if child.dep_.split(":")[0] in ("obl", "nmod") and preposition(child) in prepositions:
            return child
    return None


def possessor(noun: Token) -> Token | None:
    """Whose a noun is: "NAME's mistake", "our oversight", "the mistake of the operator", "an oversight by the team"."""
    return _first(_children(noun, POSSESSOR)) or oblique(noun, "of", _BY, "from")


def clause_below(noun: Token) -> Token | None:
    """The infinitive that hangs on a noun: "failure to check"."""
    return _first(child for child in noun.children if child.dep_ in ("acl", "xcomp") and child.tag_ == "VB")


def name_tokens(token: Token) -> list[Token]:
    """A noun with the parts of its name, in order."""
    parts = [token, *_children(token, NAME_PART)]
    if token.dep_ in NAME_PART:
        parts += [token.head, *_children(token.head, NAME_PART)]
    return sorted(set(parts), key=lambda part: part.i)


def modifiers(noun: Token) -> list[Token]:
    """Adjectives and nouns before a noun."""
    return list(_children(noun, {"amod", "compound", "nmod", "nn"}))


def predicates(doc: Doc) -> Iterator[Token]:
    """Whatever says something of somebody: verbs that are no auxiliaries, and nouns or adjectives with a copula."""
    for token in doc:
        if token.dep_ in AUXILIARY or token.dep_ == "cop":
            continue
        if token.tag_.startswith("VB") and token.dep_ not in ("amod", "compound"):
            if token.lemma_ == "be" and any(child.dep_ in _COPULA_PREDICATE for child in token.children):
                continue
            yield token
        elif token.dep_ in _COPULA_PREDICATE or any(child.dep_ == "cop" for child in token.children):
            yield token
