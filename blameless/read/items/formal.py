"""What headings and grammar call an action item: in lists, in tables, and in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ...language.en.dates import find_moments
from ...language.en.labels import field_of, names_owner_or_due, values
from ...language.en.people import is_somebody
from ...language.en.verbs import AHEAD, BOX, is_imperative, is_past, verbs
from ...lexicon import load
from ...parse import Block, ListItem, Part, Prose, TableRow
from ...parse.outline import Outline
from .commitments import commitments, may_hold_commitments
from .draft import MAX_ITEM, Draft, is_action_part, ticked, title_of

_ASKED_OF = re.compile(r"(?!Time\b)[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,3}\s+to\s+(?!have\b|be\b)(?P<verb>[a-z]+)\b")


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
        if _label_only(text, block.item) or not (is_action_part(parts) or _asks_anywhere(block.prose, parts)):
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
            block.prose, start, min(end, start + MAX_ITEM), title_of(parts), bool(block.item.checked) or ticked(box)
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
    in_action = is_action_part(parts)
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
        draft = Draft(action, start, end, title_of(parts))
        draft.done = ticked(box)
        for name in ("owner", "due", "ticket", "status"):
            if name in cells and cells[name].text.strip():
                draft.fields[name] = cells[name].text.strip()
        if "ticket" in cells:
            draft.details.append(cells["ticket"])
        yield draft


def formal_drafts(blocks: Sequence[Block], outline: Outline) -> list[Draft]:
    """What headings and grammar call an action item."""
    drafts = list(_from_lists(blocks, outline))
    listed = bool(drafts)
    for block in blocks:
        if block.kind == "table":
            drafts.extend(_from_table(block, outline))
        elif may_hold_commitments(block, outline):
            drafts.extend(commitments(block, outline, listed))
    return drafts
