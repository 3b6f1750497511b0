"""Front matter that is wrong, huge or hostile costs its own value, never the document."""

from __future__ import annotations

import time
from datetime import date

import pytest
from conftest import listed

from blameless import analyze
from blameless.read.document import read_postmortem

BODY = "# Outage\n\n## Timeline\n\n- 23:50 errors begin\n- 00:10 errors stop\n\n## Action items\n\n- Add an alert by next Friday (owner: Dave)\n"

WRONG = {
    "the end of time": "date: 9999-12-31",
    "the beginning of time": "started: 0001-01-01T00:00:00+01:00",
    "a zone behind the end of time": "resolved: 9999-12-31T23:59:59-05:00",
    "a zone that no place has": "started: 2024-03-01T00:00:00+99:99",
    "a thirteenth month": "date: 2024-13-45",
    "a sixty-first minute": "date: 2024-03-01T25:61:00",
    "neither true nor false": "flag: !!bool maybe",
    "an empty number": 'x: !!int ""',
    "a time that is none": "x: !!timestamp foo",
    "bytes that are none": "x: !!binary '%%%'",
    "a tag of another program": "x: !vault secret",
    "a tag on a list": "x: !list [a, b]",
    "code": "x: !!python/object/apply:os.getcwd []",
    "not a number": "severity: .nan",
    "a number of 5,000 digits": "severity: " + "9" * 5_000,
    "a hexadecimal number of 5,000 digits": "severity: 0x" + "F" * 5_000,
    "a key that is one": "0x" + "F" * 5_000 + ": 1",
    "a list as key": "? [1, 2]\n: 3",
    "a list that holds itself": "a: &a [*a]",
    "a list as the key that holds it": "a: &a [*a]\n? *a\n: 1",
    "merge keys by the billion": "a: &a {k: 1}\n"
    + "\n".join(f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 9)}]}}" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "brackets, deep": "a: " + "[" * 20_000,
    "dashes, deep": "a:\n  " + "- " * 20_000,
    "questions, deep": "? " * 20_000,
    "lines, ever deeper": "\n".join(" " * n + "a:" for n in range(330)),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_front_matter_is_survived(name: str) -> None:
    started = time.process_time()
    postmortem = read_postmortem(f"---\n{WRONG[name]}\n---\n{BODY}")
    assert time.process_time() - started < 10
    assert [moment.entry.text for moment in postmortem.timeline] == ["23:50 errors begin", "00:10 errors stop"]
    assert listed(postmortem)[0].item.owner == "Dave"


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 30_000 + " = 1",
        "[a" + ".a" * 30_000 + "]",
        '"a"' + '."a"' * 15_000 + " = 1",
        "a = { a" + ".a" * 30_000 + " = 1 }",
        "a = " + "[" * 30_000,
        "a = 0x" + "F" * 5_000,
        "a = " + "9" * 5_000,
        "date = 9999-12-31T23:59:59-05:00",
    ],
    ids=["key", "table", "quoted key", "inline table", "brackets", "hexadecimal", "digits", "end of time"],
)
def test_wrong_toml_is_survived(text: str) -> None:
    started = time.process_time()
    assert listed(read_postmortem(f"+++\n{text}\n+++\n{BODY}"))[0].item.owner == "Dave"
    assert time.process_time() - started < 10


def test_what_is_right_beside_it_is_read() -> None:
    postmortem = read_postmortem(f"---\ndate: 2024-03-01\nflag: !!bool maybe\nowner: !vault x\n---\n{BODY}")
    assert postmortem.date == date(2024, 3, 1)


def test_a_day_no_incident_was_on_is_no_date() -> None:
    report = analyze(f"---\ndate: 9999-12-31\n---\n{BODY}")
    assert report.metrics.date is None and report.action_items[0].due == "next Friday"


@pytest.mark.parametrize("text", ["Due 12-\u017fep", "by \u017faturday", "\u017fep 2024", "on 4 \u212aanuary"])
def test_letters_that_only_look_like_those_of_a_month(text: str) -> None:
    assert analyze(f"---\ndate: 2024-03-01\n---\n\n## Action items\n\n- Add an alert, {text}\n").action_items


@pytest.mark.parametrize("text", ["\ud800", "Dave forgot\udcff it.", "# \ud83d\n\n- \udc69 Dave forgot it (\ud800).\n"])
def test_halves_of_characters_are_read(text: str) -> None:
    for sentence in read_postmortem(
        text
    ).sentences:  # the analyzer refuses them with a message, as no output could hold them
        assert sentence.span(0, len(sentence.text)) == (sentence.start, sentence.end)
