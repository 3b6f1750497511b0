"""The page: trends and the documents that need attention, in one HTML file that needs nothing else."""

# pyright: reportArgumentType=false, reportCallIssue=false, reportGeneralTypeIssues=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..catalogue import catalogue
from ..errors import InputError
from ..lexicon import load
from ..report import DIMENSIONS, Scores
from ..show.page import environment
from .attention import attention
from .charts import WIDE, Chart, Mark, durations, line_chart, linear, period_label, share_chart, sparkline
from .groups import FEW, Group, Spread, by_column, by_time
from .links import Link, no_link
from .periods import NOTICED, Every, Trends, by_period, with_periods
from .promises import STATES, Item, Promised, in_all, promised
from .recurring import recurring
from .scores import check_columns, check_scores, dates_of

if TYPE_CHECKING:
    import pandas as pd

NONE = "–"
"""What stands where nothing is known."""
_SMALL = (340.0, 170.0)
_COLUMNS = 12
"""Periods beside each other in a table; more go into a further one, so that paper holds it."""
_LONGEST = 160
_WHO = {"third_party": "third party", "unknown": "not said"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of the whole archive, and the same in the earlier and the later half of its time."""

    label: str
    value: str
    earlier: str
    later: str
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a chart: the first cell of each row heads it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RuleTrend:
    """A rule: how often it was found, and in which share of the documents over time."""

    rule: str
    summary: str
    severity: str
    findings: str
    documents: str
    earlier: str
    later: str
    spark: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document that needs attention."""

    name: str
    title: str
    link: str | None
    date: str
    overall: str
    grade: str
    errors: str
    warnings: str
    weakest: str
    rules: str


def render_page(
    scores: pd.DataFrame,
    every: Every | None = None,
    date: str | None = None,
    top: int = 20,
    title: str = "Postmortems over time",
    by: Sequence[str] = (),
    link: Link = no_link,
    followups: Sequence[Item] | None = None,
) -> str:
    """The trends of an archive as one HTML page without scripts, links to elsewhere or anything to be fetched.

    Args:
        scores: a scored table as of ``blameless score`` or ``blameless.score_frame``.
        every: ``"month"``, ``"quarter"`` or ``"year"``; by the length of time where ``None``.
        date: the column that holds the dates of the documents; see :func:`~blameless.trends.dates_of`.
        top: how many documents that need attention are listed.
        title: the heading of the page.
        by: columns of the table whose values are compared, as ``("team", "severity")``.
        link: tells where the title of a document leads.
        followups: the action items of the archive as rows of the table of ``blameless actions``, where what became of them is to be shown.

    Raises:
        InputError: where the table is no scored one, is empty, has no dates, or lacks a column of ``by``.
    """
    values = page(scores, every, date, top, title, by, link, followups)
    return environment("blameless.trends").get_template("page.html").render(values)


def page(
    scores: pd.DataFrame,
    every: Every | None,
    date: str | None,
    top: int,
    title: str,
    by: Sequence[str] = (),
    link: Link = no_link,
    followups: Sequence[Item] | None = None,
) -> dict[str, object]:
    """Everything the template shows, ready to be shown."""
    scores, days = prepared(scores, date)
    check_columns(scores, by)
    judged = scores["overall"].notna()
    failed = scores[scores["error"].notna() & ~judged]
    dated = days.notna()
    periods = with_periods(days, every)
    trends = by_period(scores, periods)
    first, last = trends.documents.index[0], trends.documents.index[-1]
    return {
        "title": _clean(title),
        "every": trends.every,
        "first": period_label(first),
        "last": period_label(last),
        "counts": {
            "documents": len(scores),
            "judged": int(judged.sum()),
            "dated": int(dated.sum()),
            "undated": int((judged & ~dated).sum()),
            "failed": len(failed),
            "silent": int((~judged).sum()) - len(failed),
        },
        "facts": list(_facts(scores[dated], periods[dated])),
        "overall": _score_chart(trends, "overall", WIDE),
        "dimensions": [_score_chart(trends, name, _SMALL) for name in DIMENSIONS],
        "scores_table": _scores_table(trends),
        "rules": list(_rules(trends)),
        "rule_tables": list(_rule_tables(trends)),
        "actions": _action_chart(trends),
        "actions_table": _action_table(trends),
        "detection": _detection_chart(trends),
        "detection_table": _detection_table(trends),
        "noticed": share_chart("Who noticed first", trends.noticed.rename(columns=_WHO), _percent),
        "noticed_table": _noticed_table(trends),
        "resolution": _resolution_chart(trends),
        "summaries": list(_summaries(scores[dated], days[dated])),
        "groups": [
            (_clean(name), _group_table(f"By {_clean(name)}", _clean(name), by_column(scores[judged], name)))
            for name in by
        ],
        "recurring": list(_recurrences(scores, days, link)),
        "promises": None if followups is None else promises(followups, trends.every),
        "attention": list(_documents(attention(scores, top), days, link)),
        "failed": [
            (_clean(str(name)), _clean(str(why))) for name, why in zip(failed["id"], failed["error"], strict=True)
        ][:top],
    }


def prepared(scores: pd.DataFrame, date: str | None) -> tuple[pd.DataFrame, pd.Series]:
    """A scored table, checked and numbered, every document with a name; and the day of each that was judged.

    Raises:
        InputError: where the table is no scored one, is empty or has no dates.
    """
    scores = check_scores(scores)
    names = scores.index.astype("string")
    scores = scores.reset_index(drop=True)
    scores["id"] = scores["id"].astype("string").fillna(names.to_series(scores.index)) if "id" in scores else names
    if "error" not in scores.columns:
        scores["error"] = None
    return scores, dates_of(scores, date).where(scores["overall"].notna())


# How values are written


def _number(value: float) -> str:
    return NONE if math.isnan(value) else f"{value:.0f}"


def _percent(value: float) -> str:
    return NONE if math.isnan(value) else f"{100 * value:.0f}\N{NO-BREAK SPACE}%"


def duration(seconds: float) -> str:
    """A time in the two greatest units that it has: ``42 min``, ``3 h 5 min``, ``2 d``."""
    if math.isnan(seconds):
        return NONE
    if seconds < 60:
        return f"{seconds:.0f}\N{NO-BREAK SPACE}s"
    minutes = round(seconds / 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    said = [
        f"{value}\N{NO-BREAK SPACE}{unit}" for value, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if value
    ]
    return "\N{NO-BREAK SPACE}".join(said[:2])


def _clean(text: str) -> str:
    """A text from outside on one line: nothing that is not shown, or turns the text around it."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


# The parts of the page


def _facts(scores: pd.DataFrame, periods: pd.Series) -> Iterator[Fact]:
    """Figures of all dated documents, beside those of the earlier and the later half of the time."""
    first, last = periods.min(), periods.max()
    middle = first + ((last - first).n + 1) // 2
    halves = [scores[periods < middle], scores[periods >= middle]] if first < last else [scores.iloc[:0]] * 2

    def fact(label: str, figure: Callable[[pd.DataFrame], float], say: Callable[[float], str], note: str) -> Fact:
        return Fact(label, say(figure(scores)), *(say(figure(half)) for half in halves), note=note)

    def share(column: str) -> Callable[[pd.DataFrame], float]:
        def figure(of: pd.DataFrame) -> float:
            items = of["action_items"].sum()
            return 1 - of[column].sum() / items if items else math.nan

        return figure

    def alerted(of: pd.DataFrame) -> float:
        known = of["detected_by"].dropna()
        known = known[known != "unknown"]
        return float((known == "monitoring").mean()) if len(known) else math.nan

    told = int(scores["time_to_detect"].notna().sum())
    sources = int((scores["detected_by"].fillna("unknown") != "unknown").sum())
    items = int(scores["action_items"].sum())
    count = f"{len(scores):,} {'document' if len(scores) == 1 else 'documents'}"
    yield fact("Overall score", lambda of: of["overall"].median(), _number, f"median of {count}, of 100")
    yield fact("Actions with an owner", share("unowned_actions"), _percent, f"of {items:,} items; or done")
    yield fact("Actions with a date", share("undated_actions"), _percent, f"of {items:,} items; or done")
    yield fact("Time to detect", lambda of: of["time_to_detect"].median(), duration, f"median of the {told} that tell")
    if "time_to_resolve" in scores:
        ends = int(scores["time_to_resolve"].notna().sum())
        note = f"median of the {ends} that tell"
        yield fact("Time to resolve", lambda of: of["time_to_resolve"].median(), duration, note)
    yield fact("Noticed by monitoring", alerted, _percent, f"of the {sources} that say who noticed")


def _periods(trends: Trends) -> list[str]:
    return [period_label(period) for period in trends.documents.index]


def _score_chart(trends: Trends, name: str, size: tuple[float, float]) -> Chart:
    band = (trends.scores[f"{name}_low"], trends.scores[f"{name}_high"])
    scale = linear(100, 25 if size[1] > 200 else 50)
    return line_chart(name.capitalize(), trends.scores[[name]], scale, _number, band, size, trends.documents)


def _scores_table(trends: Trends) -> Table:
    names = ("overall", *DIMENSIONS)
    rows = zip(
        _periods(trends),
        map(str, trends.documents),
        *([_number(v) for v in trends.scores[name]] for name in names),
        [
            NONE if math.isnan(low) else f"{low:.0f} to {high:.0f}"
            for low, high in zip(trends.scores["overall_low"], trends.scores["overall_high"], strict=True)
        ],
        strict=True,
    )
    head = (trends.every, "documents", *names, "middle half of overall")
    return Table(f"Median scores by {trends.every}", head, tuple(rows))


def _halves(hit: pd.Series, documents: pd.Series) -> tuple[float, float]:
    """The share of documents in the earlier and in the later half of the periods."""
    half = len(documents) // 2
    parts = [(hit.iloc[:half], documents.iloc[:half]), (hit.iloc[half:], documents.iloc[half:])]
    first, second = (found.sum() / of.sum() if half and of.sum() else math.nan for found, of in parts)
    return first, second


def _rules(trends: Trends) -> Iterator[RuleTrend]:
    documents = int(trends.documents.sum())
    known = catalogue()
    for rule in trends.rules.columns:
        found, hit = int(trends.findings[rule].sum()), int(trends.hit[rule].sum())
        if not found:
            continue
        earlier, later = _halves(trends.hit[rule], trends.documents)
        yield RuleTrend(
            rule=rule,
            summary=known[rule].summary if rule in known else "",
            severity=known[rule].severity if rule in known else "",
            findings=f"{found:,}",
            documents=f"{hit:,} ({_percent(hit / documents)})",
            earlier=_percent(earlier),
            later=_percent(later),
            spark=sparkline(trends.rules[rule].fillna(0)),
        )


def _rule_tables(trends: Trends) -> Iterator[Table]:
    """Shares of documents, rules by periods, in blocks that fit a sheet."""
    labels = _periods(trends)
    found = [rule for rule in trends.rules.columns if trends.findings[rule].any()]
    blocks = math.ceil(len(labels) / _COLUMNS)
    for number in range(blocks):
        block = slice(number * len(labels) // blocks, (number + 1) * len(labels) // blocks)
        rows = tuple((rule, *(_percent(v) for v in trends.rules[rule].iloc[block])) for rule in found)
        span = labels[block]
        yield Table(f"Share of documents with a finding, {span[0]} to {span[-1]}", ("rule", *span), rows)


def _action_chart(trends: Trends) -> Chart:
    lines = trends.actions.rename(columns={"concrete": "can be checked"})
    return line_chart(
        "Action items",
        lines[["owned", "dated", "can be checked"]],
        linear(1.0, 0.25),
        _percent,
        of=trends.actions["items"],
    )


def _action_table(trends: Trends) -> Table:
    rows = zip(
        _periods(trends),
        map(str, trends.actions["items"]),
        *([_percent(v) for v in trends.actions[name]] for name in ("owned", "dated", "concrete")),
        strict=True,
    )
    return Table(
        f"Action items by {trends.every}", (trends.every, "items", "owned", "dated", "can be checked"), tuple(rows)
    )


def _detection_chart(trends: Trends) -> Chart | None:
    """Nothing where no document tells its time to detect."""
    lines = trends.detection[["median", "upper"]].rename(columns={"upper": "upper quartile"})
    if not trends.detection["known"].any():
        return None
    scale = durations(float(lines.min().min()), float(lines.max().max()))
    return line_chart("Time to detect", lines, scale, duration, of=trends.detection["known"])


def _detection_table(trends: Trends) -> Table:
    rows = zip(
        _periods(trends),
        (f"{known} of {all}" for known, all in zip(trends.detection["known"], trends.documents, strict=True)),
        *([duration(v) for v in trends.detection[name]] for name in ("median", "upper")),
        strict=True,
    )
    head = (trends.every, "documents that tell", "median", "upper quartile")
    return Table(f"Time from start to detection by {trends.every}", head, tuple(rows))


def _noticed_table(trends: Trends) -> Table:
    rows = ((label, *map(str, row)) for label, row in zip(_periods(trends), trends.noticed.to_numpy(), strict=True))
    head = (trends.every, *(_WHO.get(who, who) for who in NOTICED))
    return Table(f"Who noticed first, documents by {trends.every}", head, tuple(rows))


_MOST_PERIODS = 60
"""Rows of a table of periods; an older archive is shown by longer ones."""


def _summaries(scores: pd.DataFrame, days: pd.Series) -> Iterator[Table]:
    """Scores, times and detection by quarter and by month, where a page can show so many."""
    for every in ("quarter", "month"):
        try:
            periods = with_periods(days, every)
        except InputError:  # too many for a page
            continue
        groups = list(by_time(scores, periods, period_label))
        if len(groups) <= _MOST_PERIODS:
            yield _group_table(f"By {every}", every, groups)


def _group_table(caption: str, name: str, groups: Iterable[Group]) -> Table:
    """A row a group: medians, with the middle half, and of how many documents each figure is."""
    rows = []
    for each in groups:
        done = NONE if each.done is None else f"{each.done:,} of {each.promised:,}"
        rows.append(
            (
                _clean(each.label) + (" *" if each.few else ""),
                f"{each.documents:,}",
                _spread(each.overall, _number),
                _of_some(each.detect, each.documents),
                _of_some(each.resolve, each.documents),
                f"{each.by_monitoring:,} of {each.noticed:,}",
                f"{each.by_customers:,} of {each.noticed:,}",
                done,
            )
        )
    head = (
        name,
        "documents",
        "overall score",
        "time to detect",
        "time to resolve",
        "noticed by monitoring",
        "by customers",
        "actions done",
    )
    return Table(f"{caption}: medians, with the middle half; * fewer than {FEW} documents", head, tuple(rows))


_TO = "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}"


def _spread(values: Spread, say: Callable[[float], str]) -> str:
    if values.low is None or values.median is None or values.high is None:
        return NONE
    return (
        say(values.median) if values.known == 1 else f"{say(values.median)} ({say(values.low)}{_TO}{say(values.high)})"
    )


def _of_some(values: Spread, documents: int) -> str:
    return f"{_spread(values, duration)}, of {values.known:,}" if values.known else f"{NONE}, of 0"


def _resolution_chart(trends: Trends) -> Chart | None:
    """Nothing where no document tells its time to resolve."""
    lines = trends.resolution[["median", "upper"]].rename(columns={"upper": "upper quartile"})
    if not trends.resolution["known"].any():
        return None
    scale = durations(float(lines.min().min()), float(lines.max().max()))
    return line_chart("Time to resolve", lines, scale, duration, of=trends.resolution["known"])


@dataclass(frozen=True, slots=True)
class Named:
    """A document as it is named in a list."""

    title: str
    link: str | None
    date: str


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A way to fail that recurs, with its latest documents."""

    label: str
    count: str
    earlier: str
    later: str
    documents: tuple[Named, ...]
    more: int


_NAMED = 5
"""Documents that are named with each way to fail."""


def _recurrences(scores: pd.DataFrame, days: pd.Series, link: Link) -> Iterator[Recurrence]:
    judged, known = int(scores["overall"].notna().sum()), load("failure_modes")
    for each in recurring(scores, days):
        rows = [(scores.loc[number], days[number]) for number in each.rows[:_NAMED]]
        yield Recurrence(
            label=known[each.mode]["label"] if each.mode in known else _clean(each.mode),
            count=f"{len(each.rows):,} of {judged:,}",
            earlier=str(each.earlier),
            later=str(each.later),
            documents=tuple(Named(_title(row) or _clean(str(row["id"])), link(row), _day(day)) for row, day in rows),
            more=len(each.rows) - len(rows),
        )


@dataclass(frozen=True, slots=True)
class Promises:
    """What became of what was promised: a figure for each state, and a table by period."""

    items: int
    states: tuple[tuple[str, str, str], ...]
    table: Table


def promises(followups: Sequence[Item], every: Every) -> Promises:
    """The action items of an archive by state."""
    whole = in_all(followups)
    states = tuple((state, f"{count:,}", _share(count, whole.items)) for state, count in whole.states.items())
    rows = tuple(_promised_row(each) for each in promised(followups, every))
    caption = f"Action items by the {every} of their document"
    return Promises(whole.items, states, Table(caption, (every, "promised", *STATES), rows))


def _promised_row(each: Promised) -> tuple[str, ...]:
    return (each.label, f"{each.items:,}", *(f"{each.states[state]:,}" for state in STATES))


def _share(part: int, whole: int) -> str:
    return _percent(part / whole) if whole else NONE


def _title(row: Mapping[str, Any]) -> str:
    """The title of a document; empty for one without, which is named by its id."""
    title = row.get("title")
    return _clean(title) if isinstance(title, str) else ""


def _day(day: Any) -> str:
    return NONE if day is None or day != day else f"{day:%Y-%m-%d}"


def _documents(found: pd.DataFrame, days: pd.Series, link: Link) -> Iterable[Document]:
    import pandas as pd

    for index, row in found.iterrows():
        day, weakest = days[index], row["weakest"]
        yield Document(
            name=_clean(str(row["id"])),
            title=_title(row),
            link=link(row),
            date=NONE if pd.isna(day) else f"{day:%Y-%m-%d}",
            overall=_number(row["overall"]),
            grade=Scores(row["overall"], None, None, None, None, None).grade or NONE,
            errors=_number(row["errors"]),
            warnings=_number(row["warnings"]),
            weakest=f"{weakest} {_number(row[weakest])}" if weakest else NONE,
            rules=", ".join(f"{rule} × {count}" if count > 1 else rule for rule, count in row["rules"]) or NONE,
        )
