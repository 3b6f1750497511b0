"""Trends: the right figures, a page that stands on its own for every reader, and clear words about bad input."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from conftest import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import blameless
from blameless import InputError
from blameless.cli import app
from blameless.trends import (
    DATE_COLUMNS,
    attention,
    by_period,
    check_scores,
    dates_of,
    read_scores,
    render_page,
    with_periods,
)
from blameless.trends.charts import durations, line_chart, linear, share_chart
from blameless.trends.page import duration
from blameless.trends.scores import NEEDED

ROW = {
    "id": "a.md",
    "error": None,
    "overall": 80.0,
    "blamelessness": 100.0,
    "actions": 70.0,
    "ownership": 60.0,
    "completeness": 50.0,
    "detection": None,
    "errors": 0,
    "warnings": 2,
    "infos": 1,
    "action_items": 4,
    "vague_actions": 1,
    "unowned_actions": 2,
    "undated_actions": 3,
    "started": "2024-01-10T09:00:00+00:00",
    "detected": None,
    "resolved": None,
    "time_to_detect": 600.0,
    "detected_by": "monitoring",
    "blame/person": 0,
    "action/no-owner": 2,
}


def frame(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{**ROW, "id": f"{number}.md", **row} for number, row in enumerate(rows)])


ARCHIVE = frame(
    {"overall": 40.0, "errors": 3, "blame/person": 2},
    {"overall": 60.0, "started": "2024-01-31", "detected_by": "customer", "time_to_detect": 7_200.0},
    {"overall": 90.0, "started": "2024-04-01T00:30:00-11:00", "unowned_actions": 0, "action/no-owner": 0},
    {"overall": 30.0, "started": "09:15", "detected": None, "detected_by": "unknown"},
    {name: None for name in ROW if name not in ("id",)} | {"error": "not valid UTF-8"},
)


def trends(scores: pd.DataFrame = ARCHIVE, every=None):
    scores = check_scores(scores)
    return by_period(scores, with_periods(dates_of(scores), every))


def test_figures_of_each_period() -> None:
    found = trends()
    assert found.every == "month"
    assert list(found.documents.astype(int)) == [2, 0, 0, 1]
    assert list(found.scores["overall"].fillna(-1)) == [50, -1, -1, 90]
    assert found.scores["overall_low"].iloc[0] == 45 and found.scores["overall_high"].iloc[0] == 55
    assert list(found.rules.columns) == ["action/no-owner", "blame/person"]
    assert found.rules["blame/person"].iloc[0] == 0.5 and math.isnan(found.rules["blame/person"].iloc[1])
    assert found.findings["blame/person"].sum() == 2 and found.hit["blame/person"].sum() == 1
    assert list(found.actions["items"]) == [8, 0, 0, 4]
    assert list(found.actions["owned"].fillna(-1)) == [0.5, -1, -1, 1]
    assert list(found.actions["dated"].fillna(-1)) == [0.25, -1, -1, 0.25]
    assert list(found.detection["known"]) == [2, 0, 0, 1]
    assert found.detection["median"].iloc[0] == 3_900 and found.detection["upper"].iloc[0] == 5_550
    assert found.noticed.iloc[0].to_dict() == {
        "monitoring": 1,
        "customer": 1,
        "employee": 0,
        "third_party": 0,
        "unknown": 0,
    }


def test_an_archive_without_action_items_has_no_share_of_them() -> None:
    assert trends(frame({"action_items": 0, "unowned_actions": 0})).actions["owned"].isna().all()


def test_dates_are_those_of_the_incident_else_of_the_document() -> None:
    scores = frame(
        {"started": "2024-01-31T23:30:00-08:00", "date": "2020-01-01"},
        {"started": "10:00:00", "detected": "2024-02-03T10:00:00", "date": "2020-01-01"},
        {"started": None, "date": "2024-03-04"},
        {"started": "2024-13-41", "date": None},
    )
    assert [None if pd.isna(day) else f"{day:%F}" for day in dates_of(scores)] == [
        "2024-01-31",
        "2024-02-03",
        "2024-03-04",
        None,
    ]


def test_a_date_column_of_ones_own() -> None:
    scores = frame({}, {}).assign(held=pd.to_datetime(["2019-05-06 12:00", None]), started="2024-01-01")
    assert list(dates_of(scores, "held").dropna().dt.year) == [2019]
    with pytest.raises(InputError, match=r'no column "hold" \(did you mean "held"\?\); there are id, .*held'):
        dates_of(scores, "hold")


@pytest.mark.parametrize(
    ("first", "last", "every"),
    [
        ("2024-01-01", "2024-01-01", "month"),
        ("2022-02-01", "2024-01-31", "month"),
        ("2021-02-01", "2024-01-31", "quarter"),
        ("1998-01-01", "2024-01-01", "year"),
    ],
)
def test_periods_fit_the_time(first: str, last: str, every: str) -> None:
    assert trends(frame({"started": first}, {"started": last})).every == every


def test_a_span_that_no_page_can_show_is_told() -> None:
    scores = frame({"started": "0202-01-01"}, {"started": "2024-01-01"})
    with pytest.raises(InputError, match="no document has a date"):
        trends(scores.head(1))
    with pytest.raises(InputError, match="1969-01-01 to 2024-01-01 there are 661 periods"):
        trends(frame({"started": "1969-01-01"}, {"started": "2024-01-01"}), "month")


def test_attention_goes_to_the_lowest_score_and_the_gravest_findings() -> None:
    first = attention(check_scores(ARCHIVE), 2)
    assert list(first["id"]) == ["3.md", "0.md"]
    assert first["weakest"].iloc[0] == "completeness"
    assert first["rules"].iloc[1] == (("blame/person", 2), ("action/no-owner", 2))


def test_a_gap_breaks_the_line() -> None:
    table = pd.DataFrame({"overall": [0, 100, None, 50.0]}, index=pd.period_range("2024-01", periods=4, freq="M"))
    chart = line_chart("Overall", table, linear(100, 50), "{:.0f}".format)
    (line,) = chart.series
    assert line.path.count("M") == 2 and line.path.count("L") == 1
    assert [mark.y for mark in line.marks] == [chart.bottom, chart.top, (chart.top + chart.bottom) / 2]
    assert chart.description == ("overall: 0 in 2024-01, 50 in 2024-04; lowest 0 in 2024-01, highest 100 in 2024-02.")


def test_bars_fill_their_height() -> None:
    counts = pd.DataFrame({"a": [1, 0], "b": [3, 0]}, index=pd.period_range("2024Q1", periods=2, freq="Q"))
    chart = share_chart("Who", counts, "{:.0%}".format)
    assert [len(series.marks) for series in chart.series] == [1, 1]
    lower, upper = (series.marks[0] for series in chart.series)
    assert upper.height == 3 * lower.height and upper.y == chart.top
    assert lower.y + lower.height == pytest.approx(chart.bottom, abs=0.2)
    assert lower.label == "2024\N{NO-BREAK SPACE}Q1: a 25% (1 of 4)"


@pytest.mark.parametrize("low, high", [(0, 0), (30, 30), (600, 86_400), (1, 10**10), (3_600, 3_600)])
def test_durations_have_an_axis(low: float, high: float) -> None:
    scale = durations(low, high)
    assert 0 <= scale.place(low) <= scale.place(high) <= 1 and scale.ticks


def test_durations_are_written_for_people() -> None:
    said = [duration(value).replace("\xa0", " ") for value in (0, 59, 2_520, 11_100, 90_061, math.nan)]
    assert said == ["0 s", "59 s", "42 min", "3 h 5 min", "1 d 1 h", "–"]


# The page


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.parts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


PAGE = render_page(ARCHIVE)


def test_the_page_needs_nothing_else() -> None:
    page = Page(PAGE)
    assert PAGE.startswith("<!DOCTYPE html>")
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {name for name, _ in page.elements}
    assert not re.search(r"https?:|url\(|@import|javascript:", PAGE)
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("src", "srcset", "style") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")


def test_the_page_can_be_read_aloud() -> None:
    page = Page(PAGE)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [a for _, attributes in page.elements for a in (attributes.get("aria-labelledby") or "").split()]
    links = [(a["href"] or "#")[1:] for a in page.all("a")]
    assert set(named) <= set(ids) and set(links) <= set(ids)
    assert page.all("html") == [{"lang": "en"}] and len(page.all("h1")) == 1 and len(page.all("h2")) >= 6
    drawn = [svg for svg in page.all("svg") if "chart" in (svg.get("class") or "").split()]
    assert len(drawn) == 9 and all(svg["role"] == "img" and svg["aria-labelledby"] for svg in drawn)
    others = [svg for svg in page.all("svg") if svg not in drawn]
    assert PAGE.count("<desc") == len(drawn) and others
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    assert PAGE.count("Show the data") == 5, "behind every chart there is a table"
    timed = render_page(ARCHIVE.assign(time_to_resolve=3600.0))
    assert timed.count("Show the data") == 6 and "Time from start to end by month" in timed


def test_the_page_says_what_was_left_out() -> None:
    text = " ".join("".join(Page(PAGE).parts).split())
    assert "3 documents by month, 2024-01 to 2024-04." in text
    assert "1 without a date is left out of the trends." in text
    assert "1 could not be judged" in text and "4.md" in text and "not valid UTF-8" in text
    assert "40, F" in text and "blame/person × 2" in text
    assert "3 errors" in text and "20 points below the median of 50" in text


HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</title></style><h1>mine",
    "{{ 7 * 7 }}{% raw %}",
    "a\u202egpj.exe\x00\x1b[31m\n\nb",
    "&lt;b&gt;&#60;",
    "x" * 10_000,
)


def shape(page: Page) -> list:
    return [(name, sorted(attributes)) for name, attributes in page.elements]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_documents_stays_text(text: str) -> None:
    scores = ARCHIVE.copy()
    scores["id"] = [text, *scores["id"][1:]]
    scores["error"] = [None] * 4 + [text]
    written = render_page(scores, title=text)
    page = Page(written)
    assert shape(page) == shape(Page(PAGE))
    assert "alert(1)" not in "".join(Page(PAGE).parts)
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:150]
    assert "".join(page.parts).count(shown) >= 4  # the title twice, the document, the reason
    assert not any(c in written for c in "\u202e\x00\x1b")


@settings(max_examples=15)
@given(st.lists(st.text(max_size=80), min_size=5, max_size=5), st.text(max_size=80))
def test_no_text_breaks_the_page(names: list[str], title: str) -> None:
    scores = ARCHIVE.assign(id=names, error=[None] * 4 + [names[0]])
    assert shape(Page(render_page(scores, title=title))) == shape(Page(PAGE))


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_colours_have_contrast_in_light_and_in_dark() -> None:
    css = files("blameless.trends").joinpath("templates/page.css").read_text(encoding="utf-8")
    schemes = [dict(re.findall(r"--(\w+): (#\w{6})", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)]
    assert len(schemes) == 2
    for scheme in schemes:
        for ground in ("paper", "tile"):
            assert min(_contrast(scheme[name], scheme[ground]) for name in ("ink", "soft", "focus")) >= 4.5
        assert min(_contrast(scheme[name], scheme["paper"]) for name in ("c1", "c2", "c3", "ink")) >= 3


# Files and the command


def run(*arguments: str):
    result = CliRunner().invoke(app, ["report", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_every_format_gives_the_same_page(tmp_path: Path, suffix: str) -> None:
    path, target = tmp_path / f"scores{suffix}", tmp_path / "trend.html"
    scores = ARCHIVE.convert_dtypes()
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
        scores.to_parquet(path)
    elif suffix == ".csv":
        scores.to_csv(path, index=False)
    else:
        scores.to_json(path, orient="records", lines=True)
    result = run(str(path), "--output", str(target))
    assert result.exit_code == 0 and result.output == ""
    assert target.read_text(encoding="utf-8") == PAGE
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([path.name, "trend.html"])
    again = run(str(path))
    assert (again.exit_code, again.stderr) == (0, "") and again.stdout == PAGE


def test_options_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    ARCHIVE.assign(held="2011-03-04").to_csv(path, index=False)
    page = run(str(path), "--every", "year", "--date", "held", "--top", "1", "--title", "Ours").stdout
    assert "<h1>Ours</h1>" in page and "4 documents by year, 2011 to 2011" in page
    assert page.count("<bdi>") == 3
    assert run(str(path), "--every", "week").exit_code == 2
    assert run(str(path), "--top", "-1").exit_code == 2


BAD = {
    "a.pdf": (b"%PDF", "the name of a scores file ends in .parquet, .csv, .jsonl, .ndjson"),
    "a.csv": (b"", "the file is empty"),
    "b.csv": (b"name,size\nx,1\n", "not a scores file"),
    "c.csv": (b"\xff\xfe\x00a,b", "not valid UTF-8"),
    "d.csv": (b'a,b\n"x', "damaged, or not what its name says"),
    "a.jsonl": (b"{}\nnonsense", "damaged, or not what its name says"),
    "b.jsonl": (b"[1, 2]\n", "not a scores file"),
    "a.parquet": (b"PAR1 but no more", "damaged"),
    "b.parquet": (b"", "the file is empty"),
}


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_no_scores(tmp_path: Path, name: str) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    path = tmp_path / name
    path.write_bytes(BAD[name][0])
    result = run(str(path), "-o", str(tmp_path / "trend.html"))
    assert result.exit_code == 2
    assert result.stderr.startswith(f"blameless: {path}: ") and BAD[name][1] in result.stderr
    assert result.stderr.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="overall"), "the column overall is missing"),
        (lambda f: f.drop(columns=["errors", "infos"]), "the columns errors, infos are missing"),
        (lambda f: f.head(0), "the archive is empty"),
        (lambda f: f.tail(1), "no document of the archive has a score"),
        (lambda f: f.assign(started=None), "no document has a date (looked in: started, detected, resolved)"),
        (lambda f: f.drop(columns=["started", "detected", "resolved"]), "no document has a date"),
        (lambda f: f.assign(overall=[40, 101, 1, 1, 1]), "row 2, column overall: '101' is no number from 0 to 100"),
        (lambda f: f.assign(errors=["0", "many", "0", "0", "0"]), "column errors: 'many' is no number of 0 or more"),
        (lambda f: f.assign(detected_by="nobody"), "detected_by: 'nobody' is none of monitoring, customer"),
        (lambda f: f.assign(time_to_detect=-5), "time_to_detect: '-5' is no number of 0 or more"),
    ],
)
def test_scores_that_cannot_be(tmp_path: Path, change, message: str) -> None:
    path = tmp_path / "scores.csv"
    change(ARCHIVE).to_csv(path, index=False)
    result = run(str(path))
    assert result.exit_code == 2 and result.stdout == "" and message in result.stderr


def test_values_inside_values_are_told(tmp_path: Path) -> None:
    for column in ("overall", "detected_by", "id", "started"):
        path = tmp_path / "scores.jsonl"
        ARCHIVE.assign(**{column: [[1, 2]] * 5}).to_json(path, orient="records", lines=True)
        assert f"column {column}: holds lists or objects" in run(str(path)).stderr


def test_places_that_are_not_there(tmp_path: Path) -> None:
    assert "no such file" in run(str(tmp_path / "a.csv")).stderr
    assert "a folder" in run(str(tmp_path)).stderr
    path = tmp_path / "scores.csv"
    ARCHIVE.to_csv(path, index=False)
    result = run(str(path), "-o", str(tmp_path / "no" / "where.html"))
    assert result.exit_code == 2 and "cannot be written" in result.stderr


def test_frames_are_taken_as_they_are() -> None:
    scores = ARCHIVE.drop(columns=["id", "error"]).set_axis(["a", "a", "c", "<b>", "d"])
    page = render_page(scores)
    assert "<bdi>a</bdi>" in page and "<bdi>&lt;b&gt;</bdi>" in page
    assert scores.equals(ARCHIVE.drop(columns=["id", "error"]).set_axis(["a", "a", "c", "<b>", "d"]))
    nameless = ARCHIVE.assign(id=[None, "b", "c", "d", "e"])
    assert "<bdi>0</bdi>" in render_page(nameless)


def test_only_the_needed_columns_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    ARCHIVE.assign(secret="x", held="2024-01-01").to_csv(path, index=False)
    assert "secret" not in read_scores(path) and "held" in read_scores(path, "held")


def test_what_score_writes_is_what_report_reads(tmp_path: Path) -> None:
    from blameless.archive.tables import documents

    names = [column.name for column in documents()]
    assert {*NEEDED, *DATE_COLUMNS, "id", "error"} <= set(names)
    for suffix in (".parquet", ".csv", ".jsonl"):
        scores = tmp_path / f"scores{suffix}"
        scored = CliRunner().invoke(app, ["score", str(SAMPLES), "--output", str(scores), "--quiet"])
        assert scored.exit_code == 0, scored.output
        page = run(str(scores), "--every", "month").stdout
        assert "documents by month, 2024-" in page and "<bdi>checkout-outage.md</bdi>" in page
        assert "blame/person" in page


def test_a_scored_frame_gives_a_page(samples: dict[str, str]) -> None:
    page = render_page(blameless.score_frame(pd.DataFrame({"body": samples}), text="body"))
    assert "<bdi>checkout-outage</bdi>" in page


def test_a_postmortem_is_not_written_over(tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("# Outage\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["report", str(tmp_path / "s.parquet"), "-o", str(draft)])
    assert result.exit_code == 2 and "no page" in result.stderr
    assert draft.read_text(encoding="utf-8") == "# Outage\n"
