"""``check --fix-preview``: a diff of what can be rewritten, which git and patch apply; nothing is written."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from blameless import Replacement
from blameless.cli import app
from blameless.show.preview import apart, diff

RUNNER = CliRunner()
DRAFT = "# Outage\n\nWe were paged.\n\nAn engineer accidentally deleted the production bucket.\n\nWe restored it at 10:20.\n"
MENDED = DRAFT.replace("An engineer accidentally deleted the production bucket", "The production bucket was deleted")


def run(*arguments: object, stdin: str | bytes | None = None):
    return RUNNER.invoke(app, ["check", "--fix-preview", *map(str, arguments)], input=stdin)


def applied(folder: Path, patch: bytes, *command: str) -> None:
    done = subprocess.run([*command], cwd=folder, input=patch, capture_output=True)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


GIT, PATCH = ("git", "apply"), ("patch", "-p1", "--binary")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("tool", [GIT, PATCH], ids=lambda tool: tool[0])
@pytest.mark.parametrize("name", ["a.md", "docs/my draft.md", 'é\t“q".md', "back\\slash.md"])
def test_the_diff_is_applied(folder: Path, name: str, tool: tuple[str, ...]) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(DRAFT, encoding="utf-8")
    shown = run(name)
    assert shown.exit_code == 0 and "1 place in 1 document can be rewritten; nothing was written" in shown.stderr
    assert path.read_text(encoding="utf-8") == DRAFT
    applied(folder, shown.stdout_bytes, *tool)
    assert path.read_text(encoding="utf-8") == MENDED


@pytest.mark.parametrize(
    ("draft", "mended"),
    [
        (DRAFT.replace("\n", "\r\n"), MENDED.replace("\n", "\r\n")),
        (DRAFT.partition("\n\nWe restored")[0], MENDED.partition("\n\nWe restored")[0]),
        ("\ufeff" + DRAFT, "\ufeff" + MENDED),
        (DRAFT * 4, MENDED * 4),
        (DRAFT + "\u2028\x0b\x1b[31m\n", MENDED + "\u2028\x0b\x1b[31m\n"),
    ],
    ids=["crlf", "no line end", "byte order mark", "several places", "odd characters"],
)
def test_line_ends_and_all_else_stay(folder: Path, draft: str, mended: str) -> None:
    for tool in (GIT, PATCH):
        (folder / "a.md").write_bytes(draft.encode())
        applied(folder, run("a.md").stdout_bytes, *tool)
        assert (folder / "a.md").read_bytes().decode() == mended


def test_a_hunk_is_as_of_diff(folder: Path) -> None:
    (folder / "a.md").write_text(DRAFT, encoding="utf-8")
    assert run("a.md", "--select", "blame").stdout == (
        "--- a/a.md\n+++ b/a.md\n@@ -2,6 +2,6 @@\n \n We were paged.\n \n"
        "-An engineer accidentally deleted the production bucket.\n+The production bucket was deleted.\n"
        " \n We restored it at 10:20.\n"
    )


def test_several_files_and_standard_input(folder: Path) -> None:
    for name in ("a.md", "b.md", "calm.md"):
        (folder / name).write_text(MENDED if name == "calm.md" else DRAFT, encoding="utf-8")
    shown = run(folder)
    assert "2 places in 2 documents" in shown.stderr and "calm" not in shown.stdout
    applied(folder, shown.stdout_bytes, *GIT)
    assert {path.read_text(encoding="utf-8") for path in folder.iterdir()} == {MENDED}
    (folder / "c.md").write_text(DRAFT, encoding="utf-8")
    applied(folder, run("-", "--stdin-filename", "c.md", stdin=DRAFT).stdout_bytes, *GIT)
    assert (folder / "c.md").read_text(encoding="utf-8") == MENDED
    assert run("-", stdin=DRAFT).stdout.startswith("--- a/<stdin>\n")


def test_it_says_when_there_is_nothing_and_exits_as_ever(folder: Path) -> None:
    (folder / "a.md").write_text(DRAFT, encoding="utf-8")
    none = run("a.md", "--select", "tone")
    assert none.stdout == "" and "nothing to rewrite" in none.stderr and none.exit_code == 0
    assert run("a.md", "--fail-on", "info").exit_code == 1
    both = run("a.md", "lacking.md")
    assert both.exit_code == 2 and "lacking.md" in both.stderr and both.stdout.startswith("--- a/a.md")
    assert run("a.md", "--quiet").stderr == ""


@pytest.mark.parametrize(
    "more", [("-f", "json"), ("-f", "concise"), ("--statistics",), ("--explain-score",), ("--write-baseline", "b.json")]
)
def test_nothing_else_takes_the_place_of_the_report_with_it(folder: Path, more: tuple[str, ...]) -> None:
    (folder / "a.md").write_text(DRAFT, encoding="utf-8")
    done = run("a.md", *more)
    assert done.exit_code == 2 and done.stdout == "" and "--fix-preview" in done.stderr
    assert not (folder / "b.json").exists()


def test_a_converted_file_has_no_diff(folder: Path) -> None:
    mail = f"From: ana@example.org\nSubject: Outage\nContent-Type: text/plain\n\n{DRAFT}"
    (folder / "a.eml").write_text(mail, encoding="utf-8")
    done = run("a.eml")
    assert done.stdout == "" and "no diff of 1 converted document" in done.stderr


def test_a_terminal_gets_colours_and_obeys_nothing(folder: Path) -> None:
    (folder / "a.md").write_text(DRAFT.replace("10:20.", "10:20.\x1b[2J").replace("\n", "\r\n"), newline="")
    shown = run("a.md", "--color", "always").stdout
    assert "\x1b[31m-An engineer" in shown and "\x1b[32m+The production" in shown and "\x1b[36m@@" in shown
    assert "\x1b[2J" not in shown and "10:20.\\x1b[2J" in shown and "\\x0d" not in shown


# --- the diff itself -------------------------------------------------------------------------------------------------


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[Replacement]]:
    line = st.text(st.sampled_from("ab \t\r@-+\\é"), max_size=6)
    text = "\n".join(draw(st.lists(line, min_size=1, max_size=30))) + draw(st.sampled_from(["", "\n"]))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12, unique=True)))
    pairs = list(zip(places[::2], places[1::2], strict=False))
    return text, [Replacement(start, end, draw(st.sampled_from(["", "x", "y\n", "é"]))) for start, end in pairs]


def written(text: str, replacements: list[Replacement]) -> str:
    for each in reversed(replacements):
        text = text[: each.start] + each.text + text[each.end :]
    return text


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("workshop")


@settings(max_examples=60, deadline=None)
@given(changes())
def test_git_makes_of_it_what_was_to_be_written(workshop: Path, change: tuple[str, list[Replacement]]) -> None:
    text, replacements = change
    wanted = written(text, replacements)
    lines = list(diff("a.md", text, replacements))
    if text and wanted and text != wanted:
        (workshop / "a.md").write_bytes(text.encode())
        applied(workshop, "".join(lines).encode(), "git", "apply", "--whitespace=nowarn", "--unidiff-zero")
        assert (workshop / "a.md").read_bytes().decode() == wanted


def test_of_what_overlaps_the_first_is_shown(analyzer) -> None:
    finding = next(each for each in analyzer.analyze(DRAFT).findings if each.replacement)
    wanted = [Replacement(0, 4, "a"), Replacement(4, 6, "b"), Replacement(9, 9, "c")]
    over = [Replacement(2, 5, "x"), Replacement(5, 5, "x"), Replacement(9, 12, "x")]
    assert apart(replace(finding, replacement=each) for each in (*over, *wanted, *wanted)) == wanted
