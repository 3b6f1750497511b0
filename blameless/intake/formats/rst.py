"""reStructuredText, as docutils and Sphinx have it; offsets point into the text as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import InputError
from ..encoding import decode
from ..format import Decoded, Format

if TYPE_CHECKING:
    from ...parse import Block, Source


def _decode(data: bytes) -> Decoded:
    return Decoded(decode(data), "rst")


def _blocks(source: Source, first_line: int) -> list[Block]:
    try:
        from ..markup.rst.blocks import read_blocks
    except ModuleNotFoundError as error:
        raise InputError(f"reading rst takes {error.name}: pip install 'blameless[convert]'") from None
    return read_blocks(source, first_line)


FORMAT = Format("rst", (".rst", ".rest"), _decode, _blocks, needs=("docutils",))
