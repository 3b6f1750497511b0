"""What running text is told by: the words that hold English sentences together."""

from __future__ import annotations

import re
from functools import cache

from ...lexicon import load
from ...remembered import remembered
from ...worded import is_worded

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDS_PROSE = re.compile(r"[^\W\d_]{2}[\"')\]”’]*[.!?](?:\s|$)")
_FEWEST = 8
"""Fewer words do not tell prose: commands and comments have as many."""
_HELD_TOGETHER = 0.25
"""The share of function words from which words are sentences; prose has 0.35 to 0.55, logs and code less than 0.2."""


@cache
def _function_words() -> frozenset[str]:
    return frozenset(load("prose")["function_words"])


def reads_as_prose(text: str) -> bool:
    """Whether a text is written in English sentences: it ends one, and has the words that hold sentences together."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEWEST or not is_worded(text) or not _ENDS_PROSE.search(text):
        return False
    return sum(word in _function_words() for word in words) >= _HELD_TOGETHER * len(words)


_FEW = 12
"""Words of a title that are a sentence even where no full stop tells so."""
_ONE_QUESTION = re.compile(r"[^.!?]*\?\W*")


@remembered(4_096)
def titles_prose(text: str) -> bool:
    """Whether what stands as a title, be it of a part or of a column, says what running text says: to be read as such.

    A question is none: it asks for what follows, "What could we have done to notice it sooner?".
    """
    if _ONE_QUESTION.fullmatch(text):
        return False
    stopped = f"{text.rstrip()}." if len(_WORD.findall(text[:1_000])) >= _FEW else text
    return reads_as_prose(stopped)
