"""A whole document, put together from what the readers of its parts find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from ..language.en.ahead import names_day_ahead
from ..language.en.dates import Found, find_days, slash_order
from ..language.en.headings import is_generic, is_section_name
from ..language.en.prose import titles_prose
from ..lexicon import fold
from ..report import Metrics
from .actions import read_candidates
from .blocks import Block, read_blocks
from .canonical import Canonical
from .directives import read_directives
from .document import BlockReader, Candidate, DateSource, Label, Part, Postmortem, Sentence, TitleSource
from .frontmatter import FrontMatter, read_front_matter
from .genre import read_genre
from .implied import read_implied
from .labels import read_labels
from .outline import Outline, read_outline
from .placeholders import find_placeholders
from .prose import Prose
from .relocate import relocate
from .source import Ranges, Source
from .text import count_words, sentence_ranges
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
    opaque = Ranges(_opaque(blocks))
    placeholders = tuple(find_placeholders(source, opaque))
    candidates = read_candidates(source, blocks, outline, Ranges(placeholders))
    labels = read_labels(source, front, blocks, outline)
    day, day_from = _document_date(front, title, blocks, _ToDo(blocks, outline, candidates, labels), order)
    timeline, implied = read_timeline(source, blocks, outline, day, order)
    if implied is not None:
        outline = _with_timeline(source, outline, *implied)
        candidates = read_candidates(source, blocks, outline, Ranges(placeholders))
        labels = read_labels(source, front, blocks, outline)
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
        labels=labels,
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


def _document_date(
    front: FrontMatter, title: str | None, blocks: Sequence[Block], to_do: _ToDo, order: str | None
) -> tuple[date | None, DateSource | None]:
    """The day of the front matter, else the first date with a year in the title, else in the text; and which of them it is.

    The day of something still to be done, or of a task, is no date of the document.
    """
    if day := front.day():
        return day, "front matter"
    if found := next(find_days((title or "")[:_MOST_OF_TEXT], order), None):
        return found.date, "title"
    told = [block for block in blocks[:_MOST_BLOCKS] if not to_do.holds(block)]
    prose = (block.prose for block in told if block.prose)
    cells = (cell for block in told if not _is_of_deadlines(block) for row in block.rows[:5] for cell in row.cells)
    for each in (*prose, *cells):
        for found in find_days(each.text[:_MOST_OF_TEXT], order):
            if not to_do.asks(each, found):
                return found.date, "text"
    return None, None


_MOST_BLOCKS, _MOST_OF_TEXT = 400, 2_000
"""What a document is dated by stands in so many blocks, and in so many characters of each."""
_BRIEF = 40
"""Characters of a paragraph that may be the value of the heading above it."""
_BOXED = re.compile(r"\s*(?:\[[ xX]\]|[☐☑])")
_NAMED = re.compile(r"\W{0,6}[^\W\d_][\w /()&'’-]{0,40}[:=][\s*_]{0,6}")
_WORDS = re.compile(r"[^\W\d_]{4,}")


class _ToDo:
    """Where a document says what is to be done: its action sections, tasks and commitments, and labels of days to come."""

    def __init__(
        self,
        blocks: Sequence[Block],
        outline: Outline,
        candidates: Sequence[Candidate],
        labels: Sequence[Label],
    ) -> None:
        self._outline = outline
        self._tasks: set[int] = set()
        for item in (block.item for block in blocks[:_MOST_BLOCKS] if block.item is not None):
            parent = item.parent
            if item.checked is not None or (parent and (parent.checked is not None or id(parent) in self._tasks)):
                self._tasks.add(id(item))
        self._ahead = Ranges(
            (label.start, label.end) for label in labels if label.kind != "heading" and names_day_ahead(label.name)
        )
        self._asked = Ranges(place for each in candidates if _is_asked(each) for place in _places(each))

    def holds(self, block: Block) -> bool:
        """Whether a block says what is to be done and nothing else."""
        if id(block.item) in self._tasks or "action_items" in self._outline.kinds_at(block.start):
            return True
        parts = self._outline.at(block.start)
        brief = block.prose is not None and len(block.prose.text) <= _BRIEF  # a day, and not an account under "Review"
        return brief and block.kind == "paragraph" and bool(parts) and names_day_ahead(parts[0].title)

    def asks(self, prose: Prose, day: Found) -> bool:
        """Whether a day is that of something to be done."""
        place, text = prose.span(day.start, day.end)[0], prose.text
        begin = text.rfind("\n", 0, day.start) + 1
        if place in self._ahead or _BOXED.match(text, begin):
            return True
        end = text.find("\n", day.end)
        rest = text[day.end : end if end >= 0 else len(text)][:200]
        labelled = _NAMED.fullmatch(text, begin, day.start) and not _WORDS.search(
            rest
        )  # "Start: 2024-05-20 10:00" asks for nothing
        return place in self._asked and not labelled


def _is_asked(candidate: Candidate) -> bool:
    """Whether a candidate is a list item or a row that asks for something; of sentences each clause says that for itself."""
    return candidate.formal and candidate.kind != "sentence"


def _places(candidate: Candidate) -> Iterator[tuple[int, int]]:
    """The ranges of a candidate: its text, what is nested in it, and the cells beside it."""
    draft = candidate.draft
    yield draft.prose.span(draft.start, draft.end)
    yield from (prose.span() for prose in draft.details)
    yield from (cell.prose.span() for cell in draft.cells)


def _is_of_deadlines(block: Block) -> bool:
    """Whether a table has a column of days to come."""
    head = (*block.header, *(cell for row in block.rows[:1] for cell in row.cells))
    return any(names_day_ahead(cell.text) for cell in head)


def _with_timeline(source: Source, outline: Outline, start: int, end: int) -> Outline:
    """The outline with the part that turned out to be the timeline marked as such."""
    parts = list(outline.parts)
    for index, part in enumerate(parts):
        if (part.body, part.end) == (start, end):
            kinds = (*(k for k in part.kinds if k != "none"), "timeline")
            parts[index] = Part(part.title, kinds, part.level, part.start, part.body, part.end, part.line, part.empty)
            return Outline(parts)
    return outline
