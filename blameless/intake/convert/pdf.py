"""PDFs to Markdown: pdfplumber finds lines and tables, what they are is told by their type and place.

A PDF holds letters at places, no headings and no paragraphs. pdfplumber (on pdfminer.six) tells their size, which makes
headings, and finds the tables by their ruling lines: an action item is a row of one as often as not. pypdf yields the text
alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from ...errors import InputError
from .writing import escaped, table

_MOST_PAGES = 500
_HEADING = 1.15
"""How much larger than the rest a heading is set, at least."""
_LONGEST_HEADING = 120
_SAME_PARAGRAPH = 0.75
"""The gap between the lines of a paragraph, in heights of a line, at most."""
_BULLET = re.compile(r"[•●▪◦‣∙■○o–-]\s+")
_BOX = re.compile(r"(?:[•●▪-]\s*)?([☐□❏]|[☑☒✅✓])\s*")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.I)
_MOST_LEVELS = 4


class _Line(NamedTuple):
    """A line of text, or the Markdown of a table where ``size`` is 0; places in points from the top left."""

    text: str
    left: float
    top: float
    bottom: float
    size: float
    bold: bool


def convert(data: bytes) -> str:
    """The Markdown of a PDF.

    Raises:
        InputError: where it is locked with a password, or has more pages than anybody's postmortem.
    """
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise InputError(f"too large: more than {_MOST_PAGES} pages")
            pages = [list(_page(page)) for page in pdf.pages]
    except Exception as error:
        if any(isinstance(each, PDFPasswordIncorrect) for each in (error, *error.args)):
            raise InputError("locked with a password; save it without one") from None
        raise
    lines = list(_without_repeats(pages))
    sizes = _levels(lines)
    return "\n\n".join(_blocks(lines, sizes)).strip() + "\n"


def _page(page: Any) -> Iterator[_Line]:
    """The lines and tables of a page, from top to bottom."""
    page = page.dedupe_chars()  # bold is at times the same letter twice
    tables = [each for each in page.find_tables() if len(each.rows) and max(len(row.cells) for row in each.rows) > 1]
    boxes = [each.bbox for each in tables]

    def outside(thing: dict[str, Any]) -> bool:
        across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes)

    found = [_line(each) for each in page.filter(outside).extract_text_lines(x_tolerance_ratio=0.15)]
    for each in tables:
        rows = [[escaped(cell or "") for cell in row] for row in each.extract(x_tolerance_ratio=0.15)]
        left, top, _, bottom = each.bbox
        found.append(_Line(table(rows), left, top, bottom, 0, False))
    yield from sorted(found, key=lambda line: line.top)
    page.close()


def _line(found: dict[str, Any]) -> _Line:
    sizes = Counter(round(char["size"] * 2) / 2 for char in found["chars"])
    bold = all("bold" in char["fontname"].lower() for char in found["chars"] if char["text"].strip())
    text = found["text"].replace("\xad", "")
    return _Line(text, found["x0"], found["top"], found["bottom"], sizes.most_common(1)[0][0], bold)


def _without_repeats(pages: Sequence[Sequence[_Line]]) -> Iterator[_Line]:
    """The lines of all pages, with what most of them have at head or foot once, and without the numbers of pages."""
    edges = Counter(line.text for page in pages for line in {*page[:2], *page[-2:]} if line.size)
    often = {text for text, times in edges.items() if len(pages) > 2 and times > len(pages) / 2}
    told: set[str] = set()
    for page in pages:
        for number, line in enumerate(page):
            edge = number < 2 or number >= len(page) - 2
            if not line.size or not edge:
                yield line
            elif line.text not in told and not _PAGE_NUMBER.fullmatch(line.text):
                told.update({line.text} & often)
                yield line


def _levels(lines: Sequence[_Line]) -> dict[float, int]:
    """The sizes of headings, with their ranks from 1."""
    letters: Counter[float] = Counter()
    for line in lines:
        if line.size:
            letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0] if letters else 0
    larger = sorted({line.size for line in lines if line.size > body * _HEADING}, reverse=True)
    return {size: min(rank, _MOST_LEVELS) for rank, size in enumerate(larger, 1)}


def _blocks(lines: Sequence[_Line], levels: dict[float, int]) -> Iterator[str]:
    """Headings, paragraphs, items and tables."""
    open_lines: list[str] = []
    last: _Line | None = None
    for line in lines:
        kind = _begins(line, levels)
        if open_lines and (kind or last is None or _apart(last, line)):
            yield "\n".join(open_lines)
            open_lines = []
        if line.size == 0:
            yield line.text.rstrip("\n")
            last = None
            continue
        open_lines.append(f"{kind}{_rest(line)}" if kind else escaped(line.text, starts=not open_lines))
        if kind.startswith(("#", "**")):
            open_lines[-1] += "**" if kind == "**" else ""
            yield "\n".join(open_lines)
            open_lines = []
        last = line
    if open_lines:
        yield "\n".join(open_lines)


def _begins(line: _Line, levels: dict[float, int]) -> str:
    """The mark of what begins with a line: a heading, an item, a line in bold; nothing for the next line of a paragraph."""
    if not line.size:
        return ""
    if line.size in levels and len(line.text) <= _LONGEST_HEADING:
        return "#" * levels[line.size] + " "
    if box := _BOX.match(line.text):
        return "- [ ] " if box[1] in "☐□❏" else "- [x] "
    if _BULLET.match(line.text):
        return "- "
    if number := _NUMBER.match(line.text):
        return number[0]
    return "**" if line.bold and len(line.text) <= _LONGEST_HEADING else ""


def _rest(line: _Line) -> str:
    """The text of a line behind the mark that begins it."""
    for mark in (_BOX, _BULLET, _NUMBER):
        if match := mark.match(line.text):
            return escaped(line.text[match.end() :])
    return escaped(line.text)


def _apart(before: _Line, line: _Line) -> bool:
    """Whether a line begins a paragraph: further down than lines are apart, in another type, or on another page."""
    height = before.bottom - before.top
    gap = line.top - before.bottom
    return gap > _SAME_PARAGRAPH * height or gap < -height / 2 or line.size != before.size
