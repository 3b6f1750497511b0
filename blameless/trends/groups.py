"""The same few figures for any groups of documents: months, quarters, teams, severities; each with how many it is of."""

# pyright: reportCallIssue=false, reportArgumentType=false, reportAttributeAccessIssue=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FEW = 5
"""Below so many documents one more or less changes a median much; the page says so."""
SPREAD = 4
"""Below so many values there is nothing to be divided into quarters: no quartiles are shown."""
MOST = 20
"""Groups that are shown one by one; smaller ones are put together."""
OTHERS = "all others"
NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of the ``known`` values; ``None`` where there are none, quartiles also where there are fewer than :data:`SPREAD`."""

    known: int
    low: float | None = None
    median: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of a group of documents.

    Times are seconds. ``noticed`` counts the documents that say who noticed first, ``by_monitoring`` and ``by_customers`` those
    of them that name these. ``promised`` counts action items, ``done`` those that their documents say are done, ``None`` where the table does not tell.
    """

    label: str
    documents: int
    overall: Spread
    detect: Spread
    resolve: Spread
    noticed: int
    by_monitoring: int
    by_customers: int
    promised: int
    done: int | None

    @property
    def few(self) -> bool:
        """Whether there are too few documents for much to be said."""
        return self.documents < FEW


def spread(values: pd.Series) -> Spread:
    """Median and quartiles of what is known of some values."""
    known = values.dropna()
    if known.empty:
        return Spread(0)
    if len(known) < SPREAD:
        return Spread(len(known), median=float(known.median()))
    low, median, high = (float(known.quantile(q)) for q in (0.25, 0.5, 0.75))
    return Spread(len(known), low, median, high)


def group(label: str, scores: pd.DataFrame) -> Group:
    """The figures of some rows of a scored table."""
    noticed = scores["detected_by"].fillna("unknown")
    done = int(scores["done_actions"].fillna(0).sum()) if "done_actions" in scores else None
    return Group(
        label=label,
        documents=len(scores),
        overall=spread(scores["overall"]),
        detect=spread(scores["time_to_detect"]),
        resolve=spread(scores["time_to_resolve"]) if "time_to_resolve" in scores else Spread(0),
        noticed=int((noticed != "unknown").sum()),
        by_monitoring=int((noticed == "monitoring").sum()),
        by_customers=int((noticed == "customer").sum()),
        promised=int(scores["action_items"].fillna(0).sum()),
        done=done,
    )


def by_time(scores: pd.DataFrame, periods: pd.Series, label: object) -> Iterator[Group]:
    """A group for each period that has documents, the earliest first; ``label`` spells a period."""
    for period, rows in scores.groupby(periods):
        yield group(label(period), rows)  # type: ignore[operator]


def by_column(scores: pd.DataFrame, column: str) -> list[Group]:
    """A group for each value of a column, the largest first; those beyond :data:`MOST` together at the end."""
    values = scores[column].astype("string").str.strip().replace("", None).fillna(NOT_SAID)
    counts = values.value_counts()
    names = sorted(counts.index, key=lambda name: (-counts[name], name))
    shown = names if len(names) <= MOST else names[: MOST - 1]
    found = [group(str(name), scores[values == name]) for name in shown]
    rest = scores[~values.isin(shown)]
    return [*found, group(OTHERS, rest)] if len(rest) else found
