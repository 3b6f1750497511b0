"""The first pass: what it lets through, and that it changes no finding but those it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT

from blameless.judge.classifier import default_classifier
from blameless.judge.verdicts import verdicts
from blameless.parse import parse
from blameless.read import Reader
from blameless.read.sieve import Sieve, forms

SHARED = ROOT.parent / "shared" / "postmortems"


@pytest.mark.parametrize(
    "text",
    [
        "Dave forgot to drain the node.",
        "An engineer accidentally deleted the bucket.",
        "We should have tested this.",
        "Someone ran the wrong command.",
        "the change wasn't reviewed by the vendor's team",
        "J.K. skipped the check",
        "Human error.",
        "Wei-Ling caused the outage.",
        "It was reckless.",
    ],
)
def test_what_may_blame_passes(text) -> None:
    assert Sieve().passes(text)


@pytest.mark.parametrize(
    "text",
    [
        "The disk was full.",
        "14:02 Latency rises to 3 s.",
        "Add an alert on disk usage.",
        "Traffic moved to the second zone.",
    ],
)
def test_what_cannot_blame_does_not(text) -> None:
    assert not Sieve().passes(text)


def test_words_of_the_configuration_count() -> None:
    assert not Sieve().passes("the wrangler caused the outage")
    assert Sieve(roles=["wrangler"]).passes("the wrangler caused the outage")


def test_forms_of_verbs() -> None:
    assert {"skip", "skips", "skipped", "skipping"} <= forms("skip")
    assert {"forgot", "forgotten"} <= forms("forget")
    assert {"ignored", "ignoring"} <= forms("ignore")


def findings(paths: list[Path], sieve: bool) -> list[list[tuple]]:
    """What is found in each document, with the first pass or without."""
    reader = Reader(sieve=sieve)
    return [
        [
            (v.evidence.sentence.start, v.rule, v.open, v.confidence, v.start, v.end)
            for v in verdicts(reader.read(parse(path.read_text(encoding="utf-8")).sentences), default_classifier())
        ]
        for path in paths
    ]


def test_it_changes_no_finding_of_the_sample_documents() -> None:
    paths = sorted((ROOT / "data" / "postmortems").glob("*.md"))[::2]
    assert findings(paths, True) == findings(paths, False)


@pytest.mark.skipif(not SHARED.exists(), reason="the published postmortems are not here")
def test_it_changes_no_finding_of_published_postmortems() -> None:
    paths = sorted(SHARED.glob("*.md"))
    assert findings(paths, True) == findings(paths, False)


def test_few_labelled_sentences_are_held_back() -> None:
    rows = [json.loads(line) for line in (ROOT / "data/blame/sentences.jsonl").read_text(encoding="utf-8").splitlines()]
    documents = [
        json.loads(line) for line in (ROOT / "data/blame/documents.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    sieve = Sieve()
    assert sum(sieve.passes(row["text"]) for row in documents) / len(documents) < 0.2
    pairs = [row for row in rows if row["b"] and row["source"] == "pair"]
    assert sum(sieve.passes(row["text"]) for row in pairs) / len(pairs) > 0.7
