"""What a document is called."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.en.headings import is_generic, is_section_name
from ..parse import Block
from ..parse.frontmatter import FrontMatter
from .postmortem import TitleSource


def read_title(front: FrontMatter, blocks: Sequence[Block]) -> tuple[str | None, tuple[int, int], TitleSource | None]:
    """The title, where a finding about the document points, and where the title stands.

    A heading of the first rank goes before the front matter where it says what the document is about, and after it where it
    says only what it is ("Incident report"). Of the other headings the first counts that is not the name of a section.
    """
    headings = [
        (block, block.prose, " ".join(block.prose.text.split()))
        for block in blocks
        if block.kind == "heading" and block.prose is not None and block.prose.text.strip()
    ]
    first = next((block.prose for block in blocks if block.prose is not None), None)
    begin = first.span() if first else (0, 0)
    highest = [each for each in headings if each[0].level == 1]
    telling = (each for each in highest if not is_generic(each[2]) and not is_section_name(each[2]))
    chosen = next(telling, None)
    if chosen is None and (title := front.text("title")):
        return title, begin, "front matter"
    generic = (each for each in highest if is_generic(each[2]))
    others = (each for each in headings if not is_section_name(each[2]))
    # a section behind a text that has no title, perhaps one that stands in bold, is no title
    first_of_all = (each for each in headings[:1] if each[0] is blocks[0])
    chosen = chosen or next(generic, None) or next(others, None) or next(first_of_all, None)
    if chosen is not None:
        return chosen[2], chosen[1].span(), "heading"
    return None, begin, None
