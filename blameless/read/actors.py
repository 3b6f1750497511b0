"""Who acts: the kind of actor behind a noun, a name or a pronoun."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Literal

from ..lexicon import load, words
from . import scheme

if TYPE_CHECKING:
    from spacy.tokens import Token

ActorKind = Literal[
    "person",
    "role",
    "team",
    "organisation",
    "we",
    "pronoun",
    "they",
    "you",
    "adversary",
    "user",
    "system",
    "name",
    "thing",
]
PEOPLE: frozenset[str] = frozenset({"person", "role", "team", "organisation", "we", "pronoun"})
_HANDLE = re.compile(r"@[A-Za-z][\w.-]+$")
_NO_NAME = re.compile(r"\d|[/_(]|\w\.\w\w")
_INITIALS = re.compile(r"(?:[A-Z]\.){2,3}$")
# "electrician", "chemist", "foreman", "engineer": endings that hardly any thing has.
_PROFESSION = re.compile(r"\w{3}(?:(?<!l)ist|ician|woman|(?<!hu)man|eer|smith|wright)$")
_INDEFINITE = {
    "nobody",
    "noone",
    "anyone",
    "anybody",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "whoever",
    "none",
}


def _singular(token: Token) -> str:
    """The lemma of a noun; taggers take a capitalised plural for a name and leave its s."""
    lemma = token.lemma_.lower()
    if token.tag_ in ("NNP", "NNPS") and lemma.endswith("s") and not lemma.endswith("ss"):
        return lemma[:-1]
    return lemma


@cache
def _lexicon() -> dict[str, frozenset[str]]:
    return {kind: frozenset(forms) for kind, forms in load("actors").items()}


class Actors:
    """Tells kinds of actors apart.

    Args:
        people: names of people to know besides common given names.
        roles: nouns for roles to know besides the built-in ones.
        teams: nouns and names of teams to know besides the built-in ones.
        products: names that are no people, whatever they look like.
    """

    def __init__(
        self,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
        products: Iterable[str] = (),
    ) -> None:
        self._people = {part for name in people for part in name.split()} | {name.lstrip("@") for name in people}
        self._roles = {role.lower() for role in roles}
        self._teams = {team.lower() for team in teams}
        self._products = {product.lower() for product in products}

    def kind(self, token: Token) -> ActorKind:
        """The kind of actor a noun, pronoun or name stands for; ``thing`` where it is none."""
        low, lemma = token.lower_, _singular(token)
        lexicon = _lexicon()
        for kind in ("we", "pronoun", "they", "you"):
            if low in lexicon[kind] and token.tag_ in ("PRP", "PRP$", "WP"):
                return kind  # type: ignore[return-value]
        if self.is_person(token):
            return "person"
        if low in _INDEFINITE:
            return "role"
        if low in self._roles or lemma in self._roles:
            return "role"
        if low in self._teams or lemma in self._teams:
            return "team"
        if lemma in lexicon["adversary"] or low in lexicon["adversary"]:
            return "adversary"
        if lemma in lexicon["role"] or low in lexicon["role"]:
            return self._role_or_machine(token, lemma)
        if token.tag_ in ("NN", "NNS") and _PROFESSION.search(lemma) and lemma not in lexicon["system"]:
            return "role"
        if lemma in lexicon["user"]:
            return "user"
        if lemma in lexicon["team"] or low in lexicon["team"]:
            return "team"
        if lemma in ("group", "desk"):
            return self._group(token)
        if low in lexicon["team_names"] and token.text[0].isupper() and token.tag_.startswith("NNP"):
            return "team" if not self._names_a_product(token) else "thing"
        if lemma in lexicon["organisation"]:
            return "organisation"
        if low in lexicon["organisation_names"] and not self._names_a_product(token):
            return "organisation"
        if lemma in lexicon["system"]:
            return "system"
        if token.tag_ in ("NNP", "NNPS") and not token.like_num:
            return "name"
        return "thing"

    def is_person(self, token: Token) -> bool:
        """Whether a token is (part of) the name of an individual: a name, a handle, initials."""
        text = token.text
        if text.lower() in self._products or (_NO_NAME.search(text) and not _HANDLE.match(text)):
            return False
        if text in self._people or text.lstrip("@") in self._people:
            return True
        if _HANDLE.match(text):
            return True
        if token.ent_type_ in ("PERSON", "PER"):
            return True
        if _INITIALS.match(text):
            return True
        return text[:1].isupper() and text in words("given_names") and token.tag_ in ("NNP", "NNPS", "NN")

    def _role_or_machine(self, token: Token, lemma: str) -> ActorKind:
        """Decide between the two: "the Kubernetes operator", "the monitoring agent" are machines; "the plant operator" is a person."""
        if lemma not in _lexicon()["system"]:
            return "role"
        before = {part.lower_ for part in scheme.modifiers(token)} | ({token.nbor(-1).lower_} if token.i else set())
        if lemma == "operator":
            return "system" if before & _lexicon()["machine_operators"] else "role"
        return "role" if before & _lexicon()["human_modifiers"] else "system"

    def _group(self, token: Token) -> ActorKind:
        """Tell the mobile group and the help desk from consumer groups and security groups."""
        before = {part.lower_ for part in scheme.modifiers(token)} | ({token.nbor(-1).lower_} if token.i else set())
        return "thing" if before & _lexicon()["grouped_things"] or not scheme.modifiers(token) else "team"

    def _names_a_product(self, token: Token) -> bool:
        """ "the AWS console", "Google Cloud": the name stands before a noun of a thing, or is only part of another."""
        return token.dep_ in ("compound", "nmod", "nn") and token.head.i > token.i
