"""AsciiDoc, as Asciidoctor has it; offsets point into the text as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..encoding import decode
from ..format import Decoded, Format

if TYPE_CHECKING:
    from ...parse import Block, Source


def _decode(data: bytes) -> Decoded:
    return Decoded(decode(data), "asciidoc")


def _blocks(source: Source, first_line: int) -> list[Block]:
    from ..markup.asciidoc.blocks import read_blocks

    return read_blocks(source, first_line)


FORMAT = Format("asciidoc", (".adoc", ".asciidoc"), _decode, _blocks)
