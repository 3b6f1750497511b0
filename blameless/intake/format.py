"""What a kind of input is: how its bytes become text, how that text becomes blocks, and what offsets refer to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ..parse import BlockReader

Offsets = Literal["original", "converted"]
"""What offsets, lines and columns refer to: the text of the file, or the text that was made of it."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document; ``format`` names the kind of input whose ``blocks`` read it."""

    text: str
    format: str
    offsets: Offsets = "original"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of input.

    ``suffixes`` are the ends of the names of its files, in lower case, with the dot. ``decode`` makes text of the bytes of
    a file, and raises :class:`~blameless.errors.InputError` where they are none of its kind. ``blocks`` reads that text:
    it is given the :class:`~blameless.parse.Source` and the 0-based line to begin at, behind the front matter; a kind that
    is converted to another one has none. ``magic`` is what its files begin with, by which one is known that has no
    suffix. ``needs`` are the modules that an extra installs. ``walked`` says that files of folders are taken unasked.
    """

    name: str
    suffixes: tuple[str, ...]
    decode: Callable[[bytes], Decoded]
    blocks: BlockReader | None = None
    magic: bytes = b""
    needs: tuple[str, ...] = ()
    walked: bool = True

    def missing(self) -> str | None:
        """The first module it needs that is not installed."""
        from importlib.util import find_spec

        return next((name for name in self.needs if find_spec(name) is None), None)
