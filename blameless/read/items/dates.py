"""Due dates: finding them in an action item as people write them, and the day they name where the text determines one.

Found is what can be a deadline: days, periods ("Q3", "mid-May", "FY26"), calendar weeks, and times told relative to
the document ("EOW", "next sprint") or to an event ("two weeks after launch"). Whether it is one is decided by what
stands around it, see :mod:`.dues`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache

from dateutil.relativedelta import FR, MO, relativedelta

from ...language.en.dates import find_moments, month_number
from ...language.en.months import MONTH, WEEKDAY
from ...lexicon import fold, load

_COUNTS = {
    **{
        word: number
        for number, word in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
        )
    },
    "a": 1,
    "an": 1,
    "twelve": 12,
}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_COUNTS)})"
_YEAR = r"20\d\d"
_COMPACT_DAY = r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_EVENT = r"(?:(?:the|our|all)\s+)?[\w'’.&+-]+(?:\s+(?!(?:and|or|so|to|by|we|it|with|which)\b)[\w'’.&+-]+){0,3}"
_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}


@cache
def _words(name: str) -> str:
    return "|".join(sorted(map(re.escape, load("dates")["due"][name]), key=len, reverse=True))


@cache
def _forms() -> re.Pattern[str]:
    """Everything that can be a due date besides the dates of :mod:`blameless.language.en.dates`, the longer forms first."""
    period = rf"""(?:
        (?:{_YEAR}|FY\s?\d\d)[\s/-]?[qQhH][1-4] | [qQ][1-4](?:\s*[/ -]?\s*(?:{_YEAR}|FY\s?\d\d|\d\d(?!\d)))?
      | [hH][12](?:\s+(?:{_YEAR}|FY\s?\d\d))? | FY\s?\d\d(?:\d\d)?(?:\s+[qQ][1-4])? | FY\b
      | (?:1st|2nd|3rd|4th|first|second|third|fourth)\s+(?:quarter|half)(?:\s+(?:of\s+)?{_YEAR})?
      | (?i:{MONTH})\b(?:\s+{_YEAR})? | {_YEAR}(?![\d-])
    )"""
    unit = r"(?:business\s+|working\s+|calendar\s+)?(?:day|week|month|sprint|quarter|hour|year)s?"
    return re.compile(
        rf"""(?<![\w/.#-])(?i:
            (?:within|in)\s+{_COUNT}\s+{unit}(?:\s+(?:after|from|of|following)\s+{_EVENT})?
          | over\s+the\s+next\s+{_COUNT}\s+{unit}
          | {_COUNT}\s+{unit}\s+(?:after|before|from|following)\s+{_EVENT} | {_COUNT}\s+{unit}\s+later
          | (?:within|in)\s+\d{{1,3}}\s?(?:h|d|hrs?)\b
          | (?:weekend|week|wk)\s+(?:of|after)\s+(?:the\s+)?(?:\d{{1,2}}/\d{{1,2}}|\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}}|holidays)
          | w/c\s+\d{{1,2}}\s+{MONTH}
          | (?:\d(?:st|nd|rd|th)|first|last)\s+(?:week|weekend|{WEEKDAY})\s+of\s+{MONTH}
          | \d{{1,2}}\s?[–-]\s?\d{{1,2}}\s+{MONTH}\b
          | (?:calendar\s+week|week|wk|KW|CW)\s?\d{{1,2}}(?!\s*%|\w) | (?:{_YEAR}-)?W[0-5]\d\b | T\s?\+\s?\d{{1,3}}(?:\s?(?:d|days?|weeks?))?(?![\w.])
          | sprint\s+\d{{1,4}}
          | (?:the\s+)?(?:end|close)[\s-]+of[\s-]+(?:(?:the|this|next)\s+)?(?:business\s+year|year|quarter|month|week|day|sprint(?:\s+\d+)?|iteration|release|{period})
          | (?:mid|early|late)[\s-]+(?:{period}) | (?:middle|start|beginning)\s+of\s+(?:{period}|next\s+\w+)
          | (?:year|month|quarter|week)[\s-]end(?:\s+{MONTH})?
          | (?:during|in\s+the\s+course\s+of|through|throughout)\s+{_YEAR}
          | (?:COB|EOD|noon)\s+(?:{WEEKDAY}|today|tomorrow)
          | {WEEKDAY}(?:['’]s\s+\w+ | \s+(?:next\s+week|noon|night|evening|morning|EOD|\d{{1,2}}:\d\d|(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)))
          | (?:next|this|coming|following|current)\s+(?:{WEEKDAY}|weekend|week|sprint|month|quarter|year|iteration|release|cycle|day)(?!['’\w]|\s+(?:so|to)\b)
          | next\s+(?:[\w-]+['’]s\s+)?(?:[\w-]+\s+)?(?:{_words("events")})\b | next\s+\w+['’]s\s+\w+
          | (?:tonight|today|tomorrow|tmrw|eow|eod|eom|eoq|eoy|cob)\b(?:\s+{WEEKDAY})?
          | {WEEKDAY}(?![\w-]) )
          | (?<![\w/.#-])(?i:{MONTH}|{_YEAR})\s+(?i:{_words("events")})\b
          | (?<![\w/.#-])(?:{period})(?!['’\w-]|\.\d)
          | (?<![\w/.#-])(?i:{_words("seasons")})(?:(?:\s+(?!(?:and|or|to|by|the)\b)[\w-]+)?\s+(?i:{_words("events")})|\s+{_YEAR})?\b
          | (?i:(?<=\bby\s)|(?<=\b(?:due|eta)\s)){_COMPACT_DAY}(?![\w.-])
          | (?<![\w/.-])\d{{1,2}}(?i:{MONTH}){_YEAR}(?!\w) | (?<![\w.-])(?:3[01]|2\d|1[3-9])\.[1-9]\.\d\d(?![\w.])
          | (?<![\w/.-])(?:0[1-9]|1[0-2])/{_YEAR}(?![\d/-]) | (?<![\w.-])(?:3[01]|[12]\d|0[1-9])\.(?:1[0-2]|0[1-9])\.\d\d(?![\w.]|\s+is\b)
          | (?<![\w/.:-])(?:(?:3[01]|[12]\d|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![/\d%])|(?:3[01]|[12]\d|0?[1-9])\.(?:1[0-2]|0?[1-9])\.(?!\d|\s+\d))
          | (?<![\w/.:-])(?i:(?:3[01]|[12]\d|0?[1-9])-{MONTH})\b
          | \b(?<=the\s)(?:[1-3]?\d(?:st|nd|rd|th))\b(?!\s+\w)
        """,
        re.X,
    )


@cache
def _events() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A deadline told by an event, as it stands after "by" ("the May release"), and as it may stand alone."""
    numbered = rf"(?:{_words('numbered')})\s+v?\d+(?:\.\d+){{0,3}}"
    after = rf"(?:the\s+)?(?P<event>(?i:{numbered}|(?:(?!to\b|by\b|or\b|and\b)[\w'’.+-]+\s+){{0,2}}?(?:{_words('events')}|{_words('holidays')})(?:\s+(?:break|week|period))?))"
    alone = rf"(?P<event>(?i:(?:release|season|milestone|sprint|wave)\s+v?\d+(?:\.\d+){{0,3}}|{'|'.join(w for w in _words('events').split('|') if ' ' in w)}|{_words('holidays')}|(?:final|demo)\s+presentation)(?:\s+(?:break|week|period))?)"
    return re.compile(after), re.compile(alone)


@lru_cache(maxsize=4096)
def find_due(text: str) -> tuple[int, int] | None:
    """The range of the first expression in ``text`` that can be a due date: a date, a period or a relative day."""
    spans = [(found.start, found.end) for found in find_moments(text, 2000, "mdy") if found.time is None or found.date]
    spans += [match.span() for match in _forms().finditer(text)]
    if not spans:
        return None
    first = min(spans, key=lambda span: (span[0], -span[1]))
    longer = [span for span in spans if span[0] < first[1] and span[1] > first[1] and span[0] > first[0]]
    return (first[0], max(span[1] for span in longer)) if longer else first


_BARE = re.compile(
    rf"{_COUNT}\s+(?:business\s+|working\s+)?(?:day|week|month|sprint|quarter)s?|\d{{1,3}}\s?h(?:ours)?|(?:the\s+)?[1-3]?\d(?:st|nd|rd|th)",
    re.I,
)


def is_bare_due(text: str) -> bool:
    """Whether a whole phrase is a stretch of time or a day of the month: a deadline where nothing else stands."""
    return _BARE.fullmatch(text) is not None


def find_event(text: str, led: bool = True) -> tuple[int, int] | None:
    """The range of an event that a whole phrase names as a deadline: "the retreat", "Christmas".

    Args:
        led: "by", "until" or the like stands before it, so that more can be an event.
    """
    match = _events()[0 if led else 1].fullmatch(text.strip())
    lead = len(text) - len(text.lstrip())
    return (lead + match.start("event"), lead + match.end("event")) if match else None


@cache
def _event_words() -> frozenset[str]:
    due = load("dates")["due"]
    return frozenset(
        word for name in ("events", "holidays", "numbered") for phrase in due[name] for word in fold(phrase).split()
    )


def is_event_word(word: str) -> bool:
    """Whether a word in lower case is of the names of events that deadlines are told by ("launch", "freeze")."""
    return word.strip(".,;:()") in _event_words()


@cache
def seasons() -> re.Pattern[str]:
    """A season, alone or with an event or a year ("autumn user meeting")."""
    return re.compile(rf"(?:{_words('seasons')})\b", re.I)


@cache
def _led_events() -> re.Pattern[str]:
    numbered = rf"(?:{_words('numbered')})\s+v?\d+(?:\.\d+){{0,3}}"
    gathering = r"[A-Z][\w&'’-]*(?:\s[A-Z][\w&'’-]*){0,2}\s(?:Conference|Summit|Day|Week|Expo|Con|Fair|Forum|Congress)|[A-Z]\w*(?:Con|Conf|DEM|Days|Expo|Fest)(?:\s20\d\d)?"
    return re.compile(
        rf"\b(?P<apart>{_COUNT}\s+(?:business\s+|working\s+)?(?:day|week|month|hour)s?\s+)?(?i:(?P<lead>by|before|until|till|ahead\s+of)\s+(?:the\s+)?)(?P<event>(?i:{numbered}|{_words('holidays')})(?:\s+(?:break|week|period))?|{gathering}|(?i:(?:year|month|week|quarter|season)\s+is\s+(?:out|over)))(?![\w-])"
        rf"|\b(?i:before|ahead\s+of|until)\s+(?P<version>v?\d+\.\d+(?:\.\d+)?|[A-Z][A-Z0-9]{{2,}})(?=\s*(?:[.,;)]\s*|$))"
        rf"|\bby\s+(?P<acronym>[A-Z][A-Z0-9]{{2,}})(?=\s*(?:[.,;)]\s*|$))"
    )


def find_led_event(text: str) -> tuple[int, int] | None:
    """The range of the first event that stands as a deadline behind "by", "before" or "until", wherever it stands."""
    for match in _led_events().finditer(text):
        acronym = match["acronym"]
        if acronym is None:
            whole = match["apart"] or (match["lead"] or "").lower().startswith("ahead")
            return match.span() if whole else match.span("event") if match["event"] else match.span("version")
        done = re.search(
            r"(?:\w(?:ed|en|wn|ilt|un)|approval|replac\w+|swap\w*|substitut\w+|\w+(?<!th)ing)\s+$",
            text[: match.start()],
        )
        if not done and acronym not in load("dates")["due"]["means"]:
            return match.span("acronym")
    return None


# --- resolving ---------------------------------------------------------------------------------------------------


def resolve_due(text: str, on: date | None = None, order: str | None = None) -> date | None:
    """The day a due date names, or ``None`` where the text does not determine one.

    Args:
        on: the document's date. It gives a missing year (the next such day on or after it), and what "tomorrow",
            "Friday" and "within two weeks" count from. A period ends on its last day, a working week on its Friday;
            "next Friday" is that of the week after the document's. "next sprint", "two weeks after launch", "spring"
            and a bare month name no day.
        order: whether 03/04 puts the ``"mdy"`` month or the ``"dmy"`` day first; without it such a date names none.
    """
    if re.search(r"\b(?:after|later|following|before|ahead|of (?:the|our|this) \w)\b", text, re.I) and not re.match(
        r"(?:before|ahead of|after)\s+[\w./-]+(?:\s+[\w,]+){0,2}$", text, re.I
    ):
        return None
    if re.match(r"(?:after|weekend|mid|early|start|beginning|middle)\b", text, re.I):
        return None
    text = _spelled_out(text)
    for found in find_moments(text, on.year if on else None, order):
        if found.date is not None:
            return _coming(found.date, on, timedelta(days=31)) if not found.complete else found.date
    lowered = " ".join(fold(text).split())
    if (day := _short_date(lowered, on, order)) or (day := _period(lowered, on)):
        return day
    return _relative(lowered, on) if on else None


_COMPACT = re.compile(r"(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_GLUED = re.compile(rf"(?P<day>\d{{1,2}})(?P<month>{MONTH})(?P<year>20\d\d)", re.I)
_SHORT_YEAR = re.compile(r"(?P<day>3[01]|2\d|1[3-9])\.(?P<month>0?[1-9]|1[0-2])\.(?P<year>\d\d)")


def _spelled_out(text: str) -> str:
    """ "20250314", "14MAR2025" and "14.3.25" (a day above twelve) in a form that is read anywhere."""
    plain = text.strip(" .")
    if match := _COMPACT.fullmatch(plain):
        return "-".join(match.groups())
    if match := _GLUED.fullmatch(plain):
        return f"{match['day']} {match['month']} {match['year']}"
    if match := _SHORT_YEAR.fullmatch(plain):
        return f"20{match['year']}-{match['month']}-{match['day']}"
    return text


def _coming(day: date, on: date | None, slack: timedelta = timedelta(0)) -> date:
    """A day of the document's year, or of the next one where it lies before the document."""
    return day + relativedelta(years=1) if on is not None and day < on - slack else day


def _quarter_end(number: int, year: int) -> date:
    return date(year, 1, 1) + relativedelta(months=3 * number, days=-1)


def _short_date(text: str, on: date | None, order: str | None) -> date | None:
    """ "30/09", "05.09." and "28-Feb": days without a year."""
    if on is None:
        return None
    if match := re.search(r"(?<![\d/q])(?:(\d{1,2})(/)(\d{1,2})(?![/\d])|(\d\d)(\.)(\d\d)\.)", text):
        match = re.match(r"(\d+)([/.])(\d+)", match[0])
        assert match is not None
        first, second = int(match[1]), int(match[3])
        if match[2] == "/" and order is None and first <= 12 and second <= 12 and first != second:
            return None
        month_first = match[2] == "/" and (second > 12 or (order == "mdy" and first <= 12))
        day, month = (second, first) if month_first else (first, second)
    elif match := re.search(rf"\b(\d{{1,2}})-({MONTH})\b", text, re.I):
        day, month = int(match[1]), month_number(match[2])
    elif match := re.search(r"(?:^|\bthe )(\d{1,2})(?:st|nd|rd|th)$", text):
        day, month = int(match[1]), on.month
        try:
            named = on.replace(day=day)
        except ValueError:
            return None
        return named if named >= on else named + relativedelta(months=1)
    else:
        return None
    try:
        return _coming(date(on.year, month, day), on)
    except ValueError:
        return None


def _period(text: str, on: date | None) -> date | None:
    """The last day of a quarter, a half, a year or a month that is said to end."""
    if re.search(r"\bfy", text):
        return None
    given = re.search(r"\b(20\d\d)\b", text)
    year = int(given[1]) if given else on.year if on else None
    if year is None:
        return None
    start = None if given else on
    short = re.search(r"q[1-4]\s*/\s*(\d\d)$", text)
    if short:
        year, start = 2000 + int(short[1]), None
    if match := re.search(r"\bq([1-4])\b|([1-4])q\b|-q([1-4])", text):
        return _coming(_quarter_end(int(match[1] or match[2] or match[3]), year), start)
    if match := re.search(r"\b(1st|2nd|3rd|4th|first|second|third|fourth) (quarter|half)", text):
        return _coming(_quarter_end(_ORDINALS[match[1]] * (1 if match[2] == "quarter" else 2), year), start)
    if match := re.search(r"\bh([12])\b", text):
        return _coming(_quarter_end(2 * int(match[1]), year), start)
    ends = re.search(r"\b(?:end|close) of\b|\bend\b|\bmonth-end\b", text)
    if (match := re.search(rf"\b({MONTH})\b", text, re.I)) and (ends or given):
        return _coming(date(year, month_number(match[1]), 1) + relativedelta(months=1, days=-1), start)
    if given and re.fullmatch(r"(?:by )?(?:the )?(?:end of|during|in the course of) 20\d\d", text):
        return date(year, 12, 31)
    return None


def _relative(text: str, on: date) -> date | None:
    """Days that count from the document's: "tomorrow", "Friday", "EOW", "end of next week", "within ten days"."""
    friday = on + relativedelta(weekday=FR)
    if re.search(r"\b(?:next|following) sprint|\bsprint\b|\bcycle\b|\brelease\b|\biteration\b", text):
        return None
    if re.search(r"\b(?:tomorrow|tmrw)\b", text):
        return on + timedelta(days=1)
    if match := re.search(rf"(?<!black )(?<!good )(?<!easter )\b({WEEKDAY})\b", text, re.I):
        return _weekday(match[1], text, on)
    if re.search(r"\b(?:eod|cob|today|tonight|end of (?:the )?day)\b", text):
        return on
    if match := re.search(r"\b(?:calendar week|week|wk|kw|cw|w) ?(\d{1,2})$", text):
        return _calendar_week(int(match[1]), on)
    later = 1 if re.search(r"\bnext\b", text) else 0
    if re.search(r"\beow\b|\bweek-end\b|(?:^|\b(?:end of|this|next|the) )(?:the )?week$", text):
        return (on + relativedelta(weekday=MO(-1)) + timedelta(days=4 + 7)) if later else friday
    if re.search(r"\beom\b|\bmonth[ -]end\b|(?:^|\b(?:end of|this|next|the) )(?:the )?month$", text):
        return on + relativedelta(months=later, day=31)
    if re.search(r"\beoq\b|\bquarter[ -]end\b|(?:^|\b(?:end of|this|next|the) )(?:the )?quarter$", text):
        end = _quarter_end((on.month + 2) // 3, on.year)
        return end + relativedelta(months=3 * later, day=31) if later else end
    if re.search(r"\beoy\b|\byear[ -]end\b|(?:^|\b(?:end of|this|next|the) )(?:the )?year$", text):
        return date(on.year + later, 12, 31)
    if match := re.search(r"^(?:within |in )?(\d{1,3}|[a-z]+) (business |working )?(day|week|month|year)s?$", text):
        count = int(match[1]) if match[1].isdigit() else _COUNTS.get(match[1])
        if count is None:
            return None
        return _working_days(on, count) if match[2] else on + relativedelta(**{match[3] + "s": count})  # type: ignore[arg-type]
    return None


def _weekday(name: str, text: str, on: date) -> date | None:
    """The next day of a folded name; with "next" that of the week after the document's."""
    number = ["mo", "tu", "we", "th", "fr", "sa", "su"].index(name[:2])
    if re.search(r"\bnext\b", text):
        return on - timedelta(days=on.weekday()) + timedelta(days=7 + number)
    if re.search(r"\d{1,2}(?:st|nd|rd|th)", text):
        return None
    return on + timedelta(days=(number - on.weekday()) % 7 or 7)


def _calendar_week(number: int, on: date) -> date | None:
    """The Friday of an ISO week, of the document's year or the next."""
    try:
        friday = date.fromisocalendar(on.isocalendar()[0], number, 5)
        return friday if friday >= on else date.fromisocalendar(on.isocalendar()[0] + 1, number, 5)
    except ValueError:
        return None


def _working_days(on: date, count: int) -> date:
    """The day ``count`` working days (Monday to Friday, no holidays known) after another."""
    while count:
        on += timedelta(days=1)
        count -= on.weekday() < 5
    return on
