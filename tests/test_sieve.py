"""The first pass: what it lets through, and that it changes no finding but those it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT

from blameless.errors import BlamelessError, InputError
from blameless.judge.classifier import default_classifier
from blameless.judge.verdicts import verdicts
from blameless.learn.corpus import read_examples
from blameless.learn.sieve import train_sieve
from blameless.parse import parse
from blameless.read import Reader
from blameless.read.cues import forms
from blameless.read.sieve import Scorer, Sieve, cue_features, default_scorer

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


def test_a_long_sentence_is_not_passed_over_for_its_length() -> None:
    clause = "an engineer accidentally deleted the bucket"
    tail = ", which the dashboards of the region, the queue and the cache of the second zone showed at once" * 4
    assert Sieve().passes(clause + tail)


def test_a_feature_of_the_first_pass_only_speaks_for_a_parse() -> None:
    scorer, cues = default_scorer(), Sieve().cues("Dave forgot to drain the node.")
    assert scorer.score(cues) == pytest.approx(
        sum(scorer.score_of(feature) for feature in cue_features(cues)) + scorer.bias
    )
    assert min(scorer.score_of(feature) for feature in cue_features(cues)) >= 0


def test_a_trained_first_pass_is_written_and_read(tmp_path: Path) -> None:
    examples = read_examples(ROOT / "data" / "blame" / "documents.jsonl")
    model, threshold = train_sieve(examples)
    model.save(tmp_path, {"threshold": threshold})
    scorer = Scorer.load(tmp_path)
    kept = [e.degree > 0 for e in examples if (cues := Sieve().cues(e.sentence.text)) and scorer.passes(cues)]
    all_cued = [e.degree > 0 for e in examples if Sieve().cues(e.sentence.text)]
    assert sum(kept) >= 0.95 * sum(all_cued)
    assert len(kept) < 0.9 * len(all_cued)


def test_what_is_no_first_pass_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(BlamelessError, match="sieve"):
        Scorer.load(tmp_path / "sieve")
    with pytest.raises(BlamelessError, match="one row"):
        Scorer.load(ROOT / "models" / "vague")
    with pytest.raises(InputError, match="too few"):
        train_sieve(read_examples(ROOT / "data" / "blame" / "documents.jsonl")[:20])


def findings(paths: list[Path], sieve: bool) -> list[list[tuple]]:
    """What is found in each document, with the first pass or without."""
    reader = Reader(sieve=sieve)
    read = reader.read(parse(path.read_text(encoding="utf-8")).sentences for path in paths)
    return [
        [
            (v.evidence.sentence.start, v.rule, v.open, v.confidence, v.start, v.end)
            for v in verdicts(evidence, default_classifier())
        ]
        for evidence in read
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


def test_a_sentence_read_before_is_not_parsed_again(monkeypatch) -> None:
    reader = Reader()
    text = "# Outage\n\n- Dave forgot to drain `node-7` before the upgrade.\n"
    first = parse(text).sentences
    [before] = reader.read([first])
    monkeypatch.setattr(reader, "_evidence", None)
    second = parse("Some words before it.\n\n" + text).sentences
    [after] = reader.read([second])
    assert [each.acts for each in after] == [each.acts for each in before]
    assert [each.sentence.start for each in after] == [s.start for s in second if s.text.startswith("Dave")]


def test_what_was_read_is_not_kept_without_end(monkeypatch) -> None:
    monkeypatch.setattr("blameless.read.evidence._REMEMBERED", 3)
    reader = Reader()
    for name in ("drive", "fan", "board", "cable", "switch"):
        reader.read([parse(f"An engineer accidentally broke the {name}.\n").sentences])
    assert [text.split()[-1] for text, _ in reader._known] == ["board.", "cable.", "switch."]
