"""Action items: from lists, tables and prose, with owner, due date, ticket and state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from ..lexicon import fold, load
from ..report import ActionItem
from .blocks import Block, ListItem
from .dates import find_due, resolve_due
from .document import Action, Part
from .outline import Outline
from .people import HANDLE, is_given_name, is_person, is_team, owner_kind
from .prose import Prose
from .source import Source
from .text import line_ranges, sentence_ranges
from .tickets import find_ticket

_BOX = re.compile(r"\[[ xX]\]\s+|^[\s•‣▪☐☑✅✔️❌]+")
_MODAL = re.compile(
    r"\b(?:(?:should|must|shall|ought to)(?:n['’]t| not)?(?!\s+(?:not\s+)?have\b)|(?:need|needs|have|has) to\b(?! have)|will\b(?! have)|(?:are|is|am)\s+(?:going|planning) to|plans? (?:to|on)|intends? to|let['’]s|can we|could we|(?:we|i)['’]ll)",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:should|must|ought to)(?:n['’]t| not)?\b(?!\s+(?:not\s+)?(?:have|be able)\b)|\b(?:we|teams?|it) needs? to\b|\blet['’]s\b|\bwe need\b",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:in (?:the )?future|going forward|moving forward|from now on|next time|to (?:prevent|avoid) (?:this|such|similar|a re|future|recurr))"
)
_WE_SHOULD = re.compile(r"(?:so |thus |therefore,? )?we (?:should|must|need to)\b(?!\s+(?:not\s+)?have\b)", re.I)
_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]")
_TAIL = re.compile(r"(?:\s[-–—→>]+\s*|[(\[])([^()\[\]–—→]{2,50})[)\]]?[\s.]*$")
_OWNED_BY = re.compile(
    r"\b(?:(?i:assigned to|owned by|owner is)\s+(@?[\w.-]+(?:\s+[A-Z][\w-]+)?)|(?i:owner|dri|assignee)\s+(?=[A-Z@]))(?P<name>@?[A-Z][\w.'-]*(?:\s+[A-Z][\w'-]+){0,2})?"
)
_LEADING_TICKET = re.compile(r"^\s*\[?(?:[A-Z][A-Z0-9]+-\d+|#\d+)\]?(?:\([^)]*\))?\s*[:–—-]?\s+")
_CLAUSES = re.compile(r"(?<=[.;])\s+")
_TEAM_SUBJECT = re.compile(
    r"\s*(?:The\s+|Our\s+)?((?!(?:an?|each|every|all|any|the|no|another|we|they|it|this)\b)(?:(?!the\s)[\w/&-]+\s+){1,3}(?:team|squad|guild|group|crew|department))\s+(?!to be\b)\w"
)
_MAX_ITEM = 2000


@dataclass(slots=True)
class _Draft:
    """An action item in the making."""

    prose: Prose
    start: int
    end: int
    heading: str
    done: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    tickets: list[Prose] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.prose.text[self.start : self.end]


@cache
def _columns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(forms)) for name, forms in load("actions")["columns"].items()}


@cache
def _labels() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    labels = load("actions")["labels"]
    escaped = {name: "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) for name, forms in labels.items()}
    single = {
        name: re.compile(rf"(?:^|(?<=[\s(\[|;,.*—–-]))(?:{forms})\s*[:=]\s*(?P<value>[^\n;|)\]]{{1,100}})", re.I)
        for name, forms in escaped.items()
    }
    any_label = re.compile(
        rf"[\s,.]*\b(?:{'|'.join(escaped.values())})\s*[:=]|[,;]\s*(?:due|by|eta|deadline)\b|\s[—–-]+\s|\.\s", re.I
    )
    return single, any_label


@cache
def _values(name: str) -> frozenset[str]:
    return frozenset(load("actions")["values"][name])


@cache
def _verbs() -> frozenset[str]:
    return frozenset(load("actions")["verbs"]["action"])


@cache
def _past_forms() -> frozenset[str]:
    irregular = {
        "built",
        "wrote",
        "made",
        "ran",
        "sent",
        "gave",
        "took",
        "rewrote",
        "wrapped",
        "began",
        "found",
        "held",
        "taught",
        "told",
        "drew",
        "shrunk",
        "rebuilt",
        "rolled",
    }
    forms = set()
    for verb in _verbs():
        stem = verb[:-1] + "i" if verb.endswith("y") and verb[-2] not in "aeou" else verb.rstrip("e")
        forms |= {stem + "ed", stem + stem[-1] + "ed"}
    return frozenset(forms | irregular) - {"need"}


def _first_words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z][\w'-]*", _BOX.sub("", text)[:80])[:4]


def is_imperative(text: str) -> bool:
    """Whether a sentence begins with a verb that names something to do ("Add …", "Regularly review …")."""
    found = [word.lower() for word in _first_words(re.sub(r"^[^:]{2,40}:\s+", "", text))] or [""]
    whole = [word.lower() for word in _first_words(text)] or [""]
    for first in (found, whole):
        if first[0] in _verbs() or (first[0].endswith("ly") and len(first) > 1 and first[1] in _verbs()):
            return True
        if first[0] in ("please", "also", "more", "better", "don't", "do", "never", "always"):
            return True
    return False


def _is_past(text: str) -> bool:
    if re.match(r"[^:]{2,60}:\s", text):
        return False  # "Automated checks: …" is a headline, not something done
    words = _first_words(text)
    return bool(words) and words[0].lower() in _past_forms()


# --- finding the items -------------------------------------------------------------------------------------------


def _only_ticket(prose: Prose) -> bool:
    """Whether a nested bullet is a ticket and nothing else."""
    rest = re.sub(
        r"https?://\S+|#\d+|\b[A-Z][A-Z0-9]*-\d+\b|\b(?:see|issue|ticket|pr|link)\b", "", prose.text, flags=re.I
    )
    return find_ticket(prose) is not None and not re.search(r"\w", rest)


def _ticked(box: re.Match[str] | None) -> bool:
    """Whether the mark before an item says that it is done."""
    return box is not None and re.search(r"[xX☑✅✔]", box[0]) is not None


def _label_only(text: str, item: ListItem) -> bool:
    return text.rstrip().endswith(":") and bool(item.children)


def _field_of(text: str) -> tuple[str, str] | None:
    """The field a nested bullet gives to its parent ("Owner: Ana"), with its value."""
    for name, pattern in _labels()[0].items():
        match = pattern.match(text.strip())
        if match:
            return name, match["value"]
    return None


def _from_lists(blocks: Sequence[Block], outline: Outline) -> Iterator[_Draft]:
    drafts: dict[int, _Draft] = {}
    for block in blocks:
        if block.item is None or block.prose is None or block.kind != "paragraph" or block.quoted:
            continue
        parts = outline.at(block.start)
        text = block.prose.text
        if not block.leads:
            owner = drafts.get(id(block.item))
            if owner is not None:
                owner.tickets.append(block.prose)
            continue
        parent = drafts.get(id(block.item.parent)) if block.item.parent else None
        named = _field_of(text)
        if parent is not None and named is not None:
            parent.fields.setdefault(*named)
            parent.tickets.append(block.prose)
            continue
        if not _is_action_part(parts) or _label_only(text, block.item):
            continue
        box = _BOX.match(text)
        start, end = block.prose.trimmed(box.end() if box else 0, len(text))
        if (
            start >= end
            or not re.search(r"\w", text[start:end])
            or text[start:end].strip(" .").lower() in _values("nothing")
        ):
            continue
        if parent is not None and not _ticket(parent) and _only_ticket(block.prose):
            parent.tickets.append(block.prose)
            continue
        draft = _Draft(
            block.prose, start, min(end, start + _MAX_ITEM), _title(parts), bool(block.item.checked) or _ticked(box)
        )
        drafts[id(block.item)] = draft
        yield draft


def _is_action_part(parts: Sequence[Part]) -> bool:
    """Whether the innermost known kind around a place is that of action items."""
    kinds = next((part.kinds for part in parts if part.kinds and part.kinds != ("none",)), ())
    return "action_items" in kinds


def _title(parts: Sequence[Part]) -> str:
    return parts[0].title if parts else ""


def _from_table(block: Block, outline: Outline) -> Iterator[_Draft]:
    titles = [cell.text.strip().lower() for cell in block.header]
    roles: dict[str, int] = {}
    for index, title in enumerate(titles):
        name = next((name for name, pattern in _columns().items() if pattern.fullmatch(title)), None)
        if name is not None:
            roles.setdefault(name, index)
    parts = outline.at(block.start)
    in_action = _is_action_part(parts)
    named = re.search(r"action|task|to-?do|follow", " ".join(titles))
    if not in_action and not (named and "action" in roles and len(set(roles) & {"owner", "due", "ticket", "status"})):
        return
    if "action" not in roles:
        free = [i for i in range(len(titles)) if i not in roles.values()]
        if not free or not in_action:
            return
        roles["action"] = free[0]
    for row in block.rows:
        cells = {name: row.cells[i] for name, i in roles.items() if i < len(row.cells)}
        action = cells.get("action")
        if action is None or not action.text.strip():
            continue
        box = _BOX.match(action.text)
        start, end = action.trimmed(box.end() if box else 0, len(action.text))
        draft = _Draft(action, start, end, _title(parts))
        draft.done = _ticked(box)
        for name in ("owner", "due", "ticket", "status"):
            if name in cells:
                draft.fields[name] = cells[name].text.strip()
        if "ticket" in cells:
            draft.tickets.append(cells["ticket"])
        yield draft


def _from_prose(block: Block, outline: Outline, listed: bool) -> Iterator[_Draft]:
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
                yield _Draft(prose, begin, end, _title(parts))
        else:
            yield from _recommendations(prose, begin, end, parts)


def _is_task(prose: Prose, begin: int, end: int, part: Part, listed: bool) -> bool:
    """Whether a line under an action heading says what to do."""
    line = prose.text[begin:end]
    if prose.span(begin, begin)[0] < part.body or line.endswith(":") or not re.search(r"\w", line):
        return False  # the label itself, or the introduction of a list
    asks = line.endswith("?") and not listed
    return bool(is_imperative(line) or _is_past(line) or _MODAL.search(line) or asks)


def _recommendations(prose: Prose, begin: int, end: int, parts: Sequence[Part]) -> Iterator[_Draft]:
    """Sentences outside the action section that say what should be done; of a paragraph of lessons, the first."""
    kinds = {kind for part in parts for kind in part.kinds}
    if kinds & {"timeline", "detection"}:
        return
    lessons = "lessons" in kinds
    for start, stop in sentence_ranges(prose):
        sentence = prose.text[start:stop]
        if not begin <= start < end or sentence.endswith(":") or len(sentence) > 600:
            continue
        if lessons:
            wanted = is_imperative(sentence) or bool(_ADVICE.search(sentence))
        else:
            wanted = bool(_FUTURE.search(fold(sentence)) and _MODAL.search(sentence)) or bool(
                _WE_SHOULD.match(sentence)
            )
        if wanted:
            yield _Draft(prose, start, stop, _title(parts))
            if lessons:
                return


# --- reading one item --------------------------------------------------------------------------------------------


def _clean(value: str) -> str:
    value = _labels()[1].split(value, maxsplit=1)[0]
    return value.strip(" \t\n.,;:*_`|<>()[]\"'")


def _owner_value(value: str) -> str | None:
    """The owner in the value of an owner field: names up to the first part that is none; nobody is ``None``."""
    parts = [part.strip() for part in re.split(r"[,;]", _clean(value)) if part.strip()]
    if not parts or _nobody(parts[0]):
        return None
    names = parts[:1]
    for part in parts[1:]:
        if not (is_person(part) or is_team(part)):
            break
        names.append(part)
    return ", ".join(names)


def _nobody(value: str) -> bool:
    return not value or value.lower() in _values("nobody") or not re.search(r"\w", value)


def _labelled(draft: _Draft, name: str) -> str | None:
    if name in draft.fields:
        return draft.fields[name]
    match = _labels()[0][name].search(draft.text)
    return match["value"] if match else None


def _name_at_start(text: str) -> str | None:
    """The owner in "Ana to add …", "Platform team will …", "[Ana] …", "Ana: …", "@ana …"."""
    if match := re.match(r"\s*[\[(]([^\])]{2,40})[\])]\s*[:–—-]?\s*(?=\w)", text):
        value = match[1].strip()
        if is_person(value) or is_team(value):
            return value
    dashed = re.match(r"\s*([\w.' -]{2,40}?)\s[–—-]\s+(\w[\w-]*)", text)
    if dashed and dashed[2].lower() in _verbs() and is_person(dashed[1]):
        return dashed[1].strip()
    if match := re.match(rf"\s*({HANDLE})", text):
        return match[1]
    match = re.match(
        r"\s*((?:[Tt]he\s+)?[\w@/&.'-]+(?:\s+[\w/&.'-]+){0,3}?)\s*(?:\b(?:to|will|should|is going to|must|shall)\s+(\w[\w-]*)|:\s+(\w[\w-]*))",
        text,
    )
    if match:
        value = re.sub(r"^the\s+", "", match[1].strip(), flags=re.I)
        verb = (match[2] or match[3] or match[4]).lower()
        first = value.split()[0].lower()
        if re.search(r"\b(?:the|we|we've|they|it|i|you)\b", value, re.I):
            return None
        bare = first not in _verbs() and first not in load("actions")["verbs"]["not_owner"]
        modal = match[2] is not None
        if verb in _verbs() and bare and (is_person(value) or (is_team(value) and value.lower() != "team")):
            return value
        if (
            modal
            and " to " in text[: match.end()]
            and verb in _verbs()
            and bare
            and len(value.split()) == 1
            and value[0].isupper()
        ):
            return value
    if (match := _TEAM_SUBJECT.match(text)) and match[1].split()[0].lower() not in _verbs():
        return match[1]
    return None


def _name_at_end(text: str) -> str | None:
    """The owner in "… (Ana)", "… [Platform team]", "… — @ana", "… (Ana to arrange)"."""
    for match in reversed(list(_PARENTHESIS.finditer(text))):
        value = re.split(r"[,;]|\s[–—-]\s", match[1])[0].strip()
        if is_person(value) or (is_team(value) and not value.islower()):
            return value
        first = value.split()
        if first and is_given_name(first[0]) and len(first) <= 5 and text.rstrip().endswith(match[0]):
            return first[0]
    for value in re.split(r"\s(?:[–—|-]|->|→)\s", text)[1:]:
        if is_person(value.strip(" .")):
            return value.strip(" .")
    match = _TAIL.search(text)
    if match:
        value = match[1].strip(" .)")
        if is_person(value) or (is_team(value) and value[0].isupper() and len(value.split()) <= 3):
            return value
    return None


def _owner(draft: _Draft) -> str | None:
    labelled = _labelled(draft, "owner")
    if labelled is not None:
        return _owner_value(labelled)
    if match := _OWNED_BY.search(draft.text):
        return _owner_value(match[1] or match["name"] or "")
    text = draft.text
    bare = _LEADING_TICKET.sub("", text)
    found = next((name for part in _CLAUSES.split(bare) if (name := _name_at_start(part))), None) or _name_at_end(bare)
    if found is None and (handle := re.search(HANDLE, text)):
        found = handle[0]
    return None if found is None or _nobody(found) else found.strip()


_DUE_LEAD = re.compile(
    r"\b(?:due(?:\s+(?:on|by|date))?|by|before|until|eta|no later than|deadline|target(?:ing|ed for)?|planned for|scheduled for)\s*:?\s+(?:the\s+)?$",
    re.I,
)
_NEVER = re.compile(r"\b(?:due|eta|deadline)\s*[:=]?\s*([\w./-]+)", re.I)


def _due(draft: _Draft) -> str | None:
    labelled = _labelled(draft, "due")
    if labelled is not None:
        value = _clean(labelled)
        if value.lower() in _values("never") or not re.search(r"\w", value):
            return None
        return value if name_is_due(draft, value) else None
    text = draft.text
    span = find_due(text)
    while span is not None:
        before, after = text[: span[0]], text[span[1] :]
        bracketed = re.search(r"[(\[][^()\[\]]*$", before) and re.match(r"[^()\[\]]*[)\]]", after)
        relative = not re.search(r"\d{4}|\d{1,2}[a-z]*\s+[a-z]{3}|[a-z]{3,}\s+\d|q\d", text[span[0] : span[1]], re.I)
        tail = not re.search(r"\w", after) and re.search(r"(?:[–—,;:>→|-]|\bin|\bthis|\bthe)\s*$", before)
        apart = re.search(r"[,;|–—-]\s*$", before) and re.match(r"\s*[,;|–—-]", after)
        if (
            apart
            or _DUE_LEAD.search(before)
            or (bracketed and not re.search(r"\d\s*(?:days?|hours?)$", text[span[0] : span[1]]))
            or (tail and not (relative and re.search(r"\bin\s*$", before)))
        ):
            return text[span[0] : span[1]].strip()
        following = find_due(after)
        span = (span[1] + following[0], span[1] + following[1]) if following else None
    return None


def name_is_due(draft: _Draft, value: str) -> bool:
    """A labelled value counts as a due date where it names a time, or stands in a field of its own."""
    return find_due(value) is not None or "due" in draft.fields


def _ticket(draft: _Draft) -> str | None:
    for prose in [*draft.tickets]:
        if ticket := find_ticket(prose):
            return ticket
    if ticket := find_ticket(draft.prose, draft.start, draft.end):
        return ticket
    value = _clean(_labelled(draft, "ticket") or "")
    return value if re.fullmatch(r"[A-Za-z]{0,10}[-#]?\d{1,8}", value) else None


def _done(draft: _Draft) -> bool:
    if draft.done:
        return True
    status = (_labelled(draft, "status") or "").strip(" .!*_").lower()
    if status and (status in _values("done") or status.split()[0] in _values("done")):
        return True
    if status:
        return False
    struck = sum(
        min(b, draft.end) - max(a, draft.start) for a, b in draft.prose.struck if a < draft.end and b > draft.start
    )
    text = draft.text
    marked = re.match(
        r"\s*(?:\[?(?:done|completed?|fixed|shipped)\]?\s*[:–—-]|\[(?:done|completed?)\]|✅|☑|✔)", text, re.I
    )
    ended = re.search(
        r"(?:[(\[]\s*(?:done|completed?|shipped|merged|deployed|fixed)\b[^()\[\]]{0,30}[)\]]|[–—-]\s*(?:done|completed?|shipped|merged|deployed)|\bDone)[\s.!]*$",
        text,
    )
    heading = re.search(r"\b(?:completed|done|already)\b", draft.heading, re.I)
    return struck >= 0.6 * max(1, draft.end - draft.start) or bool(marked or ended or heading) or _is_past(text)


def _without_annotations(draft: _Draft) -> str:
    """The item's text without owner, date, ticket and state, for judging what it asks for."""
    text = draft.text
    for pattern in _labels()[0].values():
        text = pattern.sub(" ", text)
    text = re.sub(r"https?://\S+", " ", text)
    text = re.sub(r"[(\[]\s*(?:issue|pr|pull request|ticket|link|done|#?\d+)?\s*[)\]]", " ", text, flags=re.I)
    text = re.sub(r"(?:\s*[;,|]\s*){2,}", "; ", text)
    return " ".join(text.split()).strip(" ;|")


def _whole_markup(source: Source, start: int, end: int) -> tuple[int, int]:
    """A range that begins or ends inside emphasis or a link, widened to hold its marks."""
    text = source.normal
    while start > 0 and text[start - 1] in "*_~[" and not text[start - 1 : start + 2].startswith("[ ]"):
        start -= 1
    while end < len(text) and text[end] in "*_~":
        end += 1
    if text.startswith("](", end) and (closing := text.find(")", end, end + 500)) != -1:
        end = closing + 1
    return start, end


def _finish(source: Source, draft: _Draft, day: date | None, order: str | None) -> Action:
    start, end = _whole_markup(source, *draft.prose.span(draft.start, draft.end))
    owner, due = _owner(draft), _due(draft)
    resolved = resolve_due(due, day, order) if due else None
    item = ActionItem(
        text=source.text[start:end],
        start=start,
        end=end,
        line=source.line_of(start),
        owner=owner,
        owner_kind=owner_kind(owner) if owner else None,
        due=due,
        due_date=resolved.isoformat() if resolved else None,
        ticket=_ticket(draft),
        vague=False,
        done=_done(draft),
    )
    code = any(a < draft.end and b > draft.start for a, b in draft.prose.code)
    return Action(item, _without_annotations(draft), code, draft.heading)


def _may_hold_commitments(block: Block, outline: Outline) -> bool:
    """Whether a block is running text outside the lists that are read item by item."""
    if block.kind != "paragraph" or block.prose is None or block.quoted:
        return False
    return block.item is None or (block.leads and not _is_action_part(outline.at(block.start)))


def read_actions(
    source: Source, blocks: Sequence[Block], outline: Outline, day: date | None, order: str | None
) -> list[Action]:
    """The action items of a document, in source order."""
    drafts = list(_from_lists(blocks, outline))
    listed = bool(drafts)
    for block in blocks:
        if block.kind == "table":
            drafts.extend(_from_table(block, outline))
        elif _may_hold_commitments(block, outline):
            drafts.extend(_from_prose(block, outline, listed))
    actions = [_finish(source, draft, day, order) for draft in drafts]
    return sorted(actions, key=lambda action: action.item.start)
