"""The fields of one action item: owner, due date, ticket and state, wherever they are written.

Labels ("Owner: Ana"), columns and nested bullets say what they are. Without them an item carries its annotations at
its end, in brackets or after a comma, a semicolon or a dash: they are taken off from the right, piece by piece, for as
long as a piece is a name, a date, a ticket or a state and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from ..lexicon import load
from .due import find_due, find_event, is_bare_due
from .people import HANDLE, is_known_person, is_name_like, is_person, is_role, is_team
from .prose import Prose
from .tickets import find_ticket
from .verbs import AHEAD, BOX, is_imperative, is_past, verbs

_ABBREVIATED = r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSr)(?<!\bSt)(?<!\bProf)(?<!\bvs)(?<!\bno)(?<!\bNo)(?<!\be\.g)(?<!\bi\.e)(?<!\betc)"
_BREAK = re.compile(
    rf"\s*[;|]\s*|\s+(?:[—–-]|->|→)\s+|(?<![a-z]\s\d)(?<![a-z]\s\d\d),\s+|(?:(?<=[a-z]\s\d)|(?<=[a-z]\s\d\d)),\s+(?!20\d\d\b)|(?<!by)(?<!pages)(?<![Pp]age)(?<!to)(?<!with)(?<!ping)(?<!notify)\s+(?=@\w)|{_ABBREVIATED}[.?!]\s+(?=\S)|\n"
)
_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,160})[)\]]")
_DONE_WORDS = r"(?:done|completed?|shipped|merged|deployed|fixed|finished|closed|implemented|landed)"
_OWNER_LEAD = r"(?:led by|owned by|assigned to|driven by|coordinated by|chaired by|reminder by|to be organised by|to be organized by|owner is|owner:?|dri:?|assignee:?|responsible:?|lead:|team:|with)"


@dataclass(slots=True)
class Draft:
    """An action item in the making: ``prose.text[start:end]``, with what columns and nested bullets say of it."""

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


class _Piece(NamedTuple):
    """A stretch of an item between separators; ``bracketed`` where brackets hold it, ``last`` at the item's end."""

    text: str
    start: int
    bracketed: bool
    tail: bool
    before: str


@cache
def labels() -> dict[str, re.Pattern[str]]:
    """For each field, its label with a value, as in "Owner: Ana"."""
    found = {}
    for name, forms in load("actions")["labels"].items():
        escaped = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
        found[name] = re.compile(
            rf"(?:^|(?<=[\s(\[|;,.*—–/-]))(?:(?:{escaped})/)?(?:{escaped})\s*(?:[:=]|\s[—–-]\s)\s*(?P<value>[^\n;|)\]]{{1,100}})",
            re.I,
        )
    return found


@cache
def _any_label() -> re.Pattern[str]:
    forms = [form for group in load("actions")["labels"].values() for form in group]
    escaped = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.compile(
        rf"[\s,.*]*\b(?:{escaped})\s*[:=]|[,;]?\s+(?:due|by|eta|deadline|until)\b|\s[—–-]+\s|{_ABBREVIATED}\.(?:\s|$)",
        re.I,
    )


@cache
def values(name: str) -> frozenset[str]:
    """A list of field values that mean something of their own: ``nobody``, ``never``, ``done``, …"""
    return frozenset(load("actions")["values"][name])


def field_of(text: str) -> tuple[str, str] | None:
    """The field a whole bullet gives ("Owner: Ana"), with its value."""
    for name, pattern in labels().items():
        if match := pattern.match(text.strip()):
            return name, match["value"]
    return None


def _clean(value: str) -> str:
    value = _any_label().split(value, maxsplit=1)[0]
    return value.strip(" \t\n.,;:*_`|<>()[]\"'~")


def _labelled(draft: Draft, name: str) -> str | None:
    if name in draft.fields:
        return draft.fields[name]
    match = labels()[name].search(draft.text)
    return match["value"] if match else None


# --- pieces ------------------------------------------------------------------------------------------------------


def _split(text: str, offset: int) -> Iterator[tuple[str, int, str]]:
    """Pieces between separators, with their offsets and the separators before them."""
    position, before = 0, ""
    for match in _BREAK.finditer(text):
        yield text[position : match.start()], offset + position, before
        position, before = match.end(), match[0].strip()
    yield text[position:], offset + position, before


def _piece(text: str, start: int, before: str, bracketed: bool = False, tail: bool = False) -> _Piece:
    begin = len(text) - len(text.lstrip(" \t\n—–-"))
    dash = text[:begin].strip()[:1]
    return _Piece(text[begin:].strip(), start + begin, bracketed, tail, dash or before)


@lru_cache(maxsize=1024)
def _pieces(text: str) -> tuple[_Piece, ...]:
    """The pieces of an item from left to right; the first is what is to be done."""
    brackets = list(_BRACKET.finditer(text))
    flat = text
    for match in brackets:  # what brackets hold is split apart from what stands around them
        flat = flat[: match.start()] + " " * len(match[0]) + flat[match.end() :]
    pieces = [_piece(piece, start, sep) for piece, start, sep in _split(flat, 0)]
    for match in brackets:
        ends = not re.search(r"\w", flat[match.end() :])
        pieces += [
            _piece(piece, start, sep or "(", True, ends) for piece, start, sep in _split(match[1], match.start(1))
        ]
    return tuple(sorted((piece for piece in pieces if piece.text), key=lambda piece: piece.start))


_STATE = re.compile(
    rf"(?:✅|✔️?|☑)?\s*(?:{_DONE_WORDS}|in progress|wip|open|pending|p[0-4]|sev-?\d|prio\w*\W*\w+|(?:high|medium|low)(?: prio\w*)?)?\W*",
    re.I,
)
_TICKET_WORDS = re.compile(
    r"https?://\S+|[\w./-]*#\d+|\b[A-Z][A-Z0-9]*-\d+\b|\b[A-Z]{3,6}\d{5,}\b|\b(?:see|issue|ticket|tracked|pr|link|jira|closes|as|in|cc)\b",
    re.I,
)


def _is_ticket(text: str) -> bool:
    return re.search(r"[#\d]|https?:", text) is not None and not re.search(r"\w", _TICKET_WORDS.sub("", text))


_DUE_WORDS = re.compile(
    r"\b(?:due|by|on|before|until|till|til|b4|eta|no|not|later|than|deadline|target(?:ed|ing)?|planned|scheduled|for|from|the|in|effective|rollout|goes|out|live|ahead|of|after|first|last|one|at|latest|hopefully|visit|beginning|drill|order|report|back|asap|to|be|through|throughout|during|over|course|executes|runs?|expected|installed|delivered|pilot|starting|booked|queued|as|tested|haulage|vote|ends|term|live|maintenance|window|shutdown|summer|sent)\b",
    re.I,
)


@lru_cache(maxsize=4096)
def _due_in(text: str) -> str | None:
    """The due date a whole piece is: "by end of Q3", "EOW", "before Black Friday"."""
    text = text.strip(" .,;:*_~")
    if re.match(_DONE_WORDS + r"\b", text, re.I):
        return None
    if match := re.match(r"(?:(?:before|b4|after|ahead of)\s+(?:the\s+)?)(?=\S)", text, re.I):
        rest = text[match.end() :]
        span = find_due(rest)
        if len(rest.split()) <= 6 and not re.search(r"[:;]|\d\s?(?:min|sec|s|ms|h|hours?)\b", rest):
            if span and span[0] > 0 and _DAYLIKE.search(rest[span[0] : span[1]]):
                return rest[span[0] : span[1]]
            if span and span == (0, len(rest)) and not match[0].lower().startswith("after"):
                return text
            return text if not re.search(r"\b(?:was|were|is|are|had)\b(?! out\b| tagged)", rest) else None
    span = find_due(text)
    if span is not None:
        around = text[: span[0]] + " " + text[span[1] :]
        return text[span[0] : span[1]] if len(re.findall(r"\w+", _DUE_WORDS.sub(" ", around))) == 0 else None
    lead = re.match(r"(?:due|by|until|till|at|on|in|eta|as of)\s+(?:the\s+)?(?:at the latest\s+)?", text, re.I)
    if is_bare_due(text[lead.end() :] if lead else text):
        return text[lead.end() :] if lead else text
    if event := find_event(text[lead.end() :] if lead else text, lead is not None):
        offset = lead.end() if lead else 0
        return text[offset + event[0] : offset + event[1]]
    return None


# --- owner -------------------------------------------------------------------------------------------------------


def _nobody(value: str) -> bool:
    value = value.strip(" .").removesuffix(" yet")
    return (
        not value
        or re.match(r"(?:all|every|both|any)\s+[\w-]+s?$", value, re.I) is not None
        or value.lower() in values("nobody")
        or not re.search(r"\w", value)
    )


def _owner_value(value: str, own_field: bool) -> str | None:
    """The owner a label or a column names; nobody is ``None``. Of an inline label only names are taken."""
    value = value.strip(" \t\n*_`~<>\"'") if own_field else _clean(value)
    value = re.sub(r"^(?:the|our)\s+", "", value, flags=re.I)
    parts = [part.strip() for part in re.split(r"[,;]", value) if part.strip()]
    if not parts or _nobody(parts[0]) or _nobody(value):
        return None
    if own_field:
        return (
            value if len(parts) < 2 or all(is_name_like(p) or is_person(p) or is_team(p) for p in parts) else parts[0]
        )
    names = parts[:1]
    for part in parts[1:]:
        if not (is_person(part) or is_team(part)):
            break
        names.append(part)
    return ", ".join(names)


_NAME = r"(?:(?:Dr|Mr|Mrs|Ms|Sr|Prof|Frau|Herr)\.?\s+)*[A-ZÀ-Þ@][\w.'’&/-]*(?:\s+(?:of|the|for|and|&|van|de|der|von|Ben|[A-ZÀ-Þ][\w.'’&/-]*)){0,5}(?:\s+(?:team|group|squad|crew|guild|unit|office))?"
_GENERIC = re.compile(
    r"\b(?:teams|sres|engineers|developers|operators|staff|users|dbas|everyone|people|managers|analysts|nurses|scientists|maintainers|contributors|supervisors|leaders|heads|departments|members|shifters)$|^(?:team|department|colleagues|sre)$",
    re.I,
)


def _name_at_start(text: str) -> str | None:
    """The owner in "Ana to add …", "Platform team will …", "[Ana] …", "Ana: …", "@ana …", "Ana swaps …"."""
    if match := re.match(r"\s*[\[(]([^\])]{2,40})[\])]\s*[:–—-]?\s*(?=\w)", text):
        value = match[1].strip()
        if is_person(value) or is_team(value) or is_role(value):
            return value
    if match := re.match(rf"\s*({HANDLE})", text):
        return match[1]
    dashed = re.match(r"\s*([\w.' ()-]{2,40}?)\s[–—-]\s+\w", text)
    if dashed and is_person(re.sub(r"\s*\([^)]*\)$", "", dashed[1])):
        return dashed[1].strip()
    opening = _opening().match(text)
    if not opening:
        return None
    name, following = (opening["team"] or opening["name"]).strip(), opening["next"].lower()
    first = name.split()[0].lower()
    if (first in verbs() and not (is_known_person(name) and following in ("to", "will"))) or first in load("actions")[
        "verbs"
    ]["not_owner"]:
        return None
    if _GENERIC.search(name) or re.search(r"\b(?:we|it|they|i|you|all|each|every|any|no|the)\b", name, re.I):
        return None
    if re.match(r"(?:and|but|or|so|an?|then|next)\b", name, re.I) or re.search(r"(?<!ead)(?<!ector) of ", name):
        return None
    if opening["colon"]:
        return name if is_known_person(name) else None
    modal = re.fullmatch(r"to|will|shall|must|should|is|are|needs?|has|have|intends?|plans?|wants?", following)
    acts = re.fullmatch(r"[a-z]{3,}(?:s|ed)", following)
    if is_known_person(name) or is_role(name):
        return name if modal or acts else None
    if is_team(name) and (len(name.split()) > 1 or following in ("to", "will", "shall")):
        named = name != name.lower() or _SQUAD.search(name)
        passive = re.match(r"\s+be\b", opening["more"] or "")
        return name if named and not passive and (modal or _acts(following) or (acts and _SQUAD.search(name))) else None
    promised = following in ("to", "will", "shall") or re.match(
        r"(?:going |due )?to\b", (opening["more"] or "").strip()
    )
    does = re.findall(r"[\w-]+", opening["more"] or " ")[:1]
    lone = len(name.split()) == 1 and following not in ("to", "is")
    if re.search(r"(?:ing|tion|ment|ness|ity|ed)$", name.split()[0]):
        return None
    return (
        name
        if promised and not lone and is_name_like(name) and (following == "is" or does[0].lower() in verbs())
        else None
    )


def _acts(word: str) -> bool:
    """Whether a word is a verb of the action list in the third person or the past: "adds", "applies", "reviewed"."""
    stems = (word[:-1], word[:-2], word[:-3] + "y")
    return word[-1:] in "sd" and any(stem in verbs() for stem in stems)


_SQUAD = re.compile(r"\b(?:team|squad|crew|guild|group|unit)$")
_LATER = re.compile(
    rf"(?:\b(?:and|so|which|but|[Hh]ave|headed by)|;)\s+(?P<name>{_NAME})(?:\s+(?P<next>will|shall|has volunteered|is going to|does|[a-z]{{3,12}}s)\b|(?<=\w)\s+\w)"
)


@cache
def _opening() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, load("actions")["team"]["nouns"]))
    return re.compile(
        rf"\s*(?:(?i:the|our)\s+)?(?:(?P<team>(?:(?!to\b|will\b|shall\b|that\b|must\b|and\b|for\b|of\b)[\w/&'’-]+\s+){{1,4}}?(?:{nouns})(?!\w))|(?P<name>{_NAME}))(?:,\s+who\b[^,]{{3,60}}|\s+from\s+[A-Z]\w+|\s+and\s+the\s+[\w ]{{3,20}}?(?=\s+(?:will|have|are)\b))?(?P<colon>:)?,?\s+(?P<next>[\w’']+)(?P<more>\s+[\w-]+(?:\s+\w+)?)?"
    )


_ACTING = re.compile(rf"(?P<name>{_NAME})(?P<rest>(?:'s)?\s+\S.*)?$", re.S)
_BY = re.compile(
    rf"\b(?:{_OWNER_LEAD}|sent by|done by|by)\s+(?:the\s+)?(?P<name>{_NAME}|@[\w./-]+)\s*(?:\([^)]*\)|accountable|coordinating|leading|to drive)?(?:\s+(?:on|by|before|until)\s+[\w /.-]{{2,20}})?\W*$"
)
_NOT_DOING = re.compile(
    r"\b(?:approved|signed|sign-off|reviewed|reported|requested|raised|found|agreed|shared|owned now)\s*$"
)
_DOES = re.compile(r"\s+(?:to [a-z]+\b.*|will\b.*|by\s.*|from [A-Z]\w+|does\b.*|(?:[a-z]{3,}s)\b.*)$", re.S)


def _without_due(text: str) -> str:
    """A piece without the date it ends with: "Szymon until end of month"."""
    span = find_due(text)
    if span is None or span[0] == 0 or re.search(r"\w", text[span[1] :]):
        return text
    return re.sub(
        r"(?:\s+(?:by|until|till|on|in|from|before|due|the|during))*$", "", text[: span[0]].rstrip(), flags=re.I
    )


def _name_in_piece(piece: _Piece, beside: bool, listed: bool) -> str | None:
    """The owner a piece is, or begins or ends with.

    Args:
        beside: another annotation stands next to it, so that a name no list knows may be one.
        listed: the piece before looks like a name too, as in an enumeration of products.
    """
    text = piece.text.strip(' .,;:*_~"')
    text = _without_due(re.sub(r"^(?:the|cc|att?n:?)\s+", "", text, flags=re.I))
    if _nobody(text) or _is_ticket(text):
        return None
    if match := re.fullmatch(HANDLE, text):
        return match[0]
    apart = beside or piece.before in (";", "—", "–", "-", "(")
    if len(text.split()) > 6 or re.search(r"\b(?:is|are|to|by|until|each|with|if|for|an?|no|not|was|gets?)\b", text):
        named = False
    else:
        named = is_role(text) or (is_team(text) and (not text.islower() or (len(text.split()) == 1 and apart)))
    opening = text.split()[0]
    if piece.bracketed and piece.tail and len(text.split()) <= 5 and is_known_person(opening) and not named:
        return text if is_known_person(text) else opening
    if is_known_person(text) or named:
        return None if _GENERIC.search(text) and not piece.bracketed and not beside else text
    lone = len(text.split()) == 1 and text.islower()
    near = apart if lone else apart or piece.before == ","
    if is_team(text) and len(text.split()) <= 3 and near and not re.search(r"\b(?:an?|each|every|all|any|and)\b", text):
        return text if not _GENERIC.search(text) else None
    if match := _ACTING.match(text):
        name, rest = match["name"], match["rest"] or ""
        name = name if is_known_person(name) else name.split()[0]
        rest = text[len(name) :]
        if rest and is_known_person(name) and _DOES.match(rest):
            return f"{name}{rest}" if re.fullmatch(r" from [A-Z]\w+", rest) else name
    if (match := _BY.search(text)) and not _NOT_DOING.search(text[: match.start()]):
        name = match["name"].strip(" .")
        if is_known_person(name) or is_role(name) or is_team(name) or name.startswith("@"):
            return name
    if is_name_like(text) and not listed and (piece.tail or beside or piece.before in (";", "—", "–", ".")):
        return text
    return None


def _name_in_tail(text: str) -> str | None:
    """The owner among the annotations at an item's end, or in its brackets."""
    pieces = _pieces(text)
    kinds = [_kind(piece) for piece in pieces]
    settled = True  # everything to the right is an annotation or nothing
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if kinds[index]:
            continue
        if index == 0 and not piece.bracketed:
            if doer := re.search(rf"\b(?:done|owned|led|driven|organi[sz]ed) by (?P<name>{_NAME})", piece.text):
                return doer["name"]
            closing = re.search(rf":\s+(?P<name>{_NAME})$", piece.text) if settled and any(kinds) else None
            return closing["name"] if closing and (is_team(closing["name"]) or is_name_like(closing["name"])) else None
        if not (settled or piece.bracketed):
            break
        around = kinds[index - 1 : index] + kinds[index + 1 : index + 2]
        listed = (
            index > 0
            and not any(around)
            and not kinds[index - 1]
            and not piece.bracketed
            and piece.before == ","
            and _ends_like_name(pieces[index - 1].text)
        )
        if name := _name_in_piece(piece, any(around), listed):
            return name
        if not piece.bracketed and len(piece.text.split()) > 3:
            settled = False
    return None


def _ends_like_name(text: str) -> bool:
    return re.search(r"\b[A-Z][\w-]*$", text) is not None and len(text.split()) <= 3


def _kind(piece: _Piece) -> str:
    if not re.search(r"\w", piece.text) or _STATE.fullmatch(piece.text.strip(" .*_")):
        return "state"
    if _is_ticket(piece.text):
        return "ticket"
    return "due" if _due_in(piece.text) or piece.text.strip(" .").lower() in values("never") else ""


_INLINE_OWNER = re.compile(
    rf"\b(?i:assigned to|owned by|owner is|owner|led by|responsible|assignee|dri|lead|action on|action)(?::\s*|\s+)(?:the\s+)?(?P<name>@[\w./-]+|{_NAME})"
)
_LEADING_TICKET = re.compile(r"^\s*\[?(?:[A-Z][A-Z0-9]+-\d+|#\d+)\]?(?:\([^)]*\))?\s*[:–—-]?\s+")


def read_owner(draft: Draft) -> str | None:
    """Who owns an item, as written; "TBD", "everyone" and the like are nobody."""
    if "owner" in draft.fields:
        return _owner_value(draft.fields["owner"], True)
    labelled = _labelled(draft, "owner")
    if labelled is not None:
        return _owner_value(labelled, False)
    text = _LEADING_TICKET.sub("", draft.text)
    text = BOX.sub("", text)
    if match := _INLINE_OWNER.search(text):
        name = _clean(match["name"])
        if (
            is_known_person(name)
            or is_team(name)
            or name.startswith("@")
            or (match[0].lower().startswith(("assign", "own", "respons", "dri")) and is_name_like(name))
        ):
            return name
    found = _name_at_start(text) or _name_in_tail(text)
    if found is None:
        starts = (piece.text for piece in _pieces(text) if not piece.bracketed)
        found = next((name for start in starts if (name := _name_at_start(start))), None)
    if found is None:
        later = (m for m in _LATER.finditer(text) if is_known_person(m["name"]) or is_role(m["name"]))
        found = next((m["name"] for m in later if m["next"] or m[0][:4].lower() in ("have", "head")), None)
    if found is None and (
        handle := re.search(
            rf"(?<!by )(?<!pages )(?<![Pp]age )(?<!ping )(?<!to )(?<!notify ){HANDLE}(?=\W*$|[,;:)\]])", text
        )
    ):
        found = handle[0]
    return None if found is None or _nobody(found) else found.strip()


# --- due date ----------------------------------------------------------------------------------------------------

_LEAD = re.compile(
    r"\b(?:due(?:\s+(?:on|by|date))?|by|before|until|till|eta|no(?:t)? later than|deadline|target(?:ing|ed for)?|planned for|scheduled for|effective|ahead of)\s*:?\s*(?:the\s+)?(?:end of\s+)?$",
    re.I,
)
_AT = re.compile(r"\b(?:on|from|in|during|through|last one on|at|over|as of)\s+(?:the\s+)?$", re.I)
_PAST_EVENT = re.compile(
    r"\b(?:outage|incident|failure|crash|one of|since|between|after|happened|occurred|reported|seen|dates?|rolled out|done|corrected)\b[\w\s,:]{0,24}$",
    re.I,
)
_DAYLIKE = re.compile(r"\d{1,2}\s*[a-z]{3}|[a-z]{3}\w*\s+\d{1,2}|\d{4}-\d\d-\d\d|\d[/.]\d|\d(?:st|nd|rd|th)\b", re.I)


def read_due(draft: Draft) -> str | None:
    """When an item is due, as written; "ASAP", "ongoing" and the like are no date."""
    if "due" in draft.fields:
        return _due_field(draft.fields["due"])
    labelled = _labelled(draft, "due")
    if labelled is not None:
        value = labelled.strip(" \t\n.,;:*_`|<>()[]\"'~")
        if _clean(value).lower() in values("never"):
            return None
        span = find_due(value)
        if span is not None and span[0] <= 12:
            return value[span[0] : span[1]]
        if event := _due_in(_clean(value)):
            return event
    text = draft.text
    for piece in reversed(_pieces(text)):
        if (piece.start > 0 or piece.bracketed) and (found := _due_in(piece.text)) and _may_stand_alone(piece, found):
            return found
    return _due_in_clause(text)


def _may_stand_alone(piece: _Piece, found: str) -> bool:
    """Whether a piece that is a time and nothing else is a deadline, and not a measure ("5 min, 3 days, …")."""
    if re.search(r"\b(?:by|due|until|before|eta|within)\b", piece.text, re.I):
        return True
    if re.fullmatch(r"\d+\s?(?:h|hours?|days?|d)", found) and piece.bracketed:
        return False
    return not (piece.bracketed and re.fullmatch(r"(?:today|(?:20)\d\d)", found) and len(piece.text) > len(found) + 4)


def _due_field(value: str) -> str | None:
    value = value.strip(" \t\n*_`|<>()[]\"'~✅✔☑")
    plain = value.strip(" .").lower()
    if (
        plain in values("never")
        or plain in values("done")
        or plain in values("recurring")
        or not re.search(r"\w", value)
    ):
        return None
    value = re.sub(rf"\s*[(\[]\s*{_DONE_WORDS}[^)\]]*[)\]]?$", "", value, flags=re.I)
    return re.sub(r"^(?:by|due|until)\s+(?:the\s+)?", "", value, flags=re.I).strip() or None


def _due_in_clause(text: str) -> str | None:
    """A deadline inside a clause: told by a preposition, or by a date at the end of the clause."""
    position = 0
    while (found := find_due(text[position:])) is not None:
        start, end = position + found[0], position + found[1]
        before, after = text[:start], text[end:]
        expression = text[start:end]
        closes = (
            re.match(
                r"\s*(?:[.,;:)\]|]|[–—-]\s|$|\band\b|@|\bwith\b|\bso\b|\bthat\b|\(|\b(?:drill|meeting|review|session|call|release)\b)",
                after,
            )
            is not None
        )
        if lead := _LEAD.search(before):
            measure = re.fullmatch(r"(?:\d+|day|night|week|month|year)s?", expression, re.I) or (
                re.match(r"20\d\d$", expression) and not closes
            )
            if not measure:
                if lead[0].lower().startswith(("ahead", "before")) and not _DAYLIKE.search(expression):
                    return text[lead.start() : end].strip()
                return expression
        elif (
            re.match(r"within\b", expression, re.I)
            and closes
            and re.search(r"\b(?:days|weeks|months|day|week|month|report)\b", expression)
            and not re.search(
                r"\b(?:pages?|acknowledg\w+|answer\w*|repl\w+|respond\w*|alerts? (?:fires?|us|them))\b",
                before[-60:],
                re.I,
            )
        ):
            return expression
        elif _AT.search(before) and closes and not _PAST_EVENT.search(_AT.sub("", before)):
            if (
                _DAYLIKE.search(expression)
                or expression.lower().startswith(("end of", "fy", "the end of"))
                or (
                    re.match(r"[a-z]{3,}day\b|[A-Z][a-z]{2,8}$", expression)
                    and not re.search(r"\w", re.sub(r"[(\[].*|[,;].*", "", after))
                )
            ):
                return expression
        elif (
            closes
            and not re.search(r"\w", after)
            and re.match(r"(?:this|next|tonight|today|tomorrow|two|three|end|\d+ weeks)\b", expression, re.I)
            and not re.search(r"\b(?:in|than|every|per|for|of)\s*$", before)
        ):
            return expression
        position = end
    tail = re.search(r"\b(?:by|until|before)\s+((?:the\s+)?[\w'’.+-]+(?:\s+[\w'’.+-]+){0,3})[\s.)]*$", text)
    if tail and (event := find_event(tail[1])):
        return tail[0].strip(" .)") if tail[0].lower().startswith("before") else tail[1][event[0] : event[1]]
    return None


# --- ticket, state, rest -----------------------------------------------------------------------------------------


def read_ticket(draft: Draft) -> str | None:
    """The ticket that tracks an item: its key or number as written, or the address of its page."""
    for prose in draft.tickets:
        if ticket := find_ticket(prose):
            return ticket
    if ticket := find_ticket(draft.prose, draft.start, draft.end):
        return ticket
    value = _clean(_labelled(draft, "ticket") or "")
    if not value and (match := re.search(r"\b(?:ticket|bug|issue)\s+(\d{3,8})\b", draft.text, re.I)):
        value = match[1]
    return value if re.fullmatch(r"[A-Za-z]{2,10}[-#]?\d{1,8}|#\d{1,8}|\d{3,8}", value) else None


_NOW = re.compile(
    r"\b(?:now|already)\b(?!,)|\b(?:has|have|['’]ve) (?:also |already |since )?(?:been )?(?:again )?\w+(?:ed|en|ut|ilt|old)\b|\b(?:live|added|merged|in place|in force) (?:since|yesterday|today|this)\b|\b(?:went live|is out|are gone|since (?:yesterday|last \w+|[a-z]+day))\b",
    re.I,
)
"""What tells of a change that is in place: "now ships with", "has been removed", "live since Tuesday"."""


def is_done(draft: Draft) -> bool:
    """Whether an item is done, or will not be."""
    if draft.done:
        return True
    status = (_labelled(draft, "status") or "").strip(" .!*_").lower()
    if status:
        return status in values("done") or re.split(r"[\s,;:]", status)[0] in values("done")
    due = draft.fields.get("due", "")
    if due and (due.strip(" .*~_").lower() in values("done") or re.search(rf"✅|[(\[]\s*{_DONE_WORDS}\b", due, re.I)):
        return True
    struck = sum(
        min(b, draft.end) - max(a, draft.start) for a, b in draft.prose.struck if a < draft.end and b > draft.start
    )
    text = draft.text
    marked = re.match(rf"\s*(?:\[?(?:{_DONE_WORDS})\]?\s*[:–—-]|\[(?:done|completed?)\]|✅|☑|✔)", text, re.I)
    ended = re.search(
        rf"(?:[(\[][^()\[\]]{{0,60}}(?:\b{_DONE_WORDS}\b|✅)[^()\[\]]{{0,30}}[)\]]|[–—;,-]\s*{_DONE_WORDS}(?:\s+(?:on\s+)?[\d/. :]{{1,12}}\w*)?|\b[Dd]one(?:\s+[\d:/.]+)?|✅|☑|✔️?)[\s.!]*$",
        text,
        re.I,
    )
    heading = re.search(r"\b(?:completed|done|already)\b", draft.heading, re.I)
    told = not is_imperative(text) and not AHEAD.search(text)
    in_place = told and (_NOW.search(text) or re.search(r"\b(?:was|were) (?:\w+ )?\w+ed\b", text))
    return (
        struck >= 0.6 * max(1, draft.end - draft.start) or bool(marked or ended or heading or in_place) or is_past(text)
    )


def without_fields(draft: Draft) -> str:
    """The item's text without owner, date, ticket and state, for judging what it asks for."""
    text = draft.text
    for pattern in labels().values():
        text = pattern.sub(" ", text)
    text = re.sub(r"https?://\S+", " ", text)
    text = re.sub(r"[(\[]\s*(?:issue|pr|pull request|ticket|link|done|#?\d+)?\s*[)\]]", " ", text, flags=re.I)
    text = re.sub(r"(?:\s*[;,|]\s*){2,}", "; ", text)
    return " ".join(text.split()).strip(" ;|")
