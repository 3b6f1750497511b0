"""``blameless score``: every kind of archive in, every kind of table out, and what goes wrong told."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archives import body, folder
from conftest import ROOT
from typer.testing import CliRunner

import blameless
from blameless import Analyzer, InputError
from blameless.archive import engines, sources
from blameless.archive.claim import Claim
from blameless.archive.sinks import read_rows
from blameless.archive.sources import Columns, CsvFile, JsonLinesFile, ParquetFile, open_source
from blameless.archive.tables import ACTIONS, FINDINGS, arrow_schema, documents
from blameless.catalogue import catalogue
from blameless.cli import app
from blameless.intake import documents as intake
from blameless.intake.documents import decoded


def run(*arguments: object):
    result = CliRunner().invoke(app, ["score", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows(path: Path, columns=None) -> list[dict]:
    return [row for page in read_rows(path, columns or documents()) for row in page]


def ids(source) -> list[str]:
    return [document.id for document in source]


# --- sources ---------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_as_git_would(tmp_path: Path) -> None:
    for name in (
        "a.md", "b.txt", "c.ini", "drafts/d.md", "drafts/keep.md", "old/x/e.md", "old/f.md", ".hidden/g.md", "node_modules/h.md",
        "build/i.md", "sub/build/j.md", "sub/k.md",
    ):  # fmt: skip
        path = tmp_path / "repo" / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("The disk was full.", encoding="utf-8")
    root = tmp_path / "repo" / "docs"
    assert len(ids(open_source(root))) == 9
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "repo" / ".gitignore").write_text("build/\n/docs/old/x\n", encoding="utf-8")
    (root / "drafts" / ".gitignore").write_text("*\n!keep.md\n", encoding="utf-8")
    assert sorted(ids(open_source(root))) == ["a.md", "b.txt", "drafts/keep.md", "old/f.md", "sub/k.md"]
    (root / ".gitignore").write_text("!build/\n", encoding="utf-8")  # the inner file goes before the outer one
    assert "build/i.md" in ids(open_source(root))
    assert sorted(ids(open_source(root, globs=["*.ini", "sub/**/*.md", "!sub/build/"]))) == ["c.ini", "sub/k.md"]
    with pytest.raises(InputError, match="--glob"):
        open_source(root, globs=["*.pdf"])
    (root / ".gitignore").write_text("!\nbuild/\n", encoding="utf-8")  # a line that says nothing
    assert "build/i.md" not in ids(open_source(root))


def test_the_hash_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"The disk was full.\r\n")
    found = next(iter(open_source(tmp_path)))
    assert found.content_hash == hashlib.sha256(b"The disk was full.\r\n").hexdigest()


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are always UTF-8")
def test_file_names_that_are_no_text(tmp_path: Path) -> None:
    with open(os.path.join(os.fsencode(tmp_path), b"caf\xe9.md"), "w", encoding="utf-8") as file:
        file.write("The disk was full.")
    assert ids(open_source(tmp_path)) == ["caf\\xe9.md"]


TABLE = [
    ("one", 'The disk was full.\n\nSecond paragraph, with "quotes"; and more.'),
    ("two", body(1)),
    ("drei", "Ünïcode"),
]


def _csv(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["name", "body", "other"])
        writer.writerows([id, text, "x"] for id, text in TABLE)
    return path


def _jsonl(path: Path) -> Path:
    path.write_text("".join(json.dumps({"name": id, "body": text}) + "\n" for id, text in TABLE), encoding="utf-8")
    return path


def _parquet(path: Path, type: pa.DataType | None = None) -> Path:
    texts = pa.array([text for _, text in TABLE], pa.string())
    if type is not None:
        texts = texts.dictionary_encode() if pa.types.is_dictionary(type) else pa.array(texts.to_pylist(), type)
    try:
        pq.write_table(pa.table({"name": [id for id, _ in TABLE], "body": texts}), path)
    except pa.ArrowNotImplementedError:
        pytest.skip(f"this pyarrow does not write {type}")
    return path


@pytest.mark.parametrize(
    "make",
    [
        lambda at: _csv(at / "t.csv"),
        lambda at: _csv(at / "t.csv", ";"),
        lambda at: _csv(at / "t.CSV", "\t", "utf-8-sig"),
        lambda at: _jsonl(at / "t.jsonl"),
        lambda at: _jsonl(at / "t.ndjson"),
        lambda at: _parquet(at / "t.parquet"),
        lambda at: _parquet(at / "t.parquet", pa.large_string()),
        lambda at: _parquet(at / "t.parquet", pa.binary()),
        lambda at: _parquet(at / "t.parquet", pa.string_view()),
        lambda at: _parquet(at / "t.parquet", pa.dictionary(pa.int32(), pa.string())),
    ],
)
def test_tables(tmp_path: Path, make) -> None:
    source = open_source(make(tmp_path), "body", "name")
    found = list(source)
    assert [(document.id, document.text) for document in found] == TABLE
    assert sum(document.units for document in found) <= source.size
    assert ids(open_source(make(tmp_path), "body")) == ["1", "2", "3"]


def test_bad_rows_of_tables(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'name,body\na,"Fine."\nb,caf\xe9\nc\n,nameless\nd,x,y\n\ne,"' + b"long " * 100 + b'"\nf,Good.\n')
    found = {document.id: document for document in CsvFile(path, Columns("body", "name"), max_bytes=200)}
    assert found["a"].text == "Fine." and found["f"].text == "Good."
    errors = {id: document.error for id, document in found.items() if document.error}
    assert set(errors) == {"b", "c", "row 4", "d", "e"}
    assert "not valid UTF-8 (byte 4, line 1)" in errors["b"] and "1 fields, the header 2" in errors["c"]
    assert (
        'no value in the column "name"' in errors["row 4"] and "3 fields" in errors["d"] and "too large" in errors["e"]
    )

    path = tmp_path / "t.jsonl"
    lines = [b'{"name": "a", "body": "Fine."}', b'{"name": "b", "body": "caf\xe9"}', b"{oops", b"[1]", b'{"name": "c"}',
             b'{"name": "d", "body": 7}', b'{"body": "x"}', b'{"name": 8, "body": "half \\ud800"}', b"", b'{"name": 9, "body": "Good."}',
             b'{"name": "e", "body": "' + b"x" * 5000 + b'"}', b'{"name": "f", "body": "Last."}']  # fmt: skip
    path.write_bytes(b"\n".join(lines))
    found = {document.id: document for document in JsonLinesFile(path, Columns("body", "name"), max_bytes=500)}
    assert found["a"].text == "Fine." and found["9"].text == "Good." and found["f"].text == "Last."
    errors = {id: document.error for id, document in found.items() if document.error}
    assert set(errors) == {"row 2", "row 3", "row 4", "c", "d", "row 7", "8", "row 11"}
    assert "UTF-8" in errors["row 2"] and "not valid JSON" in errors["row 3"] and "no JSON object" in errors["row 4"]
    assert "holds no text" in errors["d"] and "UTF-8" in errors["8"] and "a line of" in errors["row 11"]

    texts = pa.array([b"Fine.", b"caf\xe9", None], pa.binary())
    pq.write_table(pa.table({"name": [1, 2, 3], "body": texts.view(pa.string())}), tmp_path / "t.parquet")
    good, bad, none = ParquetFile(tmp_path / "t.parquet", Columns("body", "name"))
    assert (
        good.text == "Fine."
        and good.id == "1"
        and "not valid UTF-8" in str(bad.error)
        and "no value" in str(none.error)
    )


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"caf\xe9", "caf\\xe9"),
        ("caf\u00e9".encode(), "caf\u00e9"),
        ("se\u2028verity".encode(), "se\u2028verity"),
        (b"se\x0cverity", "se\x0cverity"),
        (b"se\x1cverity\xc2\x85", "se\x1cverity\u0085"),
        (b'"se\r\nverity"', "se\r\nverity"),
    ],
)
def test_any_header_of_csv(tmp_path: Path, header: bytes, name: str, separator: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        separator.join(["name", "@", "body"]).encode().replace(b"@", header)
        + b"\na,1,Fine.\n".replace(b",", separator.encode())
    )
    source = open_source(path, "body", "name")
    (document,) = source
    assert (document.id, document.text, document.given) == ("a", "Fine.", {name: "1"})
    assert [column.name for column in source.given] == [name]
    assert run(path, "--text", "body", "--id", "name", "-o", tmp_path / "s.csv").exit_code == 0


@pytest.mark.parametrize("table", ["s.csv", "s.jsonl", "s.parquet"])
def test_keys_that_are_no_text(tmp_path: Path, table: str) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"body": "The disk was full.", "\\ud800": "y"}\n{"body": "\\udfff"}\n')
    assert run(path, "--text", "body", "-o", tmp_path / table).exit_code == 0
    pages = read_rows(tmp_path / table, (*documents(), *open_source(path, "body").given))
    first, second = (row for page in pages for row in page)
    assert first["\\ud800"] == "y" and first["error"] is None and "UTF-8" in second["error"]


def test_a_fault_in_reading_costs_one_document(tmp_path: Path, monkeypatch) -> None:
    def stumble(format, data):
        if b"worst" in data:
            raise ZeroDivisionError("on purpose")
        return decoded(format, data)

    monkeypatch.setattr(sources, "decoded", stumble)
    monkeypatch.setattr(intake, "decoded", stumble)
    (tmp_path / "a").mkdir()
    for name, text in (("bad", "The worst of days."), ("good", "The disk was full.")):
        (tmp_path / "a" / f"{name}.md").write_text(text)
    table = tmp_path / "t.jsonl"
    table.write_text('{"id": "bad", "body": "The worst of days."}\n{"id": "good", "body": "The disk was full."}\n')
    for archive in (open_source(tmp_path / "a"), open_source(table, "body", "id")):
        found = {document.id.removesuffix(".md"): document.error for document in archive}
        assert found == {"bad": "cannot be read: ZeroDivisionError: on purpose", "good": None}


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("t.csv", b"name,body\na,b\n", [], "say with --text which column holds the documents (name, body)"),
        ("t.csv", b"name,body\na,b\n", ["--text", "boddy"], 'no column "boddy" (did you mean "body"?)'),
        ("t.csv", b"", ["--text", "body"], "the file is empty"),
        ("t.csv", "name,body\n".encode("utf-16"), ["--text", "body"], "UTF-16"),
        ("t.jsonl", b"nonsense\n", ["--text", "body"], "none of its first lines is a JSON object"),
        ("t.jsonl", b'{"a": 1}\n', ["--text", "body"], 'no column "body"'),
        ("t.parquet", b"nonsense", ["--text", "body"], "not a readable Parquet file"),
        ("t.csv", b"body\nx\n", ["--text", "body", "--glob", "*.md"], "--glob is for folders"),
        ("t.zip", b"PK", [], "neither a folder nor a file that ends in"),
    ],
)
def test_archives_that_cannot_be_read(tmp_path: Path, name, content, options, message) -> None:
    (tmp_path / name).write_bytes(content)
    result = run(tmp_path / name, "-o", tmp_path / "out.parquet", *options)
    assert result.exit_code == 2 and message in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_wrong_usage(tmp_path: Path) -> None:
    archive = folder(tmp_path / "in", range(2))
    out = tmp_path / "out.parquet"
    for arguments, message in (
        ([tmp_path / "nowhere", "-o", out], "no such file or folder"),
        ([archive, "-o", tmp_path / "out.xlsx"], "must end in .parquet"),
        ([archive, "-o", out, "--text", "body"], "--text, --id and --plain are for"),
        ([archive, "-o", tmp_path / "no" / "out.csv"], "there is no folder"),
        ([archive, "-o", out, "--findings", out], "different files"),
        ([archive, "-o", out, "--scheduler", "tcp://127.0.0.1:1"], "--scheduler is for --engine dask"),
        ([archive, "-o", out, "--today", "soon"], "not a date"),
        ([tmp_path, "-o", out, "--glob", "*.nothing"], "matches --glob"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2 and message in result.stderr, arguments
    assert run(archive).exit_code == 2 and run(archive, "-o", out, "--jobs", "0").exit_code == 2
    table = _csv(tmp_path / "t.csv")
    before = table.read_bytes()
    result = run(table, "--text", "body", "-o", table)
    assert result.exit_code == 2 and "the archive itself" in result.stderr and table.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "t.csv"]


# --- tables ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scored(tmp_path_factory) -> Path:
    """An archive with everything in it, scored into each format."""
    at = tmp_path_factory.mktemp("scored")
    archive = folder(at / "in", range(30))
    (archive / "bad.md").write_bytes(b"caf\xe9")
    deep = "\n".join(" " * (2 * i) + "- level" for i in range(sys.getrecursionlimit() + 100))
    (archive / "deep.md").write_text(deep, encoding="utf-8")
    (archive / "odd.md").write_text(
        'Ana forgot "it", again;\rand\ttabs =1+1.\n\n- [ ] Improve, "x"\n', encoding="utf-8"
    )
    for suffix in ("parquet", "csv", "jsonl"):
        result = run(
            archive, "-o", at / f"s.{suffix}", "--findings", at / f"f.{suffix}", "--actions", at / f"a.{suffix}"
        )
        assert result.exit_code == 0 and "33 documents" in result.stderr and "1 with an error" in result.stderr
    return at


def test_what_the_tables_hold(scored: Path) -> None:
    table = {row["id"]: row for row in rows(scored / "s.parquet")}
    assert list(table) == sorted(table) and len(table) == 33
    bad = table["bad.md"]
    assert "not valid UTF-8" in bad["error"] and bad["words"] is bad["errors"] is bad["blame/person"] is None
    analyzer = Analyzer(today=False)  # tables are the same on every day
    findings, actions = rows(scored / "f.parquet", FINDINGS), rows(scored / "a.parquet", ACTIONS)
    for id in ("p00001.md", "deep/er/p00005.md", "odd.md"):
        text = (scored / "in" / id).read_bytes().decode("utf-8")
        report, row = analyzer.analyze(text), table[id]
        assert row["overall"] == report.scores.overall and row["words"] == report.metrics.words
        assert row["version"] == blameless.__version__ and row["error"] is None and row["path"].endswith(id)
        assert row["errors"] == sum(f.severity == "error" for f in report.findings)
        assert {rule: row[rule] for rule in catalogue() if row[rule]} == dict(
            pd.Series([f.rule for f in report.findings]).value_counts()
        )
        mine = [f for f in findings if f["id"] == id]
        assert [(f["rule"], f["start"], f["text"]) for f in mine] == [
            (f.rule, f.start, f.text) for f in report.findings
        ]
        assert all(text[f["start"] : f["end"]] == f["text"] for f in mine)
        assert [a["text"] for a in actions if a["id"] == id] == [item.text for item in report.action_items]


def test_every_format_holds_the_same_rows(scored: Path) -> None:
    for name, columns in (("s", documents()), ("f", FINDINGS), ("a", ACTIONS)):
        parquet = rows(scored / f"{name}.parquet", columns)
        assert parquet and parquet == rows(scored / f"{name}.jsonl", columns)
        one_line_end = [
            {key: value.replace("\r", "\n") if isinstance(value, str) else value for key, value in row.items()}
            for row in parquet
        ]
        assert one_line_end == rows(scored / f"{name}.csv", columns)
        assert pq.read_schema(scored / f"{name}.parquet").equals(arrow_schema(columns))
        header = (scored / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == [column.name for column in columns] == list(parquet[0])


def test_the_formats_are_read_by_pandas(scored: Path) -> None:
    parquet = pd.read_parquet(scored / "s.parquet")
    for other in (pd.read_csv(scored / "s.csv"), pd.read_json(scored / "s.jsonl", lines=True)):
        assert list(other.columns) == list(parquet.columns) and len(other) == len(parquet)
        assert other["overall"].sum() == pytest.approx(parquet["overall"].sum())
        assert other["blame/person"].sum() == parquet["blame/person"].sum() > 0


def test_the_schema_is_documented() -> None:
    page = (ROOT / "docs" / "archive.md").read_text(encoding="utf-8")
    at = 0
    for columns in (documents()[: -len(catalogue())], FINDINGS, ACTIONS):
        for column in columns:
            at = page.index(f"| `{column.name}` | {column.type} | {column.meaning} |", at)  # in this order: make docs


def test_jobs_change_nothing(scored: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / f"{name}.parquet" for name in "sfa"]
    result = run(scored / "in", "-o", outputs[0], "--findings", outputs[1], "--actions", outputs[2], "--jobs", "2")
    assert result.exit_code == 0
    for path in outputs:
        assert path.read_bytes() == (scored / path.name).read_bytes()


def test_tables_keep_the_order_of_their_archive(tmp_path: Path) -> None:
    result = run(_jsonl(tmp_path / "t.jsonl"), "--text", "body", "--id", "name", "-o", tmp_path / "s.csv")
    assert result.exit_code == 0 and [row["id"] for row in rows(tmp_path / "s.csv")] == ["one", "two", "drei"]


def test_ids_that_come_twice(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,body\na,The disk was full.\na,The queue was full.\n", encoding="utf-8")
    assert run(path, "--text", "body", "--id", "name", "-o", tmp_path / "s.csv").exit_code == 0
    first, second = rows(tmp_path / "s.csv")
    assert first["error"] is None and 'the id "a" is taken' in second["error"]


def test_plain_text_and_settings(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('body\n"Notes\n\n    Ana forgot it."\n', encoding="utf-8")
    (tmp_path / ".blameless.toml").write_text('ignore = ["section"]\n', encoding="utf-8")
    for options, person in (([], 0), (["--plain"], 1)):
        assert run(path, "--text", "body", "-o", tmp_path / "s.csv", *options).exit_code == 0
        (row,) = rows(tmp_path / "s.csv")
        assert row["blame/person"] == person and row["section/summary"] == 0


# --- bad documents ---------------------------------------------------------------------------------------------------


def test_a_fault_of_ours_costs_one_row(tmp_path: Path, monkeypatch) -> None:
    together = Analyzer._analyze

    def faulty(self, documents, format="markdown"):
        for text, _ in documents:
            if "Outage 3," in text:
                raise RecursionError
            if "Outage 4," in text:
                raise ZeroDivisionError("no")
        return together(self, documents, format)

    monkeypatch.setattr(Analyzer, "_analyze", faulty)
    out = tmp_path / "s.csv"
    assert run(folder(tmp_path / "in", range(8)), "-o", out).exit_code == 0
    errors = {row["id"]: row["error"] for row in rows(out) if row["error"]}
    assert errors == {
        "p00003.md": "nested too deeply to be read",
        "p00004.md": "cannot be judged: ZeroDivisionError: no",
    }
    monkeypatch.undo()
    result = run(tmp_path / "in", "-o", out)  # what failed is tried again
    assert "2 scored, 6 already scored" in result.stderr and not any(row["error"] for row in rows(out))


def _kills_its_process(texts, settings):
    """A partition function that some documents are too much for."""
    from blameless.archive.partition import score_partition

    if any("poison" in text.text for text in texts):
        os._exit(9)
    return score_partition(texts, settings)


@pytest.mark.slow  # test_jobs asks the same of the pool with processes that need load nothing
def test_a_document_that_kills_its_process(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(engines, "score_partition", _kills_its_process)
    archive = folder(tmp_path / "in", range(12))
    (archive / "p00006.md").write_text("A poison pill.", encoding="utf-8")
    assert run(archive, "-o", tmp_path / "s.csv", "--jobs", "2").exit_code == 0
    errors = {row["id"]: row["error"] for row in rows(tmp_path / "s.csv") if row["error"]}
    assert list(errors) == ["p00006.md"] and "died" in errors["p00006.md"]


def _dies(texts, settings):
    os._exit(9)


def _need_nothing(settings, analyzer):
    """Where a process dies before it judges, it need load nothing."""


def test_processes_that_cannot_work_at_all(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(engines, "score_partition", _dies)
    monkeypatch.setattr(engines, "_start", _need_nothing)
    result = run(folder(tmp_path / "in", range(2)), "-o", tmp_path / "s.csv", "--jobs", "2")
    assert result.exit_code == 2 and "no process can be started" in result.stderr
    assert not (tmp_path / "s.csv").exists()


def test_folders_and_files_that_may_not_be_read(tmp_path: Path) -> None:
    archive = folder(tmp_path / "in", range(3))
    (archive / "big.md").write_text("The disk filled up.\n" * 600_000, encoding="utf-8")
    (archive / "empty.md").touch()
    (archive / "page.html").write_bytes(b"<p>\xff</p>")
    assert run(archive, "-o", tmp_path / "s.csv").exit_code == 0
    errors = {row["id"]: row["error"] for row in rows(tmp_path / "s.csv") if row["error"]}
    assert "too large" in errors.pop("big.md") and "empty" in errors.pop("empty.md")
    assert "UTF-8" in errors.pop("page.html") and not errors
    if os.geteuid():
        (archive / "deep").chmod(0)
        assert run(archive, "-o", tmp_path / "s.csv").exit_code == 0
        assert "cannot be read" in rows(tmp_path / "s.csv")[0]["error"]
        (archive / "deep").chmod(0o755)


# --- earlier outputs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_an_archive_that_grows_costs_what_is_new(tmp_path: Path, suffix: str) -> None:
    archive = folder(tmp_path / "in", range(20))
    outputs = [tmp_path / f"{name}.{suffix}" for name in "sfa"]
    command = [archive, "-o", outputs[0], "--findings", outputs[1], "--actions", outputs[2]]
    assert "20 scored" in run(*command).stderr
    folder(archive, range(20, 30))
    (archive / "p00003.md").write_text(body(300), encoding="utf-8")
    (archive / "p00004.md").unlink()
    (archive / "p00006.md").rename(archive / "p00099.md")  # the same content under another name
    assert "29 documents (11 scored, 18 already scored)" in run(*command).stderr
    grown = [path.read_bytes() for path in outputs]
    assert "29 documents (0 scored, 29 already scored)" in run(*command).stderr
    assert [path.read_bytes() for path in outputs] == grown
    for path in outputs:
        path.unlink()
    assert "29 scored" in run(*command).stderr
    assert [path.read_bytes() for path in outputs] == grown
    assert "29 scored" in run(*command, "--rescore").stderr
    assert [path.read_bytes() for path in outputs] == grown
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in", *(path.name for path in outputs)])


def test_other_settings_are_another_judgement(tmp_path: Path, monkeypatch) -> None:
    archive, out = folder(tmp_path / "in", range(5)), tmp_path / "s.csv"
    assert "5 scored" in run(archive, "-o", out).stderr
    assert "5 scored" in run(archive, "-o", out, "--today", "2030-01-01").stderr
    assert "0 scored" in run(archive, "-o", out, "--today", "2030-01-01").stderr
    (archive / ".blameless.toml").write_text('fail-on = "info"\n', encoding="utf-8")  # changes no row
    assert "0 scored" in run(archive, "-o", out, "--today", "2030-01-01").stderr
    (archive / ".blameless.toml").write_text('ignore = ["blame"]\n', encoding="utf-8")
    assert "5 scored" in run(archive, "-o", out, "--today", "2030-01-01").stderr


def test_findings_that_belong_to_another_state_are_not_taken(tmp_path: Path) -> None:
    archive, out, found = folder(tmp_path / "in", range(3)), tmp_path / "s.csv", tmp_path / "f.csv"
    run(archive, "-o", out, "--findings", found)
    (archive / "p00001.md").write_text(body(5), encoding="utf-8")  # as many findings as before, at other places
    run(archive, "-o", out)
    assert "1 scored, 2 already scored" in run(archive, "-o", out, "--findings", found).stderr
    assert any("key 5" in row["sentence"] for row in rows(found, FINDINGS))
    found.unlink()
    assert "3 scored" in run(archive, "-o", out, "--findings", found).stderr
    lines = found.read_text(encoding="utf-8").splitlines(keepends=True)
    found.write_text("".join(lines[:-1]), encoding="utf-8")  # the last document lost a finding
    assert "1 scored, 2 already scored" in run(archive, "-o", out, "--findings", found).stderr
    assert found.read_text(encoding="utf-8") == "".join(lines)


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
@pytest.mark.parametrize("which", ["s", "f"])
def test_a_damaged_earlier_output_stops_and_stays(tmp_path: Path, suffix: str, which: str) -> None:
    archive = folder(tmp_path / "in", range(6))
    command = [archive, "-o", tmp_path / f"s.{suffix}", "--findings", tmp_path / f"f.{suffix}"]
    assert run(*command).exit_code == 0
    target = tmp_path / f"{which}.{suffix}"
    whole = target.read_bytes()
    for damaged in (whole[: len(whole) * 2 // 3], whole[:-1], b"\x00\xff" * 500):
        target.write_bytes(damaged)
        result = run(*command)
        assert result.exit_code == 2 and str(target) in result.stderr and "--rescore" in result.stderr
        assert target.read_bytes() == damaged
    assert run(*command, "--rescore").exit_code == 0 and target.read_bytes() == whole


def test_a_file_of_someone_else_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "s.csv"
    out.write_text("name,salary\nAna,1\n", encoding="utf-8")
    result = run(folder(tmp_path / "in", range(2)), "-o", out)
    assert result.exit_code == 2 and "there is no column id" in result.stderr
    assert out.read_text(encoding="utf-8") == "name,salary\nAna,1\n"


def test_an_empty_file_is_no_earlier_output(tmp_path: Path) -> None:
    (tmp_path / "s.csv").touch()
    assert run(folder(tmp_path / "in", range(2)), "-o", tmp_path / "s.csv").exit_code == 0


def test_a_damaged_work_file_is_told(tmp_path: Path) -> None:
    work = tmp_path / "s.csv.work"
    work.write_bytes(b"nonsense" * 1000)
    result = run(folder(tmp_path / "in", range(2)), "-o", tmp_path / "s.csv")
    assert result.exit_code == 2 and "delete it to start over" in result.stderr and work.exists()
    assert run(tmp_path / "in", "-o", tmp_path / "s.csv", "--rescore").exit_code == 0 and not work.exists()


def test_two_runs_at_once(tmp_path: Path) -> None:
    archive, shared = folder(tmp_path / "in", range(2)), tmp_path / "f.csv"
    (tmp_path / "link.csv").symlink_to(shared)
    claim = Claim(shared)
    for command in (
        ["-o", shared],
        ["-o", shared, "--rescore"],
        ["-o", tmp_path / "s.csv", "--findings", shared],
        ["-o", tmp_path / "s.csv", "--actions", tmp_path / "link.csv"],
        ["-o", tmp_path / "s.csv", "--findings", shared, "--rescore"],
    ):
        result = run(archive, *command)
        assert result.exit_code == 2 and ".csv: another run is writing this output" in result.stderr
        assert not shared.exists() and not (tmp_path / "s.csv").exists()
    claim.release()
    assert run(archive, "-o", tmp_path / "s.csv", "--findings", shared).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.csv", "in", "link.csv", "s.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--rescore"]])
def test_runs_that_race_for_a_table(tmp_path: Path, more: list[str]) -> None:
    archive = folder(tmp_path / "in", range(10))
    command = [sys.executable, "-m", "blameless", "score", str(archive), "-o", str(tmp_path / "s.csv"), "-q", *more]
    for _ in range(4):
        runs = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
        said = [each.communicate(timeout=120)[1] for each in runs]
        codes = [each.returncode for each in runs]
        assert 0 in codes and set(codes) <= {0, 2}
        for code, text in zip(codes, said, strict=True):
            assert text == ("" if code == 0 else f"blameless: {tmp_path}/s.csv: another run is writing this output\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "s.csv"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("name", ["s.csv.work", "s.csv.work-wal", "s.csv.work-journal", ".s.csv.lock"])
def test_what_is_no_file_in_the_place_of_ours(tmp_path: Path, name: str) -> None:
    archive = folder(tmp_path / "in", range(2))
    os.mkfifo(tmp_path / name)
    for more in ([], ["--rescore"]):
        result = run(archive, "-o", tmp_path / "s.csv", *more)
        assert result.exit_code == 2 and f"{name}: is no file" in result.stderr
        assert (tmp_path / name).is_fifo() and not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_a_table_of_other_documents_is_not_replaced(tmp_path: Path, suffix: str) -> None:
    mine, other = folder(tmp_path / "mine", range(3)), folder(tmp_path / "other", range(10, 13))
    shared = tmp_path / f"f.{suffix}"
    own = [mine, "-o", tmp_path / f"s.{suffix}", "--findings", shared]
    assert run(*own).exit_code == 0
    whole = shared.read_bytes()
    for command in (
        [other, "-o", tmp_path / f"t.{suffix}", "--findings", shared],
        [mine, "-o", tmp_path / f"t.{suffix}", "--findings", shared],  # which has no documents yet
    ):
        result = run(*command)
        assert result.exit_code == 2 and f"{shared}: holds the findings of other documents" in result.stderr
    assert run(other, "-o", tmp_path / f"t.{suffix}").exit_code == 0
    result = run(other, "-o", tmp_path / f"t.{suffix}", "--findings", shared)
    assert result.exit_code == 2 and "--rescore" in result.stderr and shared.read_bytes() == whole
    assert "3 already scored" in run(*own).stderr and shared.read_bytes() == whole
    (mine / "p00001.md").unlink()  # the archive may change, and runs without the table come between
    assert run(*own[:3]).exit_code == 0 and run(*own).exit_code == 0
    shared.write_bytes(b"name,salary\nAna,1\n")
    (tmp_path / f"s.{suffix}").unlink()
    assert run(*own).exit_code == 2 and shared.read_bytes() == b"name,salary\nAna,1\n"
    assert run(*own, "--rescore").exit_code == 0


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_a_table_of_documents_of_the_same_names_is_not_replaced(tmp_path: Path, suffix: str) -> None:
    """Names tell nothing: two folders may both hold ``p0.md``, and rows without names are all called 1, 2, …"""
    sources = []
    for which, first in (("a", 0), ("b", 10)):
        (tmp_path / which).mkdir()
        texts = [*(body(number) for number in range(first, first + 3)), body(99)]  # one is the same in both
        for number, text in enumerate(texts):
            (tmp_path / which / f"p{number}.md").write_text(text)
        pd.DataFrame({"body": texts}).to_csv(tmp_path / f"{which}-rows.csv", index=False)
        sources.append(([tmp_path / which], [tmp_path / f"{which}-rows.csv", "--text", "body"]))
    for number, (a, b) in enumerate(zip(*sources, strict=True)):
        kept = tmp_path / f"f{number}.{suffix}"
        own = [*a, "-o", tmp_path / f"a{number}.{suffix}", "--findings", kept]
        assert run(*own).exit_code == 0
        whole = kept.read_bytes()
        assert run(*b, "-o", tmp_path / f"b{number}.{suffix}").exit_code == 0
        result = run(*b, "-o", tmp_path / f"b{number}.{suffix}", "--findings", kept)
        assert result.exit_code == 2 and "holds the findings of other documents" in result.stderr
        assert kept.read_bytes() == whole
        assert run(*own).exit_code == 0 and kept.read_bytes() == whole


def test_a_table_stays_that_of_its_documents_when_rows_move(tmp_path: Path) -> None:
    path, out = tmp_path / "t.csv", ["-o", tmp_path / "s.csv"]
    table = [path, "--text", "body", *out]
    pd.DataFrame({"body": [body(number) for number in range(4)]}).to_csv(path, index=False)
    assert run(*table, "--findings", tmp_path / "f.csv").exit_code == 0
    pd.DataFrame({"body": [body(number) for number in (7, 8, 0, 1, 2)]}).to_csv(path, index=False)
    assert run(*table).exit_code == 0
    assert run(*table, "--findings", tmp_path / "f.csv").exit_code == 0


def test_a_row_with_nul_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"name,body\na,The disk was full.\nb,The \0 queue was full.\nc,The queue was full.\n")
    assert run(path, "--text", "body", "--id", "name", "-o", tmp_path / "s.csv").exit_code == 0
    assert {row["id"]: row["error"] for row in rows(tmp_path / "s.csv")} == {
        "a": None, "b": "a binary file, not text", "c": None,
    }  # fmt: skip


def test_silence(tmp_path: Path) -> None:
    archive = folder(tmp_path / "in", range(2))
    result = run(archive, "-o", tmp_path / "s.csv", "--quiet")
    assert result.exit_code == 0 and result.output == ""
    result = run(archive, "-o", tmp_path / "s.csv")
    assert result.stdout == "" and len(result.stderr.splitlines()) == 1  # no bar: this is no terminal
    shutil.rmtree(archive)
    assert run(archive, "-o", tmp_path / "s.csv", "--quiet").exit_code == 2


def test_texts_that_are_the_same_are_told_apart_from_those_judged_before(tmp_path: Path) -> None:
    archive = tmp_path / "in"
    archive.mkdir()
    for name in ("a.md", "b.md"):
        (archive / name).write_text("# Outage\n\nAll was down.\n", encoding="utf-8")
    first, second = (run(archive, "-o", tmp_path / "s.csv").stderr for _ in range(2))
    assert "2 documents (1 scored, 1 duplicate)" in first
    assert "2 documents (0 scored, 2 already scored)" in second


# --- the user's own columns, titles and dates ---------------------------------------------------------------------


OWN = [
    {"name": "a", "body": "# First\n\nThe disk was full on 2024-03-01.\n", "team": "Data", "size": 3, "title": "", "overall": "x"},
    {"name": "b", "body": "No heading.\n", "team": None, "size": 4, "title": "Ours", "overall": None},
]  # fmt: skip


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_the_users_columns_are_kept(tmp_path: Path, suffix: str) -> None:
    source, out = tmp_path / f"t{suffix}", tmp_path / "scores.parquet"
    frame = pd.DataFrame(OWN)
    if suffix == ".csv":
        frame.to_csv(source, index=False)
    elif suffix == ".jsonl":
        frame.to_json(source, orient="records", lines=True)
    else:
        frame.to_parquet(source)
    for _ in range(2):  # the second run judges nothing and keeps them all the same
        result = run(source, "--text", "body", "--id", "name", "-o", out)
        assert result.exit_code == 0, result.output
    assert "(0 scored, 2 already scored)" in result.stderr
    table = pq.read_table(out).to_pylist()
    assert [row["team"] for row in table] == ["Data", None]
    assert [row["size"] for row in table] == ([3, 4] if suffix == ".parquet" else ["3", "4"])
    assert [row["given_overall"] for row in table] == ["x", None] and table[0]["words"] is not None
    assert [(row["title"], row["title_from"]) for row in table] == [("First", "heading"), ("Ours", "column")]
    assert [row["given_title"] for row in table] == [None, "Ours"] or suffix != ".csv"
    assert (table[0]["date"], table[0]["date_from"]) == ("2024-03-01", "text")


def test_two_columns_of_one_name_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("body,title,given_title\nThe disk was full.,a,b\n")
    result = run(path, "--text", "body", "-o", tmp_path / "s.csv")
    assert result.exit_code == 2 and 'would be called "given_title"' in result.stderr


@pytest.mark.parametrize(
    "name, text, told",
    [
        ("a.md", "# Outage\n\n## Action items\n\n- Add an alert by 2024-06-01\n", (None, "nowhere")),
        ("a.md", "# Outage\n\nWe will add an alert by 2024-06-01.\n", (None, "nowhere")),
        ("a.md", "# Outage\n\n| Task | Due |\n|---|---|\n| Add an alert | 2024-06-01 |\n", (None, "nowhere")),
        ("a.md", "# Outage\n\nOn 2024-05-02 the disk was full.\n\n## Next steps\n\n- Alert, due 2024-06-01\n", ("2024-05-02", "text")),
        ("2024-05-03-a.md", "# Outage\n\nSince 2019-01-01 all was well.\n", ("2024-05-03", "file name")),
        ("2024/05/04/a.md", "# Outage\n\nThe disk was full.\n", ("2024-05-04", "file name")),
        ("2024-05-03-a.md", "# Outage of 2024-05-02\n\nThe disk was full.\n", ("2024-05-02", "title")),
        ("2024-05-03-a.md", "---\ndate: 2024-05-01\n---\n\n# Outage of 2024-05-02\n", ("2024-05-01", "front matter")),
        ("2024-13-40-a.md", "# Outage\n\nThe disk was full.\n", (None, "nowhere")),
    ],
)  # fmt: skip
def test_a_date_is_never_that_of_an_action(tmp_path: Path, name: str, text: str, told: tuple) -> None:
    path = tmp_path / "archive" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    out = tmp_path / "s.jsonl"
    assert run(tmp_path / "archive", "-o", out, "-q").exit_code == 0
    (row,) = rows(out)
    assert (row["date"], row["date_from"]) == told
    assert row["title"] == "Outage" or row["title_from"] == "heading"
