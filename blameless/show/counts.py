"""Numbers with their nouns."""

from __future__ import annotations

from collections.abc import Iterable

from ..report import SEVERITIES, Finding


def count_of(number: int, noun: str) -> str:
    """``1 error``, ``1,200 errors``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def severities_of(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning, 0 infos``."""
    levels = [finding.severity for finding in findings]
    return ", ".join(count_of(levels.count(level), level) for level in reversed(SEVERITIES))
