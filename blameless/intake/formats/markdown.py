"""Markdown, as CommonMark with the tables and tasks of GitHub; as Google Docs, Notion and others export it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..format import Decoded, Format
from .html import decode_or_page

if TYPE_CHECKING:
    from ...parse import Block, Source


def _decode(data: bytes) -> Decoded:
    return decode_or_page(data, "markdown")


def _blocks(source: Source, first_line: int) -> list[Block]:
    from ..markup.markdown import read_blocks

    return read_blocks(source, first_line=first_line)


FORMAT = Format("markdown", (".md", ".markdown", ".mdown", ".mkd"), _decode, _blocks)
