"""Candidates for the due date of an item: days, periods and events, and whatever a column or a label of dates holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ...language.en.labels import values
from ...language.en.verbs import AHEAD
from ...lexicon import fold
from .candidate import Candidate, crossed, segment_at, surroundings
from .dates import find_event, is_bare_due, is_event_word, resolve_due
from .segments import Place, Segment
from .spans import Span

TELLING = frozenset(("day", "within", "relative", "period", "weekday", "week", "event"))
_LEAD = re.compile(
    r"(?:due|by|until|till|at|on|in|eta|as of|for|from|before|after|ahead of|no later than)(?:\s+the)?\s+(?:end of\s+)?",
    re.I,
)
_KEPT_LEAD = re.compile(r"(?:\b(?P<before>before|after|ahead of|until|in)\s+(?:the\s+|its\s+)?)$", re.I)
_PAST = re.compile(
    r"\b(?:was|were|went|had|came|happened|paged|failed|occurred|broke|began|started|hit|lost|fell|outage|incident|failure|crash|since|between|reported|seen|rolled out|done|corrected|regressed|deferred from)\b"
)
_DONE = re.compile(
    r"(?:done|complete[d]?|closed|fixed|finished|resolved|shipped|merged|deployed|implemented|delivered|released|verified|landed)\b[\w\s,:—–-]{0,40}$"
)
_MEASURE = re.compile(r"\b(?:every|per|than|each|last|past|previous|for|of|as|version|v|a|an|within|since)\s*$")
_CLOCK = re.compile(
    r"^\d{1,2}:\d\d(?:\s?[–-]\s?\d{1,2}:\d\d)?\s*(?:UTC|[A-Z]{2,4})?\s*(?:on|[—–-])\s+|,?\s+(?:at\s+)?\d{1,2}:\d\d.*$"
)
"""The time of day before or after a day."""
_TAIL = re.compile(r"\b(?:by|until|before)\s+(?P<event>(?:the\s+)?[\w'’.+-]+(?:\s+[\w'’.+-]+){0,3})$", re.I)
_CLAUSE = frozenset(
    [
        "which",
        "you",
        "we",
        "they",
        "it",
        "each",
        "every",
        "use",
        "incident",
        "outage",
        "fact",
        "facts",
        "event",
        "events",
    ]
)
_LED = re.compile(r"(?:before|b4|after|ahead of)\s", re.I)
_NOTHING = " \t\n*_`|<>()[]\"'~✅✔☑.,;"


def due_candidates(place: Place, day: date | None = None, order: str | None = None) -> list[Candidate]:
    """The candidates of one place, each with its evidence.

    Args:
        day: the date of the document.
        order: whether its dates put the ``"mdy"`` month or the ``"dmy"`` day first.
    """
    found = [_candidate(place, start, end, form) for start, end, form in dict.fromkeys(_ranges(place))]
    candidates = [candidate for candidate in found if candidate is not None]
    for each in candidates:
        if day is not None and re.search(r"20\d\d", each.value) and (named := resolve_due(each.value, day, order)):
            when = "before" if named < day else "on" if named == day else "after"
            each.evidence += [f"{when} the day of the document", f"{each.kind}: {when} the day of the document"]
    return candidates


def _ranges(place: Place) -> Iterator[tuple[int, int, str]]:
    led = [each for each in place.segments if _LED.match(each.text) and len(each.text.split()) <= 6]
    for span in place.dates[:12]:
        if any(each.start < span.start and span.end == each.end for each in led):
            continue  # "before 30 April" is one date
        if place.kind != "above" or span.form == "within":
            clock = _CLOCK.search(span.value)
            if clock is None or clock.start() > 0:
                yield span.start, span.end, span.form
            if clock is not None:
                day = (clock.end(), len(span.value)) if clock.start() == 0 else (0, clock.start())
                yield span.start + day[0], span.start + day[1], span.form
            if lead := _KEPT_LEAD.search(place.text, max(0, span.start - 14), span.start):
                yield lead.start(), span.end, f"led {span.form}"
    for segment in place.segments:
        if segment.label == "due" or (segment.kind == "due" and not _dated(place, segment)):
            yield segment.start, segment.end, _form(segment.text)
        yield from _events(place, segment)
    if place.column == "due":
        start, end = 0, len(place.text)
        while start < end and place.text[start] in _NOTHING:
            start += 1
        while end > start and place.text[end - 1] in _NOTHING:
            end -= 1
        yield start, end, _form(place.text[start:end])


def _dated(place: Place, segment: Segment) -> list[Span]:
    return [span for span in place.dates if span.start < segment.end and span.end > segment.start]


def _form(text: str) -> str:
    plain = fold(text).strip(" .")
    if plain in values("never") or not re.search(r"\w", plain):
        return "never"
    if plain in values("recurring"):
        return "recurring"
    if plain in values("done") or plain in values("open"):
        return "state"
    return "bare" if is_bare_due(text) else "text"


def _events(place: Place, segment: Segment) -> Iterator[tuple[int, int, str]]:
    """Stretches of time, and events, that a segment is and nothing else: "2 weeks", "Christmas", "before launch"."""
    if place.kind == "above":
        return
    for tail in _TAIL.finditer(segment.text[-60:]):
        if event := find_event(tail["event"]):
            start = segment.end - len(segment.text[-60:]) + tail.start("event")
            yield start + event[0], start + event[1], "event"
    if len(segment.text.split()) > 7:
        return
    lead = _LEAD.match(segment.text)
    offset = lead.end() if lead else 0
    rest = segment.text[offset:]
    if is_bare_due(rest):
        yield segment.start + offset, segment.end, "bare"
    elif not _LED.match(segment.text) and (event := find_event(rest, lead is not None)):
        yield segment.start + offset + event[0], segment.start + offset + event[1], "event"
    if _LED.match(segment.text):
        dated = _dated(place, segment)
        yield segment.start, segment.end, f"led {dated[0].form}" if dated else "led text"


_SESSION = re.compile(r"\b(?:signed off|presented|delivered|meeting|committee|board|round)\b[^,;]{0,30}$")
_FREE = re.compile(r"\b(?:than|every|per|where|as|until|since|from|last|later|earlier|today['’]s)\s*$")
_CLOSES = re.compile(
    r"\s*(?:$|[.,;:)\]|@(]|[–—-]\s|\b(?:and|with|so|that|under|via|on|drill|meeting|review|session|call|release)\b)"
)
_AHEAD = re.compile(
    r"(?:\bdue(?: on| by)?|\bby|\buntil|\btill|\beta|\bdeadline|no(?:t)? later than|target(?:ing|ed for)?|planned for|scheduled for|ahead of|\bbefore|\B@)\s*:?\s*(?:the\s+)?(?:end of\s+)?$"
)
_AT = re.compile(r"\b(?:on|in|at|for|from|during|through|over|as of|starting|beginning)\s+(?:the\s+)?$")


def _manner(place: Place, segment: Segment | None, start: int, end: int) -> str:
    """How a time is brought in: by "by", by "on", set apart by marks, or among other words."""
    before = fold(place.text[max(0, start - 24) : start])
    after = place.text[end : segment.end] if segment else ""
    closes = "closing" if not re.search(r"\w", after) else "going on"
    if _AHEAD.search(before):
        return f"brought by deadline {closes}"
    if _AT.search(before):
        return f"brought by place {closes}"
    if segment and not re.search(r"\w", place.text[segment.start : start]):
        return f"set apart {closes} {'at start' if segment is place.segments[0] else 'later'}"
    return f"among words {closes}"


def _candidate(place: Place, start: int, end: int, form: str) -> Candidate | None:
    if start >= end or form in ("never", "recurring"):
        return None
    value = place.text[start:end]
    candidate = Candidate(value, place, start, end, form)
    names = list(surroundings(candidate, "due"))
    if names[0].startswith("told"):
        spoken = form if form in ("never", "recurring", "state") else "dated" if form in TELLING else "said"
        candidate.evidence = [*names, f"{spoken}: {names[0]}", f"told {form}"]
        return candidate
    index, segment = segment_at(place, start, end)
    spelled = place.text[segment.start if segment else 0 : start][-80:]
    before = fold(spelled)
    wording = [f"words {min(len(value.split()), 5)}"]
    if value[:1].isupper() and re.search(r"[A-Z][a-z]+\s+$", place.text[max(0, start - 20) : start]):
        wording.append("after capital")
    if form.startswith("led"):
        second = [*re.findall(r"[\w']+", fold(value)), "", ""][1:3]
        wording.append("led to event" if any(map(is_event_word, fold(value).split())) else "led to something")
        wording.append("led clause" if {*second} & _CLAUSE or second[0].endswith(("ed", "ing")) else "led noun")
    if _SESSION.search(before):
        wording.append("session before")
    if _FREE.search(fold(place.text[max(0, start - 12) : start])):
        wording.append("no deadline before")
    after = place.text[end : segment.end] if segment else ""
    wording.append("closes" if _CLOSES.match(fold(after)) else "goes on")
    if AHEAD.search(after[:80]) or AHEAD.search(spelled):
        wording.append("ahead")
    wording.append(_manner(place, segment, start, end))
    if index > 0 and fold(place.segments[index - 1].text) in values("done"):
        wording.append("beside done")
    wording += ["past before"] if _PAST.search(before) else []
    wording += (
        ["done before"]
        if _DONE.search(before) or (place.column == "status" and _DONE.search(fold(place.text[:start])))
        else []
    )
    wording += ["measure before"] if _MEASURE.search(before) else []
    wording += ["year"] if re.search(r"20\d\d", value) else []
    wording += (
        ["past after"]
        if re.match(r"\s+(?:\w+\s+){0,3}(?:was|were|had|\w{3,}ed)\b", fold(place.text[end : end + 50]))
        else []
    )
    wording += ["clock"] if re.match(r"\s*(?:at\s+)?\d{1,2}:\d\d", place.text[end : end + 10]) else []
    if not place.dates:
        wording.append("no day beside")
    elif start <= place.dates[0].start < end:
        wording.append(f"first of {min(len(place.dates), 3)}")
    else:
        wording.append("further")
    wording += ["under another column"] if place.column else []
    candidate.evidence = [f"form {form}", *crossed(names, form), *crossed(wording, form)]
    return candidate
