"""Models: one format that is checked when read, and answers that do not depend on batch, thread or machine."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blameless.errors import BlamelessError
from blameless.models import Artefact, Convolution, LinearModel, Passage, load_model, read_artefact, write_artefact
from blameless.models.words import SHAPES, normal_form, tokenize

WORDS = ("the", "node", "forgot", "dave", "<num>", "<time>", "<handle>")
LABELS = ("blame", "action")


def dense(random: np.random.Generator, name: str, rows: int, columns: int) -> dict[str, np.ndarray]:
    return {
        f"{name}.weights": random.integers(-127, 128, (rows, columns)).astype(np.int8),
        f"{name}.scale": random.uniform(0.001, 0.01, rows).astype(np.float32),
        f"{name}.bias": random.normal(0, 3, rows).astype(np.float32),
    }


def network(width: int = 16, layers: int = 2, hidden: int = 8) -> Artefact:
    """A network with random weights: what it says means nothing, but it must always say the same."""
    random = np.random.default_rng(7)
    arrays = {
        name: random.integers(-60, 61, (rows, width)).astype(np.int8)
        for name, rows in (("words", len(WORDS) + 1), ("starts", 32), ("ends", 32), ("shapes", SHAPES))
    }
    arrays |= dense(random, "heading", width, width) | dense(random, "whole", width, 2 * width)
    for number in range(layers):
        arrays |= dense(random, f"layer{number}", 2 * width, 3 * width)
    arrays |= dense(random, "hidden", hidden, 3 * width) | dense(random, "out", len(LABELS), hidden)
    return Artefact("convolution", LABELS, arrays, WORDS, {"blame": 0.3}, {}, {"layers": layers})


def linear() -> LinearModel:
    weights = np.array([[0.5, -1.0, 2.0], [1.0, 0.25, 0.0]], dtype=np.float32)
    return LinearModel(LABELS, {"a": 0, "b": 1, "c": 2}, weights, np.array([0.1, -0.2], dtype=np.float32))


passages = st.lists(st.builds(Passage, st.text(max_size=60), st.text(max_size=20)), max_size=12)


@given(passages)
@settings(max_examples=60, deadline=None)
def test_a_passage_is_judged_alike_alone_and_among_others(batch) -> None:
    model = Convolution(network())
    together = model.scores(batch)
    assert together.shape == (len(batch), 2)
    for passage, scores in zip(batch, together, strict=True):
        assert np.array_equal(Convolution(network()).scores([passage])[0], scores)


def test_sums_are_exact_so_that_their_order_does_not_matter() -> None:
    model, reversed_model = (Convolution(artefact) for artefact in (network(), mirrored(network())))
    batch = [Passage("Dave forgot the node at 10:30, @ana said.", "Root cause"), Passage("", ""), Passage("x " * 300)]
    assert np.array_equal(model.scores(batch), reversed_model.scores(batch))


def mirrored(artefact: Artefact) -> Artefact:
    """The same network with its channels in the opposite order, so that every sum runs backwards."""
    arrays = dict(artefact.arrays)
    width = arrays["words"].shape[1]
    flip = np.arange(width)[::-1]
    for name in ("words", "starts", "ends", "shapes"):
        arrays[name] = arrays[name][:, flip]
    for name, parts in (("heading", 1), ("whole", 1), *((f"layer{n}", 2) for n in range(artefact.settings["layers"]))):
        rows = np.concatenate([flip + part * width for part in range(parts)])
        for each in ("weights", "scale", "bias"):
            arrays[f"{name}.{each}"] = arrays[f"{name}.{each}"][rows]
    for name in [name for name in arrays if name.endswith(".weights") and name != "out.weights"]:
        blocks = arrays[name].shape[1] // width
        arrays[name] = arrays[name][:, np.concatenate([flip + block * width for block in range(blocks)])]
    return replace(artefact, arrays=arrays)


def test_many_threads_on_a_cold_model_get_what_one_gets() -> None:
    batch = [Passage(f"Dave{n} forgot node-{n} at 1{n % 10}:30", "Cause") for n in range(200)]
    wanted = Convolution(network()).predict(batch)
    model = Convolution(network())
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(model.predict, [batch] * 16):
            assert np.array_equal(found, wanted)


def test_words_are_kept_within_bounds(monkeypatch) -> None:
    monkeypatch.setattr("blameless.models.convolution._WORDS_KEPT", 50)
    model = Convolution(network())
    batch = [Passage(" ".join(f"word{n}x{m}" for m in range(40))) for n in range(20)]
    assert np.array_equal(model.scores(batch), Convolution(network()).scores(batch))
    assert len(model._rows._places) <= 50


@pytest.mark.parametrize("artefact", [network(), linear().artefact()], ids=["convolution", "linear"])
def test_what_is_written_is_read(tmp_path, artefact) -> None:
    written = write_artefact(artefact, tmp_path / "one")
    assert write_artefact(artefact, tmp_path / "two") == written
    for name in ("model.json", "arrays.npz", "vocabulary.txt"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    found = read_artefact(tmp_path / "one")
    assert found.hash == written
    assert (found.labels, found.vocabulary, found.thresholds) == (
        artefact.labels,
        artefact.vocabulary,
        artefact.thresholds,
    )
    assert load_model(tmp_path / "one").hash == written


def test_a_linear_model_answers_by_name(tmp_path) -> None:
    model = linear()
    found = model.predict([{"a": 2.0, "c": 1.0, "unknown": 5.0}, {}])
    assert found.shape == (2, 2)
    assert found[0, 0] == round(1 / (1 + np.exp(-3.1)), 4)
    assert np.array_equal(model.scores([{"a": 1.0, "b": 3.0}]), model.scores([{"b": 3.0, "a": 1.0}]))
    assert np.array_equal(model.scores([{}, {"a": 1.0}])[0], model.bias)  # an input without features
    calibrated = replace(model, calibration={"blame": (2.0, 1.0)})
    assert calibrated.predict([{}])[0, 0] == round(1 / (1 + np.exp(-1.2)), 4)
    assert model.predict([]).shape == (0, 2)


def broken(folder: Path, what: str) -> None:
    settings = json.loads((folder / "model.json").read_text())
    if what == "truncated":
        (folder / "arrays.npz").write_bytes((folder / "arrays.npz").read_bytes()[:100])
    elif what == "empty":
        (folder / "arrays.npz").write_bytes(b"")
    elif what == "other words":
        (folder / "vocabulary.txt").write_text("no\nmore\n")
    elif what == "no json":
        (folder / "model.json").write_text("{")
    elif what == "deep json":
        (folder / "model.json").write_text("[" * 100_000)
    elif what == "a list":
        (folder / "model.json").write_text("[]")
    else:
        settings |= {
            "another format": {"format": 99},
            "another kind": {"kind": "oracle"},
            "a label too many": {"labels": ["blame", "action", "mood"]},
            "no label's name": {"labels": [1, 2]},
            "a threshold of 7": {"thresholds": {"blame": 7}},
            "a threshold that is no number": {"thresholds": {"blame": "high"}},
            "calibration of nothing": {"calibration": {"blame": []}},
            "no layers": {"settings": {"layers": 0}},
            "more layers than there are": {"settings": {"layers": 9}},
        }[what]
        (folder / "model.json").write_text(json.dumps(settings))


@pytest.mark.parametrize(
    "what",
    [
        "truncated", "empty", "other words", "no json", "deep json", "a list", "another format", "another kind", "a label too many",
        "no label's name", "a threshold of 7", "a threshold that is no number", "calibration of nothing", "no layers",
        "more layers than there are",
    ],
)  # fmt: skip
def test_a_broken_model_is_one_clear_error(tmp_path, what) -> None:
    write_artefact(network(), tmp_path)
    broken(tmp_path, what)
    with pytest.raises(BlamelessError, match=str(tmp_path)) as caught:
        load_model(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_must_be_finite(tmp_path, value) -> None:
    artefact = network()
    arrays = dict(artefact.arrays)
    arrays["out.bias"] = np.full_like(arrays["out.bias"], value)
    write_artefact(replace(artefact, arrays=arrays), tmp_path)
    with pytest.raises(BlamelessError, match="no finite number"):
        load_model(tmp_path)


def test_sums_that_would_not_be_exact_are_refused(tmp_path) -> None:
    arrays = dict(network().arrays)
    arrays["out.weights"] = arrays["out.weights"].astype(np.int32) * 10_000
    write_artefact(replace(network(), arrays=arrays), tmp_path)
    with pytest.raises(BlamelessError, match="stay exact"):
        load_model(tmp_path)


def test_nothing_in_a_model_is_executed(tmp_path) -> None:
    class Hostile:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "executed",))

    write_artefact(network(), tmp_path)
    values = json.loads((tmp_path / "model.json").read_text())
    import hashlib

    for content in (pickle.dumps(Hostile()), _npz(np.array([Hostile()], dtype=object), tmp_path / "x.npz")):
        (tmp_path / "arrays.npz").write_bytes(content)
        values["files"]["arrays.npz"] = hashlib.sha256(content).hexdigest()
        (tmp_path / "model.json").write_text(json.dumps(values))
        with pytest.raises(BlamelessError):
            read_artefact(tmp_path)
    assert not (tmp_path / "executed").exists()


def _npz(array: np.ndarray, path: Path) -> bytes:
    np.savez(path, words=array)
    return path.read_bytes()


def test_a_folder_without_a_model_is_an_error(tmp_path) -> None:
    with pytest.raises(BlamelessError, match="no model can be read"):
        load_model(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dave didn’t run it at 10:30.", ["dave", "didn't", "run", "it", "at", "<time>", "."]),
        ("@ana-b: v1.2.3 (https://example.org/x)", ["<handle>", ":", "v1", ".", "<num>", "(", "<url>"]),
        ("", []),
    ],
)
def test_words_are_looked_up_by_what_they_are(text, found) -> None:
    assert [normal_form(token) for token in tokenize(text)] == found
