"""Labels and what they are given: "Duration: 42 minutes", a row of a table of two columns, a key of the front matter.

What a label means is not asked here; :mod:`.words` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from ...parse import Block, Prose, Source, TableRow
from ...parse.frontmatter import FrontMatter
from ...parse.outline import Outline
from ...parse.structure import Structure
from ...parse.text import line_ranges
from ..postmortem import Label

_LABELLED = re.compile(
    r"\W{0,6}(?P<name>[^\W\d_][\w /()&'’-]{0,60}?)[\s*_]{0,4}(?::(?!(?<=\d:)\d)|=|\s[–—-](?=\s))[*_\s]{0,4}(?=\S)"
)
"""A name of few words, a colon that is no part of a time, or a dash, and something behind it."""
_FEWEST_CELLS, _MOST_ROWS = 2, 3
"""A table of more rows than this lists things; one of fewer tells of one thing, a column for each property."""
MAX_NAME, MAX_VALUE = 60, 240
"""Characters; what is longer is no label, and no value but a text."""


def read_labels(structure: Structure) -> tuple[Label, ...]:
    """The labelled values of a document, in source order; those of the front matter first."""
    source, outline = structure.source, structure.outline
    found = [*_from_front_matter(source, structure.front)]
    for block in structure.blocks:
        if block.quoted:
            continue
        if block.kind == "table":
            found.extend(_from_table(block, outline))
        elif block.kind == "paragraph" and block.prose is not None:
            found.extend(_from_lines(block, block.prose, outline))
    found.extend(_from_parts(source, outline))
    return tuple(found)


def _from_front_matter(source: Source, front: FrontMatter) -> Iterator[Label]:
    """A label for each plain value; its place is the line of its key."""
    if not front.values:
        return
    lines: dict[str, tuple[int, int]] = {}
    for number in range(front.lines):
        start, end = source.line_span(number)
        key, sign, _ = source.normal[start:end].replace("=", ":", 1).partition(":")
        if sign and key[:1].strip():
            lines.setdefault(re.sub(r"[\s-]+", "_", key.strip().strip("\"'").lower()), (start, end))
    for key, value in front.values.items():
        if isinstance(value, (str, int, float, date)) and not isinstance(value, bool) and key in lines:
            text = value.isoformat(" ") if isinstance(value, datetime) else front.text(key) or ""
            if isinstance(value, date) and not isinstance(value, datetime):
                text = value.isoformat()
            if 0 < len(text) <= MAX_VALUE:
                yield Label(key.replace("_", " "), text, *lines[key], "front", ())


def _from_lines(block: Block, prose: Prose, outline: Outline) -> Iterator[Label]:
    """The lines of a paragraph that begin with a label."""
    text = prose.text
    if ":" not in text and "–" not in text and "—" not in text and " - " not in text and "=" not in text:
        return
    for begin, end in line_ranges(text):
        match = _LABELLED.match(text, begin, min(end, begin + 100))
        if match and end - match.end() <= MAX_VALUE:
            start, stop = prose.trimmed(match.end(), end)
            if start < stop:
                yield _label(match["name"], prose, start, stop, outline, "line")


def _from_table(block: Block, outline: Outline) -> Iterator[Label]:
    """Rows of two cells, the head among them; else, of a short table, each cell under the title of its column."""
    pairs = []
    width = len(block.header)
    if width == _FEWEST_CELLS:
        rows = [block.header, *(row.cells for row in block.rows)]
        pairs = [(row[0], row[1]) for row in rows if len(row) == _FEWEST_CELLS]
    elif width > _FEWEST_CELLS and len(block.rows) <= _MOST_ROWS:
        pairs = [pair for row in block.rows for pair in _under_titles(block.header, row)]
    for name, value in pairs:
        if 0 < len(name.text) <= MAX_NAME and 0 < len(value.text) <= MAX_VALUE:
            start, end = value.trimmed(0, len(value.text))
            if start < end:
                yield _label(name.text, value, start, end, outline, "cell")


def _under_titles(header: Sequence[Prose], row: TableRow) -> Iterator[tuple[Prose, Prose]]:
    return zip(header, row.cells, strict=False)


def _from_parts(source: Source, outline: Outline) -> Iterator[Label]:
    """Headings over a line: "### Time to detect", and under it "12 minutes"."""
    for part in outline.parts:
        if part.level <= 6 and 0 < part.end - part.body <= MAX_VALUE and len(part.title) <= MAX_NAME:
            text = source.normal[part.body : part.end]
            if text.strip() and "\n" not in text.strip():
                start = part.body + len(text) - len(text.lstrip())
                yield Label(part.title, text.strip(), start, part.end, "heading", outline.kinds_at(part.start))


def _label(name: str, prose: Prose, start: int, end: int, outline: Outline, kind: str) -> Label:
    left, right = prose.span(start, end)
    return Label(" ".join(name.split()), prose.text[start:end], left, right, kind, outline.kinds_at(left))
