"""``timeline/…``: times, their zone, their order, and the moments every reader looks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ..asking import ask, where
from ..rule import Context, Hit, Scope, rule

if TYPE_CHECKING:
    from ...read import Moment

_SOURCE = "PagerDuty, The Blameless Postmortem, Create a Timeline (https://postmortems.pagerduty.com/how_to_write/writing/#create-a-timeline)"


def _has_timeline(context: Context) -> bool:
    return bool(context.postmortem.timeline)


def _timed(context: Context) -> list[Moment]:
    return [moment for moment in context.postmortem.timeline if moment.instant is not None]


def _told(moment: Moment) -> str:
    return f" ({moment.entry.when})" if moment.entry.when else ""


def _at(moment: Moment, message: str) -> Hit:
    return Hit(moment.entry.start, moment.entry.end, message, moment.plain)


@rule(
    id="timeline/timestamps",
    summary="timeline entries without a time",
    rationale="Delays hold the lessons; an entry without a time hides them.",
    source=_SOURCE,
    severity="info",
    dimension="completeness",
    about="part",
    suggestion="Begin each entry with its time; “about 14:10” is better than none.",
    bad=("## Timeline\n\n- 14:02 UTC errors begin\n- someone restarts the service\n- 14:44 UTC errors stop\n",),
    good=("## Timeline\n\n- 14:02 UTC errors begin\n- 14:30 UTC the service is restarted\n",),
    applies=_has_timeline,
    quiet=True,
    evidence=("timed",),
)
def _timestamps(context: Context) -> Iterator[Hit]:
    for moment in context.postmortem.timeline:
        if moment.entry.when is None and moment.instant is None:
            yield _at(moment, "This timeline entry has no time.")


@rule(
    id="timeline/timezone",
    asks="timezone",
    summary="no time zone",
    rationale="Without a time zone, nobody can line the timeline up with logs or with other teams.",
    source=_SOURCE,
    severity="info",
    dimension="completeness",
    about="part",
    suggestion="Name the zone once, under the heading: “All times in UTC”.",
    bad=("## Timeline\n\n- 14:02 errors begin\n- 14:44 errors stop\n",),
    good=(
        "## Timeline\n\nAll times in UTC.\n\n- 14:02 errors begin\n- 14:44 errors stop\n",
        "## Timeline\n\n- 14:02 CET errors begin\n",
    ),
    applies=lambda context: bool(_timed(context)),
    evidence=("zone",),
)
def _timezone(context: Context) -> Iterator[Hit]:
    timed = _timed(context)
    if not any(moment.zoned for moment in timed):
        hit = _at(timed[0], "The times do not say which time zone they are in.")
        yield replace(hit, suggestion=ask("zone", _zones(context, timed[0])))


_TIME = re.compile(r"(?<![\d:])\d{1,2}[:.h]\d\d(?::\d\d)?(?i:\s?[ap]\.?m\b)?")
_WITH_ZONE = re.compile(
    r"(?<![\d:.])\d{1,2}[:h]\d\d(?::\d\d)?(?i:[^\S\n]?[ap]\.?m\b)?[^\S\n]?\(?(?P<zone>[A-Z]{2,4}(?:\+\d\d?(?::?\d\d)?)?)\b(?!-\d|[+:])"
)


def _zones(context: Context, first: Moment) -> dict[str, str]:
    """The first time as written, the heading it stands under, and a time elsewhere that has a zone."""
    from ...language.en.dates import zone_in  # not before there is a document

    source = context.postmortem.source
    facts = where(context, "timeline")
    if time := _time_in(source.normal[first.entry.start : first.entry.end]) or _time_in(first.plain):
        facts["time"] = time
        others = (other for other in _WITH_ZONE.finditer(source.normal) if zone_in(other["zone"])[1])
        if other := next(others, None):
            facts |= {"elsewhere": other[0], "zone": other["zone"], "line": str(source.line_of(other.start()))}
    return facts


def _time_in(text: str) -> str | None:
    """The first time of day of a text, as written; a version or an amount is none."""
    from ...language.en.dates import find_moments  # not before there is a document

    times = (_TIME.search(text, found.start, found.end) for found in find_moments(text[:_LONGEST]) if found.time)
    return next((time[0] for time in times if time), None)


_LONGEST = 2_000


@rule(
    id="timeline/order",
    summary="timeline out of order",
    rationale="Out of order, effects seem to come before their causes.",
    source=_SOURCE,
    severity="info",
    dimension="completeness",
    about="part",
    suggestion="Sort the entries by time, and give the date when midnight has passed.",
    bad=("## Timeline\n\n- 14:02 UTC errors begin\n- 13:40 UTC the release starts\n- 14:44 UTC errors stop\n",),
    good=("## Timeline\n\n- 23:50 UTC errors begin\n- 00:10 UTC errors stop\n",),
    applies=lambda context: len(_timed(context)) > 1,
    quiet=True,
)
def _order(context: Context) -> Iterator[Hit]:
    timed = _timed(context)
    for before, after in pairwise(timed):
        assert before.instant is not None and after.instant is not None
        if after.instant < before.instant:
            yield _at(after, f"This entry{_told(after)} comes after a later one{_told(before)}.")


@rule(
    id="timeline/milestones",
    summary="start, detection or end is missing",
    rationale="Time to detect and time to resolve need a clear start, detection and end.",
    source=_SOURCE,
    severity="info",
    dimension="detection",
    about="part",
    suggestion="Mark when the impact began, when it was noticed and when it ended.",
    bad=("## Timeline\n\n- 14:02 UTC the queue grows\n- 14:20 UTC a second worker is started\n",),
    good=("## Timeline\n\n- 14:02 UTC errors begin\n- 14:05 UTC the alert fires\n- 14:44 UTC service restored\n",),
    scope=Scope.BRIEF,
    applies=_has_timeline,
    quiet=True,
    evidence=("start", "noticed at", "end"),
)
def _milestones(context: Context) -> Iterator[Hit]:
    metrics = context.postmortem.metrics
    missing = [
        name
        for name, value in (("start", metrics.started), ("detection", metrics.detected), ("end", metrics.resolved))
        if value is None
    ]
    if missing:
        yield _at(
            context.postmortem.timeline[0],
            f"The timeline does not mark the {' or the '.join(missing)} of the incident.",
        )


LONG_GAP, LONG_SHARE = 3600, 0.5
"""A gap is long where it takes half of the incident and more than an hour."""


@rule(
    id="timeline/gap",
    summary="a long gap in the timeline",
    rationale="In the hours between two entries people waited, searched or slept; that is often where time can be saved.",
    source=_SOURCE,
    severity="info",
    dimension="completeness",
    about="part",
    suggestion="What was seen, tried or waited for in between? Even “still searching” helps.",
    bad=(
        "## Timeline\n\n- 02:00 UTC errors begin\n- 02:10 UTC the alert fires\n- 08:20 UTC the disk is replaced\n- 08:40 UTC service restored\n",
    ),
    good=(
        "## Timeline\n\n- 02:00 UTC errors begin\n- 02:10 UTC the alert fires\n- 04:30 UTC the disk is found to be full\n- 06:30 UTC the spare disk arrives\n- 08:40 UTC service restored\n",
    ),
    scope=Scope.BRIEF,
    applies=lambda context: len(_timed(context)) > 2 and context.postmortem.metrics.time_to_resolve is not None,
    quiet=True,
)
def _gap(context: Context) -> Iterator[Hit]:
    whole = context.postmortem.metrics.time_to_resolve or 0.0
    started, resolved = context.postmortem.metrics.started, context.postmortem.metrics.resolved
    inside = [
        m for m in _timed(context) if not (m.entry.when and started and resolved) or started <= m.entry.when <= resolved
    ]
    for before, after in pairwise(inside):
        assert before.instant is not None and after.instant is not None
        gap = after.instant - before.instant
        if LONG_GAP < gap <= whole and gap >= LONG_SHARE * whole:
            yield _at(
                after, f"The timeline is silent for {round(gap / 60)} of {round(whole / 60)} minutes before this entry."
            )


@rule(
    id="timeline/contradiction",
    summary="the text contradicts itself on when things happened",
    rationale="A duration, a date or a milestone that disagrees with the timeline makes every figure drawn from the report doubtful, and readers stop to work out which of the two is right.",
    source="J. Allspaw, The Infinite Hows, 2014: a timeline is evidence, to be held against what is said of it (https://www.kitchensoap.com/2014/11/14/the-infinite-hows-or-the-dangers-of-the-five-whys/)",
    severity="warning",
    dimension="completeness",
    about="part",
    suggestion="Check both places against logs or chat, and correct the one that is wrong.",
    bad=(
        "# Outage of 2024-03-01\n\n- Duration: 42 minutes (14:02 to 15:30 UTC)\n",
        "# Outage of 2024-03-01\n\n- Start: 2024-03-01 14:10 UTC\n- Detected: 2024-03-01 14:02 UTC\n",
        "# Outage of 2024-03-01\n\n- Start: 2024-03-01 14:02 UTC\n- Resolved: 2024-03-01 14:44 UTC\n- Duration: 3 hours\n",
        "## Timeline\n\n- 2024-03-01 14:02 UTC errors begin\n- 2024-04-01 14:05 UTC the alert fires\n- 2024-03-01 14:44 UTC service restored\n",
        "# Outage of 2023-03-01\n\n## Timeline\n\n- 2024-03-01 14:02 UTC errors begin\n- 2024-03-01 14:44 UTC service restored\n",
        "# Outage\n\nOn Monday, 1 March 2024, the queue was full.\n",
        "# Outage\n\n- Duration: 2 hours\n\n## Timeline\n\n- 14:02 UTC errors begin\n- 14:05 UTC the alert fires\n- 14:44 UTC service restored\n",
    ),
    good=(
        "# Outage of 2024-03-01\n\n- Duration: about 45 minutes (14:02 to 14:44 UTC)\n",
        "# Outage of 2024-03-01\n\n- Start: 2024-03-01 23:50 UTC\n- Detected: 2024-03-02 00:02 UTC\n- Resolved: 2024-03-02 00:20 UTC\n- Duration: 30 minutes\n",
        "# Outage of 2024-03-01\n\nFor 5 minutes between 14:02 and 15:30 the queue was full.\n",
        "# Outage\n\nOn Friday, 1 March 2024, the queue was full.\n",
        "# Outage\n\n- Duration: 40 minutes\n\n## Timeline\n\n- 14:02 UTC errors begin\n- 14:05 UTC the alert fires\n- 14:44 UTC service restored\n- 16:00 UTC review held\n",
    ),
)
def _contradiction(context: Context) -> Iterator[Hit]:
    if context.incident is None:
        return
    from ...read.incident import contradictions  # which loads a parser: the catalogue is listed without

    source = context.postmortem.source
    for found in contradictions(context.postmortem, context.incident.points):
        first, second = (source.text[start:end].strip() for start, end in (found.first, found.second))
        line = source.line_of(found.first[0])
        message = f"This contradicts line {line}: there, {found.first_says}; here, {found.second_says}."
        if found.first == found.second:
            message = f"This contradicts itself: {found.first_says}; {found.second_says}."
        yield Hit(*found.second, message, second or first)
