"""The words of a text as archives compare them: stems, without those that any text has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .. import lexicon

if TYPE_CHECKING:
    from snowballstemmer.english_stemmer import EnglishStemmer

_TOKEN = re.compile(r"[^\W\d_][\w'’./-]*\w|[^\W\d_]")
_JOINT = re.compile(r"[/._-]+")
_LONGEST = 60
"""Characters beyond which a token is no word but data: a hash, an address."""


def tokens(text: str) -> Iterator[str]:
    """The words of a text in lower case; of a compound, as ``api-gateway``, its parts and itself."""
    for found in _TOKEN.findall(text):
        token = found.lower().replace("’", "'").removesuffix("'s")
        if len(token) > _LONGEST:
            continue
        parts = _JOINT.split(token)
        yield from parts if len(parts) == 1 else (token, *parts)


def stems(text: str) -> list[str]:
    """The stems of the words that say something, in their order; Porter's second stemmer (Snowball)."""
    stop = _stop_words()
    return [stem(word) for word in tokens(text) if len(word) > 1 and word not in stop]


def all_stems(text: str) -> list[str]:
    """The stems of all words, those that any text has among them: for phrases, as “out of memory”."""
    return [stem(word) for word in tokens(text)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a word in lower case."""
    return _stemmer().stemWord(word)


@cache
def _stemmer() -> EnglishStemmer:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def _stop_words() -> frozenset[str]:
    """Words that any text has."""
    return lexicon.words("function_words")
