"""Numbers with their nouns and units."""

from __future__ import annotations

from collections.abc import Iterable

from ..report import SEVERITIES, Finding, Scores


def count_of(number: int, noun: str) -> str:
    """``1 error``, ``1,200 errors``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def severities_of(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning, 0 infos``."""
    levels = [finding.severity for finding in findings]
    return ", ".join(count_of(levels.count(level), level) for level in reversed(SEVERITIES))


def overall_of(scores: Scores) -> str:
    """``21 of 100, grade F``; or why there is no such score."""
    if scores.overall is None:
        return "Too short for an overall score."
    return f"{scores.overall:.0f} of 100, grade {scores.grade}"


def duration(seconds: float | None) -> str:
    """``1 d 2 h 5 min``."""
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    said = [f"{value} {unit}" for value, unit in parts if value]
    return " ".join(said) or "0 min"


def stated(seconds: float | None) -> str:
    """A duration; or that the text states none."""
    return "not stated" if seconds is None else duration(seconds)
