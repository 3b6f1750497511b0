"""The page: trends and the documents that deserve a second look, in one HTML file that needs nothing else."""

# pyright: reportArgumentType=false, reportCallIssue=false, reportGeneralTypeIssues=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..catalogue import catalogue
from ..errors import InputError
from ..lexicon import load
from ..report import DIMENSIONS, Scores
from ..show.counts import count_of
from ..show.page import environment
from .attention import FINE, WELL_BELOW, attention
from .charts import WIDE, Chart, Mark, durations, line_chart, linear, period_label, share_chart, sparkline
from .groups import FEW, SPREAD, Group, Spread, by_column, by_time
from .links import Link, no_link
from .periods import NOTICED, Every, Trends, by_period, with_periods
from .promises import STATES, Item, Promised, in_all, promised
from .recurring import Cluster, Recurring, clustered, recurring
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
    """A figure of the whole archive, and the same in the earlier and the later half of its time; each with how many it is of."""

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
    """A document that deserves a second look."""

    name: str
    title: str
    link: str | None
    date: str
    overall: str
    grade: str
    errors: str
    warnings: str
    reason: str
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
    clusters: Sequence[Cluster] | None = None,
) -> str:
    """The trends of an archive as one HTML page without scripts, links to elsewhere or anything to be fetched.

    Args:
        scores: a scored table as of ``blameless score`` or ``blameless.score_frame``.
        every: ``"month"``, ``"quarter"`` or ``"year"``; by the length of time where ``None``.
        date: the column that holds the dates of the documents; see :func:`~blameless.trends.dates_of`.
        top: how many documents that deserve a second look are listed.
        title: the heading of the page.
        by: columns of the table whose values are compared, as ``("team", "severity")``.
        link: tells where the title of a document leads.
        followups: the action items of the archive as rows of the table of ``blameless actions``, where what became of them is to be shown.
        clusters: documents whose causes are alike, where an index tells: they are shown as what recurs, and failure modes
            otherwise.

    Raises:
        InputError: where the table is no scored one, is empty, has no dates, or lacks a column of ``by``.
    """
    values = page(scores, every, date, top, title, by, link, followups, clusters)
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
    clusters: Sequence[Cluster] | None = None,
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
        "detection": _times_chart("Time to detect", trends.detection),
        "detection_table": _times_table("Time from start to detection", trends.detection, trends),
        "noticed": share_chart("Who noticed first", trends.noticed.rename(columns=_WHO), _percent),
        "noticed_table": _noticed_table(trends),
        "resolution": _times_chart("Time to resolve", trends.resolution),
        "resolution_table": _times_table("Time from start to end", trends.resolution, trends),
        "summaries": list(_summaries(scores[dated], days[dated])),
        "groups": [
            (_clean(name), _group_table(f"By {_clean(name)}", _clean(name), by_column(scores[judged], name)))
            for name in by
        ],
        "recurring": list(_recurrences(scores, days, link, clusters)),
        "clustered": clusters is not None,
        "promises": None if followups is None else promises(followups, trends.every, _counted_at(scores, days)),
        "fine": FINE,
        "well_below": WELL_BELOW,
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

Figure = Callable[["pd.DataFrame"], tuple[float, int]]
"""A figure of some rows, and of how many documents or items it is."""


def _facts(scores: pd.DataFrame, periods: pd.Series) -> Iterator[Fact]:
    """Figures of all dated documents, beside those of the earlier and the later half of the time."""
    first, last = periods.min(), periods.max()
    middle = first + ((last - first).n + 1) // 2
    halves = [scores[periods < middle], scores[periods >= middle]] if first < last else [scores.iloc[:0]] * 2

    def fact(label: str, figure: Figure, say: Callable[[float], str], note: str) -> Fact:
        return Fact(label, say(figure(scores)[0]), *(_with_count(*figure(half), say) for half in halves), note=note)

    def share(column: str) -> Figure:
        def figure(of: pd.DataFrame) -> tuple[float, int]:
            items = int(of["action_items"].sum())
            return (1 - of[column].sum() / items if items else math.nan), items

        return figure

    def median(column: str) -> Figure:
        return lambda of: (float(of[column].median()), int(of[column].notna().sum()))

    def alerted(of: pd.DataFrame) -> tuple[float, int]:
        known = of["detected_by"].dropna()
        known = known[known != "unknown"]
        return (float((known == "monitoring").mean()) if len(known) else math.nan), len(known)

    stating = count_of(int((scores["action_items"] > 0).sum()), "document")
    of_items = f"of {count_of(int(scores['action_items'].sum()), 'item')} in {stating}, counting those already done"
    overall = f"median of {count_of(len(scores), 'document')}, of 100"
    yield fact("Overall score", median("overall"), _number, overall)
    yield fact("Actions with an owner", share("unowned_actions"), _percent, of_items)
    yield fact("Actions with a date", share("undated_actions"), _percent, of_items)
    yield fact("Time to detect", median("time_to_detect"), duration, _stating(scores["time_to_detect"]))
    if "time_to_resolve" in scores:
        yield fact("Time to resolve", median("time_to_resolve"), duration, _stating(scores["time_to_resolve"]))
    _, sources = alerted(scores)
    say_who = "that says who noticed" if sources == 1 else "that say who noticed"
    yield fact("Noticed by monitoring", alerted, _percent, f"of the {count_of(sources, 'document')} {say_who}")


def _stating(values: pd.Series) -> str:
    known = int(values.notna().sum())
    return f"median of the {count_of(known, 'document')} that {'states' if known == 1 else 'state'} it"


def _with_count(value: float, known: int, say: Callable[[float], str]) -> str:
    """A figure, and of how many it is."""
    return f"{say(value)} ({_of(known)})"


def _of(known: int) -> str:
    """``of 6``, which no line breaks."""
    return f"of\N{NO-BREAK SPACE}{known:,}"


def _part_of(part: int, whole: int) -> str:
    """``3 of 6``, which no line breaks."""
    return f"{part:,}\N{NO-BREAK SPACE}{_of(whole)}"


def _periods(trends: Trends) -> list[str]:
    return [period_label(period) for period in trends.documents.index]


def _score_chart(trends: Trends, name: str, size: tuple[float, float]) -> Chart:
    band = (_spread_out(trends.scores[f"{name}_low"], trends), _spread_out(trends.scores[f"{name}_high"], trends))
    scale = linear(100, 25 if size[1] > 200 else 50)
    return line_chart(name.capitalize(), trends.scores[[name]], scale, _number, band, size, trends.documents)


def _spread_out(quartiles: pd.Series, trends: Trends) -> pd.Series:
    """Quartiles of the periods that have documents enough for one."""
    return quartiles.where(trends.documents >= SPREAD)


def _scores_table(trends: Trends) -> Table:
    names = ("overall", *DIMENSIONS)
    rows = zip(
        _periods(trends),
        map(str, trends.documents),
        *([_number(v) for v in trends.scores[name]] for name in names),
        [
            NONE if math.isnan(low) else f"{low:.0f} to {high:.0f}"
            for low, high in zip(
                *(_spread_out(trends.scores[f"overall_{end}"], trends) for end in ("low", "high")), strict=True
            )
        ],
        strict=True,
    )
    head = (trends.every, "documents", *names, "interquartile range of overall")
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


def _times_chart(title: str, times: pd.DataFrame) -> Chart | None:
    """Median and upper quartile of times; nothing where no document states one."""
    if not times["known"].any():
        return None
    lines = _times(times)[["median", "upper"]].rename(columns={"upper": "upper quartile"})
    scale = durations(float(lines.min().min()), float(lines.max().max()))
    return line_chart(title, lines, scale, duration, of=times["known"])


def _times(times: pd.DataFrame) -> pd.DataFrame:
    """Times without the quartiles of too few."""
    return times.assign(upper=times["upper"].where(times["known"] >= SPREAD))


def _times_table(caption: str, times: pd.DataFrame, trends: Trends) -> Table:
    rows = zip(
        _periods(trends),
        (_part_of(int(known), int(all)) for known, all in zip(times["known"], trends.documents, strict=True)),
        *([duration(v) for v in _times(times)[name]] for name in ("median", "upper")),
        strict=True,
    )
    head = (trends.every, "documents that state it", "median", "upper quartile")
    return Table(f"{caption} by {trends.every}", head, tuple(rows))


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
        done = NONE if each.done is None else _part_of(each.done, each.promised)
        rows.append(
            (
                _label(each),
                f"{each.documents:,}",
                _spread(each.overall, _number),
                _of_some(each.detect, each.documents),
                _of_some(each.resolve, each.documents),
                _part_of(each.by_monitoring, each.noticed),
                _part_of(each.by_customers, each.noticed),
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
    return Table(f"{caption}: median (interquartile range); * fewer than {FEW} documents", head, tuple(rows))


def _label(group: Group) -> str:
    """The label of a group; its mark stays on the line."""
    label = group.label if _PERIOD.fullmatch(group.label) else _clean(group.label)
    return f"{label}\N{NO-BREAK SPACE}*" if group.few else label


_PERIOD = re.compile(r"\d{4}(-\d\d|\N{NO-BREAK SPACE}Q\d)?")


_TO = "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}"


def _spread(values: Spread, say: Callable[[float], str]) -> str:
    if values.median is None:
        return NONE
    if values.low is None or values.high is None:
        return say(values.median)
    return f"{say(values.median)} ({say(values.low)}{_TO}{say(values.high)})"


def _of_some(values: Spread, documents: int) -> str:
    return f"{_spread(values, duration)}, {_of(values.known)}"


@dataclass(frozen=True, slots=True)
class Named:
    """A document as it is named in a list."""

    title: str
    link: str | None
    date: str


def _named(row: Mapping[str, Any], link: str | None, day: Any) -> Named:
    """A document by its title, with its day unless the title tells it already."""
    title, said = _title(row) or _clean(str(row["id"])), _day(day)
    return Named(title, link, "" if said in title else said)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A failure mode or cause that recurs, with its latest documents."""

    label: str
    count: str
    earlier: str
    later: str
    documents: tuple[Named, ...]
    more: int


_NAMED = 5
"""Documents that are named with each."""


def _recurrences(
    scores: pd.DataFrame, days: pd.Series, link: Link, clusters: Sequence[Cluster] | None
) -> Iterator[Recurrence]:
    judged, known = int(scores["overall"].notna().sum()), load("failure_modes")
    found = recurring(scores, days) if clusters is None else clustered(scores, days, clusters)
    for each in found[:_MOST_RECURRENCES]:
        rows = [(scores.loc[number], days[number]) for number in each.rows[:_NAMED]]
        dated = len(each.rows) - each.undated
        yield Recurrence(
            label=known[each.mode]["label"] if each.mode in known else _clean(each.mode),
            count=_count(each, judged),
            earlier=_part_of(each.earlier, dated),
            later=_part_of(each.later, dated),
            documents=tuple(_named(row, link(row), day) for row, day in rows),
            more=len(each.rows) - len(rows),
        )


_MOST_RECURRENCES = 20
"""Failure modes or causes that are shown."""


def _count(each: Recurring, judged: int) -> str:
    undated = f", {each.undated:,}\N{NO-BREAK SPACE}undated" if each.undated else ""
    return f"{_part_of(len(each.rows), judged)}{undated}"


@dataclass(frozen=True, slots=True)
class Promises:
    """What became of what was promised: a figure for each state, and a table by period."""

    items: int
    states: tuple[tuple[str, str, str], ...]
    table: Table


def promises(followups: Sequence[Item], every: Every, days: Mapping[str, str | None] | None = None) -> Promises:
    """The action items of an archive by state; ``days`` are those at which its documents count."""
    whole = in_all(followups)
    states = tuple((state, f"{count:,}", _share(count, whole.items)) for state, count in whole.states.items())
    rows = tuple(_promised_row(each) for each in promised(followups, every, days))
    caption = f"Action items by the {every} of their incident"
    return Promises(whole.items, states, Table(caption, (every, "promised", *STATES), rows))


def _counted_at(scores: pd.DataFrame, days: pd.Series) -> dict[str, str | None]:
    """The day at which each document counts, in ISO 8601."""
    return {str(id): None if day != day else f"{day:%Y-%m-%d}" for id, day in zip(scores["id"], days, strict=True)}


def _promised_row(each: Promised) -> tuple[str, ...]:
    return (each.label, f"{each.items:,}", *(f"{each.states[state]:,}" for state in STATES))


def _share(part: int, whole: int) -> str:
    return _percent(part / whole) if whole else NONE


def _title(row: Mapping[str, Any]) -> str:
    """The title of a document; empty for one without, which is named by its id."""
    title = row.get("title")
    return _clean(title) if isinstance(title, str) else ""


def _day(day: Any) -> str:
    return "date unknown" if day is None or day != day else f"{day:%Y-%m-%d}"


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
            reason=row["reason"],
            weakest=f"{weakest} {_number(row[weakest])}" if weakest else NONE,
            rules=", ".join(
                f"{rule}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{count}" if count > 1 else rule
                for rule, count in row["rules"]
            )
            or NONE,
        )
