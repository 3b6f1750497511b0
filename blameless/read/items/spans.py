"""Where a text holds what can be a date or a ticket."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ...language.en.months import MONTH, WEEKDAY
from ...lexicon import fold
from ...parse.prose import Prose
from .dates import find_due, find_led_event


class Span(NamedTuple):
    """A range of a text, the form of what stands there, and what it says."""

    start: int
    end: int
    form: str
    value: str


_FELLOWS = {"(": ")", "[": "]", "<": ">"}
_BRACKETS = frozenset("()[]<>")


def without_edges(
    text: str, start: int, end: int, edges: str, behind: str = "", kept: re.Pattern[str] | None = None
) -> tuple[int, int]:
    """A range without what stands at its edges and is no part of it: marks, and brackets whose fellow lies outside.

    A bracket that is opened and closed within stays ("Storage (EU)"), but for a pair around the whole ("(Ana)").

    Args:
        edges: the marks, brackets among them.
        behind: those that are marks only at the end.
        kept: what the range may end in for all that, looked for in its last three characters.
    """
    ends = edges + behind
    fellows: dict[int, int] | None = None
    while start < end:
        left = text[start] in edges
        right = text[end - 1] in ends and not (kept and kept.search(text, max(start, end - 3), end))
        if left and text[start] not in _BRACKETS:
            start += 1
            continue
        if right and text[end - 1] not in _BRACKETS:
            end -= 1
            continue
        if not left and not right:
            break
        fellows = _pairs(text, start, end) if fellows is None else fellows
        if left and fellows.get(start, end - 1) == end - 1 and (right or start not in fellows):
            end -= start in fellows
            start += 1
        elif right and end - 1 not in fellows:
            end -= 1
        else:
            break
    return start, end


def _pairs(text: str, start: int, end: int) -> dict[int, int]:
    """The brackets of a range that belong together, each with the place of its fellow."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for place in range(start, end):
        if text[place] in _FELLOWS:
            opened.append(place)
        elif text[place] in _BRACKETS and opened and _FELLOWS[text[opened[-1]]] == text[place]:
            fellow = opened.pop()
            found[fellow], found[place] = place, fellow
    return found


_DATED = re.compile(
    r"\d|day|week|wk\b|month|quarter|year|sprint|iter|release|tod|tom|tonight|tmrw|eo[dwmqy]|cob|next|end|close|q[1-4]|h[12]\b|fy"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|spring|summer|autumn|winter|before|by|until|till|ahead"
)
"""In folded text: one of these stands in whatever can be a due date."""
_FORMS = (
    (
        "within",
        re.compile(r"within|in \w+ (?:\w+ )?(?:day|week|month|sprint|hour)|over the next|in \d+ ?(?:h|d|hrs?)\b"),
    ),
    ("relative", re.compile(r"next|this|coming|following|current|tomorrow|tmrw")),
    (
        "period",
        re.compile(
            r"(?:20\d\d.)?[qh][1-4]\b|fy|(?:the )?(?:1st|2nd|3rd|4th|first|second|third|fourth|end|close|mid|early|late|middle|start|beginning)\b|eo[dwmqy]|cob|\w+[ -]end\b|(?:during|through)"
        ),
    ),
    ("week", re.compile(r"(?:calendar week|week|weekend|wk|kw|cw|w/c|w|sprint|t ?\+|20\d\d-w) ?")),
    (
        "day",
        re.compile(
            rf"\d{{1,4}}[/.-]\d|\d{{1,2}}(?:st|nd|rd|th)?\.?[ -](?:of )?{MONTH}|(?:{WEEKDAY},? )?{MONTH}\.? \d{{1,2}}\b|(?:{WEEKDAY}[,.]? )(?:the )?\d|\d\d?:\d\d"
        ),
    ),
    ("weekday", re.compile(rf"{WEEKDAY}\b")),
    ("year", re.compile(r"20\d\d$")),
    ("month", re.compile(rf"{MONTH}\b")),
)


@lru_cache(maxsize=4096)
def date_spans(text: str) -> tuple[Span, ...]:
    """What can be a due date, in order: days, periods, relative times, and events behind "by", "before", "until"."""
    if not _DATED.search(fold(text)):
        return ()
    found, position = [], 0
    while (span := find_due(text[position:])) is not None and len(found) < 24:
        start, end = position + span[0], position + span[1]
        value = text[start:end]
        plain = fold(value)
        form = next((name for name, pattern in _FORMS if pattern.match(plain)), "other")
        if form == "month" and value.islower():
            form = "word"
        elif plain.startswith(("today", "tonight")):
            form = "today"
        elif form == "day" and re.fullmatch(r"\d\d?/\d\d?", value):
            form = "fraction"
        elif re.search(r"\b(?:after|before|following|later)\b", plain):
            form = "apart"
        found.append(Span(start, end, form, value))
        position = max(end, position + 1)
    if (event := find_led_event(text)) and not any(s.start < event[1] and s.end > event[0] for s in found):
        found.append(Span(*event, "event", text[slice(*event)]))
    return tuple(sorted(found))


_TOKENS = re.compile(
    r"""(?P<url>https?://[^\s<>()\[\]"'`]+[^\s<>()\[\]"'`.,;:!?…])
      | (?P<repo>(?<![\w/.-])[\w.-]+/[\w.-]+(?:[#!]\d+|@[0-9a-f]{6,40}))
      | (?P<key>(?<![\w/.-])[A-Z][A-Z0-9_]{0,9}-(?:20\d\d-)?\d{1,8}(?![\w-]))
      | (?P<number>\bRT\s\#\d{2,7}\b|(?:\b[A-Za-z][\w.-]*)?(?<![/&])\#\d{1,8}(?:-[a-z]+)?\b|(?<![\w!])!\d{1,7}\b|\bGH-\d+\b)
      | (?P<index>(?<=\[)\d{1,5}(?=\]))
      | (?P<record>(?<![\w/.-])(?:CHG|INC|PRB|RITM|SCTASK|TASK|REQ|CTASK)\d{5,9}\b)
      | (?P<hash>(?<![\w/.@#-])(?=[a-f]*\d)(?=\d*[a-f]|\d{8}(?!\d))[0-9a-f]{6,40}(?![\w-]))
      | (?P<slash>(?<![\w/.-])[A-Za-z][\w.-]+/\d{1,7}(?![\w/.-]))
      | (?P<bare>(?i:(?<=\bbug\s)|(?<=\bissue\s)|(?<=\bticket\s)|(?<=\bpr\s))\d{2,8}\b)
    """,
    re.X,
)
_TO_PEOPLE = ("mailto:", "tel:")
"""What the targets begin with of links that lead to somebody."""
_TOKENED = re.compile(r"\d|https?:")


def ticket_spans(prose: Prose) -> tuple[Span, ...]:
    """What can be a ticket, in order: keys, numbers, commits and addresses; what a link covers has the link's address."""
    found, text = [], prose.text
    for link in prose.links:
        if link.target.startswith(_TO_PEOPLE):
            continue
        start, end = link.start, min(link.end, len(text))
        token = _TOKENS.search(text, start, end) if _TOKENED.search(text, start, end) else None
        value = token[0] if token and token.lastgroup != "url" else link.target
        found.append(Span(start, end, f"link {token.lastgroup if token else 'words'}", value))
    if _TOKENED.search(text):
        for match in _TOKENS.finditer(text):
            if not any(span.start <= match.start() < span.end for span in found):
                found.append(Span(*match.span(), match.lastgroup or "", match[0]))
    return tuple(sorted(found))
