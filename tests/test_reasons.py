"""What cannot be read or done is told by its right reason, with the name of the file, and without the words of a library."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from blameless import InputError, read_document
from blameless.cli import app
from blameless.errors import too_large

DRAFT = """# Orders lost

## Root cause

The queue of orders was full, because the worker that drains it had not been started after the restart of the host.

## Action items

- Ana adds an alert on the length of the queue by 2024-02-01
"""


def run(*arguments: object, code: int = 0, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that `score` writes of one document, as Parquet."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "archive").mkdir()
    (folder / "archive" / "a.md").write_text(DRAFT, encoding="utf-8")
    run(
        *("score", folder / "archive", "-q", "-o", folder / "s.parquet"),
        *("--actions", folder / "s.actions.parquet", "--index", folder / "s.index.parquet"),
    )
    return folder


RAW = re.compile(r"Errno|codec|Expecting|magic bytes|bytes-like|NoneType|line 1 column|Traceback|Error\b")


def others(folder: Path, whole: bytes) -> dict[Path, str]:
    """Files that are no table of ours, and the reason for each."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1]}), folder / "columns.parquet")
    sqlite3.connect(folder / "foreign.sqlite").execute("CREATE TABLE a (b)")
    contents = {
        "text.txt": (b"hello\n", "ends in .parquet, .csv"),
        "page.zip": (b"PK\x03\x04garbage", "ends in .parquet, .csv"),
        "zip.parquet": (b"PK\x03\x04" + 100 * b"x", "not a Parquet file"),
        "cut.parquet": (whole[: len(whole) // 2], "its end is cut off"),
        "empty.parquet": (b"", "the file is empty"),
        "empty.csv": (b"", "the file is empty"),
        "text.jsonl": (b"hello\n", "first line is no JSON object"),
        "list.jsonl": (b"[1]\n", "first line is no JSON object"),
        "other.jsonl": (b'{"a": 1}\n', "there is no column id"),
        "other.csv": (b"a,b\n1,2", "there is no column id"),
        "binary.csv": (b"\xff\xfe\x00\n", "not UTF-8"),
        "binary.jsonl": (b"\xff\xfe\x00\n", "not UTF-8"),
    }
    found = {folder / "columns.parquet": "there is no column id", folder / "foreign.sqlite": "ends in .parquet, .csv"}
    for name, (data, why) in contents.items():
        (folder / name).write_bytes(data)
        found[folder / name] = why
    return found


def test_a_file_of_another_kind_is_no_index_and_is_not_called_damaged(
    tables: Path, draft: Path, tmp_path: Path
) -> None:
    wrong = others(tmp_path, (tables / "s.index.parquet").read_bytes())
    wrong[tables / "s.actions.parquet"] = "there is no column causes"
    for path, why in wrong.items():
        for command in (("similar", draft), ("check", draft)):
            said = run(*command, "--archive", path, code=2).stderr
            assert said.startswith(f"blameless: {path}: ") and why in said and not RAW.search(said), said
            assert said.count(str(path)) == 1 and len(said.splitlines()) == 1
            assert "damaged" not in said or "cut off" in why or "UTF-8" in why, said


def test_a_folder_without_postmortems_is_no_archive(draft: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "a.bin").write_bytes(b"x")
    for command in ("similar", "check"):
        said = run(command, draft, "--archive", tmp_path / "bare", code=2).stderr
        assert f"{tmp_path / 'bare'}: nothing in the folder is a postmortem" in said


def test_a_file_of_another_kind_is_no_table_of_actions(tables: Path, tmp_path: Path) -> None:
    for path, why in others(tmp_path, (tables / "s.actions.parquet").read_bytes()).items():
        said = run("actions", path, code=2).stderr
        assert said.startswith(f"blameless: {path}: ") and not RAW.search(said), said
        assert why in said or "neither a folder nor a file" in said
        assert ("--text" in said) == ("no table of actions" in said)


def test_a_file_of_another_kind_is_no_scores_file(tables: Path, tmp_path: Path) -> None:
    for path in others(tmp_path, (tables / "s.parquet").read_bytes()):
        said = run("report", path, code=2).stderr
        assert said.startswith(f"blameless: {path}: ") and not RAW.search(said), said


def test_a_value_of_no_table_is_told_with_its_column(tables: Path, tmp_path: Path) -> None:
    from blameless.archive.sinks import read_table
    from blameless.archive.tables import ACTIONS

    row = {column.name: "x" if column.type == "string" else 1 for column in ACTIONS} | {"vague": "x", "done": "x"}
    path = tmp_path / "a.csv"
    path.write_text(",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="\"vague\" is 'x'"):
        list(read_table(path, ACTIONS, "table of actions", "--actions"))


@pytest.mark.parametrize("option", ["--by", "--date"])
def test_a_report_by_an_unknown_column_says_which_there_are(tables: Path, option: str) -> None:
    said = run("report", tables / "s.parquet", option, "overal", code=2).stderr
    assert 'there is no column "overal" (did you mean "overall"?); there are id, path, ' in said
    assert "blame/person" not in said, "the counts of each rule would fill a page"


def test_what_a_tracker_says_is_blamed_for_its_own_faults(tables: Path, tmp_path: Path) -> None:
    states = tmp_path / "states.csv"
    states.write_text("a,b\n1,2\n", encoding="utf-8")
    archive = tables / "s.actions.parquet"
    for command in (("actions", archive), ("report", tables / "s.parquet", "--actions", archive)):
        said = run(*command, "--states", states, code=2).stderr
        assert said.startswith(f"blameless: {states}: no column is called ticket") and str(archive) not in said


def test_a_tracker_has_a_format_of_its_own(tables: Path) -> None:
    said = run("actions", tables / "s.actions.parquet", "--tracker", "github", "-f", "csv", code=2)
    assert "leave out --format" in said.stderr and not said.stdout
    said = run("actions", tables / "s.actions.parquet", "--tracker", "github")
    assert "1 issue for github; 0 open actions have a ticket already" in said.stderr


def test_the_name_of_a_list_tells_its_format_or_is_refused(tables: Path, tmp_path: Path) -> None:
    archive, zipped = tables / "s.actions.parquet", tmp_path / "x.zip"
    assert ".ics" in run("actions", archive, "-o", zipped, code=2).stderr and not zipped.exists()
    for name, options in {"list": (), "list.txt": (), "list.zip": ("-f", "text")}.items():
        run("actions", archive, "-o", tmp_path / name, *options)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("Overdue")


INSTEAD = {"--write-baseline": ("known.json",), "--statistics": (), "--explain-score": (), "--show-config": ()}


@pytest.mark.parametrize("one", INSTEAD)
@pytest.mark.parametrize("other", INSTEAD)
def test_one_thing_takes_the_place_of_the_report(draft: Path, tmp_path: Path, one: str, other: str) -> None:
    given = [each for name in (one, other) for each in (name, *(tmp_path / value for value in INSTEAD[name]))]
    if one == other:
        run("check", draft, "--fail-on", "never", *given[: len(given) // 2])
    else:
        said = run("check", draft, *given, code=2).stderr
        assert one in said and other in said and not (tmp_path / "known.json").exists()


ISSUES = (
    {"title": "", "body": ""},
    {"title": "Outage", "body": None},
    {"title": "Outage", "description": " \n"},
    {"fields": {"summary": "Outage", "description": None}},
    {"fields": {}},
)


@pytest.mark.parametrize("issue", ISSUES)
def test_an_issue_without_text_is_no_postmortem(tmp_path: Path, issue: object) -> None:
    path = tmp_path / "issue.json"
    path.write_text(json.dumps(issue), encoding="utf-8")
    said = run("check", path, code=2)
    assert f"{path}: an issue without a description" in said.stderr


@pytest.mark.parametrize(
    "data", [b"\xd0\xcf\x11\xe0\xa1\xb1", b"{\\rtf1\\ansi}", b"PK\x03\x04", b"\xec\xa5\xc1\x00", b"Hi."]
)
def test_old_word_is_called_by_its_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "report.doc"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"old Word files \(.doc\) are not read; save it as .docx"):
        read_document(path)


def test_standard_input_can_be_given_once() -> None:
    assert "can be read once" in run("check", "-", "-", code=2, stdin=DRAFT).stderr


@pytest.mark.parametrize("command", [("check", "{draft}"), ("score", "{draft}", "-o", "s.csv"), ("serve",)])
def test_a_folder_is_no_configuration_and_is_named(draft: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    given = [each.format(draft=draft) for each in command]
    assert f"{tmp_path}: a folder" in run(*given, "--config", tmp_path, code=2).stderr


def test_what_is_no_folder_of_models_is_told_as_that(draft: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    for path, why in ((tmp_path / "no", "no such folder"), (draft, "a file, not"), (tmp_path / "bare", "holds none")):
        assert f"{path}: {why}" in run("check", draft, "--model", path, code=2).stderr.replace(
            "no folder of models: it ", ""
        )


@pytest.mark.parametrize(("most", "said"), [(10, "10 bytes"), (2_500, "2.5 kB"), (10_000_000, "10 MB")])
def test_a_size_is_told_in_a_unit_that_fits(most: int, said: str) -> None:
    assert f"more than the {said} that" in too_large(most)


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_sheet_of_labels_that_is_none_is_told_without_the_words_of_python(tmp_path: Path, command: str) -> None:
    more = ("-o", tmp_path / "models") if command == "train" else ()
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xff")
    (tmp_path / "long.jsonl").write_text(json.dumps({"text": "Dave forgot it. " * 1_000, "b": 2}), encoding="utf-8")
    (tmp_path / "deep.jsonl").write_bytes(b"[" * 100_000)
    for name, why in {
        "none.jsonl": "No such file",
        "bytes.jsonl": "not valid UTF-8",
        "deep.jsonl": "too deeply",
        "long.jsonl": "more than 10,000 characters",
    }.items():
        said = run(command, tmp_path / name, *more, code=2).stderr
        assert said.startswith(f"blameless: {tmp_path / name}") and why in said and not RAW.search(said), said


def test_a_report_lists_at_least_one_document(tables: Path) -> None:
    assert "--top" in run("report", tables / "s.parquet", "--top", "0", code=2).stderr


@pytest.mark.parametrize("pattern", ["[", "docs/[a", "[]", "", "#a", "!", "/", "./docs", "../docs", "!./docs"])
def test_a_pattern_that_fits_nothing_is_told_with_its_line(draft: Path, tmp_path: Path, pattern: str) -> None:
    own = tmp_path / ".blameless.toml"
    own.write_text(f"exclude = [\n  'fine',\n  '{pattern}',\n]\n", encoding="utf-8")
    assert f"{own}:{3 if pattern else 1}: " in run("check", draft, code=2).stderr
    own.write_text(f"[per-file-ignores]\nfine = ['tone']\n'{pattern}' = ['tone']\n", encoding="utf-8")
    assert f"{own}:" in run("check", draft, code=2).stderr


def test_documents_that_fail_again_are_not_called_judged(tmp_path: Path) -> None:
    table = tmp_path / "t.jsonl"
    rows = ({"id": name, "body": body} for name, body in (("a", DRAFT), ("b", " "), ("c", "half \ud800 a pair")))
    table.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for told in ("(1 scored)", "(0 scored, 1 already scored)"):
        said = run("score", table, "--text", "body", "--id", "id", "-o", tmp_path / "s.csv").stderr
        assert f"3 documents {told}, 2 with an error" in said
