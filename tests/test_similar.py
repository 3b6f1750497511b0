"""Has this happened before? The index beside the tables, what it finds, and the finding that a draft repeats an incident."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from blameless import InputError
from blameless.archive.index import packed, traits, unpacked
from blameless.archive.memory import Archive
from blameless.archive.modes import failure_modes
from blameless.archive.reruns import Reruns
from blameless.archive.words import stems
from blameless.cli import app
from blameless.lexicon import load
from blameless.parse import parse

PAST = {
    "2023-11-02-payments.md": """# Payments down after a certificate expired

## Root cause

The TLS certificate of the payments gateway expired, because the renewal job ran on a host that had been retired.

## Impact

Customers could not pay for 42 minutes.

## Action items

- Add an alert on the age of certificates
- [x] Renew the certificate
""",
    "2023-12-05-search.md": """# Search slow while the index was rebuilt

## Root cause

The search index was rebuilt at noon and took all the memory of the cluster, so that queries waited.

## Impact

Searches took up to 30 seconds.

## Action items

- [x] Rebuild the index at night
""",
    "2024-01-09-orders.md": """# Orders lost in a full queue

## Root cause

The queue of orders was full, because the worker that drains it had not been started after the restart of the host.

## Impact

212 orders were lost.

## Action items

- Start the worker with the host
""",
}
DRAFT = """# Login down after a certificate expired, 2024-05-03

## Root cause

The TLS certificate of the login gateway expired, because the renewal job had been retired together with its host.

## Impact

Nobody could log in for 20 minutes.

## Action items

- Add an alert on the age of certificates (OPS-40)
"""


def run(*arguments: object, code: int = 0, input: str | None = None):
    result = CliRunner().invoke(app, list(map(str, arguments)), input=input)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive scored with its index beside it."""
    root = tmp_path_factory.mktemp("archive")
    documents = root / "documents"
    documents.mkdir()
    for name, text in PAST.items():
        (documents / name).write_text(text, encoding="utf-8")
    path = root / "scores.parquet"
    run("score", documents, "-o", path, "--index", root / "scores.index.parquet", "-q")
    return path


def test_the_most_like_comes_first_and_says_why(scores: Path) -> None:
    found = Archive.open(scores).similar(parse(DRAFT))
    first = found[0]
    assert (first.id, first.date, first.told) == ("2023-11-02-payments.md", "2023-11-02", True)
    assert first.likelihood > 2 * found[1].likelihood
    assert first.cause is not None and "certificate" in first.cause[0].text and "certificate" in first.cause[1].text
    assert first.cause[0].line == 5 and first.cause[1].line == 5
    assert [promise.text for promise in first.unfinished] == ["Add an alert on the age of certificates"]
    assert "certificate" in first.words and "the" not in first.words and first.modes == ("certificates",)


def test_the_command_tells_it(scores: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    text = run("similar", draft, "--archive", scores).stdout
    assert "Payments down" in text.splitlines()[0] and "never done: 1 of 2 actions" in text and "3 documents" in text
    told = json.loads(run("similar", "-", "--archive", scores, "-f", "json", "-n", 1, input=DRAFT).stdout)
    assert told["documents"] == 3 and [each["id"] for each in told["similar"]] == ["2023-11-02-payments.md"]
    assert run("similar", draft, "--archive", scores, "--fail-on-rerun", "--rerun-from", "0", code=1)
    assert run("similar", draft, "--archive", scores, "--fail-on-rerun", "--rerun-from", "1")


def test_a_document_is_not_like_itself(scores: Path, tmp_path: Path) -> None:
    draft = tmp_path / "copy.md"
    draft.write_text(PAST["2023-11-02-payments.md"], encoding="utf-8")
    told = json.loads(run("similar", draft, "--archive", scores, "-f", "json", "--min-likelihood", "0").stdout)
    assert {each["id"] for each in told["similar"]} == set(PAST) - {"2023-11-02-payments.md"}


def test_what_a_draft_repeats(scores: Path) -> None:
    reruns = Reruns(Archive.open(scores), least=0.0)
    assert next(past.title for past in reruns(parse(DRAFT))) == "Payments down after a certificate expired"
    assert all(past.unfinished for past in reruns(parse(DRAFT)))  # what was done is no rerun
    assert not reruns(parse(DRAFT.replace("2024-05-03", "2023-10-01")))  # nor what came later
    assert not reruns(parse("# Login down\n\nThe certificate expired.\n"))  # nor what tells no cause
    again = pickle.loads(pickle.dumps(reruns))
    assert again(parse(DRAFT)) == reruns(parse(DRAFT))


def test_check_says_so(scores: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import blameless.archive.reruns as module
    from blameless.archive.memory import Weights, shipped_weights

    own = shipped_weights()
    monkeypatch.setattr(module, "shipped_weights", lambda: Weights(own.intercept, own.weights, 0.0))
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    found = run("check", draft, "--archive", scores, "-f", "json", "--select", "archive", "-q").stdout
    (finding,) = json.loads(found)["documents"][0]["findings"]
    assert finding["rule"] == "archive/rerun" and finding["line"] == 5 and "Payments down" in finding["message"]
    assert "Add an alert on the age of certificates" in finding["message"]
    none = run("check", draft, "-f", "json", "--select", "archive", "-q").stdout
    assert not json.loads(none)["documents"][0]["findings"]


def test_the_index_grows_with_the_archive(scores: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    path, index = tmp_path / "s.csv", tmp_path / "s.index.csv"
    for name, text in PAST.items():
        (documents / name).write_text(text, encoding="utf-8")
        result = run("score", documents, "-o", path, "--index", index)
        assert "(1 scored" in result.stderr
    assert [m.id for m in Archive.open(path).similar(parse(DRAFT))] == [
        m.id for m in Archive.open(scores).similar(parse(DRAFT))
    ]


def test_what_is_no_index(scores: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    with pytest.raises(InputError, match="no such file"):
        Archive.open(tmp_path / "none.parquet")
    alone = tmp_path / "scores.parquet"
    alone.write_bytes(scores.read_bytes())
    assert "no index" in run("similar", draft, "--archive", alone, code=2).stderr
    assert "no index" in run("check", draft, "--archive", alone, code=2).stderr
    assert "No such file" in run("similar", tmp_path / "x.md", "--archive", scores, code=2).stderr


@pytest.mark.parametrize(
    "column, value", [("causes", "[["), ("promised", '[{"x": 1}]'), ("text_terms", "AAA"), ("told", None)]
)
def test_a_damaged_index_is_told(tmp_path: Path, column: str, value: str | None) -> None:
    row = {
        "id": "a",
        "title": None,
        "date": None,
        "promised": "[]",
        "fingerprint": "x",
        **traits(parse(DRAFT)),
        column: value,
    }
    path = tmp_path / "s.index.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT + "\nMore.\n", encoding="utf-8")
    result = run("similar", draft, "--archive", path, "-f", "json", code=2)
    assert "s.index.jsonl: damaged" in result.stderr


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 300), max_size=40))
def test_numbers_come_back(counts: dict[int, int]) -> None:
    from collections import Counter

    numbers, many = unpacked(packed(Counter(counts)))
    assert dict(zip(numbers.tolist(), many.tolist(), strict=True)) == {n: min(c, 255) for n, c in counts.items()}


@given(st.text(max_size=300))
def test_any_text_can_be_remembered(text: str) -> None:
    row = traits(parse(text))
    archive = Archive([{"id": "a", "title": None, "date": None, "promised": "[]", **row}])
    (match,) = archive.similar(parse(text))
    assert 0 <= match.likelihood <= 1 and stems(text) is not None


def test_ways_to_fail() -> None:
    assert failure_modes("Login down", "The TLS certificate expired.")[0] == "certificate"
    assert failure_modes("", "The database was out of memory after an upgrade; memory limits are gone.") != ()
    assert failure_modes("Hello", "Nothing to see.") == ()
    assert all(mode["label"] and mode["terms"] for mode in load("failure_modes").values())
