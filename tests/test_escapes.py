"""What documents and file names hold does no harm where it is shown, and no stream of whatever encoding stops a check."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import warm
from conftest import ROOT, SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents as markdown_documents
from typer.testing import CliRunner

from blameless import analyze
from blameless.archive.sinks import read_rows
from blameless.archive.tables import ACTIONS, documents
from blameless.cli import app
from blameless.project import read_project
from blameless.show import Failure, Result
from blameless.show.escape import csv_cell, from_csv_cell, markdown, uri, visible, workflow
from blameless.show.formats import built_in, reporter

FORMATS = built_in()
BAD = str(SAMPLES / "checkout-outage.md")
NASTY = (
    "# Outage \x1b]0;owned\x07\n\nDave\x1b[2J forgot to drain the node\u202e. He &#27;[31m should have checked \x9b1m it.\n\n"
    '## Action items\n\n- =HYPERLINK("http://example.com") improve \x1b]8;;http://example.com\x07monitoring\n- @ana to add an alert\n'
)
OBEYED = "".join(map(chr, [*range(9), *range(11, 32), *range(0x7F, 0xA0)])) + "\u202e\u2066\ufeff\ud800"


def run(*arguments: object, env: dict[str, str] | None = None, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*warm.command(), *map(str, arguments)],
        cwd=ROOT,
        timeout=120,
        check=False,
        env={**os.environ, **(env or {})},
        **{"capture_output": True, **options},
    )


@pytest.mark.parametrize("format", FORMATS)
def test_no_report_holds_what_a_terminal_would_obey(format: str) -> None:
    out = io.StringIO()
    outcomes = [Result("a\x1b[2J\udce9.md", NASTY, analyze(NASTY)), Failure("b\x9b.md", "no \x1b such file")]
    reporter(format)(outcomes, out)
    assert not set(out.getvalue()) & set(OBEYED)


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)
"""Half characters too, which file names may hold."""


@settings(max_examples=60)
@given(ANYTHING, st.text(max_size=40), markdown_documents())
def test_any_document_in_any_report(path: str, noise: str, document: str) -> None:
    text = f"{document}\n\nDave forgot {noise}\n"
    result = Result(path, text, analyze(text))
    for format in FORMATS:
        out = io.TextIOWrapper(io.BytesIO(), "ascii", errors="blameless.plainly")
        reporter(format)([result, Failure(path, path)], out)
        out.seek(0)
        written = out.read()
        assert not set(written) & set(OBEYED)
        assert format not in ("json", "jsonl", "sarif", "gitlab") or json.loads(
            written.splitlines()[0] if format == "jsonl" else written
        )


@given(st.text(st.characters(codec="utf-8")))
def test_json_is_what_it_was(text: str) -> None:
    for encoding in ("utf-8", "latin-1"):
        out = io.TextIOWrapper(io.BytesIO(), encoding)
        reporter("jsonl")([Failure("a.md", text)], out)
        out.seek(0)
        assert json.loads(out.read())["error"] == text


def test_messages_and_names_reach_the_terminal_harmlessly(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b]0;owned\x07\nb.md"
    path.write_bytes(b"\0\1")
    (tmp_path / "good\x1b[2J.md").write_text(NASTY, encoding="utf-8")
    result = run("check", path, tmp_path)
    assert (
        b"\x1b" not in result.stderr + result.stdout and b"a\\x1b]0;owned\\x07\\nb.md: a binary file" in result.stderr
    )
    missing = run("check", "nowhere\x1b[2J")
    assert b"\x1b" not in missing.stderr and missing.returncode == 2


def test_names_of_outputs_and_of_configuration_reach_the_terminal_harmlessly(tmp_path: Path) -> None:
    folder = tmp_path / "d\x1b]0;owned\x07\x9b\nx = 1"
    folder.mkdir()
    (folder / "a.md").write_text(NASTY, encoding="utf-8")
    (folder / ".blameless.toml").write_text('people = ["\\u009bx", "Ana"]\n', encoding="utf-8")
    output = folder / "s\x1b]0;owned\x07.csv"
    for arguments in (["score", folder, "-o", output], ["check", folder, "--show-config"]):
        result = run(*arguments)
        assert result.returncode == 0 and not set("\x1b\x07\x9b") & set((result.stderr + result.stdout).decode())
    config = tmp_path / "again.toml"
    config.write_bytes(result.stdout)
    assert read_project(config).config == read_project(folder / ".blameless.toml").config


# --- CSV -------------------------------------------------------------------------------------------------------------


BLANKS = [
    "",
    " ",
    "\u00a0",
    "\u3000",
    "\ufeff",
    "\u200b",
    "\u2060",
    "\0",
    "\x1b",
    "\t",
    "\r",
    "\n",
    "\x0b",
    "'",
    " \u200b\ufeff",
]


@given(st.builds(str.__add__, st.sampled_from(BLANKS), st.text()))
def test_cells_come_back(text: str) -> None:
    shown = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    assert from_csv_cell(csv_cell(text)) == shown == csv_cell(text, formulas=True)
    assert not set(csv_cell(text)) & set(OBEYED) and "\r" not in csv_cell(text)


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＠"])
def test_nothing_hides_a_formula(blank: str, sign: str) -> None:
    cell = csv_cell(f"{blank}{sign}SUM(A1)")
    assert cell[0] == "'" or "\\" in cell[:3]  # what is spelled out is no formula either
    assert csv_cell(f"{blank}SUM(A1) = 3").lstrip("'") == visible(f"{blank}SUM(A1) = 3".replace("\r", "\n")).lstrip("'")


def test_tables_hold_nothing_that_a_terminal_would_obey(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a\x1b[2J\x7f.md").write_text(NASTY.replace("\n", "\r\n"), encoding="utf-8", newline="")
    for suffix in ("csv", "jsonl"):
        outputs = [tmp_path / f"{name}.{suffix}" for name in "sfa"]
        command = ["score", tmp_path / "in", "-o", outputs[0], "--findings", outputs[1], "--actions", outputs[2]]
        assert CliRunner().invoke(app, [*map(str, command)]).exit_code == 0
        for output in outputs:
            assert not set(output.read_text(encoding="utf-8")) & set(OBEYED)
        assert "1 already scored" in CliRunner().invoke(app, [*map(str, command)]).stderr


def test_formulas_can_be_left_what_they_are(tmp_path: Path) -> None:
    text = "# Outage\n\n## Action items\n\n- =1+1 improve monitoring\n- '=2+2 improve monitoring\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=a.md").write_text(text, encoding="utf-8")
    command = ["score", str(tmp_path / "in"), "-o", str(tmp_path / "s.csv"), "--actions", str(tmp_path / "a.csv")]
    for told in ("(1 scored)", "1 already scored"):
        assert told in CliRunner().invoke(app, [*command, "--csv-formulas"]).stderr
        assert [row["id"] for page in read_rows(tmp_path / "s.csv", documents(), True) for row in page] == ["=a.md"]
        with open(tmp_path / "a.csv", encoding="utf-8", newline="") as file:
            texts = [row["text"] for row in csv.DictReader(file)]
        assert texts == ["=1+1 improve monitoring", "'=2+2 improve monitoring"]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=cmd.md").write_text(NASTY, encoding="utf-8")
    (tmp_path / "in" / "'=quoted.md").write_text("# Outage\n\nThe disk was full.\n", encoding="utf-8")
    command = ["score", str(tmp_path / "in"), "-o", str(tmp_path / "s.csv"), "--actions", str(tmp_path / "a.csv")]
    assert CliRunner().invoke(app, command).exit_code == 0
    for name in ("s", "a"):
        with open(tmp_path / f"{name}.csv", encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in tuple("=+@\t\r\n")]
    (found,) = [{row["id"] for row in page} for page in read_rows(tmp_path / "s.csv", documents())]
    assert found == {"=cmd.md", "'=quoted.md"}
    (items,) = list(read_rows(tmp_path / "a.csv", ACTIONS))
    assert items[0]["id"] == "=cmd.md" and any(item["text"].startswith("@ana") for item in items)
    assert "2 already scored" in CliRunner().invoke(app, command).stderr  # and the next run knows them


# --- other outputs ---------------------------------------------------------------------------------------------------


def test_markdown_workflow_commands_and_uris() -> None:
    assert markdown("a*b\n<i>\x1b") == "a\\*b\\\\n\\<i\\>\\\\x1b"
    assert workflow("50% done\nnext: a,b") == "50%25 done%0Anext: a,b"
    assert workflow("a:b,c", is_property=True) == "a%3Ab%2Cc"
    assert uri("ünï code/a#b?.md") == "%C3%BCn%C3%AF%20code/a%23b%3F.md" and uri("caf\udce9.md") == "caf%E9.md"


def test_the_page_of_trends() -> None:
    from blameless.trends import render_page
    from blameless.trends.scores import COUNTS, SCORES

    frame = pd.DataFrame(
        {
            "id": ["a\x1b\u202e<b>.md"], "error": [None], "date": ["2024-05-01"], "detected_by": ["unknown"], "time_to_detect": [60.0],
            **{name: [50.0] for name in SCORES}, **{name: [1] for name in COUNTS},
        }
    )  # fmt: skip
    page = render_page(frame, title="T\x1b\u202e<i>")
    assert "a &lt;b&gt;.md" in page and not {"\x1b", "\u202e"} & set(page)


# --- streams ---------------------------------------------------------------------------------------------------------


TEXT = "# Störung 日本 👩\n\nJosé “Pepe” forgot to drain the node → 💥 – and 日本.\n"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii", "utf-8"])
def test_streams_of_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    written = {}
    for format in FORMATS:
        result = run("check", path, "-f", format, "--fail-on", "warning", env={"PYTHONIOENCODING": encoding})
        assert (result.returncode, result.stderr) == (1, b""), format
        written[format] = result.stdout.decode(encoding)
    assert "forgot to" in written["text"] and ("node ->" in written["text"] or "node →" in written["text"])
    (document,) = json.loads(written["json"])["documents"]
    for each in (document, json.loads(written["jsonl"])):
        assert any("→ 💥" in finding["sentence"] for finding in each["findings"])


CHECKS = [((sys.executable, "-m", "blameless"), "text"), *((None, format) for format in FORMATS)]
"""How a check is begun, and its format: one in a process of its own, the others in forks."""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices are those of POSIX")
@pytest.mark.parametrize("shell", ["{} | true", "{} >&-"])
@pytest.mark.parametrize(("begun", "format"), CHECKS)
def test_a_reader_that_leaves_does_not_change_the_exit_code(
    begun: tuple[str, ...] | None, format: str, shell: str
) -> None:
    check = shell.format(shlex.join([*(begun or warm.command()), "check", BAD, BAD, "--format", format]))
    result = subprocess.run(
        ["bash", "-c", f"{check}; echo ${{PIPESTATUS[0]}}"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert result.stdout.split() == ["1"] and result.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_a_full_device_is_told() -> None:
    with open("/dev/full", "w") as full:
        result = run("check", BAD, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 2 and b"No space left" in result.stderr and b"Traceback" not in result.stderr
