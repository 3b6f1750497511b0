"""What was promised in each period, and what became of it; from the table that ``blameless actions`` writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .periods import Every

Item = Mapping[str, Any]
"""A row of that table: ``state``, ``day`` of its document, ``text``, ``owner``, ``due``, ``due_date``, ``ticket``, ``title``, ``document``."""

STATES = ("done", "dropped", "open", "overdue")
UNFINISHED = ("overdue", "open")
_UNDATED = "date unknown"


@dataclass(frozen=True, slots=True)
class Promised:
    """The action items of the documents of a period, by state; the states add up to ``items``."""

    label: str
    items: int
    states: dict[str, int]


def promised(items: Sequence[Item], every: Every, days: Mapping[str, str | None] | None = None) -> list[Promised]:
    """The items by the period of their document, the earliest first; those of documents without a day at the end.

    Args:
        items: the items.
        every: what a period is.
        days: the day at which each document counts, as everywhere on the page; that of the document itself where it is not among them.
    """
    known = days or {}
    found: dict[str, Counter[str]] = {}
    for item in items:
        found.setdefault(_period(known.get(item["document"], item["day"]), every), Counter())[item["state"]] += 1
    order = sorted(found, key=lambda label: (label == _UNDATED, label))
    return [_row(label, found[label]) for label in order]


def in_all(items: Sequence[Item]) -> Promised:
    """All items by state."""
    return _row("all", Counter(item["state"] for item in items))


def _row(label: str, counts: Counter[str]) -> Promised:
    return Promised(label, counts.total(), {state: counts[state] for state in STATES})


def _period(day: str | None, every: Every) -> str:
    """The label of a day's period, as :func:`~blameless.trends.charts.period_label` writes it."""
    if day is None:
        return _UNDATED
    year, month = day[:4], int(day[5:7])
    if every == "month":
        return f"{year}-{month:02}"
    return f"{year}\N{NO-BREAK SPACE}Q{(month + 2) // 3}" if every == "quarter" else year
