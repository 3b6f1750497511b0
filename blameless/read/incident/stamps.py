"""The moment that a line or a cell of a timeline names: where it begins, in brackets, at its end, or within."""

from __future__ import annotations

import re

from ...language.en.dates import Found, find_elapsed, find_moments

_LEAD = re.compile(
    r"(?:\W|\b\d{1,2}/\d{1,2}\b|\b(?:at|on|by|about|around|approx(?:imately)?|ca|circa|some ?time|before|after|from|since|until|roughly|early|late|the|of|morning|day \d+|step \d+|[a-z]{3,9}day|mon|tue|wed|thu|fri|sat|sun)\b)*$",
    re.I,
)


def leading_moment(text: str, year: int | None, order: str | None) -> Found | None:
    """The moment a line begins with, if it does ("14:02 - …", "On Mar 1 at 14:02, …", "**Detected (14:02)**: …")."""
    head = text[:160]
    elapsed = find_elapsed(head)
    if elapsed is not None and not re.search(r"\w", head[: elapsed.start]):
        return elapsed
    for found in find_moments(head, year, order):
        if _LEAD.fullmatch(head, 0, found.start):
            return found
        opening = head.rfind("(", 0, found.start)
        labelled = opening >= 0 and re.match(r"[^()\n]*\)\W{0,3}:", head[found.start :])
        if labelled or (re.fullmatch(r"[\w /-]{2,40}:\s*", head[: found.start]) and found.time is not None):
            return found
        ends = not re.search(r"\w", text[found.end :]) and len(head[: found.start].split()) <= 4
        return found if ends and found.time is not None else None
    return None


def trailing_moment(text: str, year: int | None, order: str | None) -> Found | None:
    """A time of day named inside a line: "Raised an issue with the provider at 10:29"."""
    for found in find_moments(text[:400], year, order):
        if found.time is not None and re.search(
            r"(?:\bat|@|\baround|\bby|\bsince|\bfrom|\bon)\s*$", text[: found.start], re.I
        ):
            return found
    return None


def first_moment(stamp: str, year: int | None, order: str | None) -> Found | None:
    """The moment in a cell: from the start of the incident where it begins so ("T+5m"), else the first by the clock."""
    elapsed = find_elapsed(stamp)
    if elapsed is not None and not stamp[: elapsed.start].strip():
        return elapsed
    return next(find_moments(stamp, year, order), None)
