"""What to write where something is missing is made from the document: its columns, its neighbours, its people, its day."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from blameless import Analyzer, Config

PROSE = "# Parcel scans stopped\n\nScans stopped for an hour. {more}\n\n"


def suggested(rule: str, text: str, today: date | Literal[False] = False) -> str:
    analyzer = Analyzer(Config(select=(rule,)), today=today)
    return next(finding.suggestion for finding in analyzer.analyze(text).findings if finding.rule == rule)


def items(*lines: str, more: str = "") -> str:
    return PROSE.format(more=more) + "## Action items\n\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            items("- Add a scan alert at 2 %", "- Pin the scanner driver to 4.1"),
            "End each with one person or one team: “Add a scan alert at 2 % (owner: …)”.",
        ),
        (
            items("- Improve things", "- Pin the scanner driver to 4.1"),
            "End each with one person or one team: “Pin the scanner driver to 4.1 (owner: …)”.",
        ),
        (
            items("- Add a scan alert at 2 %", more="Then the depot team called."),
            "End it with one person or one team: “Add a scan alert at 2 % (owner: …)”. The postmortem names the depot team: who takes it?",
        ),
        (
            items("- Add a scan alert at 2 %. Owner: Ana Ruiz", "- Pin the scanner driver to 4.1"),
            "Line 7 names “Ana Ruiz”; name one person or one team for “Pin the scanner driver to 4.1” in the same way.",
        ),
        (
            items("| Action | Status |", "| --- | --- |", "| Add a scan alert at 2 % | open |"),
            "Add a column “Owner” to the table, with one person or one team for “Add a scan alert at 2 %”.",
        ),
        (
            items("| Action | Assignee |", "| --- | --- |", "| Add a scan alert at 2 % | TBD |"),
            "Write one person or one team under “Assignee” for “Add a scan alert at 2 %”.",
        ),
        (
            items("- Add a scan alert at 2 % (SCAN-12)"),
            "End it with one person or one team: “Add a scan alert at 2 % (SCAN-12) (owner: …)”. If SCAN-12 has an assignee, that is the name to write.",
        ),
    ],
)
def test_an_owner_is_asked_for_where_it_belongs(text: str, expected: str) -> None:
    assert suggested("action/no-owner", text) == expected


DATED = "# Parcel scans stopped on 2024-03-01\n\nScans stopped for an hour.\n\n## Action items\n\n- Add a scan alert at 2 %\n"


def test_a_day_is_worked_out_from_that_of_the_document() -> None:
    told = suggested("action/no-due-date", DATED, date(2024, 3, 4))
    assert told == "End it with a day: “Add a scan alert at 2 % (due: 2024-03-15)”, two weeks after 2024-03-01."


def test_no_day_is_given_that_is_over() -> None:
    told = suggested("action/no-due-date", DATED, date(2025, 3, 4))
    assert "(due: YYYY-MM-DD)" in told and told.endswith("Tick off what has been done since 2024-03-01.")


def test_no_day_is_worked_out_where_that_of_the_document_is_doubtful() -> None:
    text = items("- Add a scan alert at 2 %", more="The scanner was bought on 2019-05-05.")
    assert suggested("action/no-due-date", text) == "End it with a day: “Add a scan alert at 2 % (due: YYYY-MM-DD)”."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (items("### Short-term", "", "- Add a scan alert at 2 %"), "Which day is meant by “Short-term”?"),
        (
            items("| Action | Priority |", "| --- | --- |", "| Add a scan alert at 2 % | P1 |"),
            "How long may “P1” wait?",
        ),
        (items("- Consider a second scanner if the belt gets longer"), "“if the belt gets longer” may never come"),
    ],
)
def test_what_is_written_instead_of_a_day_is_asked_about(text: str, expected: str) -> None:
    assert expected in suggested("action/no-due-date", text)


REPORT = """# Parcel scans stopped

## Summary

Scans stopped in the north hall. Parcels were carried by hand and the vans left late.

## Root cause

The driver did not load.

## Timeline

- 09:10 Scans stop
- 09:40 Vans wait
"""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("timeline/timezone", "Which zone is “09:10” in? Say so once under “Timeline”, as in “All times in …”."),
        ("cause/single", "Besides “The driver did not load”: how did it reach production"),
    ],
)
def test_what_the_document_holds_is_shown(rule: str, expected: str) -> None:
    long = REPORT.replace("by hand", "by hand, " + "from one end of the hall to the other, " * 20)
    assert suggested(rule, long).startswith(expected)


def test_a_zone_elsewhere_is_held_against_the_timeline() -> None:
    text = REPORT.replace("by hand", "by hand until 10:05 UTC, which is 11:05 CET")
    assert suggested("timeline/timezone", text).startswith("Line 5 says “10:05 UTC”: is “09:10” in UTC too?")


def test_what_holds_all_the_time_is_given_no_single_day() -> None:
    shown = suggested("action/no-due-date", items("- Whenever the scanners reboot, check the queue by hand"))
    assert shown.startswith("“Whenever the scanners reboot, check the queue by hand”: from which day on does that hold")
    shown = suggested("action/no-due-date", items("- Review the scan rota every quarter", "- Pin the driver to 4.1"))
    assert "“Pin the driver to 4.1 (due: YYYY-MM-DD)”" in shown


def test_items_that_stand_in_several_ways_get_no_column() -> None:
    rows = ("| Action | Status |", "| --- | --- |", "| Add a scan alert at 2 % | open |", "", "- Pin the driver to 4.1")
    assert suggested("action/no-owner", items(*rows)).startswith("End each with one person or one team: “Add a scan")


@pytest.mark.parametrize(
    "item",
    [
        "- Evaluate if Redis would fit the queue",
        "- Upgrade the scanner to release 3.9 or later",
        "- Page the hall as soon as the queue holds 100 parcels",
        "- Show ongoing incidents on the status page",
        "- Replace the eventually consistent store with Postgres 15",
        "- Rewrite the regular expression of the scan parser",
        "- Fix the continuous integration pipeline of the scanner",
        "- Move the daily backup to the north hall",
        "- Fix the boot routine of the scanner",
    ],
)
def test_a_word_that_is_no_time_is_not_asked_about(item: str) -> None:
    shown = suggested("action/no-due-date", items(item))
    assert shown == f"End it with a day: “{item[2:]} (due: YYYY-MM-DD)”."


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Preventing future incidents", None),
        ("Actions on the queue backlog", None),
        ("Backlog items", "Backlog"),
        ("Immediate actions", "Immediate"),
    ],
)
def test_a_heading_is_asked_about_where_it_is_a_horizon(heading: str, asked: str | None) -> None:
    shown = suggested("action/no-due-date", items(f"### {heading}", "", "- Add a scan alert at 2 %"))
    assert ("Which day is meant" in shown) == (asked is not None)
    assert asked is None or f"Which day is meant by “{asked}”?" in shown


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ("- `--force` must ask for a password in `scanctl`", "“--force must ask for a password in scanctl ("),
        (
            "- Add the “slow scan” alert to the “north” dashboard",
            "“Add the ‘slow scan’ alert to the ‘north’ dashboard (",
        ),
        ("- Add " + "scan" * 60 + " alert", "“Add " + "scan" * 16 + "s… ("),
        ("- Add {item} and %s to the form", "“Add {item} and %s to the form ("),
    ],
)
def test_an_item_is_quoted_as_it_stands(item: str, shown: str) -> None:
    assert shown in suggested("action/no-owner", items(item))


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("It is the only team there.", None),
        ("Then the vendor and team met.", None),
        (f"Then the {'x' * 300} team met.", None),
        ("Then the on-call team came.", "the on-call team"),
        ("\n\nAuthors: R&D team", "R&D team"),
        ("\n\n### Contributors\n\n- DNS\n- BGP", None),
        ("\n\n### Contributors\n\n- Ana Ruiz\n- @bo", "Ana Ruiz and @bo"),
    ],
)
def test_who_is_named_is_somebody(more: str, named: str | None) -> None:
    shown = suggested("action/no-owner", items("- Add a scan alert at 2 %", more=more))
    assert ("The postmortem names" in shown) == (named is not None)
    assert named is None or f"The postmortem names {named}: who takes it?" in shown


def test_a_short_row_has_the_columns_of_its_table() -> None:
    text = items("| Action | Owner | Due |", "| --- | --- | --- |", "| Add a scan alert at 2 % |")
    assert (
        suggested("action/no-owner", text)
        == "Write one person or one team under “Owner” for “Add a scan alert at 2 %”."
    )
    assert suggested("action/no-due-date", text).startswith("Write a day under “Due” for")


@pytest.mark.parametrize("said", ["10:05 POST /scan", "10:05 TEST", "release 4.10 EST"])
def test_a_word_in_capitals_is_no_zone(said: str) -> None:
    shown = suggested("timeline/timezone", REPORT.replace("by hand", f"by hand after {said} was seen"))
    assert shown.startswith("Which zone is “09:10” in?")


def test_a_version_is_no_time() -> None:
    text = REPORT.replace("- 09:10 Scans stop", "- Release 2.14 is out at 09:10")
    assert suggested("timeline/timezone", text).startswith("Which zone is “09:10” in?")


@pytest.mark.parametrize(
    "said",
    [
        "TBD, to be written by the hall.",
        "See [the driver](http://example.com) for what went wrong.",
        "The driver read:\n\n- nothing",
    ],
)
def test_a_cause_that_is_not_told_is_not_quoted(said: str) -> None:
    long = REPORT.replace("by hand", "by hand, " + "from one end of the hall to the other, " * 20)
    assert "“" not in suggested("cause/single", long.replace("The driver did not load.", said))
