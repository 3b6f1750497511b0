"""Sections by meaning."""

from __future__ import annotations

from datetime import date

import pytest

from blameless import Analyzer, Config, analyze
from blameless.language.en.headings import heading_kinds
from blameless.read.document import read_postmortem


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Summary", ("summary",)),
        ("Executive Summary:", ("summary",)),
        ("TL;DR", ("summary",)),
        ("What broke", ("summary",)),
        ("2. Incident Summary", ("summary",)),
        ("💥 Impact", ("impact",)),
        ("Customer impact", ("impact",)),
        ("Who was affected?", ("impact",)),
        ("Timeline (all times UTC)", ("timeline",)),
        ("Timeline of events", ("timeline",)),
        ("Root Causes", ("root_cause",)),
        ("5 Whys", ("root_cause",)),
        ("The five whys", ("root_cause",)),
        ("RCA", ("root_cause",)),
        ("Contributing factors", ("contributing_factors",)),
        ("How did we find out?", ("detection",)),
        ("How was it detected?", ("detection",)),
        ("Detection", ("detection",)),
        ("Resolution and recovery", ("response",)),
        ("Mitigation", ("response",)),
        ("What went well?", ("went_well",)),
        ("Where we got lucky", ("went_well",)),
        ("What didn't go so well", ("went_badly",)),
        ("What could have gone better", ("went_badly",)),
        ("Follow-ups", ("action_items",)),
        ("Action Items", ("action_items",)),
        ("Corrective and Preventative Measures", ("action_items",)),
        ("Next steps", ("action_items",)),
        ("TODO", ("action_items",)),
        ("Lessons learnt", ("lessons",)),
        ("What did we learn?", ("lessons",)),
        ("Root cause and resolution", ("root_cause", "response")),
        ("Impact & detection", ("impact", "detection")),
        ("Background", ("none",)),
        ("Kafka", ()),
        ("Things we like", ()),
        ("", ()),
    ],
)
def test_titles(title: str, kinds: tuple[str, ...]) -> None:
    assert heading_kinds(title) == kinds


def kinds(text: str) -> list[str]:
    return [section.kind for section in analyze(text).sections]


@pytest.mark.parametrize(
    "text",
    [
        "## Impact\n\nOrders failed.\n",
        "Impact\n------\n\nOrders failed.\n",
        "**Impact**\n\nOrders failed.\n",
        "**Impact:** Orders failed.\n",
        "Impact: Orders failed.\n",
        "- **Impact**: Orders failed.\n",
        "Impact\nOrders failed for a long while and nobody could buy anything.\n",
        "## 3. Impact\n\nOrders failed.\n",
    ],
)
def test_every_spelling_of_a_heading(text: str) -> None:
    assert kinds(text) == ["impact"]


def test_a_section_ends_where_the_next_begins() -> None:
    text = "# T\n\n## Summary\n\nOne.\n\n### Detail\n\nTwo.\n\n## Impact\n\nThree.\n"
    sections = analyze(text).sections
    assert [text[s.start : s.end].split() for s in sections] == [
        ["##", "Summary", "One.", "###", "Detail", "Two."],
        ["##", "Impact", "Three."],
    ]


def test_labels_in_action_items_and_code_are_no_sections() -> None:
    assert kinds("## Action items\n\n- **Detection**: add an alert\n\n```\n## Impact\n```\n") == ["action_items"]


def test_front_matter_is_read_and_not_judged() -> None:
    report = analyze(
        "---\ntitle: We forgot everything\nseverity: SEV-1\ndate: 2024-03-05\n---\n\n## Timeline\n\n- 14:02 UTC errors begin\n"
    )
    assert report.timeline[0].when == "2024-03-05T14:02:00+00:00"
    assert not [f for f in report.findings if f.rule.startswith("blame/") or f.rule == "impact/severity"]


@pytest.mark.parametrize(
    "front", ["---\n[broken\n---\n", "---\na: *b\n---\n", "+++\na = \n+++\n", "---\nnever closed\n"]
)
def test_broken_front_matter_does_no_harm(front: str) -> None:
    assert kinds(front + "\n## Impact\n\nOrders failed.\n") == ["impact"]


def test_numbered_list_items_serve_as_headings() -> None:
    text = "# Queue outage\n\n1. Summary\n   - The queue stopped for an hour.\n2. Timeline\n   - 14:55 UTC errors begin\n   - 16:00 UTC resolved\n3. Root Causes\n   - A full disk\n4. Action Items\n   - Add an alarm (Maria)\n"
    report = analyze(text)
    assert [s.kind for s in report.sections] == ["summary", "timeline", "root_cause", "action_items"]
    assert len(report.timeline) == 2 and [i.owner for i in report.action_items] == ["Maria"]


NOTE = """The parcel tracker was down on Monday morning and 1,204 customers could not see where their parcels were for an hour.
The cause was a full disk: nothing had rotated the logs of the search index since March. We were paged by the disk alert
at 9.12, ten minutes after the first error.

Ana moves the logs to their own volume by 2024-06-14 (OPS-12). We will add an alert at 80 % of every disk. The restart took
longer than it should have, for the index is rebuilt from nothing each time, and that is the next thing to be looked at by
those who know how it came to be so. Nothing else was touched, and the tracker has been quiet since then, as the graphs of
the last two weeks show; the numbers of this note come from the access log, where each failed request has a line.
"""


def test_a_note_without_headings_is_read_for_what_it_says() -> None:
    report = analyze(NOTE)
    assert {"summary", "impact", "root_cause"} <= {section.kind for section in report.sections}
    assert not [
        f.message for f in report.findings if f.rule in ("section/summary", "section/impact", "section/root_cause")
    ]
    assert all(NOTE[s.start : s.end].strip() for s in report.sections)


def test_what_plain_text_does_not_say_is_missing_still() -> None:
    text = "Here is what the team did in spring. " * 30
    rules = {f.rule for f in Analyzer(Config(all_rules=True)).analyze(text).findings}
    assert {"section/summary", "section/impact", "section/root_cause"} <= rules


def test_rows_of_a_table_are_sections() -> None:
    table = "# Outage\n\n| Item | |\n|---|---|\n| Impact | 400 customers could not pay |\n| Root cause and resolution | A full disk, which was emptied |\n| Severity | SEV-2 |\n"
    assert kinds(table) == ["impact", "root_cause", "response"]


def test_front_matter_may_hold_sections() -> None:
    assert kinds(
        "---\nimpact: 400 customers could not pay\nseverity: SEV-2\n---\n\n## Timeline\n\n- 14:02 errors\n"
    ) == [
        "impact",
        "timeline",
    ]


def test_numbered_headings_over_dashes() -> None:
    text = "1. Summary\n----------\n\nOrders failed.\n\n2. Impact\n---------\n\n400 orders were lost.\n"
    assert kinds(text) == ["summary", "impact"]


FRONT = "---\ntitle: Search did not resolve\n---\n\n"


@pytest.mark.parametrize(
    ("text", "title", "whence"),
    [
        (FRONT + "Text.\n\n## What you need to do\n", "Search did not resolve", "front matter"),
        (FRONT + "# Incident report\n", "Search did not resolve", "front matter"),
        (FRONT + "# Post-mortem #42 (INC-123), May 20, 2024\n", "Search did not resolve", "front matter"),
        (FRONT + "## tl;dr\n\nText.\n", "Search did not resolve", "front matter"),
        (FRONT + "# Incident report: cache cold\n", "Incident report: cache cold", "heading"),
        (FRONT + "# S3 outage\n", "S3 outage", "heading"),
        ("## TL;DR\n\nText.\n\n# Cache cold\n", "Cache cold", "heading"),
        ("## TL;DR\n\nText.\n\n## Cache cold\n", "Cache cold", "heading"),
        ("## What happened\n\n## Cache cold\n", "Cache cold", "heading"),
        ("# Incident report\n\n## Cache cold\n", "Incident report", "heading"),
        ("# RCA\n\n## Summary\n\n## Cache cold\n", "RCA", "heading"),
        ("## Summary\n\n## Timeline\n", "Summary", "heading"),
        ("Text.\n", None, None),
    ],
)
def test_a_title_says_what_a_document_is_about(text: str, title: str | None, whence: str | None) -> None:
    postmortem = read_postmortem(text)
    assert (postmortem.title, postmortem.title_from) == (title, whence)


def test_a_title_of_the_front_matter_has_its_place_there() -> None:
    postmortem = read_postmortem(FRONT + "# Incident report\n\nText.\n")
    assert postmortem.source.text[slice(*postmortem.title_place)] == "title: Search did not resolve"
    assert postmortem.source.text[slice(*postmortem.title_span)] == "Incident report"


COLD = "# Cache cold\n\nThe cache was cold.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] Ana: add an alert, 2024-05-20",
        "- [x] Ben: warm the cache, done 2024-03-01",
        "- [ ] Ana: add an alert\n  - planned 2024-05-20",
        "☐ Ana: add an alert, 2024-05-20",
        "| Action | Owner | Done |\n|---|---|---|\n| Add an alert | Ana | 2024-05-20 |",
        "Ana will add an alert on 2024-05-20.",
        "On 2024-05-20 Ana will add an alert.",
        "Ana to add an alert on 2024-05-20.",
        "We should test the restore on 2024-05-20.",
        "The alert will be deployed on May 20, 2024.",
        "The switch was replaced and Ana will test it on 2024-05-20.",
        "A review is planned for 2024-09-01.",
        "The next review is on 2024-09-01.",
        "**Next review:** 2024-09-01",
        "- Review date: 2024-09-01",
        "Follow-up: 2024-09-01",
        "## Next review\n\n2024-09-01\n",
        "| Next review | 2024-09-01 |\n|---|---|\n| Owner | Ana |\n",
    ],
)
def test_a_day_to_come_is_not_that_of_the_document(text: str) -> None:
    assert read_postmortem(COLD + text).date is None
    dated = read_postmortem(f"{COLD}{text}\n\n## Background\n\nAll this was on 2023-12-24.\n")
    assert (dated.date, dated.date_from) == (date(2023, 12, 24), "text")


@pytest.mark.parametrize(
    "text",
    [
        "On 2024-05-20 the cache failed, and Ana will add an alert.",
        "Ana will add an alert. The cache was cold on 2024-05-20.",
        "The alert that Ana will add was missing on 2024-05-20.",
        "We will fix what failed on 2024-05-20.",
        "We need to learn from the outage of 2024-05-20.",
        "Mustapha noticed the cold cache on 2024-05-20.",
        "Reported on 2024-05-20 by a customer.",
        "**Date:** 2024-05-20",
        "- Start: 2024-05-20 10:00 UTC",
        "- Review: Ben\n- Date: 2024-05-20",
        "Last updated: 2024-05-20",
        "## Incident review\n\nOn 2024-05-20 the cache of the search was cold.",
        "| Time | Event |\n|---|---|\n| 2024-05-20 10:00 | Cache cold |",
    ],
)
def test_a_day_that_has_been_is_that_of_the_document(text: str) -> None:
    assert read_postmortem(COLD + text).date == date(2024, 5, 20)
