"""``blameless actions``: what was promised, whether it was done, in every format; and what a tracker says."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from blameless import InputError
from blameless.archive.followups import States, Wanted, followups, grouped, read_states
from blameless.archive.followups.formats import built_in
from blameless.archive.followups.trackers import TRACKERS, write_issues
from blameless.archive.sinks import read_rows
from blameless.archive.tables import ACTIONS
from blameless.cli import app

TODAY = date(2024, 6, 1)
CERTIFICATES = """# Payments down after a certificate expired

## Root cause

The certificate of the payments gateway expired, because renewal ran on a host that had been retired.

## Action items

- Improve monitoring
- [ ] Ana to add an alert on certificate age by 2024-04-01 (OPS-12)
- [x] Renew the certificate (OPS-13)
- Platform team: move renewal to the scheduler by 2024-07-01
"""
LOGIN = """# Login outage, 3 May 2024

## Root cause

The certificate of the login service had expired.

## Action items

- Improve the monitoring
- Add an alert on certificate age (OPS-40)
"""


def row(**values: object) -> dict:
    blank = dict.fromkeys(column.name for column in ACTIONS)
    return {**blank, "id": "a.md", "line": 1, "text": "Add an alert", "vague": False, "done": False, **values}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("archive")
    (root / "2024-03-02-payments.md").write_text(CERTIFICATES, encoding="utf-8")
    (root / "login.md").write_text(LOGIN, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def table(archive: Path) -> Path:
    """The actions of the archive as ``score`` writes them."""
    place = archive.parent / "tables"
    place.mkdir(exist_ok=True)
    path = place / "actions.parquet"
    run("score", archive, "-o", place / "scores.parquet", "--actions", path, "-q")
    return path


def run(*arguments: object, code: int = 0):
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result


def listed(*arguments: object) -> list[dict]:
    return json.loads(run("actions", *arguments, "--today", TODAY, "-f", "json", "-q").stdout)["actions"]


def test_what_hurts_most_comes_first(table: Path) -> None:
    found = listed(table)
    assert [item["state"] for item in found] == ["overdue", "open", "open", "open", "open", "done"]
    first = found[0]
    assert (first["owner"], first["ticket"], first["late"], first["age"], first["day"]) == (
        "Ana", "OPS-12", 61, 91, "2024-03-02",
    )  # fmt: skip
    assert [item["owner"] for item in found[1:5]] == [None, None, None, "Platform team"]


def test_a_folder_and_its_table_tell_the_same(archive: Path, table: Path) -> None:
    assert listed(archive) == listed(table)


@pytest.mark.parametrize(
    "options, texts",
    [
        (["--overdue"], ["Ana to add"]),
        (["--unowned"], ["Improve monitoring", "Improve the", "Add an alert"]),
        (["--owner", "ana"], ["Ana to add"]),
        (["--team", "platform"], ["Platform team"]),
        (["--team", "Platform Team"], ["Platform team"]),
        (["--since", "2024-05-01"], ["Improve the", "Add an alert"]),
        (["--open", "--owner", "@ANA", "--team", "Platform"], ["Ana to add", "Platform team"]),
        (["--team", "ana"], []),
    ],
)
def test_what_is_asked_for(table: Path, options: list[str], texts: list[str]) -> None:
    found = [item["text"] for item in listed(table, *options)]
    assert len(found) == len(texts)
    assert all(text.startswith(start) for text, start in zip(found, texts, strict=True)), found


def test_a_tracker_is_believed_before_the_document(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    path.write_text("Status;Issue key\nDone;ops-12\nIn Progress;https://tracker.example/browse/OPS-13\nParked;OPS-40\n")
    result = run("actions", table, "--today", TODAY, "--states", path, "-f", "json")
    states = {item["ticket"]: item["state"] for item in json.loads(result.stdout)["actions"]}
    assert states["OPS-12"] == "done" and states["OPS-13"] == "open" and states["OPS-40"] == "open"
    assert "Parked" in result.stderr


def test_a_row_without_a_state_says_nothing(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    path.write_text("ticket,state\nOPS-13,\nOPS-13,  \n")
    result = run("actions", table, "--today", TODAY, "--states", path, "-f", "json")
    states = {item["ticket"]: item["state"] for item in json.loads(result.stdout)["actions"]}
    assert states["OPS-13"] == "done" and not result.stderr
    path.write_text("ticket,state\nOPS-13,Parked\n")
    assert "unknown state, treated as open: Parked" in run("actions", table, "--states", path).stderr


def test_items_that_say_the_same_have_keys_of_their_own() -> None:
    rows = [row(plain="Add an alert", line=line, **more) for line, more in ((3, {}), (4, {"done": True}), (5, {}))]
    keys = {item.line: item.key for item in followups(rows, TODAY)}
    assert len(set(keys.values())) == 3
    assert {item.line: item.key for item in followups(reversed(rows), TODAY)} == keys
    (alone,) = followups(rows[:1], TODAY)
    assert alone.key == keys[3]


def test_one_day_is_no_days(tmp_path: Path) -> None:
    out = StringIO()
    write_issues(followups([row(plain="Add an alert", due_date="2024-05-31", vague=True)], TODAY), "github", None, out)
    assert (
        "overdue by 1 day\\n" in out.getvalue()
        and "**Before starting:** define “done”" in json.loads(out.getvalue())["body"]
    )


def test_two_trackers_with_the_same_number_settle_nothing() -> None:
    states = States({"https://a.example/issues/12": "closed", "https://b.example/issues/12": "open", "#13": "closed"})
    assert (
        states.of("#12") is None and states.of("https://a.example/issues/12/") == "done" and states.of("13") == "done"
    )


@pytest.mark.parametrize(
    "text, said", [("", "empty"), ("a,b\n1,2\n", "no column is called ticket"), ('ticket,state\n"x,y\n', "damaged")]
)
def test_states_that_cannot_be_read(table: Path, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "states.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_states(path)
    assert said in run("actions", table, "--states", path, code=2).stderr
    assert "No such file" in run("actions", table, "--states", tmp_path / "none.csv", code=2).stderr


def test_promises_that_recur() -> None:
    texts = (
        "Improve monitoring", "improve the monitoring", "Improve our monitoring!", "Improve the runbook",
        "Add an alert on certificate age", "Ana: add alerts on the age of certificates", "Delete the staging cluster",
    )  # fmt: skip
    items = followups((row(id=f"{n}.md", plain=text) for n, text in enumerate(texts)), TODAY)
    found, groups = grouped(items)
    assert [(group.text, len(group.documents)) for group in groups] == [
        ("Improve monitoring", 3),
        ("Add an alert on certificate age", 2),
    ]
    assert {item.text for item in found if item.group is None} == {texts[3], texts[6]}


def test_the_same_twice_in_one_document_does_not_recur() -> None:
    _, groups = grouped(followups([row(plain="Improve monitoring"), row(plain="Improve monitoring")], TODAY))
    assert not groups


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_text_can_be_grouped(texts: list[str]) -> None:
    items = followups((row(id=f"{n}.md", plain=text) for n, text in enumerate(texts)), TODAY)
    found, groups = grouped(items)
    assert [item.document for item in found] == [item.document for item in items]
    assert all(len(group.documents) > 1 for group in groups)


def test_dates_that_are_none_are_never_late() -> None:
    items = followups([row(due_date="2024-02-31", date="yesterday"), row(due_date="2024-06-01")], TODAY)
    assert {item.state for item in items} == {"open"} and all(item.age is None for item in items)


def test_what_is_wanted_of_undated_documents() -> None:
    (item,) = followups([row()], TODAY)
    assert Wanted()(item) and not Wanted(since="2020-01-01")(item)


EVIL = "x\x1b[2J\u202e | <img src=x> [a](b) @ana {noformat} \"';=1+1"


@pytest.mark.parametrize("format", built_in())
def test_no_format_lets_a_text_out_of_its_place(tmp_path: Path, format: str) -> None:
    path = tmp_path / "evil.md"
    path.write_text(f"# {EVIL}\n\n## Action items\n\n- Add an alert {EVIL}\n", encoding="utf-8")
    out = run("actions", tmp_path, "-f", format, "-q").stdout
    assert "alert" in out and not set("\x1b\u202e") & set(out)
    if format == "markdown":
        assert "<img" not in out.replace("\\<", "") and "@ana" not in out


def test_a_calendar_can_be_read_back(table: Path) -> None:
    icalendar = pytest.importorskip("icalendar")
    text = run("actions", table, "--today", TODAY, "-f", "ical").stdout
    todos = icalendar.Calendar.from_ical(text).walk("VTODO")
    assert len(todos) == 6 and len({str(todo["UID"]) for todo in todos}) == 6
    first = todos[0]
    assert first["DUE"].dt == date(2024, 4, 1) and first["STATUS"] == "NEEDS-ACTION" and "Ana" in first["SUMMARY"]
    assert text == run("actions", table, "--today", TODAY, "-f", "ical").stdout


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_tables(table: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"open{suffix}"
    run("actions", table, "--today", TODAY, "--open", "-o", path)
    assert path.stat().st_size and [p.name for p in tmp_path.iterdir()] == [path.name]
    if suffix == ".csv":
        assert path.read_text().count("\n") == 6
        assert (
            run("actions", table, "--today", TODAY, "--open", "-f", "csv").stdout.splitlines()
            == path.read_text().splitlines()
        )


@pytest.mark.parametrize("tracker", TRACKERS)
def test_issues(table: Path, tracker: str) -> None:
    result = run("actions", table, "--today", TODAY, "--tracker", tracker, "--project", "OPS")
    issues = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(issues) == 3 and "2 open actions have a ticket already" in result.stderr
    titles = [issue.get("title") or issue["fields"]["summary"] for issue in issues]
    assert titles[0] == "Improve monitoring"
    assert all("key" not in issue for issue in issues)


def test_usage(table: Path, tmp_path: Path, archive: Path) -> None:
    assert "needs --project" in run("actions", table, "--tracker", "jira", code=2).stderr
    assert "--project is for" in run("actions", table, "--project", "x", code=2).stderr
    assert "give it a file" in run("actions", table, "-f", "parquet", code=2).stderr
    assert "--since" in run("actions", table, "--since", "soon", code=2).stderr
    assert "is an input" in run("actions", table, "-o", table, code=2).stderr
    assert "must end in .csv" in run("actions", table, "-f", "csv", "-o", tmp_path / "x.txt", code=2).stderr
    scores = table.with_name("scores.parquet")
    assert "no table of actions" in run("actions", scores, code=2).stderr
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"no parquet")
    assert "not a Parquet file" in run("actions", broken, code=2).stderr
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.md").write_text(LOGIN, encoding="utf-8")
    result = run("actions", tmp_path, "-q")
    assert "bad.md" in result.stderr and "certificate age" in result.stdout


def test_rows_of_the_table_say_which_document_they_are_of(table: Path) -> None:
    rows = [row for page in read_rows(table, ACTIONS) for row in page]
    assert {(row["title"], row["date"]) for row in rows} == {
        ("Payments down after a certificate expired", "2024-03-02"),
        ("Login outage, 3 May 2024", "2024-05-03"),
    }
    assert "Improve monitoring" in {row["plain"] for row in rows}
