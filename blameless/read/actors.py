"""Who acts: the kind of actor behind a noun, a name or a pronoun."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from ..language.en.known import NOTHING, Known
from ..lexicon import load
from . import scheme
from .names import Ranges, shipped_recogniser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

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
_PEOPLE_OF = "blameless.people"
"""Under this name a parsed sentence keeps the places of the words that are of people's names."""
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
        known: what the configuration says of names, which holds before all else.
    """

    def __init__(self, known: Known = NOTHING) -> None:
        self._known = known

    def kind(self, token: Token) -> ActorKind:
        """The kind of actor a noun, pronoun or name stands for; ``thing`` where it is none."""
        low, lemma = token.lower_, _singular(token)
        lexicon = _lexicon()
        for kind in ("we", "pronoun", "they", "you"):
            if low in lexicon[kind] and token.tag_ in ("PRP", "PRP$", "WP"):
                return kind  # type: ignore[return-value]
        known = self._known.kind(token.text) or self._known.kind(lemma)
        if self.is_person(token):
            return "person"
        if low in _INDEFINITE:
            return "role"
        if known in ("role", "team"):
            return known
        if lemma in lexicon["adversary"] or low in lexicon["adversary"]:
            return "adversary"
        if lemma in lexicon["role"] or low in lexicon["role"]:
            return self._role_or_machine(token, lemma)
        if token.tag_ in ("NN", "NNS") and _PROFESSION.search(lemma) and lemma not in lexicon["system"]:
            return "role"
        if lemma in lexicon["user"]:
            return "user"
        several = self._several(token, lemma)
        if several is not None:
            return several
        if lemma in lexicon["system"]:
            return "system"
        if token.tag_ in ("NNP", "NNPS") and not token.like_num:
            return "name"
        return "thing"

    def is_person(self, token: Token) -> bool:
        """Whether a token is (part of) the name of an individual: a name, a handle, initials."""
        known = self._known.kind(token.text)
        return known == "person" if known is not None else token.i in self.people(token.doc)

    def people(self, doc: Doc, code: Ranges = ()) -> frozenset[int]:
        """The places of the words that are of people's names, whatever the configuration says; asked once a sentence.

        Args:
            code: ranges of the sentence that are set as code, when it is asked first.
        """
        if _PEOPLE_OF not in doc.user_data:
            doc.user_data[_PEOPLE_OF] = shipped_recogniser().people(doc, code)
        return doc.user_data[_PEOPLE_OF]

    def _role_or_machine(self, token: Token, lemma: str) -> ActorKind:
        """Decide between the two: "the Kubernetes operator", "the monitoring agent" are machines; "the plant operator" is a person."""
        if lemma not in _lexicon()["system"]:
            return "role"
        before = {part.lower_ for part in scheme.modifiers(token)} | ({token.nbor(-1).lower_} if token.i else set())
        if lemma == "operator":
            return "system" if before & _lexicon()["machine_operators"] else "role"
        return "role" if before & _lexicon()["human_modifiers"] else "system"

    def _several(self, token: Token, lemma: str) -> ActorKind | None:
        """The kind of what is more than one person, by its noun or its name; ``thing`` where that is of a product."""
        low, lexicon = token.lower_, _lexicon()
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
        return None

    def _group(self, token: Token) -> ActorKind:
        """Tell the mobile group and the help desk from consumer groups and security groups."""
        before = {part.lower_ for part in scheme.modifiers(token)} | ({token.nbor(-1).lower_} if token.i else set())
        return "thing" if before & _lexicon()["grouped_things"] or not scheme.modifiers(token) else "team"

    def _names_a_product(self, token: Token) -> bool:
        """ "the AWS console", "Google Cloud": the name stands before a noun of a thing, or is only part of another."""
        return token.dep_ in ("compound", "nmod", "nn") and token.head.i > token.i
