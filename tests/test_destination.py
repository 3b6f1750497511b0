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
