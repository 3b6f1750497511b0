"""Which documents deserve a second look, and why."""

# pyright: reportCallIssue=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..catalogue import catalogue
from ..report import DIMENSIONS, SEVERITIES
from ..show.counts import count_of
from .scores import rules_of

if TYPE_CHECKING:
    import pandas as pd

FINE = 90
"""From this overall score on a document without errors is let be; the grade is A then."""
WELL_BELOW = 15
"""Points below the median of the archive from which a document without errors deserves a second look."""
_REASONS = 3


def attention(scores: pd.DataFrame, count: int = 20) -> pd.DataFrame:
    """The documents that deserve a second look: the lowest overall score first, among equals the most errors.

    Those are the ones with an error, and those that score :data:`WELL_BELOW` points or more below the median of the archive, and
    less than :data:`FINE`.

    Args:
        scores: a scored table as :func:`~blameless.trends.check_scores` gives it.
        count: how many at most.

    Returns:
        Rows of ``scores`` with three more columns: ``reason``, in words; ``weakest``, the dimension with the lowest score
        (``None`` without any); and ``rules``, a tuple of the most serious rules with findings, among equals those with the
        most, as pairs of rule and count.
    """
    import pandas as pd

    overall, errors, median = scores["overall"], scores["errors"].fillna(0), float(scores["overall"].median())
    low = (overall < FINE) & (overall <= median - WELL_BELOW)
    first = (
        scores[overall.notna() & (low | (errors > 0))]
        .sort_values(["overall", "errors"], ascending=[True, False], kind="stable")
        .head(count)
        .copy()
    )
    rules = rules_of(first)
    weakest = [_weakest(row) for _, row in first[list(DIMENSIONS)].iterrows()]
    first["weakest"] = pd.Series(weakest, first.index, dtype=object)
    first["rules"] = [_gravest(row) for _, row in first[rules].iterrows()]
    first["reason"] = [
        _reason(overall, errors, median, gravest)
        for overall, errors, gravest in zip(first["overall"], first["errors"].fillna(0), first["rules"], strict=True)
    ]
    return first


def _reason(overall: float, errors: float, median: float, rules: Sequence[tuple[str, int]]) -> str:
    """Why a document is shown: its errors, with what the most serious one is about; how far below the others it scores."""
    known = catalogue()
    said = [known[rule].summary for rule, _ in rules if rule in known and known[rule].severity == "error"][:1]
    found = [": ".join((count_of(int(errors), "error"), *said))] if errors > 0 else []
    if overall <= median - WELL_BELOW:
        found.append(f"{median - overall:.0f} points below the median of {median:.0f}")
    return "; ".join(found)


def _weakest(row: pd.Series) -> str | None:
    known = row.dropna()
    return str(known.idxmin()) if len(known) and known.min() < 100 else None


def _gravest(row: pd.Series) -> tuple[tuple[str, int], ...]:
    found = [(str(rule), int(count)) for rule, count in row.items() if count > 0]
    return tuple(sorted(found, key=lambda pair: (-_rank(pair[0]), -pair[1]))[:_REASONS])


def _rank(rule: str) -> int:
    known = catalogue().get(rule)
    return SEVERITIES.index(known.severity) if known else 0
