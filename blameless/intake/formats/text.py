"""Plain text: blank lines, lists and tables count, mark-up does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..format import Decoded, Format
from .html import decode_or_page

if TYPE_CHECKING:
    from ...parse import Block, Source


def _decode(data: bytes) -> Decoded:
    return decode_or_page(data, "text")


def _blocks(source: Source, first_line: int) -> list[Block]:
    from ..markup.markdown import read_blocks

    return read_blocks(source, plain=True, first_line=first_line)


FORMAT = Format("text", (".txt", ".text"), _decode, _blocks)
