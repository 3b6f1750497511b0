"""``impact/…``: who was hit, how badly, how long, how severe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from ..asking import ask, evidence, where
from ..rule import Context, Hit, rule

_SOURCE = "Google SRE Workbook, chapter 10, Postmortem Practices for Management (https://sre.google/workbook/postmortem-culture/)"


@cache
def _who_re() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:customers?|users?|clients?|players?|merchants?|patients?|tenants?|subscribers?|visitors?|readers?|developers?|teams?|employees?|staff|engineers?|researchers?|students?|operators?|services?|applications?|apps?|apis?|websites?|sites?|clusters?|regions?|hubs?|nodes?|orders|payments|bookings|requests?|jobs?|vaults?|wards?|plants?|systems?|platforms?|databases?|checkout|products?|everyone|nobody|no one|public)\b",
        re.I,
    )


@cache
def _extent_re() -> re.Pattern[str]:
    return re.compile(
        r"(?:\d[\d.,]{0,15}\s{0,3}(?:%|percent|per cent|k\b|m\b|million|thousand|billion)|[$€£¥₹]\s?\d|\b(?:all|every|no|none of|half of|most|one in \w+|a third of|a quarter of|zero)\s+(?:of\s+)?(?:the\s+|our\s+)?\w+|\b\d[\d.,]{0,15}\s+(?!(?:min|hour|hr|sec|day|am\b|pm\b|utc|janu|febr|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))[a-z][\w-]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozens?|hundreds?|thousands?|millions?)\s+(?:of\s+)?(?!hours?|minutes?|days?|weeks?)[a-z]\w+)",
        re.I,
    )


@cache
def _duration_re() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:\d[\d.,]{0,15}|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few|half an)[\s-]*(?:-?\s*)(?:h\b|hrs?\b|hours?|min(?:ute)?s?\b|m\b|seconds?|secs?\b|days?|weeks?)|\bfrom\b[^.\n]{0,40}\d[^.\n]{0,20}\b(?:to|until|till)\b|\bduration\b|\d{1,2}:\d\d\s*(?:[ap]m)?\s*(?:utc|[a-z]{2,4})?\s*(?:-|–|to|until)\s*\d{1,2}:\d\d",
        re.I,
    )


def _texts(context: Context) -> list[str]:
    """Where impact may be told: its own section and the summary, or everything where there is neither."""
    wanted = {"impact", "summary"}
    postmortem = context.postmortem
    inside = [s.text for s in postmortem.sentences if wanted & set(s.sections)]
    return [*(inside or [s.text for s in postmortem.sentences]), postmortem.title or ""]


def _spot(context: Context, message: str) -> Hit:
    part = next(iter(context.postmortem.parts_of("impact")), None)
    return context.at_part(part, message) if part else context.whole(message)


def _who(context: Context) -> Iterator[Hit]:
    if not any(_who_re().search(text) for text in _texts(context)):
        yield _spot(context, "The postmortem does not say who or what was affected.")


def _extent(context: Context) -> Iterator[Hit]:
    if not any(_extent_re().search(text) for text in _texts(context)):
        yield _spot(context, "There is no figure for how much was affected.")


def _duration(context: Context) -> Iterator[Hit]:
    metrics = context.postmortem.metrics
    if metrics.time_to_resolve is None and not any(_duration_re().search(text) for text in _texts(context)):
        facts = evidence(context, "started") or where(context, "impact", "summary")
        hit = _spot(context, "The postmortem does not say how long the incident lasted.")
        yield replace(hit, suggestion=ask("lasted", facts))


def _severity(context: Context) -> Iterator[Hit]:
    if not context.postmortem.severity_given:
        yield _spot(context, "No severity is given.")


_ASKED = "duration"
"""The one that readers ask for."""

_RULES: tuple[tuple[str, str, str, str, str, str, Callable[[Context], Iterator[Hit]]], ...] = (
    (
        "who",
        "who was affected is missing",
        "Readers first want to know whether they or their customers were affected.",
        "Who or what was affected? For example “shop customers in the EU” or “the nightly billing job”.",
        "## Impact\n\nThings were slow for 20 minutes, 5 % of the time.\n",
        "## Impact\n\nCustomers could not log in.\n",
        _who,
    ),
    (
        "extent",
        "no figure for the extent",
        "“Some users” can mean three or three million; a figure shows how much work a fix is worth.",
        "Give a figure, even a rough one, for example “about 5 % of logins” or “one of three regions”.",
        "## Impact\n\nSome customers could not log in.\n",
        "## Impact\n\nAbout 5 % of logins failed.\n",
        _extent,
    ),
    (
        "duration",
        "duration is missing",
        "Faster detection and response shorten incidents; without a duration nobody sees progress.",
        "Say when it started and ended, or how many minutes it lasted.",
        "## Impact\n\n1,204 customers could not log in.\n",
        "## Impact\n\n1,204 customers could not log in for 42 minutes.\n",
        _duration,
    ),
    (
        "severity",
        "no severity",
        "A severity on your own scale lets people compare incidents and find them again.",
        "Give the level on your own scale, for example “Severity: SEV-2”.",
        "## Impact\n\n1,204 customers could not log in for 42 minutes.\n",
        "Severity: SEV-2\n\n## Impact\n\n1,204 customers could not log in.\n",
        _severity,
    ),
)

for _name, _summary, _why, _advice, _bad, _good, _check in _RULES:
    rule(
        id=f"impact/{_name}",
        summary=_summary,
        rationale=_why,
        source=_SOURCE,
        severity="info",
        dimension="completeness",
        about="part",
        suggestion=_advice,
        bad=(_bad,),
        good=(_good,),
        quiet=_name != _ASKED,
        asks=_ASKED if _name == _ASKED else "",
        evidence=(_name,),
    )(_check)
