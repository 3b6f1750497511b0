"""The options of ``check`` by which an archive adopts it: baselines, limits, exclusions, colours, counts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SAMPLES
from typer.testing import CliRunner

from blameless import links
from blameless._toml import tomllib
from blameless.catalogue import catalogue
from blameless.cli import app
from blameless.links import DOCS
from blameless.report import Loss
from blameless.show.explanations import amount

RUNNER = CliRunner()
BAD, MENDED = str(SAMPLES / "checkout-outage.md"), str(SAMPLES / "checkout-outage-mended.md")
BLAME = "# Outage\n\nDave forgot to drain the node.\n"


def run(*arguments: object, stdin: str | None = None, **options):
    return RUNNER.invoke(app, [str(each) for each in arguments], input=stdin, **options)


def found(*arguments: object, stdin: str | None = None) -> list[tuple[str, str, int]]:
    documents = json.loads(run("check", *arguments, "-f", "json", stdin=stdin).stdout)["documents"]
    return [(Path(each["path"]).name, f["rule"], f["line"]) for each in documents for f in each["findings"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.md", "b/b.md", "b/c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BLAME, encoding="utf-8")
    return tmp_path


# --- baselines -------------------------------------------------------------------------------------------------------


def test_one_finding_is_told_as_one(tmp_path: Path) -> None:
    document, baseline = tmp_path / "a.md", tmp_path / "known.json"
    document.write_text("Dave forgot to drain the node.\n", encoding="utf-8")
    options = ("check", document, "--select", "blame")
    assert "1 finding in 1 document\n" in run(*options, "--write-baseline", baseline).stderr
    assert f"1 known finding left out ({baseline})" in run(*options, "--baseline", baseline).stderr


@pytest.mark.parametrize(("command", "name"), [("lsp", "editors"), ("train", "training"), ("evaluate", "training")])
def test_help_cites_pages_by_addresses_that_can_be_followed(command: str, name: str) -> None:
    assert links.page(name) in run(command, "-h").stdout


def test_amounts_are_whole_where_that_tells_them_apart() -> None:
    loss = Loss("completeness", "x", "y", 1.02, 8.0, 1.0, 1.0, ())
    assert amount(loss) == "1 of 8" and amount(replace(loss, value=7.9)) == "7.9 of 8"


def test_a_baseline_leaves_only_what_is_new(folder: Path) -> None:
    baseline = folder / "known.json"
    written = run("check", folder, "--write-baseline", baseline)
    assert written.exit_code == 0 and written.stdout == "" and "findings in 3 documents" in written.stderr
    known = run("check", folder, "--baseline", baseline, "-f", "concise")
    assert known.exit_code == 0 and known.stdout == "" and f"left out ({baseline})" in known.stderr
    moved = "A preface that nobody reads.\n\n" + BLAME + "\nDave forgot to drain the other node.\n"
    (folder / "a.md").write_text(moved, encoding="utf-8")
    (folder / "new.md").write_text(BLAME, encoding="utf-8")
    assert run("check", folder, "--baseline", baseline).exit_code == 1
    new = found(folder, "--select", "blame", "--baseline", baseline)
    assert ("a.md", "blame/person", 7) in new and ("a.md", "blame/person", 5) not in new
    assert {name for name, *_ in new} == {"a.md", "new.md"}


def test_a_baseline_names_documents_from_its_folder_on(folder: Path, monkeypatch) -> None:
    run("check", folder, "--write-baseline", folder / "known.json")
    assert set(json.loads((folder / "known.json").read_text())["documents"]) == {"a.md", "b/b.md", "b/c.md"}
    monkeypatch.chdir(folder / "b")
    assert found("b.md", "../a.md", "--baseline", "../known.json") == []


def test_scores_are_those_of_the_whole_document(folder: Path) -> None:
    run("check", folder / "a.md", "--write-baseline", folder / "known.json")
    plain, less = (
        json.loads(run("check", folder / "a.md", "-f", "json", *more).stdout)["documents"][0]
        for more in ([], ["--baseline", str(folder / "known.json")])
    )
    assert plain["scores"] == less["scores"] and plain["findings"] and not less["findings"]
    page = run("check", folder / "a.md", "-f", "html", "--baseline", folder / "known.json").stdout
    assert "Nothing to change." in page and "blame someone</li>" in page


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 2}', '{"version": 1, "documents": {"a": 3}}'])
def test_what_is_no_baseline_is_told(folder: Path, text: str) -> None:
    (folder / "known.json").write_text(text, encoding="utf-8")
    result = run("check", folder / "a.md", "--baseline", folder / "known.json")
    assert result.exit_code == 2 and "known.json: no baseline" in result.stderr
    missing = run("check", folder / "a.md", "--baseline", folder / "no.json")
    assert missing.exit_code == 2 and "no.json: No such file" in missing.stderr
    assert run("check", folder / "a.md", "--write-baseline", folder / "a.md").exit_code == 2


# --- limits and counts -----------------------------------------------------------------------------------------------


def test_a_low_score_fails(folder: Path) -> None:
    assert run("check", BAD, "--fail-on", "never", "--fail-under", "50").exit_code == 1
    assert run("check", BAD, "--fail-on", "never", "--fail-under", "10").exit_code == 0
    assert run("check", MENDED, "--fail-under", "80").exit_code == 0
    (folder / ".blameless.toml").write_text('fail-under = 99\nfail-on = "never"\n', encoding="utf-8")
    assert run("check", folder / "a.md").exit_code == 0, "it is too short for an overall score"
    longer = BLAME + "\nThe queue grew because nothing drained it, and the shop was slow until noon.\n" * 4
    (folder / "a.md").write_text(longer, encoding="utf-8")
    assert run("check", folder / "a.md").exit_code == 1
    assert run("check", folder / "a.md", "--fail-under", "0").exit_code == 0
    assert run("check", BAD, "--fail-under", "101").exit_code == 2


def test_counts_instead_of_findings(folder: Path) -> None:
    text = run("check", folder, "--statistics").stdout
    assert re.search(r"^ +3 +3  blame/person +a named person", text, re.M)
    told = json.loads(run("check", folder, "--statistics", "-f", "json").stdout)
    (person,) = (each for each in told["rules"] if each["rule"] == "blame/person")
    assert told["documents"] == 3 and (person["findings"], person["documents"]) == (3, 3)
    assert run("check", folder, "--statistics", "-f", "sarif").exit_code == 2


def test_many_files_end_in_a_table(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.md").write_text(BLAME if number else "The disk filled up.\n", encoding="utf-8")
    lines = run("check", tmp_path).stdout.splitlines()
    (head,) = (number for number, line in enumerate(lines) if line.split()[:2] == ["document", "score"])
    table = [line for line in lines[head + 1 :] if re.search(r" [A-F–]( +\d+){3}$", line)]
    assert len(table) == 30 and lines[-1].startswith("30 documents: 29 errors")
    scores = [float(line.split()[-5]) for line in table if line.split()[-5] != "–"]
    assert scores == sorted(scores) and all(len(line) <= 80 for line in lines)


# --- configuration ---------------------------------------------------------------------------------------------------


def test_excluded_files_are_left_out_unless_they_are_named(folder: Path) -> None:
    (folder / ".blameless.toml").write_text('exclude = ["b/"]\n', encoding="utf-8")
    assert {name for name, *_ in found(folder)} == {"a.md"}
    assert {name for name, *_ in found(folder / "b" / "b.md")} == {"b.md"}
    result = run("check", folder / "b" / "b.md", folder / "b", "--force-exclude")
    assert result.exit_code == 0 and result.stdout == "" and "every file is excluded" in result.stderr
    assert run("check", folder / "b", "--force-exclude", "-q").stderr == ""


def test_rules_of_a_path(folder: Path) -> None:
    (folder / ".blameless.toml").write_text('[per-file-ignores]\n"b/c.md" = ["blame"]\n', encoding="utf-8")
    blamed = [name for name, rule, _ in found(folder) if rule == "blame/person"]
    assert blamed == ["a.md", "b.md"]


def test_a_wrong_configuration_is_told_once_with_its_line(folder: Path) -> None:
    (folder / ".blameless.toml").write_text('\nignore = ["blame/persn"]\n', encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 2 and result.stdout == ""
    assert result.stderr.count("blame/persn") == 1 and ".blameless.toml:2: " in result.stderr


def test_the_configuration_is_shown(folder: Path) -> None:
    (folder / ".blameless.toml").write_text('ignore = ["tone"]\n', encoding="utf-8")
    shown = run("check", folder / "a.md", "--show-config", "--fail-on", "info").stdout
    values = tomllib.loads(shown)
    assert values["ignore"] == ["tone"] and values["fail-on"] == "info" and str(folder / ".blameless.toml") in shown
    assert tomllib.loads(run("check", folder, "--show-config").stdout)["ignore"] == ["tone"]


def test_standard_input_has_a_name(folder: Path) -> None:
    (folder / ".blameless.toml").write_text('select = ["blame"]\n', encoding="utf-8")
    name = str(folder / "new.md")
    assert found("-", "--stdin-filename", name, stdin=BLAME) == [("new.md", "blame/person", 3)]
    text = run("check", "-", "--stdin-filename", str(folder / "new.txt"), "-f", "concise", stdin="# " + BLAME).stdout
    assert text.startswith(f"{folder / 'new.txt'}:")
    assert "<stdin>:" in run("check", "-", "-f", "concise", stdin=BLAME).stdout
    for named, told in ((), "-"), (("--stdin-filename", "new.md"), "new.md"):
        assert run("check", "-", *named, stdin="").stderr == f"blameless: {told}: the file is empty\n"


# --- the terminal ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "environment", "coloured"),
    [
        ("auto", {}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
@pytest.mark.parametrize("command", [("check", BAD), ("rules",), ("rules", "blame/person")])
def test_colours(command: tuple[str, ...], option: str, environment: dict, coloured: bool) -> None:
    clean = {"NO_COLOR": None, "FORCE_COLOR": None}
    result = run(*command, "--color", option, env={**clean, **environment}, color=True)
    assert ("\x1b[" in result.stdout) is coloured


def test_short_help_and_completion() -> None:
    for command in ([], ["check"], ["rules"], ["score"]):
        assert run(*command, "-h").stdout == run(*command, "--help").stdout != ""
    completed = run(
        env={"_BLAMELESS_COMPLETE": "complete_bash", "COMP_WORDS": "blameless check --format s", "COMP_CWORD": "3"}
    )
    assert completed.stdout.split() == ["sarif"]


def test_no_help_names_a_file_that_is_not_there() -> None:
    for command in ("check", "score", "report", "rules", "train", "evaluate", "template"):
        assert not re.search(r"docs/\w+\.md", run(command, "--help").stdout)
    assert DOCS in run("train", "--help").stdout.replace("\n", "").replace(" ", "")


# --- rules -----------------------------------------------------------------------------------------------------------


def test_a_family_is_listed() -> None:
    for name in ("blame", "blame/", "blame/*"):
        listed = [line.split()[0] for line in run("rules", name).stdout.splitlines()[1:] if line[:1] not in ("", " ")]
        assert listed == [rule for rule in catalogue() if rule.startswith("blame/")]
    unknown = run("rules", "blam")
    assert unknown.exit_code == 2 and 'there is no rule "blam" (did you mean "blame"?)' in unknown.stderr


def test_rules_for_machines() -> None:
    told = json.loads(run("rules", "--format", "json").stdout)
    assert [each["id"] for each in told] == list(catalogue())
    assert all(each["url"].endswith(f"/rules/{each['id']}/") and each["flagged"] for each in told)
    (one,) = json.loads(run("rules", "blame/person", "-f", "json").stdout)
    assert one["severity"] == "error"


@pytest.mark.parametrize("rule", sorted(catalogue()))
def test_a_rule_fits_a_screen(rule: str) -> None:
    assert len(run("rules", rule).stdout.splitlines()) <= 44


# --- scores explained, and all findings -----------------------------------------------------------------------------


def test_a_score_is_explained() -> None:
    text = run("check", BAD, "--explain-score", "--fail-on", "never").stdout
    assert "ownership:" in text and "share of action items with an owner (25%)" in text
    told = json.loads(run("check", BAD, "--explain-score", "-f", "json", "--fail-on", "never").stdout)["documents"][0]
    lost = sum(loss["points"] for loss in told["losses"] if loss["dimension"] == "ownership")
    assert lost == pytest.approx(100 - told["scores"]["ownership"], abs=0.2)
    assert run("check", BAD, "--explain-score", "-f", "sarif").exit_code == 2


def test_all_tells_what_readers_call_noise() -> None:
    def rules(*more: str) -> set[str]:
        report = json.loads(run("check", BAD, "-f", "json", *more).stdout)["documents"][0]
        return {finding["rule"] for finding in report["findings"]}

    assert "impact/severity" not in rules() and "impact/severity" in rules("--all")
    assert rules("--select", "impact") == {"impact/severity", "impact/extent"}
