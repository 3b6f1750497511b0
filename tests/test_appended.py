"""What is appended to a document and tells nothing of its incident changes nothing that is said of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT

from blameless import Analyzer, Config, Report
from blameless.read.document import read_postmortem

HARMLESS = (
    "\n## Glossary\n\nQueue: where mail waits.\n",
    "\n## Notes\n\nThis page is kept in the handbook.\n",
    "\n## References\n\n- [The handbook](https://example.com/handbook)\n",
)
DOCUMENTS = sorted([*ROOT.glob("data/postmortems/*.md"), *ROOT.glob("data/samples/*.md")])
FEW = {"c02", "c05", "d05", "e07", "f07", "g07", "h07"}
"""Those in which most was said otherwise once: who noticed, when it began and was noticed and over, and where it is said."""
LEFT_OUT = ("words", "sentences", "kind")
"""What of the metrics is of the whole text: its length, and what kind of document it most likely is."""
WEIGHED = ("action/", "section/contributing_factors")
"""What is weighed over a whole document: a line is an action item or not beside the others that may be some, and conditions are asked
of reports from a certain length on."""


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    """One that tells everything: what is told without being asked for hangs on what kind of document it most likely is."""
    return Analyzer(Config(all_rules=True), today=date(2024, 12, 1))


def said(report: Report) -> dict[str, object]:
    """What is said of a document, but for its length and what is weighed over all of it."""
    metrics = {name: value for name, value in asdict(report.metrics).items() if name not in LEFT_OUT}
    found = {(f.rule, f.start, f.end, f.message) for f in report.findings if not f.rule.startswith(WEIGHED)}
    timeline = [(entry.start, entry.end, entry.when) for entry in report.timeline]
    sections = [(section.kind, section.start, section.title) for section in report.sections]
    return {"metrics": metrics, "findings": found, "timeline": timeline, "sections": sections}


def _check_that_it_changes_nothing(path: Path, analyzer: Analyzer, *appended: str) -> None:
    text = path.read_text(encoding="utf-8").rstrip() + "\n"
    before, *after = map(said, analyzer.pipe([text, *(text + each for each in appended)]))
    for report in after:
        assert report == before


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.stem in FEW], ids=lambda path: path.stem)
def test_appended_sections_change_nothing(path: Path, analyzer: Analyzer) -> None:
    _check_that_it_changes_nothing(path, analyzer, *HARMLESS, "".join(HARMLESS))


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.stem not in FEW], ids=lambda path: path.stem)
def test_appended_sections_change_nothing_anywhere(path: Path, analyzer: Analyzer) -> None:
    _check_that_it_changes_nothing(path, analyzer, "".join(HARMLESS))


def test_a_section_behind_a_text_is_not_its_title() -> None:
    text = "**Tuesday**\n\nThe queue was full for an hour. Mail stood still.\n"
    for section in ("", *HARMLESS, "\n# Root cause\n\nThe disk.\n"):
        postmortem = read_postmortem(text + section)
        assert postmortem.title is None and text[slice(*postmortem.title_span)] == "Tuesday"
    assert read_postmortem("# Timeline\n\n10:00 it broke.\n").title == "Timeline"
    assert read_postmortem("Draft, do not share.\n\n# Mail outage\n\nIt broke.\n").title == "Mail outage"
