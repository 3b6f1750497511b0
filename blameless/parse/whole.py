"""A whole document, put together from what the readers of its parts find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from ..lexicon import fold
from ..report import Metrics
from .actions import read_candidates
from .blocks import Block, read_blocks
from .canonical import Canonical
from .dates import find_moments, slash_order
from .directives import read_directives
from .document import BlockReader, DateSource, Part, Postmortem, Sentence, TitleSource
from .frontmatter import FrontMatter, read_front_matter
from .genre import read_genre
from .headings import heading_kinds
from .implied import read_implied
from .labels import read_labels
from .outline import Outline, read_outline
from .placeholders import find_placeholders
from .prose import Prose
from .relocate import relocate
from .source import Ranges, Source
from .text import count_words, sentence_ranges, titles_prose
from .timeline import read_timeline
from .unread import find_unread

_LEVEL = r"[\s*_]{0,6}[:|][\s*_|:]{0,8}\w+"
_SEVERITY = re.compile(
    rf"s(?<!\ws)(?:ev(?:erity)?[\s:-]*(?:\d|critical|high|major|minor|medium|low)|everity{_LEVEL})|p(?<!\wp)(?:[0-4]\b|riority{_LEVEL})"
)


def parse(text: str, read: BlockReader | None = None) -> Postmortem:
    """Read a document.

    Args:
        text: the source; any string, all offsets refer to it.
        read: what finds its blocks; that of Markdown where ``None``. :func:`blameless.intake.formats.blocks_of` has others.
    """
    canonical = Canonical(text)
    postmortem = _read(canonical.text, read or _markdown)
    return relocate(postmortem, text, canonical) if canonical.changed else postmortem


def _markdown(source: Source, first_line: int) -> list[Block]:
    return read_blocks(source, first_line=first_line)


def _read(text: str, read: BlockReader) -> Postmortem:
    """Read a document in the one form of its text."""
    source = Source(text)
    front = read_front_matter(source)
    blocks = read(source, front.lines)
    outline = read_outline(source, blocks)
    sentences = tuple(_sentences(blocks, outline))
    title, title_span, title_from = _title(front, blocks)
    order = slash_order(source.normal)
    day, day_from = _document_date(front, title, blocks, outline, order)
    timeline, implied = read_timeline(source, blocks, outline, day, order)
    if implied is not None:
        outline = _with_timeline(source, outline, *implied)
    opaque = Ranges(_opaque(blocks))
    placeholders = tuple(find_placeholders(source, opaque))
    candidates = read_candidates(source, blocks, outline, Ranges(placeholders))
    genre = read_genre(source, title, outline.parts, sentences, timeline, placeholders)
    unread = tuple(find_unread(source, front.lines, blocks, sentences))
    words = sum(count_words(sentence.text) for sentence in sentences)
    return Postmortem(
        source=source,
        title=title,
        title_span=title_span,
        date=day,
        title_from=title_from,
        date_from=day_from,
        parts=outline.parts,
        sentences=sentences,
        actions=(),
        timeline=tuple(timeline),
        metrics=Metrics(
            None,
            None,
            None,
            None,
            None,
            "unknown",
            words,
            len(sentences),
            day.isoformat() if day else None,
            None,
            sum(each.length for each in unread),
        ),
        placeholders=placeholders,
        genre=genre,
        severity_given=bool(front.text("severity", "sev", "priority")) or bool(_SEVERITY.search(fold(source.normal))),
        directives=read_directives(source, opaque),
        implied=read_implied(source, front, outline, sentences),
        candidates=() if genre else candidates,
        slash_order=order,
        unread=unread,
        labels=read_labels(source, front, blocks, outline),
    )


def parse_sentence(text: str, heading: str = "") -> Sentence:
    """One sentence of Markdown on its own, with the heading it stands under, as labelled data give it."""
    source = Source("# " + " ".join(text.split()))
    block = read_blocks(source)[0]
    prose = block.prose or Prose("", ())
    start, end = prose.trimmed(0, len(prose.text))
    return Sentence(prose.text[start:end], *prose.span(start, end), "paragraph", heading, (), False, prose, start)


def _opaque(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The ranges of code, as blocks and inside prose."""
    for block in blocks:
        if block.kind == "code":
            yield block.start, block.end
        for prose in (block.prose, *(cell for row in block.rows for cell in row.cells)):
            if prose is not None:
                yield from (prose.span(*code) for code in prose.code)


def _prose_of(block: Block) -> Iterator[tuple[Prose, Literal["paragraph", "item", "cell"]]]:
    if block.prose is not None and (block.kind == "paragraph" or titles_prose(block.prose.text)):
        yield block.prose, "item" if block.item is not None else "paragraph"
    for cell in (
        *(cell for cell in block.header if titles_prose(cell.text)),
        *(c for row in block.rows for c in row.cells),
    ):
        yield cell, "cell"


def _sentences(blocks: Sequence[Block], outline: Outline) -> Iterator[Sentence]:
    for block in blocks:
        for prose, kind in _prose_of(block):
            for start, end in sentence_ranges(prose):
                left, right = prose.span(start, end)
                parts = outline.at(left)
                heading = parts[0].title if parts else ""
                kinds = tuple(dict.fromkeys(k for part in parts for k in part.kinds if k != "none"))
                quoted = block.quoted or prose.in_picture(start, end)
                yield Sentence(prose.text[start:end], left, right, kind, heading, kinds, quoted, prose, start)


def _title(front: FrontMatter, blocks: Sequence[Block]) -> tuple[str | None, tuple[int, int], TitleSource | None]:
    """The title, where a finding about the document points, and where the title stands."""
    for number, block in enumerate(blocks):
        if block.kind == "heading" and block.prose is not None and block.prose.text.strip():
            if number and heading_kinds(" ".join(block.prose.text.split())):
                break  # a section behind a text that has no title, perhaps one that stands in bold
            return " ".join(block.prose.text.split()), block.prose.span(), "heading"
    first = next((block for block in blocks if block.prose is not None), None)
    title = front.text("title")
    return title, (first.prose.span() if first and first.prose else (0, 0)), "front matter" if title else None


def _document_date(
    front: FrontMatter, title: str | None, blocks: Sequence[Block], outline: Outline, order: str | None
) -> tuple[date | None, DateSource | None]:
    """The day of the front matter, else the first date with a year in the title, else in the text; and which of them it is.

    What is due then is no date of the document: neither dates among the action items nor those that a deadline goes before.
    """
    if day := front.day():
        return day, "front matter"
    if day := _first_date(title or "", order):
        return day, "title"
    told = [block for block in blocks[:400] if "action_items" not in outline.kinds_at(block.start)]
    prose = (block.prose.text for block in told if block.prose)
    cells = (cell.text for block in told if not _is_of_deadlines(block) for row in block.rows[:5] for cell in row.cells)
    day = next((day for text in (*prose, *cells) if (day := _first_date(text, order))), None)
    return day, "text" if day else None


_DEADLINE = re.compile(r"(?:\b(?:by|due|until|before|deadline|eta)\b(?:\s+(?:the|on|date|is))*[\s:*_(]*)$", re.I)


_OF_DEADLINES = re.compile(r"\b(?:due|deadline|eta|target date)\b", re.I)


def _first_date(text: str, order: str | None) -> date | None:
    """The first date with a year that is no deadline."""
    for found in find_moments(text[:2000], None, order):
        if found.date is not None and not _DEADLINE.search(text[max(0, found.start - 40) : found.start]):
            return found.date
    return None


def _is_of_deadlines(block: Block) -> bool:
    """Whether a table has a column of due dates."""
    head = (*block.header, *(cell for row in block.rows[:1] for cell in row.cells))
    return any(_OF_DEADLINES.search(cell.text[:80]) for cell in head)


def _with_timeline(source: Source, outline: Outline, start: int, end: int) -> Outline:
    """The outline with the part that turned out to be the timeline marked as such."""
    parts = list(outline.parts)
    for index, part in enumerate(parts):
        if (part.body, part.end) == (start, end):
            kinds = (*(k for k in part.kinds if k != "none"), "timeline")
            parts[index] = Part(part.title, kinds, part.level, part.start, part.body, part.end, part.line, part.empty)
            return Outline(parts)
    return outline
