"""Dates and times as people write them.

Finding them in running text is done here by patterns over closed forms: the general finders (dateparser, datefinder)
take about a millisecond a sentence and read "may" and version numbers as dates. What is found is read by dateutil.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, lru_cache

from dateutil import parser as dateutil

from ...lexicon import fold, load
from ...remembered import remembered
from .ahead import is_day_ahead
from .months import MONTH, WEEKDAY

_WEEKDAY = rf"(?:{WEEKDAY}\.?,?\s+(?:the\s+)?)?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_DATE = rf"""
    (?P<iso>(?:19|20)\d\d-(?:1[0-2]|0?[1-9])-(?:3[01]|[12]\d|0?[1-9])(?![\d-]))
  | (?P<ymd>(?:19|20)\d\d[/.](?:1[0-2]|0?[1-9])[/.](?:3[01]|[12]\d|0?[1-9])(?!\d))
  | (?P<slash>(?:3[01]|[12]\d|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])/(?:(?:19|20)\d\d|\d\d)(?![\d/]))
  | (?P<dots>(?:3[01]|[12]\d|0?[1-9])\.(?:1[0-2]|0?[1-9])\.(?:19|20)\d\d(?!\d))
  | {_WEEKDAY}(?P<mdy>{MONTH}\b(?:\.?\s+|-){_DAY}(?![\d:])(?:\s?[-–]\s?{_DAY}(?=,?\s+(?:19|20)\d\d))?(?:(?:,\s?|\s+)(?:19|20)\d\d|-(?:19|20)\d\d)?)
  | {_WEEKDAY}(?P<dmy>{_DAY}\.?[\s-]+(?:of\s+)?{MONTH}\b\.?(?:,?[\s-]+(?:19|20)\d\d|\s+'?\d\d(?!\d|:))?)
"""
_TIME = r"""
    (?P<hour>[01]?\d|2[0-3])(?:
        (?::|(?<=\d\d)h|\.(?=[0-5]\d\s?[ap]\.?m\b))(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?m\b\.?)?
      | (?<=\d\d)(?P<minute_only>[0-5]\d)(?=\s?(?:UTC|GMT|CES?T|E[SD]T|P[SD]T|C[SD]T|BST|IST|JST|AE[SD]T)\b|Z\b)
      | (?<=\d{4}-\d\d-\d\d\ \d\d)(?P<minute_iso>[0-5]\d)(?=\s)
      | \s?(?P<half_only>[ap]\.?m\b\.?)
    )(?![\d/]|:\d|m\b)
"""
_OFFSET = r"[+-](?:1[0-4]|0?\d)(?::?[0-5]\d)?(?![\d-]|:\d)"


@cache
def _zone_pattern() -> str:
    lexicon = load("dates")
    names = sorted([*lexicon["zones"], *lexicon["vague_zones"]["names"]], key=len, reverse=True)
    known = "|".join(re.escape(name).replace("\\ ", r"\s+") for name in names if name != "Z")
    known += rf"|(?:{'|'.join(lexicon['vague_zones']['areas'])})/[A-Z][A-Za-z_]+"
    return rf"(?:\(?(?P<zone>Z(?![\w])|{_OFFSET}|(?:{known}|(?i:utc|gmt))\b(?:\s*{_OFFSET})?)\)?)"


@cache
def _date_re() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/.:-])(?:{_DATE})(?![\w])", re.X | re.I)


_MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_SIGNS_OF_DATE = (
    re.compile(rf"\d(?:[-/.]\d|\w{{0,2}}\.?[\s-]+(?:of\s+)?{_MONTHS})"),
    re.compile(rf"{_MONTHS}\w{{0,6}}\.?[\s-]+\d"),
)
"""In folded text: one of them stands in every date, and both are found in a fifth of the time."""


@cache
def _time_re() -> re.Pattern[str]:
    # Zones are matched with their case ("pt", "est" and "ist" are words), the rest without.
    return re.compile(rf"(?<![\d:.,/\w-])(?i:{_TIME})(?:\s?{_zone_pattern()})?", re.X)


@cache
def _remark_re() -> re.Pattern[str]:
    """A remark on the zone of all times: what is told of them, or that a zone is used; or a line with nothing but the zone.

    Between the times and their zone anything may stand within a sentence, but for what comes right before the zone: "at the
    time the Pacific region was down" is none.
    """
    words = load("dates")["zone_remarks"]
    times, single, links, uses = ("|".join(words[name]) for name in ("times", "single", "links", "uses"))
    told = rf"\b(?i:{times})\b|\b(?i:{single})(?=\s*(?:[:(\[|=–—-]|(?i:is|in)\b))"
    before = rf"\s+|(?:[^.\n]|\n(?=[a-zA-Z])){{0,80}}?(?:\b(?i:{links})\s+|[:(\[=|,*_\"'–—-]\s*)"
    blank = r"(?:[^\w\n]|_){0,9}"
    return re.compile(
        rf"(?:{told})(?:{before}){_whole_zone('told')}"
        rf"|(?<!\w){_whole_zone('used')}\s+(?i:{uses})\b"
        rf"|^{blank}(?i:(?:all\s+)?in\s+)?{_whole_zone('alone')}{blank}$",
        re.M,
    )


def _whole_zone(name: str) -> str:
    """A zone that is no part of another name: of those called like a region, what follows must be "Time" or an end."""
    regions = "Pacific|Eastern|Central|Mountain"
    zone = _zone_pattern().replace("?P<zone>", f"?P<{name}>")
    ends = r"\s+(?:(?i:standard|daylight|summer)\s+)?[Tt]ime\b|[^\w\n]{0,9}(?:$|[.;|)])"
    others = "".join(f"(?<!{region})" for region in regions.split("|"))
    return rf"(?:{zone}(?!\w){others}|(?P<{name}_region>{regions})(?={ends}))"


@dataclass(frozen=True, slots=True)
class Found:
    """A date, a time or both, at ``text[start:end]``.

    ``offset`` is the zone's distance from UTC in minutes; ``zoned`` says that a zone is named, even one without a
    definite offset ("PT"). ``complete`` says that the date has its own year.
    """

    start: int
    end: int
    date: date | None = None
    time: time | None = None
    offset: int | None = None
    zoned: bool = False
    complete: bool = True
    elapsed: float | None = None
    """Seconds since the incident began, for "T+10m"; such a moment has no date and no time of day."""

    def iso(self, on: date | None = None, offset: int | None = None) -> str | None:
        """ISO 8601; ``on`` and ``offset`` fill in what the text itself does not say."""
        if self.elapsed is not None:
            return None
        day = self.date or on
        minutes = self.offset if self.zoned else offset
        if self.time is None:
            return day.isoformat() if day else None
        zone = timezone(timedelta(minutes=minutes)) if minutes is not None else None
        if day is None:
            return self.time.replace(tzinfo=zone).isoformat(timespec="seconds")
        return datetime.combine(day, self.time, zone).isoformat(timespec="seconds")


def _zone(text: str | None) -> tuple[int | None, bool]:
    if not text:
        return None, False
    text = re.sub(r"\s+", " ", text.strip("() "))
    if signed := re.search(r"([+-])(\d{1,2}):?(\d\d)?$", text):
        minutes = int(signed[2]) * 60 + int(signed[3] or 0)
        return (minutes if signed[1] == "+" else -minutes), True
    lexicon = load("dates")
    name = text.upper() if text.upper() in ("UTC", "GMT") else text
    return lexicon["zones"].get(name, lexicon["zone_names"].get(name)), True


def zone_in(text: str) -> tuple[int | None, bool]:
    """The zone named in a short text such as a column title: its offset in minutes, and whether one is named."""
    match = re.search(rf"(?<!\w){_zone_pattern()}(?!\w)", text)
    return _zone(match["zone"]) if match else (None, False)


def slash_order(text: str) -> str | None:
    """Whether dates such as 03/04/2024 in this document put the month or the day first, where one of them tells."""
    if not re.search(r"/\d{1,2}/\d\d", text):
        return None
    for match in re.finditer(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)(?![\d/])", text):
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second:
            return "dmy"
        if second > 12 >= first:
            return "mdy"
    return None


def _read_date(match: re.Match[str], year: int | None, order: str | None) -> tuple[date | None, bool]:
    """The date of a match and whether it has its own year; ``None`` where it cannot be told."""
    form = match.lastgroup or ""
    text = match[form]
    complete = form not in ("mdy", "dmy") or bool(
        re.search(r"(?:19|20)\d\d|'?\d\d$", text) and re.search(r"\d\D+\d", text)
    )
    if form == "slash" and order is None:
        return None, True
    if not complete and year is None:
        return None, False
    day_first = (form in ("dots", "dmy") or order == "dmy") and form != "iso"
    if form == "mdy":
        text = _TO_DAY.sub("", text)
    return _parse_day(re.sub(r"\bof\b|'|,", " ", text), year or 2000, day_first, form in ("iso", "ymd")), complete


_TO_DAY = re.compile(r"(?<=[\w.])\s?[-–]\s?\d{1,2}(?:st|nd|rd|th)?(?=,?\s+\d{4})", re.I)
"""The last day of "March 21st-28th, 2021"."""


@lru_cache(maxsize=256)
def _parse_day(text: str, year: int, day_first: bool, year_first: bool) -> date | None:
    try:
        return dateutil.parse(text, default=datetime(year, 1, 1), dayfirst=day_first, yearfirst=year_first).date()
    except (ValueError, OverflowError):
        return None


def _read_time(match: re.Match[str]) -> time | None:
    hour, minute, second = (
        int(match["hour"]),
        int(match["minute"] or match["minute_only"] or match["minute_iso"] or 0),
        int(match["second"] or 0),
    )
    half = (match["half"] or match["half_only"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return time(hour, minute, second)


_DIGIT = re.compile(r"\d")
_ISO_T = re.compile(r"T(?<=\dT)(?=\d\d:?\d\d)|\bT(?=\d\d:[0-5]\d)")
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_SPAN = re.compile(
    rf"(?<![\d:.,/\w-])(?<!\d\d\d\d-\d\d-\d\d[ T])(?P<begins>{_CLOCK})(?P<second>:[0-5]\d)?(?P<half>\s?[ap]\.?m\.?)?(?:\s?(?:UTC|GMT|Z))?"
    rf"(?P<hyphen>-)(?P<ends>{_CLOCK})(?(second):[0-5]\d)(?P<ended>\s?[ap]\.?m\b)?(?![\d:-])",
    re.I,
)
"""A time of day, a hyphen and another: a span, or a time with its distance from UTC."""


_DASH = re.compile(r"\s?[–—-]\s?")


def _with_dash(match: re.Match[str]) -> str:
    """A span with a dash, which no zone begins with."""
    at = match.start("hyphen") - match.start()
    return f"{match[0][:at]}–{match[0][at + 1 :]}" if _is_span(match) else match[0]


def _is_span(match: re.Match[str]) -> bool:
    """Whether it ends after it begins, or what follows is no zone's distance, or has a half of the day or a zone of its own."""
    begins, ends = (match[name].zfill(5) for name in ("begins", "ends"))
    if match["half"] or match["ended"]:
        return True
    if own := _next_zone().match(match.string, match.end()):
        offset, _ = _zone(own["zone"])
        return offset is None or offset != -60 * int(ends[:2]) - int(ends[3:])
    if not match[0][match.start("hyphen") - match.start() - 1].isdigit():
        return False  # "UTC-05:00" is a zone
    return ends > begins or ends > "12:00" or ends[3:] not in ("00", "30", "45")


@cache
def _next_zone() -> re.Pattern[str]:
    return re.compile(rf"\s?{_zone_pattern()}")


_BETWEEN = re.compile(r"[\s,|@–—-]*(?:\b(?:at|on)\b|\bca?\.|\baround\b|\bcirca\b|\babout\b|~|≈|T|\|)*[\s,|@–—-]*", re.I)


def find_moments(text: str, year: int | None = None, order: str | None = None) -> Iterator[Found]:
    """Dates, times, and dates with the time that follows (or precedes) them, from left to right."""
    return iter(_moments(text, year, order) if _DIGIT.search(text) else ())  # no moment is without a digit


@remembered(2_048)
def _moments(text: str, year: int | None, order: str | None) -> tuple[Found, ...]:
    """The moments of a text; kept for a while, as the lines of a timeline are looked at several times."""
    return tuple(_read_moments(text, year, order))


def _read_moments(text: str, year: int | None, order: str | None) -> Iterator[Found]:
    parts: list[Found] = []
    ends: list[int] = []
    text = _ISO_T.sub(" ", text) if "T" in text else text
    text = _SPAN.sub(_with_dash, text) if "-" in text else text
    folded = fold(text)
    dated = any(sign.search(folded) for sign in _SIGNS_OF_DATE)
    for match in _date_re().finditer(text) if dated else ():
        day, complete = _read_date(match, year, order)
        parts.append(Found(match.start(), match.end(), day, complete=complete))
        ends.append(match.end())
    for match in _time_re().finditer(text):
        after = bisect_right(ends, match.start())  # the first date that ends behind where the time begins
        if after == len(ends) or parts[after].start >= match.end():
            minutes, zoned = _zone(match["zone"])
            end = match.start() + len(match[0].rstrip())
            parts.append(Found(match.start(), end, None, _read_time(match), minutes, zoned))
    parts.sort(key=lambda found: found.start)
    for index in range(len(parts) - 1, 0, -1):  # the zone of a span stands at its end
        first, last = parts[index - 1 : index + 1]
        if first.time and last.zoned and not first.zoned and _DASH.fullmatch(text, first.end, last.start):
            parts[index - 1] = replace(first, offset=last.offset, zoned=True)
    index = 0
    while index < len(parts):
        first = parts[index]
        second = parts[index + 1] if index + 1 < len(parts) else None
        if (
            second is not None
            and (first.time is None) != (second.time is None)
            and _BETWEEN.fullmatch(text, first.end, second.start)
        ):
            day, moment = (first, second) if first.time is None else (second, first)
            yield Found(first.start, second.end, day.date, moment.time, moment.offset, moment.zoned, day.complete)
            index += 2
        else:
            yield first
            index += 1


def find_days(text: str, order: str | None = None) -> Iterator[Found]:
    """Days with a year of which the text does not say that they are to come, from left to right."""
    for found in find_moments(text, None, order):
        if found.date is not None and not is_day_ahead(text, found.start, found.end):
            yield found


def is_moment(title: str) -> bool:
    """Whether a heading is a date or a time and little else."""
    found = next(find_moments(title, 2000, "mdy"), None)
    if found is None:
        return False
    rest = title[: found.start] + title[found.end :]
    return found.start <= 12 and len(re.sub(r"\W", "", rest)) <= 24


def document_zone(text: str) -> tuple[int | None, bool]:
    """The zone of a remark such as "all times in CET": its offset in minutes, and whether a zone is named at all."""
    match = _remark_re().search(text)
    return _zone(next(filter(None, match.groupdict().values()))) if match else (None, False)


def zones_of_times(text: str) -> set[tuple[int | None, bool]]:
    """The zones that times of day in a text are given in, each as :func:`document_zone` has it."""
    return {(found.offset, True) for found in find_moments(text) if found.zoned}


_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]\W*$")


def heading_zone(title: str) -> tuple[int | None, bool]:
    """The zone in brackets at the end of a heading, as in "What happened (UTC)"; see :func:`document_zone`."""
    match = _BRACKETED.search(title[-100:])
    return zone_in(match[1]) if match else (None, False)


def month_number(name: str) -> int:
    """1..12 for a month's name or its abbreviation.

    Raises:
        ValueError: where it is none.
    """
    return ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].index(
        fold(name[:3])
    ) + 1


_ELAPSED = re.compile(
    r"(?<![\w+])T\s?(?P<sign>[+–−-]|(?==?0\b))=?\s?(?P<count>\d{1,4})(?::(?P<part>[0-5]\d))?\s?(?P<unit>h(?:ours?|rs?)?|m(?:in(?:utes?|s)?)?|s(?:ec(?:onds?|s)?)?|d(?:ays?)?)?(?:\s?(?P<rest>\d{1,2})\s?m(?:in)?)?\b"
)


def find_elapsed(text: str) -> Found | None:
    """The first time told from the start of the incident: "T+10m", "T-5" (minutes), "T+1:30" (hours), "T0"."""
    match = _ELAPSED.search(text)
    if match is None:
        return None
    unit = (match["unit"] or ("h" if match["part"] else "m"))[0]
    seconds = int(match["count"]) * {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}[unit]
    if match["part"]:
        seconds += int(match["part"]) * (60 if unit == "h" else 1)
    seconds += int(match["rest"] or 0) * 60
    return Found(match.start(), match.end(), elapsed=-seconds if match["sign"] in ("-", "–", "−") else seconds)
