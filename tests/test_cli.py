"""The command, as a user meets it: output, exit codes, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES
from typer.testing import CliRunner

from blameless import Report
from blameless.catalogue import catalogue
from blameless.cli import app

RUNNER = CliRunner()
BAD, MENDED = str(SAMPLES / "checkout-outage.md"), str(SAMPLES / "checkout-outage-mended.md")


def run(*arguments: str, stdin: str | bytes | None = None):
    return RUNNER.invoke(app, list(arguments), input=stdin)


def test_the_reviewers_report() -> None:
    result = run("check", BAD)
    assert result.exit_code == 1
    for expected in (
        "«Marek forgot to",
        "blame/person",
        "→",
        "Action items",
        "time to detect",
        "grade F",
        "3 open action items have no owner",
    ):
        assert expected in result.output
    assert all(len(line) <= 80 for line in result.output.splitlines() if BAD not in line), "a path is left whole"
    assert f"{BAD}:5:58  error  blame/person" in result.output
    assert "\x1b" not in result.output


def test_an_exemplary_postmortem_is_left_alone() -> None:
    result = run("check", MENDED, "--today", "2024-06-05")
    assert result.exit_code == 0
    assert "Nothing to change." in result.output
    assert "grade B" in " ".join(result.output.split())  # a long path wraps the line


def test_json_is_the_contract() -> None:
    values = json.loads(run("check", "--format", "json", BAD, "missing.md").stdout)
    assert values["version"] == 1
    assert values["errors"] == [{"path": "missing.md", "message": "no such file or folder"}]
    (document,) = values["documents"]
    assert document.pop("path") == BAD
    assert Report.from_dict(document).to_dict() == document


def test_json_lines_are_one_document_each() -> None:
    lines = run("check", "-f", "jsonl", str(SAMPLES)).stdout.splitlines()
    assert [Path(json.loads(line)["path"]).name for line in lines] == sorted(p.name for p in SAMPLES.glob("*.md"))


def test_exit_codes() -> None:
    assert run("check", MENDED).exit_code == 0
    assert run("check", BAD, "--fail-on", "never").exit_code == 0
    assert run("check", "-", "--fail-on", "info", stdin="We forgot it.").exit_code == 1
    assert run("check", "-", stdin="We forgot it.").exit_code == 0
    assert run("check", BAD, "nowhere").exit_code == 2
    assert run("check").exit_code == 2
    assert run("check", BAD, "--format", "pdf").exit_code == 2
    assert run("check", BAD, "--today", "soon").exit_code == 2


def test_selection_and_severity() -> None:
    found = json.loads(run("check", BAD, "-f", "json", "--select", "blame,tone", "--ignore", "blame/person").stdout)[
        "documents"
    ][0]["findings"]
    assert found and all(f["rule"].startswith(("blame/", "tone/")) and f["rule"] != "blame/person" for f in found)
    found = json.loads(run("check", BAD, "-f", "json", "--min-severity", "error").stdout)["documents"][0]["findings"]
    assert found and {f["severity"] for f in found} == {"error"}
    result = run("check", BAD, "--select", "blame/persn")
    assert result.exit_code == 2 and 'did you mean "blame/person"?' in result.output


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".blameless.toml").write_text('select = ["tone"]\nfail-on = "info"\n', encoding="utf-8")
    (tmp_path / "a.md").write_text("We forgot it. What a disaster!!\n", encoding="utf-8")

    def read(*more):
        return [
            f["rule"]
            for f in json.loads(run("check", str(tmp_path / "a.md"), "-f", "json", *more).stdout)["documents"][0][
                "findings"
            ]
        ]

    assert read() == ["tone/animated"]
    assert read("--select", "blame") == ["blame/collective"]
    assert run("check", str(tmp_path / "a.md")).exit_code == 1
    (tmp_path / ".blameless.toml").write_text("colour = 1\n", encoding="utf-8")
    assert run("check", str(tmp_path / "a.md")).exit_code == 2


def test_overdue_is_held_against_today(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("## Action items\n\n- Ana to add an alert by 2024-05-01 (OPS-1)\n", encoding="utf-8")
    assert "action/overdue" in run("check", str(path)).output
    assert "action/overdue" not in run("check", str(path), "--today", "2024-04-01").output
    assert "action/overdue" in run("check", str(path), "--today", "2024-06-01").output


def test_output_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    result = run("check", BAD, "-f", "json", "-o", str(target))
    assert result.exit_code == 1 and result.stdout == ""
    assert json.loads(target.read_text(encoding="utf-8"))["documents"]
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]
    assert run("check", BAD, "-o", str(tmp_path / "no" / "where.txt")).exit_code == 2


def test_rules() -> None:
    listed = run("rules")
    assert listed.exit_code == 0
    assert all(rule in listed.output for rule in catalogue())
    explained = run("rules", "blame/person").output
    assert "Allspaw" in explained and "Dave forgot to drain the node" in explained
    unknown = run("rules", "blame/persn")
    assert unknown.exit_code == 2 and 'did you mean "blame/person"?' in unknown.output


def test_the_template_scores_well_once_filled() -> None:
    from blameless import analyze
    from blameless.language.en.headings import heading_kinds

    template = run("template").stdout
    assert [f.rule for f in analyze(template).findings] == ["document/kind"]
    mended = (SAMPLES / "checkout-outage-mended.md").read_text(encoding="utf-8")
    headings = [line.lstrip("# ") for line in template.splitlines() if line.startswith("## ")]
    assert all(heading_kinds(heading) for heading in headings)
    assert headings == [line.lstrip("# ") for line in mended.splitlines() if line.startswith("## ")], (
        "the sample is this template, filled in"
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["rules", "--help"], ["template", "--help"], ["--version"]]
)
def test_help(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 0


def test_a_closed_pipe_is_no_error() -> None:
    code = f"import sys; sys.argv = ['blameless', 'check', {str(SAMPLES)!r}, '-f', 'json']; from blameless.cli import app; app()"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.wait(60)


def test_a_huge_table_is_not_printed_whole(tmp_path) -> None:
    rows = "".join(f"| Improve thing {n} | |\n" for n in range(3000))
    path = tmp_path / "huge.md"
    path.write_text(f"# Outage\n\n## Action items\n\n| Action | Owner |\n|---|---|\n{rows}", encoding="utf-8")
    result = run("check", "--select", "action", str(path))
    assert result.exit_code in (0, 1) and len(result.output.splitlines()) < 700
    assert "… and 2950 more" in result.output and "more; --all shows them" in result.output
