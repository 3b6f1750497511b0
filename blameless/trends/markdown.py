"""An overview of an archive as Markdown, for the README of its repository; written between two markers of a file, again and again.

Nothing of when or where it was written goes in, so that the same archive gives the same text.
"""

# pyright: reportArgumentType=false, reportCallIssue=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..errors import InputError
from ..show.counts import count_of
from ..show.escape import markdown
from .charts import period_label
from .groups import FEW, Group, Spread, by_time
from .links import Link, no_link
from .page import NONE, STATES, duration, in_all, prepared
from .periods import Every, with_periods
from .promises import UNFINISHED, Item

if TYPE_CHECKING:
    import pandas as pd

BEGIN, END = "<!-- blameless: overview -->", "<!-- blameless: end of overview -->"
"""The markers: lines of their own, between which the overview stands."""
_OPEN = 20
"""Open actions that are listed."""


def overview(
    scores: pd.DataFrame,
    date: str | None = None,
    top: int = 20,
    link: Link = no_link,
    followups: Sequence[Item] | None = None,
) -> str:
    """The latest incidents, what is open, and times and scores by quarter.

    Args:
        scores: a scored table as of ``blameless score``.
        date: the column that holds the dates of the documents.
        top: how many incidents are listed, the latest first.
        link: tells where the title of a document leads.
        followups: the action items of the archive as rows of the table of ``blameless actions``, where those that are open are to be listed.

    Raises:
        InputError: where the table is no scored one, is empty or has no dates.
    """
    scores, days = prepared(scores, date)
    parts = [_incidents(scores, days, top, link), _quarters(scores, days)]
    if followups is not None:
        parts.insert(1, _open(followups))
    return "\n".join(line for part in parts for line in part)


def _incidents(scores: pd.DataFrame, days: pd.Series, top: int, link: Link) -> Iterator[str]:
    latest = scores.loc[days.sort_values(ascending=False, na_position="last", kind="stable").index]
    latest = latest[latest["overall"].notna()]
    yield f"**The latest {min(top, len(latest))} of {count_of(len(latest), 'incident')}**\n"
    yield "| Date | Incident | Score | Time to detect | Time to resolve | Noticed by |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for number, row in latest.head(top).iterrows():
        day = days[number]
        cells = (
            NONE if day != day else f"{day:%Y-%m-%d}",
            _linked(_text(row.get("title")) or str(row["id"]), link(row)),
            f"{row['overall']:.0f}",
            duration(row["time_to_detect"]),
            duration(row.get("time_to_resolve", float("nan"))),
            _text(row["detected_by"]).replace("_", " ").replace("unknown", "") or NONE,
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _linked(title: str, address: str | None) -> str:
    shown = markdown(" ".join(title.split()))
    return f"[{shown}](<{address}>)" if address else shown


def _open(followups: Sequence[Item]) -> Iterator[str]:
    whole = in_all(followups)
    unfinished = [item for item in followups if item["state"] in UNFINISHED]
    yield f"**{count_of(whole.items, 'action')} promised**: {', '.join(f'{whole.states[s]:,} {s}' for s in STATES)}\n"
    if not unfinished:
        return
    yield "| Action | Owner | Due | Ticket | From |"
    yield "| --- | --- | --- | --- | --- |"
    for item in unfinished[:_OPEN]:
        due = (
            f"**{item['due_date']}**"
            if item["state"] == "overdue"
            else markdown(item["due_date"] or item["due"] or NONE)
        )
        cells = (markdown(item["text"]), markdown(item["owner"] or NONE), due, markdown(item["ticket"] or NONE))
        yield f"| {' | '.join(cells)} | {markdown(item['title'] or item['document'])} |"
    if len(unfinished) > _OPEN:
        yield f"\nand {len(unfinished) - _OPEN:,} more."
    yield ""


def _quarters(scores: pd.DataFrame, days: pd.Series) -> Iterator[str]:
    dated = days.notna()
    every, periods = _periods(days[dated])
    undated = int((scores["overall"].notna() & ~dated).sum())
    without = (
        f"; {count_of(undated, 'document')} without a date {'is' if undated == 1 else 'are'} left out"
        if undated
        else ""
    )
    yield f"**By {every}** (medians; “of 3”: three documents state it; \\* fewer than {FEW} documents{without})\n"
    yield f"| {every.capitalize()} | Incidents | Score | Time to detect | Time to resolve | Noticed by monitoring |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    groups = list(by_time(scores[dated], periods, period_label))
    yield from (f"| {' | '.join(_cells(group))} |" for group in reversed(groups))


def _periods(days: pd.Series) -> tuple[Every, pd.Series]:
    """Quarters, or years where there are too many of them."""
    try:
        return "quarter", with_periods(days, "quarter")
    except InputError:
        return "year", with_periods(days, "year")


def _cells(group: Group) -> tuple[str, ...]:
    return (
        group.label + ("\N{NO-BREAK SPACE}\\*" if group.few else ""),
        f"{group.documents:,}",
        NONE if group.overall.median is None else f"{group.overall.median:.0f}",
        _of(group.detect),
        _of(group.resolve),
        f"{group.by_monitoring:,}\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}{group.noticed:,}",
    )


def _of(values: Spread) -> str:
    return NONE if values.median is None else f"{duration(values.median)} (of\N{NO-BREAK SPACE}{values.known:,})"


def between_markers(text: str, overview: str) -> str:
    """A file with the overview between its markers, in the place of what stood there.

    Raises:
        InputError: where it has no such markers, one without the other, or several.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise InputError(f"needs these two lines, once each, for the overview to stand between: {BEGIN} and {END}")
    before, _, rest = text.partition(BEGIN)
    written = f"\n\n{overview.strip()}\n\n"
    if "\r\n" in text:  # all lines end as those of the file do
        written = written.replace("\n", "\r\n")
    return f"{before}{BEGIN}{written}{END}{rest.partition(END)[2]}"
