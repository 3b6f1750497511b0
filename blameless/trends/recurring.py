"""What recurs: the ways to fail that the causes of several documents name, and the documents of each."""

# pyright: reportArgumentType=false, reportCallIssue=false, reportAttributeAccessIssue=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Recurring:
    """A way to fail: which rows of the table name it, the latest first, and how many documents of each half of the time do."""

    mode: str
    rows: tuple[int, ...]
    earlier: int
    later: int


def recurring(scores: pd.DataFrame, days: pd.Series) -> list[Recurring]:
    """The ways to fail that two documents or more name, the most frequent first.

    Args:
        scores: a scored table with the column ``failure_modes``; one without it tells nothing.
        days: the day of each document, missing where none is known; those without a day are in no half.
    """
    if "failure_modes" not in scores:
        return []
    modes = scores["failure_modes"].astype("string").str.split().explode().dropna()
    middle = days.min() + (days.max() - days.min()) / 2
    found = []
    for mode, rows in modes.groupby(modes):
        when = days[rows.index]
        if len(rows) > 1:
            latest = tuple(when.sort_values(ascending=False, na_position="last").index)
            found.append(Recurring(str(mode), latest, int((when < middle).sum()), int((when >= middle).sum())))
    return sorted(found, key=lambda each: (-len(each.rows), each.mode))
