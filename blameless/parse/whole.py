"""A whole document, put together from what the readers of its parts find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from ..lexicon import fold
from ..report import Metrics
from .actions import read_candidates, read_item
from .blocks import Block, read_blocks
from .canonical import Canonical
from .dates import find_moments, slash_order
from .directives import read_directives
from .document import Candidate, Format, Part, Postmortem, Sentence
from .frontmatter import FrontMatter, read_front_matter
from .genre import read_genre
from .implied import read_implied
from .labels import read_labels
from .outline import Outline, read_outline
from .placeholders import find_placeholders
from .prose import Prose
from .relocate import relocate
from .source import Ranges, Source
from .text import sentence_ranges
from .timeline import read_timeline
from .unread import find_unread

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_LEVEL = r"[\s*_]{0,6}[:|][\s*_|:]{0,8}\w+"
_SEVERITY = re.compile(
    rf"s(?<!\ws)(?:ev(?:erity)?[\s:-]*(?:\d|critical|high|major|minor|medium|low)|everity{_LEVEL})|p(?<!\wp)(?:[0-4]\b|riority{_LEVEL})"
)


def parse(text: str, format: Format = "markdown") -> Postmortem:
    """Read a document.

    Args:
        text: the source; any string, all offsets refer to it.
        format: ``"markdown"`` or ``"text"`` (blank lines, lists and tables count, mark-up does not).

    Raises:
        ValueError: for an unknown format.
    """
    if format not in ("markdown", "text"):
        raise ValueError(f"unknown format {format!r}: use 'markdown' or 'text'")
    canonical = Canonical(text)
    postmortem = _read(canonical.text, format)
    return relocate(postmortem, text, canonical) if canonical.changed else postmortem


def _read(text: str, format: Format) -> Postmortem:
    """Read a document in the one form of its text."""
    source = Source(text)
    front = read_front_matter(source)
    blocks = read_blocks(source, plain=format == "text", first_line=front.lines)
    outline = read_outline(source, blocks)
    sentences = tuple(_sentences(blocks, outline))
    title, title_span = _title(front, blocks)
    order = slash_order(source.normal)
    day = front.day() or _document_date(title, blocks, order)
    timeline, implied = read_timeline(source, blocks, outline, day, order)
    if implied is not None:
        outline = _with_timeline(source, outline, *implied)
    opaque = Ranges(_opaque(blocks))
    placeholders = tuple(find_placeholders(source, opaque))
    candidates = read_candidates(source, blocks, outline, Ranges(placeholders))
    genre = read_genre(source, title, outline.parts, sentences, timeline, placeholders)
    unread = tuple(find_unread(source, front.lines, blocks, sentences))
    words = sum(len(_WORD.findall(sentence.text)) for sentence in sentences)
    return Postmortem(
        source=source,
        title=title,
        title_span=title_span,
        date=day,
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


def with_actions(postmortem: Postmortem, chosen: Iterable[Candidate] | None = None) -> Postmortem:
    """The document with these of its candidates as its action items; where ``None``, those that are so by their form."""
    if chosen is None:
        chosen = (candidate for candidate in postmortem.candidates if candidate.formal)
    source, day, order = postmortem.source, postmortem.date, postmortem.slash_order
    return replace(postmortem, actions=tuple(read_item(source, candidate, day, order) for candidate in chosen))


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
    if block.kind == "paragraph" and block.prose is not None:
        yield block.prose, "item" if block.item is not None else "paragraph"
    for row in block.rows:
        for cell in row.cells:
            yield cell, "cell"


def _sentences(blocks: Sequence[Block], outline: Outline) -> Iterator[Sentence]:
    for block in blocks:
        for prose, kind in _prose_of(block):
            for start, end in sentence_ranges(prose):
                left, right = prose.span(start, end)
                parts = outline.at(left)
                heading = parts[0].title if parts else ""
                kinds = tuple(dict.fromkeys(k for part in parts for k in part.kinds if k != "none"))
                yield Sentence(prose.text[start:end], left, right, kind, heading, kinds, block.quoted, prose, start)


def _title(front: FrontMatter, blocks: Sequence[Block]) -> tuple[str | None, tuple[int, int]]:
    for block in blocks:
        if block.kind == "heading" and block.prose is not None and block.prose.text.strip():
            return " ".join(block.prose.text.split()), block.prose.span()
    first = next((block for block in blocks if block.prose is not None), None)
    return front.text("title"), (first.prose.span() if first and first.prose else (0, 0))


def _document_date(title: str | None, blocks: Sequence[Block], order: str | None) -> date | None:
    """The first date with a year in the title, else in the text."""
    texts = [
        title or "",
        *(b.prose.text for b in blocks[:400] if b.prose),
        *(c.text for b in blocks[:400] for r in b.rows[:5] for c in r.cells),
    ]
    for text in texts:
        for found in find_moments(text[:2000], None, order):
            if found.date is not None:
                return found.date
    return None


def _with_timeline(source: Source, outline: Outline, start: int, end: int) -> Outline:
    """The outline with the part that turned out to be the timeline marked as such."""
    parts = list(outline.parts)
    for index, part in enumerate(parts):
        if (part.body, part.end) == (start, end):
            kinds = (*(k for k in part.kinds if k != "none"), "timeline")
            parts[index] = Part(part.title, kinds, part.level, part.start, part.body, part.end, part.line, part.empty)
            return Outline(parts)
    return outline
