"""Input nobody should write: a message or an answer in bounded time, never a traceback, the other files still reported."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from conftest import SAMPLES
from typer.testing import CliRunner

from blameless import analyze
from blameless.cli import app
from blameless.intake.encoding import decode

GOOD = str(SAMPLES / "checkout-outage-mended.md")


def check(*paths: str):
    result = CliRunner().invoke(app, ["check", "--format", "json", *paths])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result, json.loads(result.stdout)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n", "the file is empty"),
        (b"\xef\xbb\xbf\n", "the file is empty"),
        (bytes(range(256)) * 8, "a binary file"),
        (b"Caf\xe9 fell over\n", "not valid UTF-8 (byte 4, line 1)"),
        (b"\xff\xfea", "not valid UTF-16"),
    ],
)
def test_unreadable_files_are_told_and_the_others_reported(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.md"
    path.write_bytes(content)
    result, values = check(str(path), GOOD)
    assert result.exit_code == 2
    assert message in values["errors"][0]["message"] and str(path) in result.stderr
    assert [document["path"] for document in values["documents"]] == [GOOD]


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.md"
    path.write_text("The disk filled up.\n" * 600_000, encoding="utf-8")
    result, values = check(str(path), GOOD)
    assert result.exit_code == 2 and "too large" in values["errors"][0]["message"] and len(values["documents"]) == 1


def test_folders(tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_bytes(b"PNG")
    result, values = check(str(tmp_path))
    assert result.exit_code == 2 and "holds no postmortems" in values["errors"][0]["message"]
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.txt").write_text("The disk was full.", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.md").write_text("x", encoding="utf-8")
    _, values = check(str(tmp_path))
    assert [Path(d["path"]).name for d in values["documents"]] == ["a.txt"]


def test_utf16_with_a_mark_is_read() -> None:
    assert decode("We forgot".encode("utf-16")) == "We forgot"


MONSTERS = {
    "a line of 5 MB": "the job failed because we forgot the flag. " * 120_000,
    "a word of 5 MB": "a" * 5_000_000,
    "blanks": "a" + " " * 2_000_000 + "b:\n" + " :" * 100_000,
    "10,000 list levels": "\n".join(" " * (2 * i) + "- level" for i in range(3_000)),
    "10,000 list levels on a line": "- " * 10_000 + "x",
    "10,000 quote levels": "> " * 10_000 + "x",
    "brackets": "[" * 50_000 + "\n\n" + "*a " * 50_000 + "\n\n" + "`" * 30_000 + "\n\n" + "<a " * 30_000,
    "digits": "1" * 300_000 + "\n" + "12:" * 100_000 + "\n" + "1/" * 100_000,
    "60,000 headings": "".join(f"## Heading {i}\n\n" for i in range(60_000)),
    "a table of 100,000 rows": "# Action items\n\n| action | owner |\n|---|---|\n"
    + "| Add an alert | Ana |\n" * 100_000,
    "5,000 ignores": "<!-- blameless: ignore blame/person -->\nDave forgot it.\n\n" * 5_000,
    "a YAML bomb": "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "---\n\nHello.\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_are_answered(name: str) -> None:
    started = time.monotonic()
    report = analyze(MONSTERS[name])
    assert time.monotonic() - started < 90  # far above what it takes; a runaway pattern would take hours
    assert report.metrics.words >= 0
