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
from .due import find_due, find_event, find_led_event, is_bare_due, seasons
from .people import is_somebody
from .prose import Prose
from .tickets import find_ticket
from .verbs import AHEAD, is_imperative, is_past

_ABBREVIATED = r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSr)(?<!\bSt)(?<!\bProf)(?<!\bvs)(?<!\bno)(?<!\bNo)(?<!\be\.g)(?<!\bi\.e)(?<!\betc)"
_BREAK = re.compile(
    rf"\s*[;|]\s*|\s+(?:[—–·/✅>-]|//|->|=>|→)\s+|(?<=[a-z])/(?=\d\d?\.\d\d?\.|\d{{4}}-\d\d|\d{{1,2}} [A-Z])|(?<![a-z]\s\d)(?<![a-z]\s\d\d),\s+|(?:(?<=[a-z]\s\d)|(?<=[a-z]\s\d\d)),\s+(?!20\d\d\b)|(?<!by)(?<!pages)(?<![Pp]age)(?<!to)(?<!with)(?<!ping)(?<!notify)\s+(?=@\w)|{_ABBREVIATED}[.?!]\s+(?=\S)|\n"
)
_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,160})[)\]]")
_DONE_WORDS = r"(?:done|completed?|shipped|merged|deployed|fixed|finished|closed|implemented|landed)"


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


class Piece(NamedTuple):
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
        nouns = "|".join(map(re.escape, load("actions")["label_nouns"]["forms"]))
        found[name] = re.compile(
            rf"(?:^|(?<!\w\s)(?=(?:{nouns})\b)|(?!(?:{nouns})\s*(?:[:=]|[—–-]\s))(?<=[\s(\[|;,.*—–/-]))(?:(?:{escaped})/)?(?:{escaped})\s*(?:[:=]|\s[—–-]\s)\s*(?P<value>[^\n;|)\]]{{1,100}})",
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


def clean(value: str) -> str:
    value = _any_label().split(value, maxsplit=1)[0]
    return value.strip(" \t\n.,;:*_`|<>()[]\"'~")


def labelled(draft: Draft, name: str) -> str | None:
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


def _piece(text: str, start: int, before: str, bracketed: bool = False, tail: bool = False) -> Piece:
    begin = re.match(r"(?:[\s—–-]|[/·→>|](?=\s))*", text).end()  # type: ignore[union-attr]
    dash = text[:begin].strip()[:1]
    return Piece(text[begin:].strip(), start + begin, bracketed, tail, dash or before)


def _annotated(text: str) -> Iterator[tuple[str, int, str]]:
    """Pieces of an item, where a colon too ends a date or a ticket: "Ana, 4 May: add …"."""
    for piece, start, before in _split(text, 0):
        head, colon, rest = piece.partition(": ")
        if colon and len(head) < 30 and (is_ticket(head) or _due_in(head) or _due_in(rest)):
            yield head, start, before
            yield rest, start + len(head) + len(colon), ":"
        else:
            yield piece, start, before


@lru_cache(maxsize=1024)
def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of an item from left to right; the first is what is to be done."""
    brackets = list(_BRACKET.finditer(text))
    flat = text
    for match in brackets:  # what brackets hold is split apart from what stands around them
        flat = flat[: match.start()] + " " * len(match[0]) + flat[match.end() :]
    found = [_piece(piece, start, sep) for piece, start, sep in _annotated(flat)]
    for match in brackets:
        ends = not re.search(r"\w", flat[match.end() :])
        found += [
            _piece(piece, start + match.start(1), sep or "(", True, ends) for piece, start, sep in _annotated(match[1])
        ]
    return tuple(sorted((piece for piece in found if piece.text), key=lambda piece: piece.start))


_STATE = re.compile(
    rf"(?:✅|✔️?|☑)?\s*(?:{_DONE_WORDS}|in progress|wip|open|pending|p[0-4]|sev-?\d|prio\w*\W*\w+|(?:high|medium|low)(?: prio\w*)?)?\W*",
    re.I,
)
_TICKET_WORDS = re.compile(
    r"https?://\S+|[\w./-]*#\d+|\b[A-Z][A-Z0-9]*-\d+\b|\b[A-Z]{3,6}\d{5,}\b|\b(?:see|issue|ticket|tracked|pr|link|jira|closes|as|in|cc)\b",
    re.I,
)


def is_ticket(text: str) -> bool:
    return re.search(r"[#\d]|https?:", text) is not None and not re.search(r"\w", _TICKET_WORDS.sub("", text))


_DUE_WORDS = re.compile(
    r"\b(?:due|by|on|before|until|till|til|b4|eta|no|not|later|than|deadline|target(?:ed|ing)?|planned|scheduled|for|from|the|in|effective|rollout|goes|out|live|ahead|of|after|first|last|one|at|latest|hopefully|visit|beginning|drill|order|report|back|asap|to|be|through|throughout|during|over|course|executes|runs?|expected|installed|delivered|pilot|starting|booked|queued|as|tested|haulage|vote|ends|term|live|maintenance|window|shutdown|summer|sent|budget|round|test|next)\b",
    re.I,
)


@lru_cache(maxsize=4096)
def _due_in(text: str) -> str | None:
    """The due date a whole piece is: "by end of Q3", "EOW", "before Black Friday"."""
    text = text.strip(" .,;:*_~") + ("." if re.search(r"\b\d{1,2}\.\d{1,2}\.$", text.strip(" ,;:*_~")) else "")
    if re.match(_DONE_WORDS + r"\b", text, re.I):
        return None
    if match := re.match(r"(?:(?:before|b4|after(?! which)|ahead of)\s+(?:the\s+)?)(?=\S)", text, re.I):
        rest = text[match.end() :]
        if re.match(
            r"(?:the\s+|an?\s+)?(?:facts?|events?|incident|outage|use|you|we|they|it|each|every)\b", rest, re.I
        ):
            return None
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


def kind_of(piece: Piece) -> str:
    if not re.search(r"\w", piece.text) or _STATE.fullmatch(piece.text.strip(" .*_")):
        return "state"
    if is_ticket(piece.text):
        return "ticket"
    return (
        "due" if _due_in(piece.text) or piece.text.strip(" .").lower() in values("never") | values("recurring") else ""
    )


def is_due(text: str) -> bool:
    """Whether a text is a due date and nothing else."""
    return _due_in(text) is not None


# --- due date ----------------------------------------------------------------------------------------------------

_LEAD = re.compile(
    r"(?:\B@(?=\s)|\b(?:due(?:\s+(?:on|by|date))?|by|before|until|till|eta|no(?:t)? later than|deadline|target(?:ing|ed for)?|planned for|scheduled for|effective|ahead of))\s*:?\s*(?:the\s+)?(?:end of\s+)?$",
    re.I,
)
_AT = re.compile(
    r"\b(?:on|from|in|(?:focus|focus area|planned|slated|scheduled|work|project|goal|plan|roadmap|theme) for|during|through|last one on|at|over|as of|beginning|starting|(?:committee|board|meeting|session|council) of)\s+(?:the\s+)?$",
    re.I,
)
_PAST_EVENT = re.compile(
    r"\b(?:outage|incident|failure|crash|one of|since|between|after|happened|occurred|reported|seen|dates?|rolled out|done|corrected)\b[\w\s,:]{0,24}$",
    re.I,
)
_DAYLIKE = re.compile(r"\d{1,2}\s*[a-z]{3}|[a-z]{3}\w*\s+\d{1,2}|\d{4}-\d\d-\d\d|\d[/.]\d|\d(?:st|nd|rd|th)\b", re.I)


def read_due(draft: Draft) -> str | None:
    """When an item is due, as written; "ASAP", "ongoing" and the like are no date."""
    if "due" in draft.fields:
        return _due_field(draft.fields["due"])
    beside = re.split(r"[,;/]", draft.fields.get("owner", ""))[1:]
    if due := next((due for part in beside if (due := _due_in(part))), None):
        return due
    given = labelled(draft, "due")
    if given is not None:
        value = given.strip(" \t\n.,;:*_`|<>()[]\"'~")
        if clean(value).lower() in values("never"):
            return None
        span = find_due(value)
        if span is not None and span[0] <= 12:
            return value[span[0] : span[1]]
        if event := _due_in(clean(value)):
            return event
    text = draft.text
    parts = pieces(text)
    alone = _due_alone(parts)
    if alone is None or is_bare_due(alone):
        return _due_in_clause(text) or alone or _due_behind_name(parts)
    return alone


def _due_alone(parts: tuple[Piece, ...]) -> str | None:
    """The last piece of an item that is a date and nothing else."""
    for index in range(len(parts) - 1, -1, -1):
        piece = parts[index]
        if index == 0 and not piece.bracketed and not _may_begin(piece, len(parts)):
            continue
        if index and re.fullmatch(rf"{_DONE_WORDS}\W*", parts[index - 1].text, re.I):
            continue  # "done, 4 May" tells when it was
        if (found := _due_in(piece.text)) and _may_stand_alone(piece, found):
            return found
    return None


def _may_begin(piece: Piece, count: int) -> bool:
    """Whether a date that an item begins with can be its deadline: not a time of day, and not "before you …"."""
    return count > 1 and not re.match(r"(?:before|after|ahead|b4)\b|.*\d:\d", piece.text, re.I)


def _due_behind_name(parts: tuple[Piece, ...]) -> str | None:
    """The date behind a name, or behind a bracket, with nothing between them: "Ana 14 May"."""
    for piece in reversed(parts):
        span = find_due(piece.text)
        if span is None or re.search(r"\w", piece.text[span[1] :]) or not _DAYLIKE.search(piece.text[slice(*span)]):
            continue
        before = piece.text[: span[0]]
        words = before.strip(" ~^+*`").split()[-2:]
        if before.endswith("   ") or any(is_somebody(" ".join(words[i:])) for i in range(len(words))):
            return piece.text[slice(*span)]
    return None


def _may_stand_alone(piece: Piece, found: str) -> bool:
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


_CLOSES = re.compile(
    r"\s*(?:[.,;:)\]|]|[–—-]\s|$|@|\(|\b(?:and|with|so|that|under|via|on|drill|meeting|review|session|call|release)\b)"
)
_TOLD = re.compile(
    r"\b(?:was|were|went|had|came|happened|paged|failed|occurred|broke|began|started|hit|lost|fell)\b[^;]*$",
    re.I,
)
"""What tells of the past before a date, which then is no deadline: "the 3 teams that were paged on 8 March"."""
_RELATIVE = re.compile(
    r"(?:(?:this|next|coming|following)\s+(?:week|weekend|sprint|month|quarter|year|iteration|cycle)|tonight|tomorrow|tmrw)\b",
    re.I,
)
_NO_DEADLINE = re.compile(
    r"\b(?:in|than|every|per|for|of|where|as|until|since|from|last|later|earlier|today['’]s)\s*$", re.I
)
_PAST_AFTER = re.compile(r"\W*(?:\w+\W+){0,5}?(?:\w{3,}ed|was|were|had|began|went|came|left|broke|saw|lost)\b", re.I)
_SESSION = re.compile(r"\b(?:signed off|presented|delivered|meeting|committee|board|round|at [A-Z]\w+)\b[^,;]{0,30}$")
"""Before a date that no preposition introduces: "signed off at ExCo 12 Feb"."""
_BEGINS = re.compile(r"(?:on|in|by|before|over|within|during|from|until|as of|starting)?\s*(?:the\s+)?$", re.I)
_ANSWERED = re.compile(r"\b(?:pages?|acknowledg\w+|answer\w*|repl\w+|respond\w*|alerts? (?:fires?|us|them))\b", re.I)


def _due_in_clause(text: str) -> str | None:
    """A deadline inside a clause: told by a preposition, or by a date at the end of the clause."""
    position = 0
    while (found := find_due(text[position:])) is not None:
        start, end = position + found[0], position + found[1]
        if lead := _LEAD.search(text[:start]):
            if due := _behind_lead(text, start, end, lead):
                return due
        elif _is_deadline(text[:start], text[start:end], text[end:]):
            return text[start:end]
        position = end
    if event := find_led_event(text):
        return text[event[0] : event[1]]
    for tail in re.finditer(r"\b(?=(?:by|until|before)\s+((?:the\s+)?[\w'’.+-]+(?:\s+[\w'’.+-]+){0,3})[\s.)]*$)", text):
        if event := find_event(tail[1]):
            return _event_told(text[tail.start() :].strip(" .)"), tail[1], event)
    return None


def _event_told(clause: str, event: str, span: tuple[int, int]) -> str | None:
    """The event a clause ends with; a plain word behind "by" is a means ("split by session")."""
    if clause.lower().startswith("before"):
        return clause
    means = re.fullmatch(r"session|call|round|meeting|stop|term|season|final|epoch|drill", event)
    return None if means else event[span[0] : span[1]]


def _behind_lead(text: str, start: int, end: int, lead: re.Match[str]) -> str | None:
    """What stands behind "by", "until", "due", unless it is a measure."""
    expression = text[start:end]
    if re.fullmatch(r"(?:\d+|day|night|week|month|year)s?", expression, re.I):
        ahead = re.match(r"(?:by|until|till)\b", lead[0], re.I)
        year = ahead and re.fullmatch(r"20\d\d", expression) and _CLOSES.match(text[end:])
        return expression if year else None
    if lead[0].lower().startswith(("ahead", "before")) and not _DAYLIKE.search(expression):
        return text[lead.start() : end].strip()
    return expression


def _is_deadline(before: str, expression: str, after: str) -> bool:
    """Whether a time in a clause is when something is due, by what stands around it."""
    if _RELATIVE.match(expression) and not _NO_DEADLINE.search(before):
        return True
    if re.fullmatch(r"today", expression, re.I):
        return not re.search(r"\w", after) and not re.search(r"\b(?:than|as|of|since|until)\s*$", before, re.I)
    if _BEGINS.fullmatch(before):
        return _dates_the_sentence(before.strip(), expression, after)
    if _CLOSES.match(after) is None:
        return False
    if re.match(r"within\b", expression, re.I):
        named = re.search(r"\b(?:days|weeks|months|day|week|month|report)\b", expression)
        return named is not None and not _ANSWERED.search(before[-60:])
    ends = not re.search(r"\w", re.sub(r"[(\[].*|[,;].*", "", after))
    if _AT.search(before) and not _PAST_EVENT.search(_AT.sub("", before)) and not _TOLD.search(before):
        return _dates_the_clause(expression, ends)
    if re.match(r"(?:this|next|tonight|today|tomorrow|two|three|end|\d+ weeks)\b", expression, re.I):
        return not re.search(r"\w", after) and not _NO_DEADLINE.search(before)
    return bool(_DAYLIKE.search(expression) and ends and _SESSION.search(before) and not _TOLD.search(before))


def _dates_the_sentence(lead: str, expression: str, after: str) -> bool:
    """Whether a time that an item begins with is when something is due: "On Monday Ana will …", "Over the next year, …"."""
    if not lead:
        return re.match(r"(?:over|within|in)\b", expression, re.I) is not None and after.startswith(",")
    past = _PAST_AFTER.match(after) and not AHEAD.search(after)
    return re.match(r"\s*,?\s+\w", after) is not None and not past


def _dates_the_clause(expression: str, ends: bool) -> bool:
    """Whether a time behind "on", "in" or "at" is a day or a period, or a weekday or an event at the clause's end."""
    if _DAYLIKE.search(expression) or re.match(
        r"(?:the )?end of|fy|CW|KW|[qh][1-4]\b|20\d\d.[qh][1-4]", expression, re.I
    ):
        return True
    if re.match(r"next\b", expression, re.I) or find_event(expression) or seasons().match(expression):
        return True
    return ends and re.match(r"[a-z]{3,}day\b|[A-Z][a-z]{2,8}$", expression) is not None


# --- ticket, state, rest -----------------------------------------------------------------------------------------


def read_ticket(draft: Draft) -> str | None:
    """The ticket that tracks an item: its key or number as written, or the address of its page."""
    for prose in draft.tickets:
        if ticket := find_ticket(prose):
            return ticket
    if ticket := find_ticket(draft.prose, draft.start, draft.end):
        return ticket
    value = clean(labelled(draft, "ticket") or "")
    if not value and (match := re.search(r"\b(?:ticket|bug|issue)\s+(\d{3,8})\b", draft.text, re.I)):
        value = match[1]
    return (
        value
        if re.fullmatch(r"[A-Za-z]{2,10}[-#]?\d{1,8}|[A-Z]-\d{1,6}|[\w.-]+/\d{1,7}|#\d{1,8}|\d{3,8}", value)
        else None
    )


_NOW = re.compile(
    r"\b(?:now|already)\b(?!,)|\b(?:has|have|['’]ve) (?:also |already |since )?(?:been )?(?:again )?\w+(?:ed|en|ut|ilt|old)\b|\b(?:live|added|merged|in place|in force) (?:since|yesterday|today|this)\b|\b(?:went live|is out|are gone|since (?:yesterday|last \w+|[a-z]+day))\b",
    re.I,
)
"""What tells of a change that is in place: "now ships with", "has been removed", "live since Tuesday"."""


def is_done(draft: Draft) -> bool:
    """Whether an item is done, or will not be."""
    if draft.done:
        return True
    status = (labelled(draft, "status") or "").strip(" .!*_").lower()
    if status:
        return status in values("done") or re.split(r"[\s,;:]", status)[0] in values("done")
    due = draft.fields.get("due", "")
    if due and (due.strip(" .*~_").lower() in values("done") or re.search(rf"✅|[(\[]\s*{_DONE_WORDS}\b", due, re.I)):
        return True
    struck = sum(min(b, draft.end) - max(a, draft.start) for a, b in draft.prose.struck_between(draft.start, draft.end))
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
