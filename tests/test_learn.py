"""Training and measuring on a user's own labels."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

import pytest
from conftest import ROOT
from typer.testing import CliRunner

from blameless import Analyzer
from blameless.cli import app
from blameless.errors import InputError
from blameless.judge.assess import Assessor
from blameless.learn.corpus import Example, read_examples
from blameless.learn.evaluate import count, evaluate
from blameless.learn.items import read_items
from blameless.learn.train import train_on
from blameless.models import load_model, load_models, model_path, models_hash, read_artefact
from blameless.models.shipped import NAMES
from blameless.read import Reader

SENTENCES = ROOT / "data" / "blame" / "sentences.jsonl"


@cache
def assessor() -> Assessor:
    return Assessor(load_models(), Reader())


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Some of the labelled sentences, as a file of a user's own."""
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if '"source": "pair"' in line]
    path = tmp_path_factory.mktemp("own") / "own.jsonl"
    path.write_text("\n".join(lines[:400]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(few, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    train_on("blame", few, folder)
    return folder


@pytest.mark.slow
def test_training_is_reproducible(few, trained, tmp_path) -> None:
    train_on("blame", few, tmp_path)
    for name in ("model.json", "arrays.npz", "vocabulary.txt"):
        assert (tmp_path / "blame" / name).read_bytes() == (trained / "blame" / name).read_bytes()


def test_it_learns(few, trained) -> None:
    learnt = [example for example in read_examples(few) if example.split != "test"]
    figures = evaluate(learnt, Assessor(load_models(trained), Reader()))
    assert figures.blame.f1 is not None and figures.blame.f1 > 0.75


def test_what_was_trained_judges(trained, tmp_path) -> None:
    """A folder of models is taken by the library and by every command; what it lacks is the shipped one's."""
    text = "# Outage\n\n## Root cause\n\nThe team did not test the restore.\n"
    own = Analyzer(model=trained)
    shipped = Analyzer()
    assert read_artefact(trained / "blame").hash == load_models(trained).blame.hash != load_models().blame.hash
    assert load_models(trained).encoder is load_models().encoder
    hashes = [getattr(load_models(trained), name).hash for name in NAMES]
    assert (
        models_hash(trained)
        == hashlib.sha256(
            " ".join([*hashes, *(load_model(model_path(name)).hash for name in ("fields", "names"))]).encode()
        ).hexdigest()
        != models_hash()
    )
    confidences = [
        [finding.confidence for finding in each.analyze(text).findings if finding.rule.startswith("blame/")]
        for each in (own, shipped)
    ]
    assert confidences[1] and confidences[0] != confidences[1]
    page = tmp_path / "outage.md"
    page.write_text(text.replace("The team did", "Dave carelessly did"), encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(page), "--model", str(trained), "--fail-on", "never"])
    assert result.exit_code == 0 and "blame/" in result.output


@pytest.mark.slow
def test_items_are_learnt_too(tmp_path) -> None:
    path = tmp_path / "items.jsonl"
    lines = (ROOT / "data" / "actions" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:500]) + "\n", encoding="utf-8")
    learnt, features = train_on("vague", path, tmp_path / "own", everything=True)
    assert learnt == len(read_items(path)) and features > 5
    result = CliRunner().invoke(app, ["evaluate", str(path), "--task", "vague", "--model", str(tmp_path / "own")])
    assert result.exit_code == 0 and "vague" in result.output


@pytest.mark.slow
def test_the_shipped_models_keep_their_figures() -> None:
    """On the test split of sentences written for the project, of which no model has learnt."""
    examples = [example for example in read_examples(SENTENCES) if example.split == "test"]
    figures = evaluate(examples, assessor())
    blame = figures.blame
    assert blame.precision is not None and blame.precision >= 0.8
    assert blame.recall is not None and blame.recall >= 0.62  # 0.68 with a threshold that cries wolf more often
    assert figures.negatives_clean is not None and figures.negatives_clean >= 0.89
    assert figures.pairs_apart is not None and figures.pairs_apart >= 0.65  # 0.665 with phrases that no real text holds
    assert figures.degree_right is not None and figures.degree_right >= 0.75


def test_figures_are_counted_right(few) -> None:
    examples = read_examples(few)[:40]
    blameful = [example for example in examples if example.degree]
    silent = count([(example, None) for example in examples])
    assert silent.blame.hits == silent.blame.false_alarms == 0 and silent.blame.misses == len(blameful)
    assert silent.pairs_apart == 0 and silent.calibration == () and silent.negatives_clean is None
    verdict = assessor().verdicts([read_one("Dave carelessly forgot to renew the certificate.").sentence])[0]
    assert verdict is not None
    loud = count([(example, verdict) for example in examples])
    assert loud.blame.hits == len(blameful) and loud.blame.recall == 1 and loud.pairs_apart == 0
    swapped = [replace(example, degree=0) for example in examples]
    assert count([(example, verdict) for example in swapped]).blame.hits == 0


def read_one(text: str) -> Example:
    return replace(read_examples(SENTENCES)[0], sentence=_sentence(text))


def _sentence(text: str):
    from blameless.read.document import read_sentence

    return read_sentence(text, "Root cause")


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
        train_on("blame", path, tmp_path / "model")


def test_a_folder_without_models(tmp_path) -> None:
    result = CliRunner().invoke(app, ["check", str(SENTENCES), "--model", str(tmp_path)])
    assert result.exit_code == 2 and "it holds none of" in result.output
