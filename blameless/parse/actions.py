"""Candidates for action items: every list item, table row and sentence, and which of them headings and grammar call one.

Whether a candidate is an action item is judged later; what it says of owner, date and ticket is read in :mod:`blameless.read.items`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ..language.en.dates import find_moments
from ..language.en.labels import field_of, names_owner_or_due, values
from ..language.en.people import is_somebody
from ..language.en.verbs import ADVICE, AHEAD, BOX, FUTURE, is_imperative, is_past, verbs
from ..lexicon import fold, load
from .blocks import Block, ListItem, TableRow
from .document import Candidate, CandidateKind, Part
from .draft import Cell, Draft
from .outline import Outline
from .prose import Prose
from .source import Ranges, Source
from .text import line_ranges, sentence_ranges, sentences_between

_WE_SHOULD = re.compile(r"(?:so |thus |therefore,? )?we (?:should|must|need to)\b(?!\s+(?:not\s+)?have\b)", re.I)
_ASKED_OF = re.compile(r"(?!Time\b)[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,3}\s+to\s+(?!have\b|be\b)(?P<verb>[a-z]+)\b")
_INTRODUCES = re.compile(
    r"(?:(?:the|these|those|our|here are|below are|some)\b[^.]{0,60}\b(?:following|below|these|include|includes|are listed)\b|(?:these|this|they) (?:include|are)\b|(?:as|see) (?:above|below)|we (?:are|have) (?:identified|committed|agreed)\b[^.]{0,40}\b(?:following|several|these)\b)[^.]{0,80}[.:]?$",
    re.I,
)
"""The introduction of a list of actions: "The following actions will be taken:", "These include …"."""
_CHANGES = re.compile(
    r"\b(?:now|from now on|no longer|already|until then|starting)\b|\b(?:is|are|am|was|were|be|been|being|get|gets|gains?|gained|has|have|had)\s+(?:\w+ly\s+|also\s+|now\s+|already\s+|not\s+)?(?:(?:been|being|got|to be)\s+)?\w+(?:ed|en|ing|t|wn|out|d)\b|\b(?:gets?|receives?|joins?|replaces?|moves?|orders?|delivers?|registers?|wants?|hopes?|asks?|adds?|takes?|puts?|runs?|goes|stops?|prints?|ships?|shows?|makes?|yanks?|changes?|expect|needs?|deserves?|could use|would)\b|['’](?:re|ve|d like)\b|\b(?:important|needed|necessary|in order|please|appetite|in development|under way|has until)\b|\b(?:we|they|it|the [\w-]+)\s+(?:[\w-]{3,}ed|withdrew|wrote|built|made)\b|\b(?:accepts?|refuses?|keeps?|restarts?|recommends?|commits?|happens only|loses?)\b",
    re.I,
)
_MAX_ITEM = 2000
_ABOVE = 3
"""Headings that are looked at for what they say of an item."""


@cache
def _columns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(forms)) for name, forms in load("actions")["columns"].items()}


_TICKET = re.compile(r"https?://\S+|#\d+|\b[A-Z][A-Z0-9]*-\d+\b")
_TICKET_WORDS = re.compile(r"\b(?:see|issue|ticket|pr|link)\b", re.I)
_SIGNED = re.compile(r"(?<![\w@./`])@[A-Za-z]")


def _only_ticket(prose: Prose) -> bool:
    """Whether a nested bullet is a ticket and nothing else."""
    rest = _TICKET_WORDS.sub("", _TICKET.sub("", prose.text))
    return (_TICKET.search(prose.text) is not None or bool(prose.links)) and not re.search(r"\w", rest)


def _carries_fields(text: str) -> bool:
    """Whether a bullet has an owner, a date or a ticket of its own."""
    dated = any(found.date is not None for found in find_moments(text, 2000, "mdy"))
    return dated or bool(names_owner_or_due(text) or _TICKET.search(text) or _SIGNED.search(text))


def _ticked(box: re.Match[str] | None) -> bool:
    """Whether the mark before an item says that it is done."""
    return box is not None and re.search(r"[xX☑✅✔]", box[0]) is not None


def _label_only(text: str, item: ListItem) -> bool:
    return text.rstrip().endswith(":") and bool(item.children)


def _only_field(value: str) -> bool:
    """Whether a field's value is all there is in its bullet, and not followed by what is to be done."""
    return len(value.split()) <= 6 and not re.search(r"[.;]\s+\S", value)


def _from_lists(blocks: Sequence[Block], outline: Outline) -> Iterator[Draft]:
    drafts: dict[int, Draft] = {}
    latest: dict[int, Draft] = {}  # by the item they stand in: "1. Action: … 2. Owner: …" is one item
    for block in blocks:
        if block.item is None or block.prose is None or block.kind != "paragraph" or block.quoted:
            continue
        parts = outline.at(block.start)
        text = block.prose.text
        if not block.leads:
            owner = drafts.get(id(block.item))
            if owner is not None:
                owner.details.append(block.prose)
            continue
        parent = drafts.get(id(block.item.parent)) if block.item.parent else None
        named = field_of(text)
        before = latest.get(id(block.item.parent)) if named is not None and _only_field(named[1]) else None
        if named is not None and (holder := parent or before) is not None:
            holder.fields.setdefault(*named)
            holder.details.append(block.prose)
            continue
        if _label_only(text, block.item) or not (_is_action_part(parts) or _asks_anywhere(block.prose, parts)):
            continue
        box = BOX.match(text)
        start, end = block.prose.trimmed(box.end() if box else 0, len(text))
        if (
            start >= end
            or not re.search(r"\w", text[start:end])
            or text[start:end].strip(" .").lower() in values("nothing")
        ):
            continue
        if parent is not None and not _TICKET.search(parent.text) and _only_ticket(block.prose):
            parent.details.append(block.prose)
            continue
        draft = Draft(
            block.prose, start, min(end, start + _MAX_ITEM), _title(parts), bool(block.item.checked) or _ticked(box)
        )
        if parent is not None and _is_detail(draft, parent):
            drafts[id(block.item)] = parent
            continue
        drafts[id(block.item)] = latest[id(block.item.parent)] = draft
        yield draft


def _is_detail(draft: Draft, parent: Draft) -> bool:
    """Whether a nested bullet says more of its parent instead of asking for something itself."""
    if is_imperative(draft.text) or is_past(draft.text) or AHEAD.search(draft.text):
        return False
    headline = len(parent.text.split()) <= 4 and not is_imperative(parent.text)
    return not headline and not _carries_fields(draft.text)


def _asks_anywhere(prose: Prose, parts: Sequence[Part]) -> bool:
    """Whether a bullet outside the action sections says what to do: under a heading that means no part of a
    postmortem, or under "Remediation", which some use for the fix and some for the follow-ups."""
    named = [part for part in parts if part.kinds and part.kinds != ("none",)]
    if (named and not re.search(r"\bremediation\b", named[0].title, re.I)) or not parts:
        return False
    text = BOX.sub("", prose.text)
    asked = _ASKED_OF.match(text)
    if prose.text[-1:] in ":?":
        return False
    if is_imperative(text) or (asked is not None and asked["verb"] in verbs()):
        return True
    return bool(named) and names_owner_or_due(text)


def _is_action_part(parts: Sequence[Part]) -> bool:
    """Whether the innermost known kind around a place is that of action items."""
    kinds = next((part.kinds for part in parts if part.kinds and part.kinds != ("none",)), ())
    return "action_items" in kinds


def _title(parts: Sequence[Part]) -> str:
    return parts[0].title if parts else ""


def _first_filled(row: TableRow, places: Sequence[int]) -> Prose | None:
    """Of the cells that one meaning has in a row ("IT owner", "Business owner"), the first that says something."""
    cells = [row.cells[i] for i in places if i < len(row.cells)]
    return next((cell for cell in cells if cell.text.strip(" -–—")), cells[0] if cells else None)


def _is_day(text: str) -> bool:
    """Whether a cell is a date and nothing else."""
    return any((found.start, found.end) == (0, len(text)) for found in find_moments(text, 2000, "mdy"))


def _assign_by_content(block: Block, roles: dict[str, list[int]], width: int) -> None:
    """Columns whose titles say nothing are owners or dates where most of their cells are."""
    for name, fits in (("owner", is_somebody), ("due", _is_day)):
        taken = {index for places in roles.values() for index in places}
        for index in (i for i in range(width) if name not in roles and i not in taken):
            filled = [row.cells[index].text.strip() for row in block.rows if index < len(row.cells)]
            filled = [cell for cell in filled if re.search(r"\w", cell)]
            if filled and sum(map(fits, filled)) > len(filled) / 2:
                roles[name] = [index]


def _from_table(block: Block, outline: Outline) -> Iterator[Draft]:
    titles = [cell.text.strip().lower() for cell in block.header]
    roles: dict[str, list[int]] = {}
    for index, title in enumerate(titles):
        name = next((name for name, pattern in _columns().items() if pattern.fullmatch(title)), None)
        if name is not None:
            roles.setdefault(name, []).append(index)
    parts = outline.at(block.start)
    in_action = _is_action_part(parts)
    named = re.search(r"action|task|to-?do|follow", " ".join(titles))
    elsewhere = any(part.kinds and part.kinds != ("none",) for part in parts)
    tracked = set(roles) & {"owner", "due", "ticket", "status"}
    unnamed = not elsewhere and "owner" in tracked and len(tracked) > 1
    if not in_action and not ("action" in roles and ((named and tracked) or unnamed)):
        return
    if "action" not in roles:
        free = [i for i in range(len(titles)) if all(i not in places for places in roles.values())]
        if not free or not in_action:
            return
        roles["action"] = free[:1]
    _assign_by_content(block, roles, len(titles))
    for row in block.rows:
        cells = {name: cell for name, places in roles.items() if (cell := _first_filled(row, places)) is not None}
        action = cells.get("action")
        if action is None or not action.text.strip():
            continue
        box = BOX.match(action.text)
        start, end = action.trimmed(box.end() if box else 0, len(action.text))
        draft = Draft(action, start, end, _title(parts))
        draft.done = _ticked(box)
        for name in ("owner", "due", "ticket", "status"):
            if name in cells and cells[name].text.strip():
                draft.fields[name] = cells[name].text.strip()
        if "ticket" in cells:
            draft.details.append(cells["ticket"])
        yield draft


def _from_prose(block: Block, outline: Outline, listed: bool) -> Iterator[Draft]:
    """Commitments and recommendations in running text.

    Under an action heading without a list every line counts that says what to do. Elsewhere a sentence counts where
    it says what should be done from now on.
    """
    prose = block.prose
    assert prose is not None
    for begin, end in line_ranges(prose.text):
        begin, end = prose.trimmed(begin, end)
        parts = outline.at(prose.span(begin, begin)[0])
        if _is_action_part(parts):
            if _is_task(prose, begin, end, parts[0], listed):
                yield Draft(prose, begin, end, _title(parts))
        else:
            yield from _recommendations(prose, begin, end, parts)


def _is_task(prose: Prose, begin: int, end: int, part: Part, listed: bool) -> bool:
    """Whether a line under an action heading says what to do."""
    line = prose.text[begin:end]
    if prose.span(begin, begin)[0] < part.body or line.endswith(":") or not re.search(r"\w", line):
        return False  # the label itself, or the introduction of a list
    if _INTRODUCES.match(line) or re.match(r"(?:no|yes|n\/a)\b[,.]", line, re.I):
        return False
    if is_imperative(line) or is_past(line) or AHEAD.search(line):
        return True
    return not listed and (line.endswith("?") or bool(_CHANGES.search(line)))


def _recommendations(prose: Prose, begin: int, end: int, parts: Sequence[Part]) -> Iterator[Draft]:
    """Sentences outside the action section that say what should be done; of a paragraph of lessons, the first."""
    kinds = {kind for part in parts for kind in part.kinds}
    if kinds & {"timeline", "detection"}:
        return
    lessons = "lessons" in kinds and not kinds & {"went_well", "went_badly"}
    for start, stop in sentences_between(prose, begin, end):
        sentence = prose.text[start:stop]
        if sentence.endswith(":") or len(sentence) > 600:
            continue
        if lessons:
            wanted = is_imperative(sentence) or bool(ADVICE.search(sentence))
        else:
            wanted = bool(FUTURE.search(fold(sentence)) and AHEAD.search(sentence)) or bool(_WE_SHOULD.match(sentence))
        if wanted:
            yield Draft(prose, start, stop, _title(parts))
            if lessons:
                return


def _may_hold_commitments(block: Block, outline: Outline) -> bool:
    """Whether a block is running text outside the lists that are read item by item."""
    if block.kind != "paragraph" or block.prose is None or block.quoted:
        return False
    return block.item is None or (block.leads and not _is_action_part(outline.at(block.start)))


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
    title = _title(outline.at(block.start))
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
            yield Draft(prose, start, min(end, start + _MAX_ITEM), title, bool(block.item.checked) or _ticked(box))
        else:
            for start, end in sentence_ranges(prose):
                yield Draft(prose, start, min(end, start + _MAX_ITEM), title)


def _formal(blocks: Sequence[Block], outline: Outline) -> list[Draft]:
    """What headings and grammar call an action item."""
    drafts = list(_from_lists(blocks, outline))
    listed = bool(drafts)
    for block in blocks:
        if block.kind == "table":
            drafts.extend(_from_table(block, outline))
        elif _may_hold_commitments(block, outline):
            drafts.extend(_from_prose(block, outline, listed))
    return drafts


def read_candidates(
    source: Source, blocks: Sequence[Block], outline: Outline, template: Ranges
) -> tuple[Candidate, ...]:
    """The candidates of a document, in source order; what lies in ``template`` is text to be filled in, and none."""
    places = _places(blocks, outline)
    leads = {id(block.item): block.prose.text for block in blocks if block.leads and block.prose and block.item}
    formal = _formal(blocks, outline)
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
        _candidate(draft, is_formal, places[id(draft.prose)], outline, leads)
        for draft, is_formal in found
        if id(draft.prose) in places and draft.prose.span(draft.start)[0] not in template
    ]
    return tuple(sorted(candidates, key=lambda candidate: candidate.start))


def _candidate(draft: Draft, formal: bool, place: _Place, outline: Outline, leads: Mapping[int, str]) -> Candidate:
    start = draft.prose.span(draft.start)[0]
    parts = outline.at(start)
    parent = leads.get(id(place.item.parent)) if place.item else None
    draft.above = (*((parent,) if parent else ()), *(part.title for part in parts[:_ABOVE]))
    draft.cells = tuple(cell for cell in place.cells if cell.prose is not draft.prose)
    draft.boxed = place.item is not None and place.item.checked is not None
    return Candidate(
        draft=draft,
        start=start,
        text=" ".join((place.text or draft.text).split()),
        kind=place.kind,
        heading=_title(parts),
        kinds=tuple(tuple(kind for kind in part.kinds if kind != "none") for part in parts),
        group=place.group,
        formal=formal,
        depth=place.item.depth if place.item else 0,
        children=len(place.item.children) if place.item else 0,
        task=place.item is not None and place.item.checked is not None,
    )
