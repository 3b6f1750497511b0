"""What is no postmortem is said to be so, once, and nothing is asked of it."""

from __future__ import annotations

import pytest
from conftest import ROOT, Judged

from blameless import analyze

OTHERS = sorted((ROOT / "tests" / "other").glob("*.md"))
EXPECTED = {
    "runbook": "runbook",
    "howto": "runbook",
    "readme": "README",
    "changelog": "changelog",
    "form": "template",
    "template": "template",
}


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_other_documents_are_named(path) -> None:
    report = analyze(path.read_text(encoding="utf-8"))
    (finding,) = report.findings
    assert finding.rule == "document/kind" and EXPECTED[path.stem.split("-")[0]] in finding.message
    assert report.scores.overall is None and not report.action_items


def test_there_are_samples_of_every_kind() -> None:
    assert {path.stem.split("-")[0] for path in OTHERS} == set(EXPECTED)


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "blameless/templates/postmortem.md"])
def test_this_project_has_some_too(name: str) -> None:
    assert [f.rule for f in analyze((ROOT / name).read_text(encoding="utf-8")).findings] == ["document/kind"]


def test_postmortems_are_postmortems(samples: dict[str, str], postmortems: dict[str, Judged]) -> None:
    reports = {name: each.report for name, each in postmortems.items()}
    reports |= {name: analyze(text) for name, text in samples.items()}
    assert len(reports) == 68
    assert not [name for name, report in reports.items() if any(f.rule == "document/kind" for f in report.findings)]


@pytest.mark.parametrize(
    "text",
    [
        "# Outage of the runbook server\n\n## Symptoms\n\nNo page loaded for an hour.\n\n## Diagnosis\n\nA full disk.\n\n## Contacts\n\nWeb team.\n",
        "# README\n\n## Summary\n\nMail stood still.\n\n## Timeline\n\n- 14:02 UTC errors begin\n- 14:44 UTC errors stop\n",
        "Mail was down from two to three because the disk was full. We added an alert.\n",
        "# Mail outage\n\n## Summary\n\nMail stood still for an hour after the relay rejected our new address range.\n\n## Impact\n\nTBD\n\n## Root cause\n\nThe relay keeps a list of addresses, and nobody is told when it changes.\n\n## Action items\n\nTBD\n",
    ],
)
def test_a_poor_postmortem_is_one_still(text: str) -> None:
    assert "document/kind" not in {finding.rule for finding in analyze(text).findings}
