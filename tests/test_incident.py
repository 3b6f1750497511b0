"""What is read of an incident: facts with their places, who noticed, durations, contradictions; and how it is learnt."""

from __future__ import annotations

import numpy as np
import pytest

from blameless import Report, analyze
from blameless.language.en.dates import find_moments
from blameless.read.document import read_postmortem
from blameless.read.incident import contradictions
from blameless.read.incident.durations import find_durations
from blameless.read.incident.moments import between, points
from blameless.read.incident.noticed import statements
from training.incident.examples import write_synthetic
from training.incident.fit import Group, fit

DOCUMENT = """# Outage of 2024-03-01

## Timeline

All times in UTC.

- 14:02 errors begin
- 14:05 the error-rate alert fires
- 14:09 the on-call engineer starts investigating
- 14:30 release rolled back
- 14:44 service restored
"""


def test_every_fact_knows_its_place() -> None:
    report = analyze(DOCUMENT)
    facts = {fact.name: fact for fact in report.facts}
    assert {"started", "detected", "responded", "mitigated", "resolved", "time_to_resolve", "detected_by"} <= set(facts)
    assert all(DOCUMENT[fact.start : fact.end] == fact.text for fact in report.facts)
    assert facts["started"].value == report.metrics.started == "2024-03-01T14:02:00+00:00"
    assert "alert fires" in facts["detected_by"].text and facts["detected_by"].value == "monitoring"
    assert "rolled back" in facts["mitigated"].text
    assert Report.from_dict(report.to_dict()) == report


def test_places_are_those_of_the_text_that_was_given() -> None:
    text = DOCUMENT.replace("\n", "\r\n")
    report = analyze("\ufeff" + text)
    assert report.facts
    assert all(("\ufeff" + text)[fact.start : fact.end] == fact.text for fact in report.facts)
    assert [fact.value for fact in report.facts] == [fact.value for fact in analyze(DOCUMENT).facts]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("down for about 40 minutes", 2400),
        ("half an hour", 1800),
        ("1h20m", 4800),
        ("1 h 20 min", 4800),
        ("two hours and ten minutes", 7800),
        ("two and a half hours", 9000),
        ("a 2-day outage", 172800),
        ("down 6h", 21600),
        ("5m0s", 300),
        ("telephone minutes", None),
        ("version 1.2 hours", None),
        ("v1.2 s", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    found = [each[2] for each in find_durations(text)]
    assert found == ([] if seconds is None else [seconds]) or (seconds is None and text.startswith("version"))


def test_times_pass_midnight_and_zones() -> None:
    document = "# Outage of 2024-03-01\n\n- Start: 23:50 CET\n- End: 00:20 CET\n- Detected: 22:55 UTC\n"
    found = {point.iso: point for point in points(read_postmortem(document))}
    start, end, detected = (
        found["2024-03-01T23:50:00+01:00"],
        found["2024-03-01T00:20:00+01:00"],
        found["2024-03-01T22:55:00+00:00"],
    )
    assert between(start, end) == 1800
    assert between(start, detected) == 300


def test_of_two_times_without_a_date_the_second_may_come_first() -> None:
    document = "# Outage\n\n- Start: 11:00\n- Detected: 10:45\n- End: 01:10\n"
    found = {point.iso: point for point in points(read_postmortem(document))}
    start, detected, end = found["11:00:00"], found["10:45:00"], found["01:10:00"]
    assert between(start, detected) is None
    assert between(start, end) == 14 * 3600 + 600


def test_the_zone_of_one_account_is_not_taken_for_that_of_another() -> None:
    document = """# Outage of 2024-03-01

From 14:00 to 15:10 UTC orders failed.

## Timeline

- 14:00 GMT+01:00: errors begin
- 14:06 GMT+01:00: the alert fires
- 15:10 GMT+01:00: service restored
"""
    assert analyze(document).metrics.time_to_resolve == 70 * 60


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("14:00-15:30 UTC", ["14:00:00+00:00", "15:30:00+00:00"]),
        ("10:00-11:30", ["10:00:00", "11:30:00"]),
        ("2:00 pm-3:30 pm", ["14:00:00", "15:30:00"]),
        ("10:00:05-11:30:00", ["10:00:05", "11:30:00"]),
        ("23:30-00:15", ["23:30:00", "00:15:00"]),
        ("2024-03-01 10:00-07:00", ["2024-03-01T10:00:00-07:00"]),
        ("2024-03-01T10:00-11:00", ["2024-03-01T10:00:00-11:00"]),
        ("17:05-08:00", ["17:05:00-08:00"]),
        ("2024-03-01 14:02:11-03:00", ["2024-03-01T14:02:11-03:00"]),
        ("Start: T08:19:34+0100", ["08:19:34+01:00"]),
    ],
)
def test_a_hyphen_between_times_is_no_offset(text: str, times: list[str]) -> None:
    assert [found.iso() for found in find_moments(text)] == times


def test_a_colon_within_a_time_ends_no_label() -> None:
    document = "# Outage\n\n- Outage ended on 2024-03-01 06:23:29 PM\n- End: 06:23 PM\n"
    assert [label.name for label in read_postmortem(document).labels] == ["End"]


def test_no_action_item_tells_who_noticed() -> None:
    document = "# Outage\n\nOrders failed for 40 minutes.\n\n## Action items\n\n- Alert on-call when a customer reports errors.\n"
    assert all(each.end < document.index("## Action items") for each in statements(read_postmortem(document)))
    assert analyze(document).metrics.detected_by == "unknown"


@pytest.mark.parametrize(
    ("layout", "detect"),
    [
        ("## Timeline\n\n```\n14:02 UTC errors begin\n14:05 UTC the alert fires\n14:44 UTC service restored\n```\n", 3),
        ("## Timeline\n\n| Event | Time |\n|---|---|\n| errors begin | 14:02 |\n| the alert fires | 14:05 |\n| service restored | 14:44 |\n", 3),
        ("## Timeline\n\n| Time | Event |\n|---|---|\n| T+0 | errors begin |\n| T+3m | the alert fires |\n| T+42m | service restored |\n", 3),
        ("## Timeline\n\n- Mar-01-2024 14:02 errors begin\n- Mar-01-2024 14:05 the alert fires\n- Mar-01-2024 14:44 service restored\n", 3),
        ("## Timeline\n\n- 3/1 14:02 errors begin\n- 3/1 14:05 the alert fires\n- 3/1 14:44 service restored\n", 3),
        ("## Timeline\n\n- 2.02pm errors begin\n- 2.05pm the alert fires\n- 2.44pm service restored\n", 3),
    ],
)  # fmt: skip
def test_timelines_in_every_layout(layout: str, detect: int) -> None:
    report = analyze(f"# Outage of 2024-03-01\n\n{layout}")
    assert len(report.timeline) == 3
    assert report.metrics.time_to_resolve == 42 * 60


def test_a_contradiction_says_both_places_and_both_values() -> None:
    text = "# Outage of 2024-03-01\n\n- Start: 2024-03-01 14:02 UTC\n- Resolved: 2024-03-01 14:44 UTC\n- Duration: 3 hours\n"
    [finding] = [f for f in analyze(text).findings if f.rule == "timeline/contradiction"]
    assert finding.line == 5 and finding.text == "3 hours"
    assert "line 4" in finding.message and "42 minutes" in finding.message and "3 hours" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "Between 10:30 and 2:30 AM (4 hours) orders failed.",
        "For 5 minutes between 14:02 and 15:30 the queue was full.",
        "- Duration: 2 days\n- Start: 2024-03-01 14:00\n- End: 2024-03-03 14:00\n",
        "- Duration: 30 minutes\n\n## First\n\n- Start: 14:00\n- End: 14:30\n\n## Second\n\n- Start: 16:00\n- End: 18:00\n",
        "## Timeline\n\n- 2024-03-01 14:02 errors\n- 2024-03-02 14:05 alert\n- 2024-03-03 14:44 restored\n",
    ],
)
def test_what_admits_another_reading_is_no_contradiction(text: str) -> None:
    postmortem = read_postmortem(f"# Outage\n\n{text}")
    assert contradictions(postmortem, points(postmortem)) == []


def test_a_choice_is_learnt_from_labels_of_documents() -> None:
    groups = []
    for number in range(40):
        told = number % 2 == 0
        rows = [{"noise": 1.0}, {"sign" if told else "other": 1.0}]
        groups.append(Group(rows, {"document": 1.0}, [frozenset({0})] * 2 if told else [frozenset()] * 2, not told))
    fitted = fit(groups, 1, 0.1, None)
    told, silent = fitted.odds(groups[0]), fitted.odds(groups[1])
    assert told[0].argmax() == 1 and told[1] < 0.5 < silent[1]
    assert np.isclose(told[0].sum() + told[1], 1.0)


def test_documents_put_together_hold_what_is_said_of_them() -> None:
    examples = write_synthetic(40, 0.3)
    assert len({example.postmortem.source.text for example in examples}) == 40
    for example in examples:
        assert "{" not in example.postmortem.source.text
        for told in example.gold.moments.values():
            [moment] = told
            text = example.postmortem.source.text
            assert moment is None or moment in text


@pytest.mark.parametrize(
    ("text", "detect", "resolve"),
    [
        (
            "## Summary\n\nMaps failed for 780 minutes.\n\n## Impact\n\n2000 customers could not use maps for 780 minutes.\n\n"
            "## Detection\n\nAn alert fired and the team looked at it.\n",
            None,
            46_800,
        ),
        (
            "Summary: Maps failed for 780 minutes.\n\nImpact: 2000 customers could not use maps for 780 minutes.\n\n"
            "Detection: an alert fired.\n",
            None,
            46_800,
        ),
        ("- Time to detect: 5 minutes\n- Time to resolve: 5 minutes\n", 300, 300),
        ("- Time to detect: 2 minutes\n- Time to resolve: 3 minutes\n", 120, 180),
        ("- Time to detect: 20 minutes\n- Duration: 50 minutes\n", 1200, 3000),
    ],
)
def test_a_statement_answers_one_question(text: str, detect: float | None, resolve: float | None) -> None:
    metrics = analyze(f"# Maps\n\n{text}").metrics
    assert (metrics.time_to_detect, metrics.time_to_resolve) == (detect, resolve)


def test_nothing_takes_longer_to_notice_than_to_end() -> None:
    metrics = analyze("# Maps\n\n- Time to detect: 50 minutes\n- Time to resolve: 20 minutes\n").metrics
    told = [each for each in (metrics.time_to_detect, metrics.time_to_resolve) if each is not None]
    assert len(told) == 1
