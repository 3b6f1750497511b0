"""What happened in each month, quarter or year."""

# pyright: reportAttributeAccessIssue=false, reportAssignmentType=false, reportReturnType=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..errors import InputError
from ..report import DetectedBy
from .scores import SCORES, rules_of

if TYPE_CHECKING:
    import pandas as pd

Every = Literal["month", "quarter", "year"]
EVERY: tuple[Every, ...] = ("month", "quarter", "year")
_CODES: dict[Every, str] = {"month": "M", "quarter": "Q", "year": "Y"}
_FEW: dict[Every, int] = {"month": 24, "quarter": 48}
"""With more periods than this the next longer kind is chosen, where none is asked for."""
_MOST = 400
NOTICED: tuple[DetectedBy, ...] = get_args(DetectedBy)


@dataclass(frozen=True)
class Trends:
    """Tables with one row a period, none left out between the first and the last.

    Attributes:
        every: what a period is.
        documents: documents that were judged, a period.
        scores: median (``overall``), lower and upper quartile (``overall_low``, ``overall_high``) of each score.
        rules: share of the documents with a finding of each rule, 0 to 1; the most frequent rule first.
        findings: how many findings each rule has; :attr:`hit`: how many documents have one.
        actions: ``items``, and the shares that are ``owned``, ``dated`` and ``concrete``, 0 to 1. An item that is done
            needs neither owner nor date any more and counts as having both.
        detection: ``known``, how many documents tell the time to detect; its ``median`` and ``upper`` quartile, seconds.
        resolution: the same for the time to resolve; nobody tells it where the table has no such column.
        noticed: how many incidents each of ``monitoring``, ``customer``, … noticed first.
    """

    every: Every
    documents: pd.Series
    scores: pd.DataFrame
    rules: pd.DataFrame
    findings: pd.DataFrame
    hit: pd.DataFrame
    actions: pd.DataFrame
    detection: pd.DataFrame
    resolution: pd.DataFrame
    noticed: pd.DataFrame


def with_periods(days: pd.Series, every: Every | None = None) -> pd.Series:
    """The period of each day; missing where the day is.

    Args:
        days: days, at least one of them known.
        every: what a period is; where ``None`` months, and quarters or years where there are too many to be seen.

    Raises:
        InputError: where there are more periods than a page can show.
    """
    count = 0
    for code in (every,) if every else EVERY:
        periods = days.dt.to_period(_CODES[code])
        count = (periods.max() - periods.min()).n + 1
        if count <= (_MOST if every else _FEW.get(code, _MOST)):
            return periods
    first, last = days.min(), days.max()
    raise InputError(
        f"from {first:%Y-%m-%d} to {last:%Y-%m-%d} there are {count} periods, and a page shows {_MOST} at most; "
        "choose longer ones with --every, or mend the dates"
    )


def by_period(scores: pd.DataFrame, periods: pd.Series) -> Trends:
    """The tables of an archive.

    Args:
        scores: a scored table as :func:`~blameless.trends.check_scores` gives it.
        periods: the period of each document, as of :func:`with_periods`; documents without one are left out.
    """
    import pandas as pd

    dated = periods.notna() & scores["overall"].notna()
    scores, periods = scores[dated], periods[dated]
    first, last = periods.min(), periods.max()
    every: Every = next((name for name, code in _CODES.items() if code == first.freqstr[0]), "year")
    index = pd.period_range(first, last, name=every)
    groups = scores.groupby(periods)

    def sums(columns: list[str]) -> pd.DataFrame:
        return groups[columns].sum().reindex(index, fill_value=0)

    documents = groups.size().reindex(index, fill_value=0).astype("int64")
    items = sums(["action_items", "unowned_actions", "undated_actions", "vague_actions"])
    known = items["action_items"].where(items["action_items"] > 0)
    if "time_to_resolve" not in scores:
        scores = scores.assign(time_to_resolve=float("nan"))
        groups = scores.groupby(periods)
    noticed = pd.crosstab(periods, scores["detected_by"].fillna("unknown"))
    rules = rules_of(scores)
    findings = sums(rules).astype("int64")
    rules = list(findings.sum().sort_values(ascending=False, kind="stable").index)
    hit = (scores[rules] > 0).groupby(periods).sum().reindex(index, fill_value=0).astype("int64")
    return Trends(
        every=every,
        documents=documents,
        scores=pd.concat(
            {
                **{name: groups[name].median() for name in SCORES},
                **{f"{name}_low": groups[name].quantile(0.25) for name in SCORES},
                **{f"{name}_high": groups[name].quantile(0.75) for name in SCORES},
            },
            axis=1,
        ).reindex(index),
        rules=hit.div(documents.where(documents > 0), axis=0),
        findings=findings[rules],
        hit=hit,
        actions=pd.DataFrame(
            {
                "items": items["action_items"].astype("int64"),
                "owned": 1 - items["unowned_actions"] / known,
                "dated": 1 - items["undated_actions"] / known,
                "concrete": 1 - items["vague_actions"] / known,
            }
        ),
        detection=_times(groups["time_to_detect"], index),
        resolution=_times(groups["time_to_resolve"], index),
        noticed=noticed.reindex(index=index, columns=list(NOTICED), fill_value=0),
    )


def _times(told: Any, index: pd.PeriodIndex) -> pd.DataFrame:
    """How many documents of each period tell a time, its median and its upper quartile; ``told`` are its values, grouped."""
    import pandas as pd

    table = pd.DataFrame({"known": told.count(), "median": told.median(), "upper": told.quantile(0.75)})
    return table.reindex(index).fillna({"known": 0}).astype({"known": "int64"})
