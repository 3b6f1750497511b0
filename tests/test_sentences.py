"""Sentences: split as a reader would, and only where there is prose."""

from __future__ import annotations

import pytest

from blameless import analyze
from blameless.read.document import read_postmortem


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in read_postmortem(text).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The disk filled up. We saw it at 2 p.m. on v1.2.3, i.e. late.",
            ["The disk filled up.", "We saw it at 2 p.m. on v1.2.3, i.e. late."],
        ),
        ("Dr. Osei restarted it.", ["Dr. Osei restarted it."]),
        (
            "A line that was wrapped by an editor at the eightieth column, as most are, goes\non here.",
            ["A line that was wrapped by an editor at the eightieth column, as most are, goes\non here."],
        ),
        (
            "Errors begin\nAlert fires\nErrors stop after a long while",
            ["Errors begin", "Alert fires", "Errors stop after a long while"],
        ),
        ("14:02 errors begin\n14:05 alert fires", ["14:02 errors begin", "14:05 alert fires"]),
        ("| a | b |\n|---|---|\n| The disk. Full. | x |", ["The disk.", "Full.", "x"]),
    ],
)
def test_splitting(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01 14:02:11,123 ERROR worker forgot its lease",
        "Mar  1 14:02:11 host sshd[123]: user failed to log in",
        "Traceback (most recent call last):",
        "ValueError: operator failed to match",
        "```\nWe forgot it.\n```",
        "    We forgot it.",
        "<!-- We forgot it. -->",
        "<script>We forgot it.</script>",
        "<style>We forgot it.</style>",
    ],
)
def test_what_is_no_language(text: str) -> None:
    assert sentences(text) == []


def test_headings_and_kinds_are_kept() -> None:
    (sentence,) = read_postmortem("## What went wrong\n\n- We had no alert.\n").sentences
    assert (sentence.heading, sentence.sections, sentence.kind, sentence.quoted) == (
        "What went wrong",
        ("went_badly",),
        "item",
        False,
    )
    (quoted,) = read_postmortem("> We forgot it.").sentences
    assert quoted.quoted


def test_code_in_a_sentence_is_known() -> None:
    (sentence,) = read_postmortem("Run `rm -rf` twice.").sentences
    assert [sentence.text[a:b] for a, b in sentence.code] == ["rm -rf"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The on-call engineer failed to acknowledge the page.", "on-call engineer failed to acknowledge"),
        ("Mia mistakenly force-pushed the branch.", "force-pushed"),
    ],
)
def test_hyphenated_words_are_marked_whole(text: str, words: str) -> None:
    report = analyze(f"# Outage\n\n{text}\n")
    [finding] = [f for f in report.findings if f.rule.startswith("blame/")]
    assert words in finding.text
