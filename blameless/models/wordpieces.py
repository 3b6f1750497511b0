"""Text as the numbers of word pieces, as encoders of the BERT family see it.

Lower case, without accents, every mark on its own; a word that is not in the vocabulary is cut from the left into the longest
pieces that are (J. Devlin et al., BERT, 2019, section 3; Y. Wu et al., 2016). The library that is known for it brings a client
for downloads along, which has no business here; the training checks that both give the same numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ..errors import BlamelessError

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
_INSIDE = "##"
_LONGEST_WORD = 100
_WORDS_KEPT = 20_000


class WordPieces:
    """The pieces of a vocabulary; safe to use from several threads.

    Args:
        vocabulary: the pieces in the order of their numbers; those inside of words begin with ``##``.

    Raises:
        BlamelessError: where it lacks what every text begins, ends or is filled up with.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(vocabulary)}
        missing = [piece for piece in (UNKNOWN, START, END) if piece not in self._numbers]
        if missing:
            raise BlamelessError(f"its vocabulary lacks {missing[0]}")
        self.start, self.end, self._unknown = (self._numbers[piece] for piece in (START, END, UNKNOWN))
        self.last = len(vocabulary) - 1
        self._of_word = lru_cache(_WORDS_KEPT)(self._cut)

    def numbers(self, text: str, longest: int) -> list[int]:
        """The numbers of the first pieces of a text, ``longest`` at most."""
        found: list[int] = []
        for word in _words(text):
            found += self._of_word(word)
            if len(found) >= longest:
                return found[:longest]
        return found

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        found, first = [], 0
        while first < len(word):
            inside = _INSIDE if first else ""
            last = next((n for n in range(len(word), first, -1) if inside + word[first:n] in self._numbers), None)
            if last is None:
                return (self._unknown,)
            found.append(self._numbers[inside + word[first:last]])
            first = last
        return tuple(found)


def _words(text: str) -> Iterator[str]:
    """Lower-case words and marks, without accents and control characters."""
    for chunk in "".join(_spaced(text)).split():
        plain = "".join(c for c in unicodedata.normalize("NFD", chunk.lower()) if unicodedata.category(c) != "Mn")
        yield from _parted(plain)


def _spaced(text: str) -> Iterator[str]:
    """Characters of a text: blanks for all that parts words, ideographs apart, nothing that does not print."""
    if text.isascii() and text.isprintable():
        yield text
        return
    for character in text:
        if _is_ideograph(ord(character)):
            yield f" {character} "
        elif character.isspace() and character not in "\x0b\x0c\x1c\x1d\x1e\x1f\x85":
            yield " "
        elif character != "�" and unicodedata.category(character)[0] != "C":
            yield character


def _parted(word: str) -> Iterator[str]:
    """The marks of a word each apart from what stands around them."""
    first = 0
    for place, character in enumerate(word):
        if _is_mark(character):
            if first < place:
                yield word[first:place]
            yield character
            first = place + 1
    if first < len(word):
        yield word[first:]


@lru_cache(4096)
def _is_mark(character: str) -> bool:
    """Punctuation, and every printable sign of ASCII that is neither letter nor digit."""
    if character.isascii():
        return not character.isalnum() and character.isprintable()
    return unicodedata.category(character)[0] == "P"


def _is_ideograph(code: int) -> bool:
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )
