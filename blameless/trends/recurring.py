"""What recurs: the failure modes that the causes of several documents name, or causes that are alike; and the documents of each."""

# pyright: reportArgumentType=false, reportCallIssue=false, reportAttributeAccessIssue=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Cluster = tuple[str, Sequence[str]]
"""Documents whose causes are alike: what they have in common, in words, and their ids."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """Something that recurs: which rows of the table have it, the latest first, and how many documents of each half of the time do.

    ``undated`` ones are in no half.
    """

    mode: str
    rows: tuple[int, ...]
    earlier: int
    later: int
    undated: int = 0


def recurring(scores: pd.DataFrame, days: pd.Series) -> list[Recurring]:
    """The failure modes that two documents or more name, the most frequent first.

    Args:
        scores: a scored table with the column ``failure_modes``; one without it tells nothing.
        days: the day of each document, missing where none is known; those without a day are in no half.
    """
    if "failure_modes" not in scores:
        return []
    modes = scores["failure_modes"].astype("string").str.split().explode().dropna()
    return _sorted(_one(str(mode), days[rows.index], days) for mode, rows in modes.groupby(modes) if len(rows) > 1)


def clustered(scores: pd.DataFrame, days: pd.Series, clusters: Iterable[Cluster]) -> list[Recurring]:
    """The causes that recur, the most frequent first.

    Args:
        scores: a scored table.
        days: the day of each document, missing where none is known.
        clusters: documents whose causes are alike, by their ids; those that are not in the table count for nothing.
    """
    rows = {str(id): number for number, id in scores["id"].items()}
    found = ((label, [rows[id] for id in ids if id in rows]) for label, ids in clusters)
    return _sorted(_one(label, days[numbers], days) for label, numbers in found if len(numbers) > 1)


def _one(mode: str, when: pd.Series, days: pd.Series) -> Recurring:
    """What some documents have in common, by the days of these and of all."""
    middle = days.min() + (days.max() - days.min()) / 2
    latest = tuple(when.sort_values(ascending=False, na_position="last", kind="stable").index)
    counts = (when < middle).sum(), (when >= middle).sum(), when.isna().sum()
    return Recurring(mode, latest, *map(int, counts))


def _sorted(found: Iterable[Recurring]) -> list[Recurring]:
    return sorted(found, key=lambda each: (-len(each.rows), each.mode))
