"""A sentence written anew where it is simple enough: each way to do so, for the judge to look at before it is offered.

What goes is who acted, and words of ``lexicon/rewriting.toml``; all else stays as it is written, so that no fact is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ..lexicon import load
from ..parse.prose import Prose
from ..report import Replacement
from .passive import Piece, capital, passive

if TYPE_CHECKING:
    from ..parse import Sentence
    from ..read import Evidence

_SHORTEST, _LONGEST = 15, 400
"""Characters of the shortest and the longest sentence that is rewritten."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """``text[start:end]`` of a sentence written as ``pieces``."""

    sentence: Sentence
    start: int
    end: int
    pieces: tuple[Piece, ...]

    def rewritten(self) -> Sentence:
        """The sentence as it would be, for the judge; it stands nowhere in a document."""
        text, code = "", []
        for piece in ((0, self.start), *self.pieces, (self.end, len(self.sentence.text))):
            if isinstance(piece, str):
                text += piece
                continue
            shift = len(text) - piece[0]
            code += [(a + shift, b + shift) for a, b in self.sentence.code if piece[0] <= a and b <= piece[1]]
            text += self.sentence.text[slice(*piece)]
        return replace(self.sentence, text=text, prose=Prose(text, (), code=tuple(code)), offset=0)

    def replacement(self, source: str) -> Replacement:
        """What to write where.

        Args:
            source: the text of the document; what stays is taken from there, code marks and line ends and all.
        """
        left, right = self.sentence.span(self.start, self.end)
        parts = (
            piece if isinstance(piece, str) else source[slice(*self.sentence.span(*piece))] for piece in self.pieces
        )
        return Replacement(left, right, "".join(parts))

    def is_clean(self) -> bool:
        """Whether it breaks no mark-up: there is none but code in what changes, and all code stays, whole."""
        low = self.sentence.offset
        kept = [piece for piece in self.pieces if not isinstance(piece, str)]
        code = [(a, b) for a, b in self.sentence.code if a < self.end and self.start < b]
        whole = all(any(start <= a and b <= end for start, end in kept) for a, b in code)
        return whole and self.sentence.prose.is_unbroken(low + self.start, low + self.end)


def rewritings(evidence: Evidence) -> Iterator[Rewriting]:
    """The ways to write a sentence anew, the best first; none where it is not simple."""
    sentence = evidence.sentence
    text = sentence.text
    if not _SHORTEST <= len(text) <= _LONGEST or _stands_for_much(text):
        return
    opening = _opening(text)
    for start, end, pieces in (*passive(evidence, opening, _after(sentence)), *_without_hindsight(evidence, opening)):
        found = Rewriting(sentence, start, end, pieces)
        if found.is_clean():
            yield found


def _stands_for_much(text: str) -> bool:
    """Whether it quotes somebody, or asks: what is quoted is nobody's to change, and a question says nothing."""
    return bool(re.search(r"[\"“”«»?]", text))


def _after(sentence: Sentence) -> str:
    """What stands behind a sentence in its block, as far as it may speak of who acts in it."""
    end = sentence.offset + len(sentence.text)
    return sentence.prose.text[end : end + _LONGEST]


@cache
def _hindsight() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of hindsight that open a sentence, and those set off by commas in it."""
    lexicon = load("rewriting")
    opening, anywhere = (_any(words) for words in (lexicon["hindsight"] + lexicon["opening"], lexicon["hindsight"]))
    return re.compile(rf"(?:{opening}\b[\s,:]*)+", re.I), re.compile(rf",\s(?:{anywhere})(?:,|(?=[.!]*\s*$))", re.I)


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(r"\s".join(map(re.escape, each.split())) for each in words) + ")"


def _opening(text: str) -> int:
    """Where a sentence begins without the words of hindsight that open it."""
    found = _hindsight()[0].match(text)
    return found.end() if found else 0


def _without_hindsight(evidence: Evidence, opening: int) -> Iterator[tuple[int, int, tuple[Piece, ...]]]:
    text, people = evidence.sentence.text, load("rewriting")["actors"]
    if any(act.actor in people for act in evidence.acts):  # what they did is what the hindsight is about
        return
    said = {word.lower() for word in re.findall(r"\w+", text[opening:])}
    people_or_modal = {*load("rewriting")["judged_now"], *load("actors")["role"]}
    if len(text) - opening < _SHORTEST or evidence.people or not said.isdisjoint(people_or_modal):
        return
    if opening and (first := capital(text, opening)) is not None:
        yield 0, opening + len(first), (first,)
    elif not opening and (found := _hindsight()[1].search(text)):
        yield *found.span(), ()
