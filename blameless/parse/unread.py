"""Text that is there but is not judged: prose set as code, and quotations.

Code and quotations are left alone on purpose. But a postmortem that stands in a code block as a whole, or in the quoted
part of a mail, is not read either, and its author should hear so instead of a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .block import Block
from .document import Sentence, Unread
from .source import Source
from .text import reads_as_prose

_GAP = re.compile(r"\n[ \t>]*(?=\n)")


def find_unread(source: Source, blocks: Sequence[Block], sentences: Sequence[Sentence]) -> list[Unread]:
    """The stretches of prose that are not judged, in source order."""
    found = [Unread(s.start, s.end, "quote", len(s.text)) for s in sentences if s.quoted]
    found += [each for block in blocks if block.kind == "code" for each in _in_code(source, block)]
    return sorted(found, key=lambda unread: unread.start)


def _in_code(source: Source, block: Block) -> Iterator[Unread]:
    """The paragraphs of a block of code that are prose."""
    start = block.start
    for end in [*(gap.start() for gap in _GAP.finditer(source.normal, block.start, block.end)), block.end]:
        text = source.normal[start:end].strip()
        if text and reads_as_prose(text):
            begin = source.normal.index(text, start)
            yield Unread(begin, begin + len(text), "code", len(text))
        start = end
