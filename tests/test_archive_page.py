"""The page a VP reads, and the overview for a README: links, groups, promises, what recurs, and of how many each figure is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from archives import body
from test_trends import ARCHIVE, Page, frame
from typer.testing import CliRunner

from blameless import InputError
from blameless.archive.followups import followups
from blameless.archive.tables import ACTIONS
from blameless.cli import app
from blameless.trends import attention, between_markers, check_scores, linker, overview, render_page
from blameless.trends.groups import FEW, OTHERS, by_column, group, spread
from blameless.trends.markdown import BEGIN, END
from blameless.trends.page import page
from blameless.trends.recurring import recurring

EVIL = "<script>x</script> | [a](javascript:x) @ana \x1b[2J \u202e"
RICH = frame(
    {"title": "Payments down", "path": "/archive/0.md", "team": "Storefront", "failure_modes": "certificate capacity"},
    {"title": EVIL, "path": "/archive/1.md", "team": EVIL, "failure_modes": "certificate", "started": "2024-02-03"},
    {"title": None, "path": None, "team": "", "failure_modes": None, "overall": 95.0, "started": "2023-05-01"},
).assign(
    time_to_resolve=[3600.0, None, 7200.0], done_actions=[1, 0, 4], url=["https://wiki.example/1", "javascript:x", None]
)


def items(*states: str) -> list:
    blank = dict.fromkeys(column.name for column in ACTIONS)
    values = {
        "open": {},
        "done": {"done": True},
        "overdue": {"due_date": "2024-01-01"},
    }
    rows = (
        {**blank, "id": f"{n}.md", "line": n, "plain": f"Add an alert {EVIL}", "text": "x", "vague": False, "done": False,
         "date": "2024-02-03", **values[state]}
        for n, state in enumerate(states)
    )  # fmt: skip
    return [asdict(item) for item in followups(rows, date(2024, 6, 1))]


def test_titles_lead_where_they_can() -> None:
    shown = Page(render_page(RICH, link=linker(output=Path("/archive/pages/trend.html"))))
    leads = [attributes["href"] for attributes in shown.all("a") if not (attributes["href"] or "#").startswith("#")]
    assert set(leads) == {"https://wiki.example/1", "../1.md"}
    assert not any("javascript" in (address or "") for address in leads)
    shown = Page(render_page(RICH, link=linker("https://git.example/{id}?plain=1")))
    leads = [attributes["href"] for attributes in shown.all("a") if not (attributes["href"] or "#").startswith("#")]
    assert "https://git.example/0.md?plain=1" in leads


@pytest.mark.parametrize("template", ["javascript:{id}", "https://git.example/", "ftp://x/{id}", 'https://x/"{id}'])
def test_addresses_that_are_none(template: str) -> None:
    with pytest.raises(InputError, match="no address"):
        linker(template)


def test_every_part_is_there_and_nothing_gets_out_of_its_place() -> None:
    text = render_page(RICH, by=("team",), followups=items("open", "done", "overdue", "overdue"))
    for said in (
        "By team",
        "What recurs",
        "certificates",
        "2\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}3",
        "50\N{NO-BREAK SPACE}% of 4 promised",
        "Time from the start of an incident to its end",
    ):
        assert said in text
    assert "<script" not in text and "\u202e" not in text and "\x1b" not in text
    assert "not said" in text  # a document without a team


def test_groups_say_of_how_many() -> None:
    scores = check_scores(RICH)
    whole = group("all", scores)
    assert (whole.documents, whole.resolve.known, whole.resolve.median, whole.done, whole.promised) == (
        3,
        2,
        5400.0,
        5,
        12,
    )
    assert whole.few and FEW == 5
    assert spread(pd.Series([None, None], dtype="float64")).median is None
    many = check_scores(frame(*({"team": f"t{n:02}"} for n in range(30))))
    found = by_column(many, "team")
    assert len(found) == 20 and found[-1].label == OTHERS and sum(each.documents for each in found) == 30


def test_what_recurs_names_its_latest_documents_first() -> None:
    scores = check_scores(RICH)
    (found,) = recurring(scores, pd.to_datetime(scores["started"].str[:10]))
    assert (found.mode, found.rows, found.earlier, found.later) == ("certificate", (1, 0), 0, 2)
    assert recurring(check_scores(ARCHIVE), pd.Series(dtype="datetime64[s]")) == []


def test_good_documents_need_no_second_look() -> None:
    fine = frame({"overall": 97.0, "errors": 0})
    assert "None: no error, and no score below 90" in render_page(fine)
    middling = frame(
        {"overall": 70.0}, {"overall": 62.0}, {"overall": 71.0}, {"overall": 50.0}, {"errors": 1, "overall": 71.0}
    )
    found = attention(check_scores(middling))
    assert dict(zip(found["id"], found["reason"], strict=True)) == {
        "3.md": "20 points below the median of 70",
        "4.md": "1 error",
    }


def test_figures_say_of_how_many() -> None:
    (alone,) = (fact for fact in page(RICH, None, None, 5, "x")["facts"] if fact.label == "Time to resolve")
    assert alone.note == "median of the 2 documents that state it"
    assert (alone.earlier, alone.later) == (
        "2\N{NO-BREAK SPACE}h (of\N{NO-BREAK SPACE}1)",
        "1\N{NO-BREAK SPACE}h (of\N{NO-BREAK SPACE}1)",
    )
    undated = pd.concat([RICH, frame({"started": None, "failure_modes": "certificate"})], ignore_index=True)
    (found,) = page(undated, None, None, 5, "x")["recurring"]
    plain = [text.replace("\N{NO-BREAK SPACE}", " ") for text in (found.count, found.earlier, found.later)]
    assert plain == ["3 of 4, 1 undated", "0 of 2", "2 of 2"]
    assert "1 document without a date is left out" in overview(undated) and "left out" not in overview(RICH)


def test_few_values_have_no_spread() -> None:
    three, four = spread(pd.Series([1.0, 2.0, 9.0])), spread(pd.Series([1.0, 2.0, 4.0, 9.0]))
    assert (three.low, three.median, three.high) == (None, 2.0, None) and (four.median, four.low) == (3.0, 1.75)
    chart = page(RICH, None, None, 5, "x")["overall"]
    assert not chart.band.strip() and page(frame(*[{}] * 4), None, None, 5, "x")["overall"].band


def test_actions_count_in_the_month_of_their_incident() -> None:
    (item,) = items("open")  # its document is of February
    scores = frame({"started": "2024-01-10"}, {"started": "2024-04-01"}).assign(held=["2023-12-31", "2024-01-01"])
    months = [page(scores, "month", date, 5, "x", followups=[item])["promises"].table.rows for date in (None, "held")]
    assert [[row[0] for row in rows] for rows in months] == [["2024-01"], ["2023-12"]]
    other = {**item, "document": "elsewhere.md"}
    assert page(scores, "month", None, 5, "x", followups=[other])["promises"].table.rows[0][0] == "2024-02"


def test_labels_do_not_break() -> None:
    table = page(RICH, "quarter", None, 5, "x")["summaries"][0]
    assert table.rows[-1][0] == "2024\N{NO-BREAK SPACE}Q1\N{NO-BREAK SPACE}*"
    assert not any(" of " in cell or "of " in cell for row in table.rows for cell in row)


def test_causes_that_are_alike_recur_where_an_index_tells() -> None:
    found = page(RICH, None, None, 5, "x", clusters=[("full queue", ["0.md", "2.md", "gone.md"]), ("alone", ["1.md"])])
    (one,) = found["recurring"]
    assert one.label == "full queue" and [document.title for document in one.documents] == ["Payments down", "2.md"]
    assert "Matched by similarity" in render_page(RICH, clusters=[("full queue", ["0.md", "2.md"])])


def test_the_overview_stays_between_its_markers_and_is_the_same_twice(tmp_path: Path) -> None:
    scores = tmp_path / "scores.csv"
    RICH.to_csv(scores, index=False)
    readme = tmp_path / "README.md"
    before = f"# Us\r\n\r\n{BEGIN}\r\nold\r\n{END}\r\n\r\nBye\r\n"
    readme.write_bytes(before.encode())
    for _ in range(2):
        result = CliRunner().invoke(app, ["report", str(scores), "-f", "markdown", "-o", str(readme)])
        assert result.exit_code == 0, result.output
        text = readme.read_bytes().decode()
        assert text.startswith("# Us\r\n\r\n") and text.endswith("\r\n\r\nBye\r\n") and "old" not in text
        assert text.count("\n") == text.count("\r\n")  # no two kinds of line ends
        assert text.count(BEGIN) == 1
    first = text
    CliRunner().invoke(app, ["report", str(scores), "-f", "markdown", "-o", str(readme)])
    assert readme.read_bytes().decode() == first
    assert "[Payments down](<https://wiki.example/1>)" in text and "1\N{NO-BREAK SPACE}h" in text
    assert "<script" not in text.replace("\\<", "")


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"])
def test_files_without_markers_are_left_alone(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="these two lines"):
        between_markers(text, "x")
    scores, readme = tmp_path / "scores.csv", tmp_path / "README.md"
    RICH.to_csv(scores, index=False)
    readme.write_text(text)
    result = CliRunner().invoke(app, ["report", str(scores), "-f", "markdown", "-o", str(readme)])
    assert result.exit_code == 2 and "these two lines" in result.stderr and readme.read_text() == text


def test_the_overview_lists_what_is_open() -> None:
    text = overview(RICH, followups=items("open", "done", "overdue"))
    assert "**3 actions promised**: 1 done, 0 dropped, 1 open, 1 overdue" in text
    assert "**2024-01-01**" in text and "@ana" not in text


def test_a_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    documents = tmp_path / "documents"
    documents.mkdir()
    for number in range(3):
        (documents / f"{number}.md").write_text(body(number), encoding="utf-8")
    names = ("scores", "scores.index", "actions")

    def run(*arguments: object) -> str:
        result = CliRunner().invoke(app, list(map(str, arguments)))
        assert result.exit_code == 0, result.output
        return result.stdout

    whole = {name: tmp_path / f"{name}.parquet" for name in names}
    run(
        "score", documents, "-q", "-o", whole["scores"], "--index", whole["scores.index"], "--actions", whole["actions"]
    )
    parts = {name: tmp_path / "spark" / f"{name}.parquet" for name in names}
    for name, folder in parts.items():
        folder.mkdir(parents=True)
        table = pq.read_table(whole[name])
        half = table.num_rows // 2
        pq.write_table(table.slice(0, half), folder / "part-00000-x.snappy.parquet")
        pq.write_table(table.slice(half), folder / "part-00001-x.snappy.parquet")
        (folder / "_SUCCESS").touch()
    draft = tmp_path / "draft.md"
    draft.write_text(
        "# Disk full\n\n## Root cause\n\nThe disk of the shop was full, for nobody saw it.\n", encoding="utf-8"
    )
    for of in (
        lambda tables: run("actions", tables["actions"], "-f", "json"),
        lambda tables: run("similar", draft, "--archive", tables["scores"], "--min-likelihood", 0, "-f", "json"),
        lambda tables: run("similar", draft, "--archive", tables["scores.index"], "--min-likelihood", 0, "-f", "json"),
        lambda tables: run("report", tables["scores"], "--actions", tables["actions"], "-f", "markdown"),
    ):
        assert of(parts) == of(whole)
        assert "alert" in of(parts) or "Outage" in of(parts)


def test_what_the_command_refuses(tmp_path: Path) -> None:
    scores = tmp_path / "scores.csv"
    RICH.to_csv(scores, index=False)

    def said(*arguments: object) -> str:
        result = CliRunner().invoke(app, ["report", str(scores), *map(str, arguments)])
        assert result.exit_code == 2 and result.stdout == ""
        return result.stderr

    assert 'there is no column "teem" (did you mean "team"?); there are id, ' in said("--by", "teem")
    assert "--states is for --actions" in said("--states", scores)
    assert "no address" in said("--link", "x")
    assert "no table of actions" in said("--actions", scores)
    assert "No such file" in said("-f", "markdown", "-o", tmp_path / "none.md")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits_every_width(open_page: Any, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python")
    text = render_page(
        RICH, by=("team",), followups=items("open", "done", "overdue"), link=linker("https://git.example/{id}")
    )
    tab = open_page(text, color_scheme=scheme, bypass_csp=True)
    tab.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run()")
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]] == []
    for width in (360, 800, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.set_viewport_size({"width": 360, "height": 900})
    reach = "Math.max(...[...document.querySelectorAll('.stack tbody a')].map(a => a.getBoundingClientRect().right))"
    assert tab.evaluate(reach) <= 360, "titles are in sight"
    tall = (
        "Math.max(...[...document.querySelectorAll('[aria-labelledby=recurring] tbody tr')].map(r => r.offsetHeight))"
    )
    assert tab.evaluate(tall) < 250
