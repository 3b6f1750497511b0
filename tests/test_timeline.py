"""Timelines in every layout, and what they say of the incident."""

from __future__ import annotations

from time import process_time

import pytest

from blameless import Analyzer, Config, analyze
from blameless.read.document import read_postmortem


def whens(body: str) -> list[str | None]:
    return [entry.when for entry in analyze(body).timeline]


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("14:02 errors begin", "14:02:00"),
        ("2:02 pm: errors begin", "14:02:00"),
        ("12:05 AM – errors begin", "00:05:00"),
        ("14:02:11Z errors begin", "14:02:11+00:00"),
        ("2024-03-01 14:02 UTC errors begin", "2024-03-01T14:02:00+00:00"),
        ("2024-03-01T14:02:00+02:00 errors begin", "2024-03-01T14:02:00+02:00"),
        ("Mar 1 2024, 14:02 PST: errors begin", "2024-03-01T14:02:00-08:00"),
        ("[14:02] errors begin", "14:02:00"),
        ("At around 14:02 errors begin", "14:02:00"),
        ("**14:02** - errors begin", "14:02:00"),
        ("14:02 GMT+2 errors begin", "14:02:00+02:00"),
        ("Detected (14:02 UTC): errors", "14:02:00+00:00"),
        ("1 March 2024 errors begin", "2024-03-01"),
        ("Errors begin", None),
    ],
)
def test_times(line: str, when: str | None) -> None:
    assert whens(f"## Timeline\n\n- {line}\n- 23:59 end\n")[0] == when


def test_the_date_is_carried_and_midnight_passed() -> None:
    body = "## Timeline (all times in CET)\n\n### 2024-03-01\n\n- 22:50 errors begin\n- 00:10 errors stop\n- 2024-03-04 09:00 review\n- 10:00 done\n"
    assert whens(body) == [
        "2024-03-01T22:50:00+01:00",
        "2024-03-02T00:10:00+01:00",
        "2024-03-04T09:00:00+01:00",
        "2024-03-04T10:00:00+01:00",
    ]


def test_headings_are_entries() -> None:
    body = "# 2024-03-01 outage\n\n## Timeline\n\n### 14:02\n\nErrors begin.\n\n- not an entry 14:03\n\n### 14:44\n\nService restored.\n\n## Impact\n\nOrders.\n"
    assert whens(body) == ["2024-03-01T14:02:00", "2024-03-01T14:44:00"]


def test_tables_and_lines() -> None:
    table = "## Timeline\n\n| Day | Time (UTC) | Event |\n|---|---|---|\n| 1 Mar 2024 | 14:02 | errors |\n| 1 Mar 2024 | | restart |\n"
    assert whens(table) == ["2024-03-01T14:02:00+00:00", "2024-03-01"]
    assert whens("Timeline\n14:02 UTC - errors begin\n14:44 UTC - errors stop\n") == [
        "14:02:00+00:00",
        "14:44:00+00:00",
    ]


def test_a_timeline_without_its_heading() -> None:
    report = analyze("## What happened\n\n- 14:02 errors begin\n- 14:05 alert fires\n- 14:44 service restored\n")
    assert len(report.timeline) == 3
    assert "timeline" in [s.kind for s in report.sections]


def test_milestones_and_durations() -> None:
    metrics = analyze(
        "# Outage of 2024-03-01\n\n## Timeline\n\nAll times in UTC.\n\n- 14:02 release 12 goes out\n- 14:05 the error-rate alert fires\n- 14:44 service restored\n"
    ).metrics
    assert (metrics.started, metrics.detected, metrics.resolved) == (
        "2024-03-01T14:02:00+00:00",
        "2024-03-01T14:05:00+00:00",
        "2024-03-01T14:44:00+00:00",
    )
    assert (metrics.time_to_detect, metrics.time_to_resolve, metrics.detected_by) == (180, 2520, "monitoring")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("## Timeline\n\n- 14:02 errors begin\n- 14:05 the alert fires\n- 14:11 Mina acknowledges the page\n- 14:44 service restored\n", 360),
        ("## Timeline\n\n- 14:02 alert fires\n- 14:02 on-call starts investigating\n- 14:30 service restored\n", 0),
        ("Time to acknowledge: 7 minutes\n\nThe queue was full.\n", 420),
        ("The on-call engineer acknowledged the page within ten minutes and found a full disk.\n", 600),
        ("It took us half an hour to get somebody with access to the vault.\n", 1800),
        ("## Timeline\n\n- 14:02 errors begin\n- 14:05 the alert fires\n- 14:44 service restored\n", None),
        ("The cache responded slowly.\n", None),
    ],
)  # fmt: skip
def test_time_to_respond(text: str, seconds: float | None) -> None:
    assert analyze(f"# Outage of 2024-03-01\n\n{text}").metrics.time_to_respond == seconds


def test_labels_go_before_the_timeline() -> None:
    metrics = analyze(
        "Time to detection: 64 minutes\n\nDuration: 1h 30m\n\n- First detected: 2024-03-01 10:15\n- Resolved: 2024-03-01 11:00\n"
    ).metrics
    assert (metrics.time_to_detect, metrics.time_to_resolve) == (3840, 5400)
    assert (metrics.detected, metrics.resolved) == ("2024-03-01T10:15:00", "2024-03-01T11:00:00")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The shift supervisor found a red lamp on rack 4.", "employee"),
        ("The disk alert fired after two minutes.", "monitoring"),
        ("We were paged at 14:05.", "monitoring"),
        ("Users reported that they could not log in.", "customer"),
        ("We received several complaints from merchants.", "customer"),
        ("An engineer noticed slow queries while debugging.", "employee"),
        ("A security researcher reported the bug.", "third_party"),
        ("The disk was full.", "unknown"),
        ("No alert fired. A nurse noticed missing results.", "employee"),
    ],
)
def test_who_noticed(text: str, who: str) -> None:
    assert analyze(f"## Detection\n\n{text}\n").metrics.detected_by == who


def test_lines_that_begin_with_a_month() -> None:
    body = "# Outage of 2024-03-01\n\n## Timeline\n\nMar 1, 14:02 PST  first errors\nMar 1, 14:30 PST  page to on-call\nMar 1, 15:00 PST  resolved\n"
    assert whens(body) == ["2024-03-01T14:02:00-08:00", "2024-03-01T14:30:00-08:00", "2024-03-01T15:00:00-08:00"]


def test_prose_with_several_times() -> None:
    metrics = analyze(
        "## Timeline\n\nAt 14:02 errors began. At 14:10 PagerDuty alerted us. At 15:00 it was fixed.\n"
    ).metrics
    assert (metrics.time_to_detect, metrics.time_to_resolve) == (480, 3480)


def test_a_zone_in_a_column_title() -> None:
    assert whens("## Timeline\n\n| When (PST) | Event |\n|---|---|\n| 2024-06-05 14:02 | errors |\n") == [
        "2024-06-05T14:02:00-08:00"
    ]


def test_milestones_that_contradict_each_other_are_not_told() -> None:
    metrics = analyze(
        "# Outage of 2024-03-01\n\n- Started: 2024-03-01 14:00\n- Detected: 2024-03-01 14:10\n- Resolved: 2024-03-01 13:00\n"
    ).metrics
    assert (metrics.detected, metrics.resolved, metrics.time_to_resolve) == ("2024-03-01T14:10:00", None, None)


def test_times_from_the_start_of_the_incident() -> None:
    report = analyze(
        "## Timeline\n\n- T-5m release 12 goes out\n- T+0 errors begin\n- T+3m the error-rate alert fires\n- T+1h10m service restored\n"
    )
    assert len(report.timeline) == 4
    assert (report.metrics.time_to_detect, report.metrics.time_to_resolve) == (180, 4200)
    assert not [f for f in report.findings if f.rule in ("timeline/timestamps", "timeline/timezone", "timeline/order")]


def test_military_time() -> None:
    assert whens("## Timeline\n\n- 1415 UTC errors begin\n- 1502 UTC restored\n") == [
        "14:15:00+00:00",
        "15:02:00+00:00",
    ]


@pytest.mark.parametrize(
    ("text", "detect", "resolve"),
    [
        ("The shop was down for about 40 minutes; within five minutes an alert fired.", 300, 2400),
        ("A 42-minute outage hit 400 customers. The disk alert fired after three minutes.", 180, 2520),
        ("The outage lasted two hours and ten minutes. It took us half an hour to notice.", 1800, 7800),
        ("Orders failed because prices are kept for 20 minutes.", None, None),
        ("The alert fires when the queue was full for ten minutes.", None, None),
    ],
)
def test_durations_told_in_prose(text: str, detect: float | None, resolve: float | None) -> None:
    metrics = analyze(f"# Outage\n\n## Summary\n\n{text}\n").metrics
    assert (metrics.time_to_detect, metrics.time_to_resolve) == (detect, resolve)


def test_a_detection_gap_points_at_who_noticed() -> None:
    text = "# Outage\n\n## Summary\n\nThe shop was down. Users reported that orders failed.\n\n## Action items\n\n- Raise the limit to 200.\n"
    (finding,) = Analyzer(Config(select=("detection/gap",))).analyze(text).findings
    assert finding.text == "Users reported that orders failed."


ENTRIES = "- 14:02 errors begin\n- 14:05 the alert fires\n- 14:44 errors stop\n"
TABLE = "| Time | Event |\n| --- | --- |\n| 14:02 | errors begin |\n| 14:05 | the alert fires |\n"
ZONE_TOLD = (
    f"---\ntz: CET\n---\n## Timeline\n\n{ENTRIES}",
    f"---\ntime_zone: Europe/Berlin\n---\n## Timeline\n\n{ENTRIES}",
    f"---\nincident:\n  timezone: UTC\n---\n## Timeline\n\n{ENTRIES}",
    f"All times in this report are\nin UTC.\n\n## Timeline\n\n{ENTRIES}",
    f"all times are utc\n\n## Timeline\n\n{ENTRIES}",
    f"ALL TIMES UTC\n\n## Timeline\n\n{ENTRIES}",
    f"Clocks below are CET.\n\n## Timeline\n\n{ENTRIES}",
    f"UTC is used throughout.\n\n## Timeline\n\n{ENTRIES}",
    f"**TZ:** UTC\n\n## Timeline\n\n{ENTRIES}",
    f"## Timeline\n\n{ENTRIES}\n## Notes\n\nAll times in this report, unless a line says something else, are in UTC.\n",
    f"## Timeline\n\nIn UTC unless noted otherwise.\n\n{ENTRIES}",
    f"## Timeline\n\n(UTC)\n\n{ENTRIES}",
    f"## Timeline\n\n(times in CET)\n\n{ENTRIES}",
    f"## TIMELINE (UTC)\n\n{ENTRIES}",
    f"## UTC timeline\n\n{ENTRIES}",
    f"## What happened (UTC)\n\n{ENTRIES}",
    f"## Timeline (Pacific Time)\n\n{ENTRIES}",
    f"Times are US Central.\n\n## Timeline\n\n{ENTRIES}",
    f"## Timeline\n\n{TABLE}\n*Times in CET*\n",
    f"## Timeline\n\n{TABLE.replace('Time ', 'Datetime (UTC) ')}",
    f"The outage lasted from 14:02 to 14:44 (UTC).\n\n## Timeline\n\n{ENTRIES}",
    f"---\nstart: 2024-03-01T14:02:00Z\n---\n## Timeline\n\n{ENTRIES}",
    f"- Start: 14:02 PST\n- End: 14:44 PST\n\n## Timeline\n\n{ENTRIES}",
    f"## Timeline\n\n{TABLE.replace('Event', 'Event (times in CET)')}",
)
NO_ZONE_TOLD = (
    f"## Timeline\n\n{ENTRIES}",
    f"The UTC team was called.\n\n## Timeline\n\n{ENTRIES}",
    f"The time service ran on Central and failed.\n\n## Timeline\n\n{ENTRIES}",
    f"At the time the Pacific region was down.\n\n## Timeline\n\n{ENTRIES}",
    f"This time, MT was not configured.\n\n## Timeline\n\n{ENTRIES}",
    f"The failure came three times in Eastern Europe.\n\n## Timeline\n\n{ENTRIES}",
    f"## What happened (in short)\n\n{ENTRIES}",
    f"Orders failed from 14:02 UTC on, those of Berlin from 15:02 CET on.\n\n## Timeline\n\n{ENTRIES}",
    f"## Timeline\n\n{ENTRIES}\n## Notes\n\nThe log says:\n\n```\n14:02:07Z full\n```\n",
)


@pytest.mark.parametrize("text", ZONE_TOLD)
def test_a_zone_is_looked_for_wherever_it_may_be_told(text: str) -> None:
    found = read_postmortem(text).timeline
    assert len(found) >= 2 and all(moment.zoned for moment in found)


@pytest.mark.parametrize("text", NO_ZONE_TOLD)
def test_what_only_looks_like_a_zone_is_none(text: str) -> None:
    found = read_postmortem(text).timeline
    assert len(found) == 3 and not any(moment.zoned for moment in found)


@pytest.mark.parametrize("piece", ["times ", "all in ", "time: (", "\n\n", "UTC ", "Pacific ", "* ", "times\n"])
def test_remarks_on_zones_are_looked_for_in_linear_time(piece: str) -> None:
    from blameless.language.en.dates import document_zone

    began = process_time()
    document_zone(piece * (100_000 // len(piece)))
    assert process_time() - began < 3, "quadratic, it takes minutes"


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("09:20-09:40", "09:20:00"),
        ("23:50-00:20", "23:50:00"),
        ("10:20-10:30 UTC", "10:20:00+00:00"),
        ("10:20 – 10:30 CET", "10:20:00+01:00"),
        ("22:00-02:00 UTC", "22:00:00+00:00"),
        ("10:20 UTC-10:30 UTC", "10:20:00+00:00"),
        ("10:20Z-10:30Z", "10:20:00+00:00"),
        ("9:20am-9:40am", "09:20:00"),
        ("11:30-1:00 pm", "11:30:00"),
        ("9:20pm-9:40pm EST", "21:20:00-05:00"),
        ("10:20:10-10:30:10", "10:20:10"),
        ("09:20-09:40-10:00", "09:20:00"),
        ("10:20 – 10:30 – 10:40 CET", "10:20:00+01:00"),
        ("10:40-05:00", "10:40:00-05:00"),
        ("10:40-05:00 (EST)", "10:40:00-05:00"),
        ("10:40 UTC-05:00", "10:40:00-05:00"),
        ("08:20:13-10:00", "08:20:13-10:00"),
        ("2026-03-04 03:00-05:00", "03:00:00-05:00"),
        ("2026-03-04T03:00-05:00", "03:00:00-05:00"),
    ],
)
def test_a_span_is_no_zone(written: str, when: str) -> None:
    text = f"# Disk full on 2026-03-04\n\n## Timeline\n\n- {written} The disk filled up.\n- 11:00 UTC It was cleaned.\n"
    assert analyze(text).timeline[0].when == f"2026-03-04T{when}"
