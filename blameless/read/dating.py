"""The day a document is of: that of the incident, and not one on which something is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeGuard

from ..language.en.ahead import names_day_ahead
from ..language.en.dates import Found, find_days, find_moments
from ..parse import Block, Prose
from ..parse.frontmatter import FrontMatter
from ..parse.outline import Outline
from ..parse.source import Ranges
from ..parse.structure import Structure
from .postmortem import Candidate, DateSource, Label

_MOST_BLOCKS, _MOST_OF_TEXT = 400, 2_000
"""What a document is dated by stands in so many blocks, and in so many characters of each."""
_BRIEF = 40
"""Characters of a paragraph that may be the value of the heading above it."""
_BOXED = re.compile(r"\s*(?:\[[ xX]\]|[☐☑])")
_NAMED = re.compile(r"\W{0,6}[^\W\d_][\w /()&'’-]{0,40}[:=][\s*_]{0,6}")
_WORDS = re.compile(r"[^\W\d_]{4,}")


def read_day(
    structure: Structure, title: str | None, candidates: Sequence[Candidate], labels: Sequence[Label], order: str | None
) -> tuple[date | None, DateSource | None]:
    """The day of the front matter, else the first date with a year in the title, else in the text; and which of them it is.

    The day of something still to be done, or of a task, is no date of the document.
    """
    blocks = structure.blocks
    to_do = _ToDo(blocks, structure.outline, candidates, labels)
    if day := _day_of(structure.front):
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


_KEYS = ("incident_date", "date", "start_time", "started", "start", "created", "published")
"""Keys of front matter that say when it was, the better ones first."""
_YEARS = range(1900, 2200)
"""No incident was at another time; "0001-01-01" and "9999-12-31" stand for "unknown" and "never"."""


def _day_of(front: FrontMatter) -> date | None:
    """The date that the front matter gives the incident or the document."""
    for key in _KEYS:
        value = front.values.get(key)
        if _is_day(value):
            return value.date() if isinstance(value, datetime) else value
        if isinstance(value, str):
            for found in find_moments(value):
                if found.date is not None:
                    return found.date
    return None


def _is_day(value: Any) -> TypeGuard[date]:
    """Whether a value is a date, with or without a time, on which an incident can have been."""
    return isinstance(value, date) and value.year in _YEARS


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
