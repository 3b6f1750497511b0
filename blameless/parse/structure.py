"""A text taken apart: the structure that the readers of its parts find, put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .block import Block
from .directives import Ignore, read_directives
from .document import BlockReader, Sentence
from .frontmatter import FrontMatter, read_front_matter
from .language import Language
from .outline import Outline, read_outline
from .prose import Prose
from .source import Ranges, Source
from .text import sentence_ranges


@dataclass(frozen=True, slots=True)
class Structure:
    """A text taken apart; ``code`` are the ranges set as code, as blocks and inside prose."""

    source: Source
    front: FrontMatter
    blocks: Sequence[Block]
    outline: Outline
    sentences: tuple[Sentence, ...]
    code: Ranges
    directives: tuple[Ignore, ...]


def parse(text: str, read: BlockReader, language: Language) -> Structure:
    """Take a text apart.

    Args:
        text: any string, in the one form that :class:`~blameless.parse.canonical.Canonical` gives; all offsets refer to it.
        read: what finds its blocks; :func:`blameless.intake.formats.blocks_of` has them.
        language: knows what its words are; :data:`blameless.language.en.english.ENGLISH` is one.
    """
    source = Source(text)
    front = read_front_matter(source)
    blocks = read(source, front.lines)
    outline = read_outline(source, blocks, language)
    sentences = tuple(_sentences(blocks, outline, language))
    code = Ranges(_code(blocks))
    return Structure(source, front, blocks, outline, sentences, code, read_directives(source, code))


def _code(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The ranges of code, as blocks and inside prose."""
    for block in blocks:
        if block.kind == "code":
            yield block.start, block.end
        for prose in (block.prose, *(cell for row in block.rows for cell in row.cells)):
            if prose is not None:
                yield from (prose.span(*code) for code in prose.code)


def _prose_of(block: Block, language: Language) -> Iterator[tuple[Prose, Literal["paragraph", "item", "cell"]]]:
    if block.prose is not None and (block.kind == "paragraph" or language.titles_prose(block.prose.text)):
        yield block.prose, "item" if block.item is not None else "paragraph"
    for cell in (
        *(cell for cell in block.header if language.titles_prose(cell.text)),
        *(c for row in block.rows for c in row.cells),
    ):
        yield cell, "cell"


def _sentences(blocks: Sequence[Block], outline: Outline, language: Language) -> Iterator[Sentence]:
    for block in blocks:
        for prose, kind in _prose_of(block, language):
            for start, end in sentence_ranges(prose):
                left, right = prose.span(start, end)
                parts = outline.at(left)
                heading = parts[0].title if parts else ""
                kinds = tuple(dict.fromkeys(k for part in parts for k in part.kinds if k != "none"))
                quoted = block.quoted or prose.in_picture(start, end)
                yield Sentence(prose.text[start:end], left, right, kind, heading, kinds, quoted, prose, start)
