"""Candidates for action items: every list item, table row and sentence, and which of them are one by their form.

Whether a candidate is an action item is judged later; what it says of owner, date and ticket is read in :mod:`.reader`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...language.en.verbs import BOX
from ...parse import Block, ListItem, Prose
from ...parse.outline import Outline
from ...parse.source import Ranges
from ...parse.structure import Structure
from ...parse.text import sentence_ranges
from ..postmortem import Candidate, CandidateKind
from .draft import MAX_ITEM, Cell, Draft, ticked, title_of
from .formal import formal_drafts

_ABOVE = 3
"""Headings that are looked at for what they say of an item."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a stretch of prose stands: in a list, a table or running text, beside what else, and the text of it all."""

    kind: CandidateKind
    group: tuple[int, ...]
    text: str
    item: ListItem | None = None
    cells: tuple[Cell, ...] = ()


_NO_CELL = Prose("", ())
"""What stands for the cells that a short row leaves out: it has their columns all the same."""


def _places(blocks: Sequence[Block], outline: Outline) -> dict[int, _Place]:
    """The place of the prose of each block and cell that is the writer's own."""
    found: dict[int, _Place] = {}
    for index, block in enumerate(blocks):
        if block.quoted:
            continue
        if block.kind == "table":
            for row in block.rows:
                titles = (title.text for title in block.header)
                cells = tuple(map(Cell, titles, (*row.cells, *[_NO_CELL] * (len(block.header) - len(row.cells)))))
                place = _Place("row", (index,), " | ".join(cell.text for cell in row.cells), cells=cells)
                found.update((id(cell), place) for cell in row.cells)
        elif block.kind == "paragraph" and block.prose is not None:
            if block.item is not None and block.leads:
                parts = outline.at(block.start)
                group = (id(block.item.parent), parts[0].start if parts else -1)
                found[id(block.prose)] = _Place("item", group, block.prose.text, block.item)
            else:
                found[id(block.prose)] = _Place("sentence", (index,), "", block.item)
    return found


def _units(block: Block, outline: Outline) -> Iterator[Draft]:
    """What could be an action item in a block, whatever headings and grammar say."""
    if block.quoted:
        return
    title = title_of(outline.at(block.start))
    if block.kind == "table":
        for row in block.rows:
            cell = max(row.cells, key=lambda cell: len(cell.text), default=None)
            if cell is not None and cell.text.strip():
                yield Draft(cell, *cell.trimmed(0, len(cell.text)), title)
    elif block.kind == "paragraph" and block.prose is not None:
        prose = block.prose
        if block.item is not None and block.leads:
            box = BOX.match(prose.text)
            start, end = prose.trimmed(box.end() if box else 0, len(prose.text))
            yield Draft(prose, start, min(end, start + MAX_ITEM), title, bool(block.item.checked) or ticked(box))
        else:
            for start, end in sentence_ranges(prose):
                yield Draft(prose, start, min(end, start + MAX_ITEM), title)


def read_candidates(structure: Structure, template: Ranges) -> tuple[Candidate, ...]:
    """The candidates of a document, in source order; what lies in ``template`` is text to be filled in, and none."""
    blocks, outline = structure.blocks, structure.outline
    places = _places(blocks, outline)
    leads = {id(block.item): block.prose.text for block in blocks if block.leads and block.prose and block.item}
    over = dict(_introduced(blocks))
    formal = formal_drafts(blocks, outline)
    ranges: dict[int, list[tuple[int, int]]] = {}
    for draft in formal:
        place = places.get(id(draft.prose))
        ranges.setdefault(id(place) if place and place.kind == "row" else id(draft.prose), []).append(
            (draft.start, draft.end)
        )
    taken = {key: Ranges(each) for key, each in ranges.items()}
    found = [(draft, True) for draft in formal]
    for block in blocks:
        for draft in _units(block, outline):
            place = places[id(draft.prose)]
            if place.kind == "row":
                if id(place) not in taken:
                    found.append((draft, False))
            elif id(draft.prose) not in taken or not taken[id(draft.prose)].meets(draft.start, draft.end):
                found.append((draft, False))
    candidates = [
        _candidate(draft, is_formal, places[id(draft.prose)], outline, leads, over)
        for draft, is_formal in found
        if id(draft.prose) in places and draft.prose.span(draft.start)[0] not in template
    ]
    return tuple(sorted(candidates, key=lambda candidate: candidate.start))


def _introduced(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """The outermost items of lists that a sentence with a colon introduces ("Ana will:"), each by its identity, with that sentence."""
    sentence, ordered = "", None
    for block in blocks:
        if block.item is None:
            sentence, ordered = _introduction(block), None
        elif sentence and block.leads and block.item.parent is None:
            if ordered not in (None, block.item.ordered):
                sentence = ""  # another list begins
            else:
                ordered = block.item.ordered
                yield id(block.item), sentence


_LABELLED = re.compile(r"\W*(?:owners?|assignees?|assigned to|responsible|dri)\s*:[^\n]{2,60}$", re.I)


def _outermost(item: ListItem) -> ListItem:
    while item.parent is not None:
        item = item.parent
    return item


def _introduction(block: Block) -> str:
    """The last sentence of a paragraph where it ends in a colon or names an owner behind a label; else empty."""
    prose = block.prose
    if block.kind != "paragraph" or block.quoted or prose is None:
        return ""
    if not prose.text.rstrip().endswith((":", "：")) and not _LABELLED.match(prose.text):
        return ""
    sentences = sentence_ranges(prose)
    return prose.text[sentences[-1][0] :].strip() if sentences else ""


def _candidate(
    draft: Draft, formal: bool, place: _Place, outline: Outline, leads: Mapping[int, str], over: Mapping[int, str]
) -> Candidate:
    start = draft.prose.span(draft.start)[0]
    parts = outline.at(start)
    parent = leads.get(id(place.item.parent)) if place.item else None
    introduction = over.get(id(_outermost(place.item))) if place.item else None
    titles = [part.title for part in parts[:_ABOVE]]
    if introduction and introduction.rstrip(":. ") not in titles:
        titles.insert(1 if parent else 0, introduction)
    draft.above = (*((parent,) if parent else ()), *titles)
    draft.cells = tuple(cell for cell in place.cells if cell.prose is not draft.prose)
    draft.boxed = place.item is not None and place.item.checked is not None
    return Candidate(
        draft=draft,
        start=start,
        text=" ".join((place.text or draft.text).split()),
        kind=place.kind,
        heading=title_of(parts),
        kinds=tuple(tuple(kind for kind in part.kinds if kind != "none") for part in parts),
        group=place.group,
        formal=formal,
        depth=place.item.depth if place.item else 0,
        children=len(place.item.children) if place.item else 0,
        task=place.item is not None and place.item.checked is not None,
    )
