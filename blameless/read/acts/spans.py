"""Ranges of a sentence: of a phrase that a suggestion repeats, of an act from its actor to its object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import scheme

if TYPE_CHECKING:
    from spacy.tokens import Token

_QUOTABLE = 90
"""Characters of the longest phrase that a suggestion repeats."""
_FINITE = {"VBD", "VBZ", "VBP", "MD"}


def phrase(head: Token | None) -> tuple[int, int] | None:
    """The range of a word with all that hangs on it, cut before a clause; ``None`` where it is too long to be quoted."""
    if head is None or head.tag_ in ("WP", "WDT", "PRP", "DT"):
        return None
    first = head.left_edge if head.tag_.startswith("N") else head
    last = head
    for token in head.doc[head.i + 1 : head.right_edge.i + 1]:
        if in_another_clause(token, head):
            break
        last = token
    end = last.idx + len(last)
    tags = {token.tag_ for token in head.doc[first.i : last.i + 1] if token != head}
    return (first.idx, end) if end - first.idx <= _QUOTABLE and tags.isdisjoint(_FINITE) else None


def before(noun: Token) -> list[Token]:
    """The modifiers right before a noun: "service" of "service desk", "human" of "human error"."""
    return [part for part in scheme.modifiers(noun) if 0 < noun.i - part.i < 4]


def in_another_clause(token: Token, head: Token) -> bool:
    """Whether a token hangs on a word by a clause of its own, sets one off, or hangs on another word altogether."""
    while token != head:
        if token.dep_ in (*scheme.RELATIVE, "acl", "advcl", "parataxis", "appos", "punct", "cc", "ccomp"):
            return True
        if token.head == token:  # the root: where trees cross, a word between another's edges need not hang on it
            return True
        token = token.head
    return False


def range_of(tokens: list[Token]) -> tuple[int, int]:
    """From the first of some words to the end of the last."""
    first, last = min(tokens, key=lambda t: t.i), max(tokens, key=lambda t: t.i)
    return first.idx, last.idx + len(last)


def below(predicate: Token) -> Token | None:
    """The open clause a verb governs: "check" of "failed to check"."""
    return next((child for child in predicate.children if child.dep_ == "xcomp" and child.tag_.startswith("VB")), None)
