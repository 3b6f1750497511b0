"""What the text says of the incident: who noticed, when it began, was noticed and ended, and how long that took."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import get_args

from ..lexicon import fold, load
from ..report import DetectedBy
from .dates import find_moments
from .document import Moment, Sentence
from .frontmatter import FrontMatter
from .outline import Outline
from .source import Source

_DURATION = re.compile(
    r"(?:(?P<days>\d+(?:\.\d+)?)\s*d(?:ays?)?\b[\s,and]*)?(?:(?P<hours>\d+(?:\.\d+)?)\s*h(?:(?:ou)?rs?|r)?(?![a-z])[\s,and]*)?(?:(?P<minutes>\d+(?:\.\d+)?)\s*m(?:in(?:ute)?s?)?\b[\s,and]*)?(?:(?P<seconds>\d+)\s*s(?:ec(?:ond)?s?)?\b)?",
    re.I,
)
_LABEL_LINE = re.compile(
    r"^[ \t>*+-]{0,20}(?:\|[ \t]{0,8})?[*_`]{0,4}(?P<label>[A-Za-z][A-Za-z /()-]{1,40}?)[*_`]{0,4}[ \t]{0,8}(?::|\||(?=\d))[*_` \t:|~]{0,12}(?P<value>[^\n|]{1,120})",
    re.M,
)


@cache
def _patterns(table: str) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(f"(?:{form})" for form in forms)) for name, forms in load("incident")[table].items()
    }


@cache
def _label_names() -> dict[str, str]:
    return {label: name for name, labels in load("incident")["labels"].items() for label in labels}


@dataclass(frozen=True, slots=True)
class Incident:
    """Moments as ISO 8601, times in seconds, and which of the milestones the text gives."""

    started: str | None
    detected: str | None
    resolved: str | None
    time_to_detect: float | None
    time_to_respond: float | None
    time_to_resolve: float | None
    detected_by: DetectedBy
    evidence: dict[str, tuple[int, int]]
    """For the three times and ``detected_by``, the range of the sentence that tells it."""


_NUMBER = r"(?:\d[\d.,]{0,8}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|half an|one and a half|two and a half)"
_TOLD = rf"(?P<told>{_NUMBER}[\s-]+(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)(?:[\s,]+(?:and )?{_NUMBER}[\s-]+(?:minutes?|mins?|seconds?|hours?))?|\d{{1,4}}\s?(?:h|m|min|s)\b(?:\s?\d{{1,2}}\s?(?:m|min|s)\b)?)"
_ABOUT = r"(?:(?:about|around|roughly|nearly|almost|approximately|some|over|more than|just over|just under|only|at least|up to|a total of|the (?:next|first|last)) ){0,2}"
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


def read_told_duration(text: str) -> float | None:
    """Seconds of a duration told in words or figures: "half an hour", "two hours and ten minutes", "40 minutes"."""
    total = 0.0
    for match in re.finditer(
        rf"({_NUMBER})[\s-]*(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|[hms])\b", text.lower()
    ):
        count = load("incident")["numbers"].get(match[1])
        if count is None:
            try:
                count = float(match[1].replace(",", "").rstrip("."))
            except ValueError:
                return None
        total += count * _UNITS[match[2][0]]
    return total or None


@cache
def _told_patterns(name: str) -> re.Pattern[str]:
    forms = (
        form.replace("DURATION", _ABOUT + _TOLD.replace("told", f"told{n}"))
        for n, form in enumerate(load("incident")[name]["forms"])
    )
    return re.compile("|".join(f"(?:{form})" for form in forms))


_MAX_SENTENCES = 2_000
_SIGNS_OF_DURATION = (re.compile(r"sec|min|hour|hr|day|week"), re.compile(r"\d\s?[hms]\b"))
"""In folded text: one of them stands in every duration that is told."""

_TELLS_OF_IT = frozenset({"summary", "impact", "detection", "root_cause", "response", "timeline"})


def _told_in_prose(name: str, sentences: Sequence[Sentence]) -> tuple[float, tuple[int, int]] | None:
    """How long detection, the response or the whole took where a sentence says so, and the range of that sentence."""
    for sentence in sentences[:_MAX_SENTENCES]:
        if sentence.quoted or (sentence.sections and not _TELLS_OF_IT & set(sentence.sections)):
            continue
        text = fold(sentence.text)
        if not any(sign.search(text) for sign in _SIGNS_OF_DURATION):
            continue
        match = _told_patterns(name).search(text)
        told = next((value for value in match.groupdict().values() if value), "") if match else ""
        if seconds := read_told_duration(told):
            return seconds, (sentence.start, sentence.end)
    return None


def _noticing(sentences: Sequence[Sentence], who: DetectedBy) -> tuple[int, int] | None:
    """The range of the first sentence that says that this is who noticed."""
    pattern = _patterns("detected_by_strong").get(who)
    if pattern is None:
        return None
    for sentence in sentences[:_MAX_SENTENCES]:
        text = sentence.text.lower()
        if pattern.search(text) and not _NOT_DETECTION.search(text) and who_noticed([text]) == who:
            return sentence.start, sentence.end
    return None


def read_duration(text: str) -> float | None:
    """Seconds of a duration such as "35h 36m", "about 40 minutes" or "1415 minutes"."""
    for match in _DURATION.finditer(text):
        found = {unit: float(value) for unit, value in match.groupdict().items() if value}
        if found:
            scale = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
            return sum(value * scale[unit] for unit, value in found.items())
    return None


def who_noticed(texts: Iterable[str]) -> DetectedBy | None:
    """Who noticed first, from texts that tell of it, the most telling first.

    In each text a settling phrase ("users reported", "an alert fired") is looked for before a mere mention.
    """
    for text in texts:
        lowered = text.lower()
        for table in ("detected_by_strong", "detected_by"):
            found = [
                (match.start(), kind)
                for kind, pattern in _patterns(table).items()
                if (match := pattern.search(lowered))
            ]
            if found:
                kind = min(found)[1]
                assert kind in get_args(DetectedBy)
                return kind  # type: ignore[return-value]
    return None


def settled(text: str) -> bool:
    """Whether a text holds a phrase that says who noticed."""
    return any(pattern.search(text.lower()) for pattern in _patterns("detected_by_strong").values())


_NOT_DETECTION = re.compile(
    r"\b(?:no (?:existing )?(?:alarm|alert)|did ?n[o']t (?:alert|fire|page)|(?:add|set ?up|improve|create|implement)\w* (?:\w+ ){0,3}(?:alert|monitor)|should have|would have|could have|lack of|no monitoring|without (?:monitoring|alerts?))"
)
_NOTICE = re.compile(
    r"\b(?:noti[cf]|detect|alert|paged|report|discover|complain|aware|identif|realis|realiz|flagged|found out|spotted|brought to)"
)

_EARLY = frozenset({"summary", "impact", "root_cause", "response"})


def read_detected_by(outline: Outline, sentences: Sequence[Sentence], timeline: Sequence[Moment]) -> DetectedBy:
    """Who noticed first: from the detection section, then the timeline, then the summary and the rest."""
    detection = [s for s in sentences if s.sections and s.sections[0] == "detection"]
    section = [s.text for s in detection if not _NOT_DETECTION.search(s.text.lower())]
    if section and (found := who_noticed([text for text in section if settled(text)] or [" ".join(section[:3])])):
        return found
    entries = [m.plain[:400] for m in timeline if _NOTICE.search(m.plain[:400].lower())]
    told = [text for text in entries[:3] if settled(text)]
    if told and (found := who_noticed(told)):
        return found
    early = (s.text.lower() for s in sentences if not s.sections or not _EARLY.isdisjoint(s.sections))
    noticing = (text for text in early if _NOTICE.search(text) and not _NOT_DETECTION.search(text))
    if found := who_noticed(text for text in noticing if settled(text)):
        return found
    if entries and (found := who_noticed(entries[:1])):
        return found
    return "unknown"


def _labelled(source: Source) -> dict[str, str]:
    """Values of labelled lines, by milestone; the first of each wins."""
    found: dict[str, str] = {}
    for match in _LABEL_LINE.finditer(source.normal[:200_000]):
        name = _label_names().get(" ".join(match["label"].lower().split()))
        if name is not None and (re.search(r"\d", match["value"])):
            found.setdefault(name, match["value"])
    return found


@dataclass(frozen=True, slots=True)
class _Point:
    iso: str | None
    instant: float | None


def _from_value(value: str, day: date | None, order: str | None) -> _Point | None:
    for found in find_moments(value, day.year if day else None, order):
        iso = found.iso(day)
        if iso:
            return _Point(iso, _seconds(iso))
    return None


def _from_range(value: str, day: date | None, order: str | None) -> dict[str, _Point]:
    """Start and end of a duration told as a range: "14:00 - 16:30 UTC"; the zone at the end counts for both."""
    moments = [found for found in find_moments(value, day.year if day else None, order) if found.time is not None]
    if len(moments) != 2:
        return {}
    first, last = moments
    offset = last.offset if last.zoned else None
    points = {}
    for name, iso in (
        ("started", first.iso(first.date or day, offset)),
        ("resolved", last.iso(last.date or first.date or day)),
    ):
        if iso:
            points[name] = _Point(iso, _seconds(iso))
    return points


def _seconds(iso: str) -> float | None:
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    naive = moment.replace(tzinfo=None) - (moment.utcoffset() or moment - moment)
    return (naive - datetime(2000, 1, 1)).total_seconds() if "T" in iso else None


def _from_timeline(timeline: Sequence[Moment], noticed_by: DetectedBy) -> dict[str, _Point]:
    """The milestones among the entries: the first that tells of detection, the last that tells of the end."""
    points: dict[str, _Point] = {}
    timed = [m for m in timeline if m.entry.when is not None or m.instant is not None]
    patterns = _patterns("milestones")
    telling = [
        m for m in timed if patterns["detected"].search(m.plain.lower()) and who_noticed([m.plain]) == noticed_by
    ]
    for index, moment in enumerate(timed):
        text = moment.plain.lower()
        point = _Point(moment.entry.when, moment.instant)
        if "started" not in points and patterns["started"].search(text):
            points["started"] = point
        if "detected" not in points and (moment is telling[0] if telling else patterns["detected"].search(text)):
            points["detected"] = point
            if index and "started" not in points:
                points["started"] = _Point(timed[0].entry.when, timed[0].instant)
        if "detected" in points and "responded" not in points and patterns["responded"].search(text):
            points["responded"] = point
        if patterns["resolved"].search(text):
            points["resolved"] = point
    return points


def _between(first: _Point | None, second: _Point | None) -> float | None:
    """Seconds from one moment to another, where both have a time and the one comes first."""
    if first is None or second is None or first.instant is None or second.instant is None:
        return None
    same_form = len(first.iso or "") > 10 and len(second.iso or "") > 10
    if (("T" in (first.iso or "")) != ("T" in (second.iso or ""))) or (not same_form and "T" in (first.iso or "")):
        return None
    if (first.iso is None) != (second.iso is None):
        return None  # one told from the start of the incident, the other by the clock
    seconds = second.instant - first.instant
    return seconds if seconds >= 0 else None


def read_incident(
    source: Source,
    front: FrontMatter,
    outline: Outline,
    sentences: Sequence[Sentence],
    timeline: Sequence[Moment],
    day: date | None,
    order: str | None,
) -> Incident:
    """Everything the text says of the incident's course. Labels and front matter are believed before the timeline."""
    labelled = _labelled(source)
    noticed_by = read_detected_by(outline, sentences, timeline)
    told = _from_timeline(timeline, noticed_by)
    points: dict[str, _Point] = {}
    for name, keys in load("incident")["front_matter"].items():
        value = front.moment(*keys)
        if isinstance(value, (date, datetime)):
            points[name] = _Point(value.isoformat(), _seconds(value.isoformat()))
        elif value and (point := _from_value(value, day, order)):
            points[name] = point
    for name in ("started", "detected", "responded", "resolved"):
        if name not in points and name in labelled and (point := _from_value(labelled[name], day, order)):
            points[name] = point
    for name, point in _from_range(labelled.get("time_to_resolve", ""), day, order).items():
        points.setdefault(name, point)
    for name, point in told.items():
        points.setdefault(name, point)
    started, detected, responded, resolved = (
        points.get(name) for name in ("started", "detected", "responded", "resolved")
    )
    if _late(started, detected, told.get("started"), told.get("detected")):
        started = None
    for earlier, name in ((started, "started"), (detected, "detected")):
        if _late(earlier, resolved, told.get(name), told.get("resolved")):
            resolved = None
    to_detect = read_duration(labelled.get("time_to_detect", ""))
    to_respond = read_duration(labelled.get("time_to_respond", ""))
    to_resolve = read_duration(re.sub(r"\d{1,2}:\d\d", "", labelled.get("time_to_resolve", "")))
    if to_detect is None:
        to_detect = _between(*_comparable(started, detected, told.get("started"), told.get("detected")))
    if to_respond is None:
        to_respond = _between(*_comparable(detected, responded, told.get("detected"), told.get("responded")))
    if to_resolve is None:
        to_resolve = _between(*_comparable(started, resolved, told.get("started"), told.get("resolved")))
    evidence: dict[str, tuple[int, int]] = {}
    if to_detect is None and (found := _told_in_prose("told_to_detect", sentences)):
        to_detect, evidence["time_to_detect"] = found
    if to_respond is None and (found := _told_in_prose("told_to_respond", sentences)):
        to_respond, evidence["time_to_respond"] = found
    if to_resolve is None and (found := _told_in_prose("told_to_resolve", sentences)):
        to_resolve, evidence["time_to_resolve"] = found
    if noticed_by != "unknown" and (place := _noticing(sentences, noticed_by)):
        evidence["detected_by"] = place
    return Incident(
        started.iso if started else None,
        detected.iso if detected else None,
        resolved.iso if resolved else None,
        to_detect,
        to_respond,
        to_resolve,
        noticed_by,
        evidence,
    )


def _late(first: _Point | None, second: _Point | None, told_first: _Point | None, told_second: _Point | None) -> bool:
    """Whether a milestone that must come first comes after the second; such a reading is not to be trusted."""
    first, second = _comparable(first, second, told_first, told_second)
    return _between(second, first) is not None and _between(first, second) is None


def _comparable(
    a: _Point | None, b: _Point | None, told_a: _Point | None, told_b: _Point | None
) -> tuple[_Point | None, _Point | None]:
    """Two points on one scale: both from the timeline, or both with a date of their own."""
    if a is told_a and b is told_b:
        return a, b
    if a is not None and b is not None:
        absolute = [_Point(p.iso, _seconds(p.iso or "")) for p in (a, b)]
        return absolute[0], absolute[1]
    return None, None
