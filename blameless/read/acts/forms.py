"""Forms of verbs: the lemma of one that is there, and the participle of one that a suggestion needs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ...lexicon import load

if TYPE_CHECKING:
    from spacy.tokens import Token


_DOUBLED = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
"""Verbs of one syllable that double their last letter: "scan"; those of more stand among the participles."""


def lemma_of(verb: Token) -> str:
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


def participle_of(verb: Token) -> str:
    """The past participle of a verb, ``""`` where it is not known."""
    low = verb.lower_
    if verb.tag_ == "VBN":
        return low
    irregular = load("acts")["participles"]
    if low in irregular:
        return irregular[low]
    if low.endswith("ed"):
        return low
    lemma = verb.lemma_.lower()
    if lemma in irregular or not lemma.isalpha() or lemma in ("be", "have", "do", "go") or verb.tag_ == "VBD":
        return irregular.get(lemma, "")
    if lemma.endswith("e"):
        return lemma + "d"
    if _DOUBLED.fullmatch(lemma):
        return lemma + lemma[-1] + "ed"
    return lemma[:-1] + "ied" if lemma.endswith("y") and lemma[-2:-1] not in "aeiou" else lemma + "ed"
