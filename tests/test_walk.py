"""Odd files: nothing waits for a pipe, follows a link out of a folder unasked, or stops at a link to itself."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import warm
from archives import body
from conftest import ROOT
from typer.testing import CliRunner

from blameless.archive.sinks import read_rows
from blameless.archive.tables import documents
from blameless.cli import app

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links are those of POSIX")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a bit of everything, beside one that it must not be led to."""
    outside, root = tmp_path / "outside", tmp_path / "root"
    (outside / "deep").mkdir(parents=True)
    (outside / "secret.md").write_text(body(1), encoding="utf-8")
    (outside / "deep" / "more.md").write_text(body(2), encoding="utf-8")
    (root / "sub").mkdir(parents=True)
    (root / "a.md").write_text(body(3), encoding="utf-8")
    (root / "sub" / "b.md").write_text(body(4), encoding="utf-8")
    (root / "sub" / "draft.md").write_text(body(5), encoding="utf-8")
    (root / "sub" / ".gitignore").write_text("draft.md\n", encoding="utf-8")
    os.mkfifo(root / "pipe.md")
    os.mkfifo(root / "sub" / "sub.gitignore")
    links = {"in.md": "sub/b.md", "out.md": "../outside/secret.md", "nothing.md": "nowhere.md", "self.md": "self.md",
             "outside": "../outside", "up": "..", "sub/round": "."}  # fmt: skip
    for name, target in links.items():
        (root / name).symlink_to(target)
    return root


def checked(*arguments: object) -> tuple[list[str], dict[str, str], int]:
    """The names of the documents that were checked, those that could not be with the reason, and the exit code."""
    result = CliRunner().invoke(app, ["check", "--format", "json", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    values = json.loads(result.stdout)
    errors = {os.path.basename(error["path"]): error["message"] for error in values["errors"]}
    return [os.path.basename(document["path"]) for document in values["documents"]], errors, result.exit_code


def scored(*arguments: object, output: Path) -> dict[str, str | None]:
    """The ids of an archive with the errors of those that could not be judged."""
    result = CliRunner().invoke(app, ["score", *map(str, arguments), "-o", str(output)])
    assert result.exit_code == 0, result.output
    return {row["id"]: row["error"] for page in read_rows(output, documents()) for row in page}


def test_one_walk_for_both_commands(tree: Path, tmp_path: Path) -> None:
    broken = {"nothing.md": "a link to nothing", "self.md": "a link that leads to itself"}
    assert checked(tree) == (["a.md", "in.md", "b.md"], broken, 2)
    assert scored(tree, output=tmp_path / "s.csv") == {"a.md": None, "in.md": None, "sub/b.md": None, **broken}


def test_links_are_followed_where_that_is_asked_for(tree: Path, tmp_path: Path) -> None:
    found = scored(tree, "--follow-links", output=tmp_path / "s.csv")
    assert {id for id in found if "/" not in id} == {"a.md", "in.md", "out.md", "nothing.md", "self.md"}
    assert {"outside/secret.md", "outside/deep/more.md", "up/outside/secret.md", "sub/b.md"} < set(found)
    assert not any("round" in id or "up/root" in id for id in found)  # each of these leads back
    assert "secret.md" in checked(tree, "--follow-links")[0]


def test_links_that_lead_out_are_told_once(tree: Path, tmp_path: Path) -> None:
    (tree / "sub" / "out.txt").symlink_to("../../outside/secret.md")
    (tree / "sub" / ".gitignore").write_text("draft.md\nquiet*\n", encoding="utf-8")
    (tree / "sub" / "quiet.md").symlink_to("../../outside/secret.md")
    for command in (["check"], ["check", "--jobs", "2"], ["score", "-o", str(tmp_path / "s.csv")]):
        told = [
            line for line in CliRunner().invoke(app, [*command, str(tree)]).stderr.splitlines() if " links " in line
        ]
        assert len(told) == 1 and told[0].startswith("blameless: 4 links lead out of the folder"), command
        assert "--follow-links" in told[0] and str(tree) in told[0]
        followed = CliRunner().invoke(app, [*command, str(tree), "--follow-links"])
        assert "lead out" not in followed.stderr
    (only := tmp_path / "only").mkdir()
    (only / "a\x1b.md").symlink_to("../outside/secret.md")
    told = CliRunner().invoke(app, ["check", str(only)])
    assert told.exit_code == 2 and "a link leads out" in told.stderr and "a\\x1b.md" in told.stderr


def test_what_is_named_is_told_of(tree: Path, tmp_path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket.md"))
    names = [
        tree / "pipe.md",
        "/dev/null",
        tmp_path / "socket.md",
        tree / "self.md",
        tree / "nothing.md",
        tree / "none.md",
    ]
    read, errors, code = checked(*names, tree / "out.md", tree / "sub" / "draft.md")
    server.close()
    assert read == ["out.md", "draft.md"] and code == 2  # who names a file means it
    assert errors == {
        "pipe.md": "a named pipe, not a file; pipe it in and give - to read it",
        "null": "a device, not a file",
        "socket.md": "a socket, not a file",
        "self.md": "a link that leads to itself",
        "nothing.md": "a link to nothing",
        "none.md": "no such file or folder",
    }
    result = CliRunner().invoke(app, ["score", str(tree / "pipe.md"), "--text", "a", "-o", str(tmp_path / "s.csv")])
    assert result.exit_code == 2 and "a named pipe" in result.stderr


def test_pipes_for_configuration_do_not_block(tree: Path) -> None:
    os.mkfifo(tree / "pyproject.toml")
    os.mkfifo(tree / ".gitignore")
    assert checked(tree / "a.md")[2] in (0, 1)
    assert checked(tree)[0] == ["a.md", "in.md", "b.md"]


def test_paths_are_the_same_however_the_archive_is_given(tree: Path, tmp_path: Path) -> None:
    paths = []
    for at, archive in ((tree.parent, "root"), (tree, "."), (ROOT, str(tree)), (tree, "../root/sub/..")):
        output = tmp_path / "s.jsonl"
        arguments = ["score", archive, "-o", str(output), "--rescore", "--quiet"]
        subprocess.run([*warm.command(), *arguments], cwd=at, check=True, timeout=120)
        paths.append([row["path"] for page in read_rows(output, documents()) for row in page])
    assert all(each == paths[0] for each in paths) and str(tree / "a.md") in paths[0]
