"""The outline: headings and what serves as headings, and which part of the document each place belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .block import Block
from .document import Part
from .language import Language
from .prose import Prose
from .source import Source
from .text import line_ranges

BOLD_LEVEL, LINE_LEVEL, LABEL_LEVEL, ITEM_LEVEL = 7, 8, 9, 10
_LABEL = re.compile(r"([^:\n]{2,60}?)\s*(?::|[–—]|\s-)(?=\s|$)")
_NO_LABELS = frozenset({"action_items", "lessons", "went_well", "went_badly"})


@dataclass(slots=True)
class _Mark:
    """A place where a part begins; ``limit`` is where it ends at the latest, ``None`` for no limit of its own."""

    title: str
    kinds: tuple[str, ...]
    level: int
    start: int
    body: int
    limit: int | None = None


class Outline:
    """The parts of a document, and which of them hold a given place."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        self._starts = [part.start for part in parts]
        self._chains: list[tuple[Part, ...]] = []
        chain: list[Part] = []
        for part in parts:
            while chain and chain[-1].level >= part.level:
                chain.pop()
            chain.append(part)
            self._chains.append(tuple(chain))

    def at(self, offset: int) -> list[Part]:
        """The parts around ``offset``, innermost first."""
        index = bisect_right(self._starts, offset) - 1
        return [part for part in reversed(self._chains[index]) if offset < part.end] if index >= 0 else []

    def in_title(self, offset: int) -> bool:
        """Whether ``offset`` is in the heading of a part."""
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self.parts[index].body

    def kinds_at(self, offset: int) -> tuple[str, ...]:
        """The section kinds around ``offset``, innermost first."""
        return tuple(dict.fromkeys(kind for part in self.at(offset) for kind in part.kinds if kind != "none"))


def _label(prose: Prose, begin: int, end: int) -> tuple[str, int, bool] | None:
    """The label a line begins with: its title, where its text ends, and whether it is bold."""
    bold = next((b for a, b in prose.bold_from(begin, begin + 2) if a < b <= end), None)
    if bold is not None:
        rest = prose.text[bold:end]
        title = prose.text[begin:bold].strip()
        if len(title) > 80 or (
            title[-1:] not in (":", ".") and rest.strip() and not re.match(r"\s*(?::|[–—-]\s|\()", rest)
        ):
            return None
        after = bold + (len(rest) - len(rest.lstrip(" :–—-"))) if rest.strip() else bold
        return title.rstrip(":. "), after, True
    match = _LABEL.match(prose.text, begin, end)
    if match and ":" in prose.text[match.end(1) : match.end()]:
        return match[1].strip(), match.end(), False
    return None


def _line_marks(block: Block, underlined: bool, language: Language) -> Iterator[_Mark]:
    """Marks for the lines of a paragraph that serve as headings.

    ``underlined``: a line of dashes follows. Markdown reads "7. Measures" over dashes as a list item and a rule; to a
    reader it is a heading.
    """
    assert block.prose is not None
    prose, text = block.prose, block.prose.text
    if underlined and block.leads and block.item is not None and block.item.ordered and len(text) <= 80:
        yield _Mark(" ".join(text.split()), language.heading_kinds(text), 2, block.start, prose.span()[1])
        return
    for begin, end in line_ranges(text):
        begin, end = prose.trimmed(begin, end)
        line = text[begin:end]
        found = _label(prose, begin, end)
        if found is not None:
            title, after, bold = found
            kinds = language.heading_kinds(title)
            alone = not text[after:end].strip()
            start, body = prose.span(begin, begin)[0], prose.span(after - 1, after)[1]
            if block.item is not None:
                limit = None if alone and not block.item.children else block.item.end
                if block.leads and (kinds or bold):
                    yield _Mark(title, kinds, ITEM_LEVEL + block.item.depth, start, body, limit)
            elif kinds or (bold and alone):
                yield _Mark(title, kinds, (BOLD_LEVEL if bold else LINE_LEVEL) if alone else LABEL_LEVEL, start, body)
            elif bold:
                yield _Mark(title, kinds, LABEL_LEVEL, start, body)
        elif block.leads and block.item is not None and block.item.children and (kinds := language.heading_kinds(line)):
            yield _Mark(line, kinds, ITEM_LEVEL + block.item.depth, *prose.span(begin, end), block.item.end)
        elif (
            block.item is None
            and len(line) <= 60
            and line[-1:] not in ".!,"
            and (kinds := language.heading_kinds(line))
        ):
            yield _Mark(line, kinds, BOLD_LEVEL, *prose.span(begin, end))


_IN_TABLES = frozenset(
    {
        "summary",
        "impact",
        "root_cause",
        "contributing_factors",
        "detection",
        "response",
        "lessons",
        "went_well",
        "went_badly",
    }
)


def _table_marks(block: Block, language: Language) -> Iterator[_Mark]:
    """Marks for the rows of a table that has a section's name in one column and what it says in the other."""
    rows = [(block.header, block.header[0].span()[0], block.header[-1].span()[1])] if len(block.header) == 2 else []
    rows += [(row.cells, row.start, row.end) for row in block.rows if len(row.cells) == 2]
    for (name, text), start, end in rows[:100]:
        kinds = language.heading_kinds(name.text)
        if set(kinds) & _IN_TABLES and len(text.text.split()) >= 3:
            yield _Mark(" ".join(name.text.split()), kinds, LABEL_LEVEL, start, text.span()[0], end)


_UNDERLINE = re.compile(r"\n[ \t]{0,3}(?:-{3,}|={3,})[ \t]*(?:\n|$)")


def _marks(source: Source, blocks: Sequence[Block], language: Language) -> Iterator[_Mark]:
    timeline = 0
    for block in blocks:
        if block.kind == "table" and not block.quoted:
            yield from _table_marks(block, language)
        if block.prose is None or block.quoted:
            continue
        if block.kind == "heading":
            title = " ".join(block.prose.text.split())
            kinds, level = language.heading_kinds(title), block.level
            if not kinds and timeline and level <= timeline and language.is_moment(title):
                level = timeline + 1  # a date or time between the entries of a timeline does not end it
            elif level <= timeline or "timeline" in kinds:
                timeline = level if "timeline" in kinds else 0
            yield _Mark(title, kinds, level, block.start, block.end)
        elif block.kind == "paragraph":
            yield from _line_marks(block, _UNDERLINE.match(source.normal, block.end) is not None, language)


def read_outline(source: Source, blocks: Sequence[Block], language: Language) -> Outline:
    """The outline of a document; the language knows what its titles are."""
    marks: list[_Mark] = []
    chain: list[_Mark] = []
    for mark in _marks(source, blocks, language):
        while chain and chain[-1].level >= mark.level:
            chain.pop()
        around = {kind for outer in chain for kind in outer.kinds}
        if mark.level >= LABEL_LEVEL and (
            around & _NO_LABELS or ("timeline" in around and mark.kinds != ("detection",))
        ):
            continue
        if mark.level == LINE_LEVEL and "went_badly" in mark.kinds and "action_items" in around:
            continue  # "Things that can be improved:" over the list of what will be
        marks.append(mark)
        chain.append(mark)
    known = {kind for mark in marks for kind in mark.kinds}
    headings = [mark for mark in marks if mark.level <= BOLD_LEVEL]
    for number, kind in language.otherwise([mark.title for mark in headings], known).items():
        headings[number].kinds = (*(each for each in headings[number].kinds if each != "none"), kind)
    return Outline(_with_emptiness(source, _parts(source, marks), language))


def _parts(source: Source, marks: Sequence[_Mark]) -> list[Part]:
    """Parts from marks: each ends where the next one of its level or above begins."""
    ends: list[int] = []
    following: list[_Mark] = []  # marks to the right that could end one, nearest last
    end_of_text = len(source.normal.rstrip())
    for mark in reversed(marks):
        while following and following[-1].level > mark.level:
            following.pop()
        ends.append(following[-1].start if following else end_of_text)
        following.append(mark)
    parts = []
    for mark, end in zip(marks, reversed(ends), strict=True):
        end = end if mark.limit is None else min(end, mark.limit)
        end = max(mark.body, mark.start + len(source.normal[mark.start : end].rstrip()))
        parts.append(
            Part(mark.title, mark.kinds, mark.level, mark.start, mark.body, end, source.line_of(mark.start), False)
        )
    return parts


def _with_emptiness(source: Source, parts: Sequence[Part], language: Language) -> list[Part]:
    """Mark the parts that say nothing: no text of their own and only empty parts inside."""
    result = list(parts)
    comment = re.compile(r"<!--.*?-->", re.S)
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        following = parts[index + 1].start if index + 1 < len(parts) else part.end
        own = source.normal[part.body : min(part.end, following)]
        inner_full = (
            index + 1 < len(parts)
            and parts[index + 1].start < part.end
            and any(not inner.empty for inner in _inside(result, index))
        )
        empty = not inner_full and language.says_nothing(comment.sub("", own[:2000]))
        result[index] = replace(part, empty=empty)
    return result


def _inside(parts: Sequence[Part], index: int) -> Iterator[Part]:
    for following in range(index + 1, len(parts)):
        if parts[following].start >= parts[index].end:
            return
        yield parts[following]
