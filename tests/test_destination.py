"""Where reports and tables are written: nothing that is there is harmed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from blameless.cli import app

TEXT = "# Outage\n\nThe queue was full from 10:00 to 10:40.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def check(draft: Path, output: Path) -> int:
    return CliRunner().invoke(app, ["check", str(draft), "--fail-on", "never", "-o", str(output)]).exit_code


def test_a_report_does_not_take_the_place_of_its_document(draft) -> None:
    assert check(draft, draft) == 2
    assert draft.read_text(encoding="utf-8") == TEXT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_written_to_and_stays_one(draft, tmp_path) -> None:
    pipe, found = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: found.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    assert check(draft, pipe) == 0
    reader.join(timeout=30)
    assert pipe.is_fifo() and "draft.md" in found[0]


def test_a_link_keeps_leading_where_it_led(draft, tmp_path) -> None:
    target, link = tmp_path / "report.txt", tmp_path / "latest.txt"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    assert check(draft, link) == 0
    assert link.is_symlink() and "draft.md" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "score"])
def test_a_file_called_as_we_might_call_ours_is_left_alone(draft, tmp_path, command) -> None:
    output = tmp_path / "out.json"
    mine = tmp_path / "out.json.part"
    mine.write_text("mine", encoding="utf-8")
    if command == "check":
        assert check(draft, output) == 0
    else:
        output = tmp_path / "out.csv"
        (tmp_path / "out.csv.part").symlink_to(mine)
        done = CliRunner().invoke(app, ["score", str(tmp_path), "-o", str(output), "--quiet", "--glob", "draft.md"])
        assert done.exit_code == 0, done.output
    assert output.is_file() and not output.is_symlink()
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")]


def test_folders_in_folders_without_end_are_said(tmp_path) -> None:
    folder = tmp_path
    for _ in range(230):
        folder = folder / "d"
    os.makedirs(folder)
    (tmp_path / "draft.md").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(tmp_path), "--fail-on", "never", "--format", "json"])
    assert done.exit_code == 2 and "deep" in done.output and "draft.md" in done.output


@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
def test_nothing_takes_the_place_of_a_document_of_a_folder(tmp_path, option) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    for name in ("p1.md", "p2.md"):
        (folder / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "link.md").symlink_to(folder / "p2.md")
    os.link(folder / "p2.md", tmp_path / "other-name.md")
    for place in (folder / "p2.md", folder / ".." / "a" / "p2.md", tmp_path / "link.md", tmp_path / "other-name.md"):
        result = CliRunner().invoke(app, ["check", str(folder), option, str(place)])
        assert result.exit_code == 2 and "is an input" in result.stderr
        assert (folder / "p2.md").read_text(encoding="utf-8") == TEXT
    assert (
        CliRunner().invoke(app, ["check", str(folder), "--fail-on", "never", option, str(folder / "new")]).exit_code
        == 0
    )


LONG = "x" * 300


@pytest.mark.parametrize(
    "command",
    [
        ["check", "draft.md", "-o", LONG],
        ["check", "draft.md", "--write-baseline", LONG],
        ["check", "draft.md", "--baseline", LONG],
        ["check", "draft.md", "--config", LONG],
        ["check", "draft.md", "--model", LONG],
        ["check", LONG],
        ["score", LONG, "-o", "s.csv"],
        ["score", LONG + ".csv", "-o", "s.csv", "--text", "a"],
        ["score", ".", "-o", "x" * 246 + ".csv"],
        ["score", ".", "-o", LONG + ".csv"],
        ["score", ".", "-o", "s.csv", "--findings", LONG + ".csv"],
        ["score", ".", "-o", LONG + "/s.csv"],
        ["score", ".", "-o", "s.csv", "--model", LONG],
        ["actions", LONG],
        ["actions", ".", "-o", LONG + ".csv"],
        ["actions", ".", "--states", LONG],
        ["report", LONG + ".csv", "-o", "r.html"],
        ["evaluate", LONG],
        ["train", LONG, "-o", "m"],
    ],
)
def test_names_that_are_too_long_are_told(draft, tmp_path, monkeypatch, command) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, SystemExit) and result.exit_code == 2
    assert "name" in result.stderr or "no such" in result.stderr.lower() or "there is no folder" in result.stderr
    assert draft.read_text(encoding="utf-8") == TEXT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize(
    "command",
    [
        ["check", "draft.md", "--baseline"],
        ["train", "-o", "m"],
        ["train", "--task", "vague", "-o", "m"],
        ["evaluate"],
        ["actions", ".", "--states"],
    ],
)
def test_pipes_to_which_nobody_writes_are_not_waited_for(draft, tmp_path, monkeypatch, command) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, [*command, "pipe.md"])
    assert result.exit_code == 2 and "pipe.md: a named pipe, not a file" in result.stderr


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no process substitution here")
def test_what_the_shell_hands_over_is_read(draft) -> None:
    reading, writing = os.pipe()
    os.write(writing, b'{"version": 1, "documents": {}}')
    os.close(writing)
    try:
        command = ["check", str(draft), "--fail-on", "never", "--baseline", f"/dev/fd/{reading}"]
        assert CliRunner().invoke(app, command).exit_code == 0
    finally:
        os.close(reading)
