"""Text that is there but is not judged: prose set as code, quotations, and prose in the front matter.

All of these are left alone on purpose. But a postmortem that stands in a code block as a whole, or in the quoted
part of a mail, is not read either, and its author should hear so instead of a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..language.en.prose import reads_as_prose
from ..parse import Block, Prose, Sentence, Source
from .postmortem import Unread

_GAP = re.compile(r"\n[ \t>]*(?=\n)")


_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,200}>((?:(?!<(?:script|style)\b).){0,5000}?)</\1\s*>", re.I | re.S)
"""What runs or looks inside running text, by its tags."""
_SETTING = re.compile(r"\n(?=[^\s#-])")
"""Where the next setting of front matter begins: what belongs to one is indented."""


def find_unread(
    source: Source, front_lines: int, blocks: Sequence[Block], sentences: Sequence[Sentence]
) -> list[Unread]:
    """The stretches of prose that are not judged, in source order; the front matter takes the first lines."""
    found = [Unread(s.start, s.end, "quote", len(s.text)) for s in sentences if s.quoted]
    found += _between(source, _SETTING, 0, source.line_span(front_lines)[0] if front_lines else 0)
    for block in blocks:
        if block.kind == "code":
            found += _between(source, _GAP, block.start, block.end)
        elif not block.quoted:
            found += _in_scripts(source, block)
            for prose in (block.prose, *(cell for row in block.rows for cell in row.cells)):
                found += _in_spans(prose) if prose is not None else ()
    return sorted(found, key=lambda unread: unread.start)


def _between(source: Source, gap: re.Pattern[str], start: int, stop: int) -> Iterator[Unread]:
    """What lies between gaps, as the paragraphs of a block of code, and is prose."""
    for end in [*(found.start() for found in gap.finditer(source.normal, start, stop)), stop]:
        text = source.normal[start:end].strip()
        if text and reads_as_prose(text):
            begin = source.normal.index(text, start)
            yield Unread(begin, begin + len(text), "code", len(text))
        start = end


def _in_scripts(source: Source, block: Block) -> Iterator[Unread]:
    """The scripts and styles of a block that are prose, as where somebody hides a paragraph by them."""
    for script in _SCRIPT.finditer(source.normal, block.start, block.end):
        text = script[2].strip()
        if reads_as_prose(text):
            begin = script.start(2) + script[2].index(text)
            yield Unread(begin, begin + len(text), "code", len(text))


def _in_spans(prose: Prose) -> Iterator[Unread]:
    """The spans of code in running text that are prose."""
    for start, end in prose.code:
        text = prose.text[start:end]
        if reads_as_prose(text):
            yield Unread(*prose.span(*prose.trimmed(start, end)), "code", len(text.strip()))
