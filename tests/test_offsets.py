"""``source[start:end]`` is exactly the text, whatever the mark-up: the promise every later room builds on."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from strategies import documents

from blameless import Analyzer
from blameless.intake.markup.markdown import read_blocks
from blameless.parse.source import Ranges, Source
from blameless.read.document import read_postmortem

ANALYZER = Analyzer()
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JUDGED = settings(MANY, max_examples=100)
"""Judging takes some twenty times what parsing does."""


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def prose_of(text: str):
    source = Source(text)
    for block in read_blocks(source):
        yield from ([block.prose] if block.prose else [])
        yield from block.header
        yield from (cell for row in block.rows for cell in row.cells)


@MANY
@given(documents())
@example("- a\n\n  | x | y |\n  |---|---|\n  | `1 \\| 2` | b |\n")
@example("> 1. > - **a** &amp; b  \n> lazy\r\n")
@example("# #42 ##\n\n> - ## # b #\n")
@example("- | a | b |\n  |---|---|\n  | c | d |\n")
def test_every_run_of_prose_is_where_it_says(text: str) -> None:
    source = Source(text)
    assert len(source.normal) == len(text)
    for prose in prose_of(text):
        position = 0
        for run in prose.runs:
            assert run.start == position
            position += run.length
            assert 0 <= run.source <= run.source + run.source_length <= len(text)
            plain = prose.text[run.start : run.start + run.length]
            if run.length == run.source_length and plain != "\n":
                assert plain == source.normal[run.source : run.source + run.source_length]
        assert position == len(prose.text)
        starts = [run.source for run in prose.runs]
        assert starts == sorted(starts)


@JUDGED
@given(documents())
def test_everything_in_a_report_knows_its_place(text: str) -> None:
    report = ANALYZER.analyze(text)
    for finding in report.findings:
        assert text[finding.start : finding.end] == finding.text
        lines = re.split(r"\r\n|\r|\n", text[: finding.start])
        assert finding.line == len(lines)
    for part in (*report.action_items, *report.timeline):
        assert text[part.start : part.end] == part.text
        assert part.text == part.text.strip() or part.text.strip() == ""
    for section in report.sections:
        assert 0 <= section.start < section.end <= len(text)
    assert [f.start for f in report.findings] == sorted(f.start for f in report.findings)


@MANY
@given(documents())
def test_sentences_say_what_their_source_says(text: str) -> None:
    for sentence in read_postmortem(text).sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert sentence.span(0, len(sentence.text)) == (sentence.start, sentence.end)
        first = re.search(r"[A-Za-z]{2,}", sentence.text)
        if first:
            start, end = sentence.span(*first.span())
            assert letters(first[0]) in letters(text[start:end])


@JUDGED
@given(st.text(max_size=300))
def test_any_string_is_read(text: str) -> None:
    for finding in ANALYZER.analyze(text).findings:
        assert text[finding.start : finding.end] == finding.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We **forgot** the flag.\r\n", "We **forgot** the flag"),
        ("\ufeffWe forgot\r\nthe flag.", "We forgot\r\nthe flag"),
        ("| a |\n|---|\n| x \\| we forgot it |\n", "we forgot it"),
        ("- We &amp; they; we forgot it", "we forgot it"),
        ("Down.\n\n\u00a0\nWe forgot it.\n", "We forgot it"),
        ("1. \u00a0\n   \u3000\n   We forgot it.\n", "We forgot it"),
        ("Ünïcödé e\u0301 👩‍💻: we forgot it", "we forgot it"),
        ("Heading\n===\n\n  1. [We](http://x.y) forgot it", "We](http://x.y) forgot it"),
    ],
)
def test_words_are_found_through_markup(text: str, words: str) -> None:
    found = [f.text for f in ANALYZER.analyze(text).findings if f.rule == "blame/collective"]
    assert found == [words]


def test_plain_text_has_no_markup() -> None:
    report = ANALYZER.analyze("Outage\n\n    we forgot *it*\n", format="text")
    assert [f.text for f in report.findings if f.rule == "blame/collective"] == ["we forgot *it"]


def test_ranges_are_met_where_an_offset_is_shared() -> None:
    ranges = [(5, 8), (1, 3), (7, 10)]
    merged = Ranges(ranges)
    for start in range(11):
        for end in range(start, 12):
            shared = any(max(a, start) < min(b, end) for a, b in ranges)
            assert start == end or merged.meets(start, end) is shared, (start, end)


def test_ranges_hold_offsets() -> None:
    ranges = Ranges([(5, 8), (1, 3), (7, 10)])
    assert [offset in ranges for offset in range(11)] == [
        False,
        True,
        True,
        False,
        False,
        True,
        True,
        True,
        True,
        True,
        False,
    ]
