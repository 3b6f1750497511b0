"""Which documents need attention first, and why."""

# pyright: reportCallIssue=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalogue import catalogue
from ..report import DIMENSIONS, SEVERITIES
from .scores import rules_of

if TYPE_CHECKING:
    import pandas as pd

FINE = 90
"""From this overall score on a document without errors is let be; the grade is A then."""
_REASONS = 3


def attention(scores: pd.DataFrame, count: int = 20) -> pd.DataFrame:
    """The documents that need attention first: the lowest overall score, among equals the most errors.

    One that scores :data:`FINE` or more and has no error needs none.

    Args:
        scores: a scored table as :func:`~blameless.trends.check_scores` gives it.
        count: how many at most.

    Returns:
        Rows of ``scores`` with two more columns: ``weakest``, the dimension with the lowest score (``None`` without
        any), and ``rules``, a tuple of the gravest rules with findings, among equals those with the most, as pairs of
        rule and count.
    """
    import pandas as pd

    judged = scores[scores["overall"].notna() & ((scores["overall"] < FINE) | (scores["errors"].fillna(0) > 0))]
    first = judged.sort_values(["overall", "errors"], ascending=[True, False], kind="stable").head(count).copy()
    rules = rules_of(first)
    weakest = [_weakest(row) for _, row in first[list(DIMENSIONS)].iterrows()]
    first["weakest"] = pd.Series(weakest, first.index, dtype=object)
    first["rules"] = [_gravest(row) for _, row in first[rules].iterrows()]
    return first


def _weakest(row: pd.Series) -> str | None:
    known = row.dropna()
    return str(known.idxmin()) if len(known) and known.min() < 100 else None


def _gravest(row: pd.Series) -> tuple[tuple[str, int], ...]:
    found = [(str(rule), int(count)) for rule, count in row.items() if count > 0]
    return tuple(sorted(found, key=lambda pair: (-_rank(pair[0]), -pair[1]))[:_REASONS])


def _rank(rule: str) -> int:
    known = catalogue().get(rule)
    return SEVERITIES.index(known.severity) if known else 0
