"""Training and measuring on a user's own sentences."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from blameless.judge.classifier import Classifier, default_classifier
from conftest import ROOT
from typer.testing import CliRunner

from blameless.cli import app
from blameless.errors import BlamelessError, InputError
from blameless.learn.corpus import read_evidence, read_examples
from blameless.learn.evaluate import evaluate
from blameless.learn.train import train

SENTENCES = ROOT / "data" / "blame" / "sentences.jsonl"


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Some of the labelled sentences, as a file of a user's own."""
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if '"source": "pair"' in line]
    path = tmp_path_factory.mktemp("own") / "own.jsonl"
    path.write_text("\n".join(lines[:500]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(few):
    return train([example for example in read_examples(few) if example.split != "test"])


def test_training_is_reproducible(few, trained) -> None:
    again = train([example for example in read_examples(few) if example.split != "test"])
    assert again.classifier.model.vocabulary == trained.classifier.model.vocabulary
    assert np.array_equal(again.classifier.model.weights, trained.classifier.model.weights)


def test_a_classifier_survives_the_disk(trained, few, tmp_path) -> None:
    trained.classifier.save(tmp_path)
    loaded = Classifier.load(tmp_path)
    for evidence in read_evidence(read_examples(few)[:20]):
        before, after = trained.classifier.opinion(evidence), loaded.opinion(evidence)
        assert before.rule == after.rule and before.blameful == pytest.approx(after.blameful, abs=0.02)


def test_it_learns(few, trained) -> None:
    learnt = [example for example in read_examples(few) if example.split != "test"]
    figures = evaluate(learnt, trained.classifier)
    assert figures.blame.precision is not None and figures.blame.precision > 0.9
    assert figures.blame.recall is not None and figures.blame.recall > 0.6


@pytest.mark.slow
def test_the_shipped_classifier_keeps_its_figures() -> None:
    examples = [example for example in read_examples(SENTENCES) if example.split == "test"]
    figures = evaluate(examples, default_classifier())
    blame = figures.blame
    assert blame.precision is not None and blame.precision >= 0.83
    assert blame.recall is not None and blame.recall >= 0.46
    assert figures.negatives_clean is not None and figures.negatives_clean >= 0.92
    assert figures.pairs_apart is not None and figures.pairs_apart >= 0.48
    assert figures.degree_right is not None and figures.degree_right >= 0.85


def test_the_shipped_classifier_is_small_and_plain() -> None:
    folder = ROOT / "models" / "blame"
    files = [path for path in folder.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 5_000_000
    assert {path.suffix for path in files} <= {".json", ".txt", ".npz", ".md"}
    assert all(name.endswith(".npy") for name in zipfile.ZipFile(folder / "weights.npz").namelist())


def test_figures_are_counted_right(few) -> None:
    examples = read_examples(few)[:40]
    silent = replace_threshold(default_classifier(), 1.1)
    figures = evaluate(examples, silent)
    assert figures.blame.hits == figures.blame.false_alarms == 0
    assert figures.blame.misses == sum(example.degree > 0 for example in examples)
    assert figures.pairs_apart == 0 and figures.calibration == ()
    swapped = [replace(example, degree=0) for example in examples]
    assert evaluate(swapped, default_classifier()).blame.hits == 0


def replace_threshold(classifier: Classifier, threshold: float) -> Classifier:
    return Classifier(
        classifier.model,
        classifier.rules,
        classifier.calibration,
        threshold,
        threshold,
    )


def test_the_commands(few, tmp_path) -> None:
    run = CliRunner().invoke
    result = run(app, ["train", str(few), "--output", str(tmp_path / "own")])
    assert result.exit_code == 0 and "learnt from" in result.output
    result = run(app, ["evaluate", str(few), "--model", str(tmp_path / "own"), "--split", "test"])
    assert result.exit_code == 0
    for expected in ("precision", "pairs told apart", "blame/person", "confidence up to"):
        assert expected in result.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no labelled sentence"),
        ("nonsense\n", "own.jsonl:1: not JSON"),
        ('{"text": "x"}\n', '"b" must be 0, 1 or 2'),
        ('{"text": "x", "b": true}\n', '"b" must be 0, 1 or 2'),
        ('{"b": 1}\n', 'needs an object with a "text"'),
        ('{"text": "We forgot.", "b": 1, "rule": "blame/nobody"}\n', "there is no rule"),
        ('{"text": "We forgot.", "b": 1, "split": "half"}\n', '"split" must be one of'),
        ('{"text": "We forgot it.", "b": 1}\n', "too few examples"),
    ],
)
def test_bad_data(tmp_path, text, message) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["train", str(path), "--output", str(tmp_path / "model")])
    assert result.exit_code == 2 and message in result.output
    assert not (tmp_path / "model").exists()
    with pytest.raises(InputError):
        train(read_examples(path))


def test_bad_models(tmp_path, trained) -> None:
    with pytest.raises(BlamelessError, match="not a classifier"):
        Classifier.load(tmp_path / "nowhere")
    trained.classifier.save(tmp_path)
    (tmp_path / "vocabulary.txt").write_text("w:one\n", encoding="utf-8")
    with pytest.raises(BlamelessError, match="do not fit"):
        Classifier.load(tmp_path)
    settings = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "model.json").write_text(json.dumps({**settings, "format": 99}), encoding="utf-8")
    with pytest.raises(BlamelessError, match="format 99"):
        Classifier.load(tmp_path)
