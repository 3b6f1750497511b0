"""Has this happened before? The index beside the tables, what it finds, and the finding that a draft repeats an incident."""

from __future__ import annotations

import json
import pickle
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import blameless
from blameless import Analyzer, Config, InputError
from blameless.analyzer import Reading
from blameless.archive.asked import asked
from blameless.archive.clusters import clusters
from blameless.archive.followups import read_states
from blameless.archive.index import packed, traits, unpacked
from blameless.archive.memory import Archive
from blameless.archive.modes import failure_modes
from blameless.archive.reruns import Reruns
from blameless.archive.telling import write_text
from blameless.archive.words import stems
from blameless.cli import app
from blameless.lexicon import load
from blameless.read.document import read_postmortem
from blameless.report import Past

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
    found = Archive.open(scores).similar(read_postmortem(DRAFT))
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
    assert (
        "Payments down" in text.splitlines()[0]
        and "still open: 1 of 2 actions" in text
        and "Top 1 of 3 documents" in text
    )
    told = json.loads(run("similar", "-", "--archive", scores, "-f", "json", "-n", 1, input=DRAFT).stdout)
    assert told["documents"] == 3 and [each["id"] for each in told["similar"]] == ["2023-11-02-payments.md"]
    assert run("similar", draft, "--archive", scores, "--fail-on-rerun", "--rerun-from", "0", code=1)
    assert run("similar", draft, "--archive", scores, "--fail-on-rerun", "--rerun-from", "1")


def test_a_document_is_not_like_itself(scores: Path, tmp_path: Path) -> None:
    draft = tmp_path / "copy.md"
    draft.write_text(PAST["2023-11-02-payments.md"], encoding="utf-8")
    told = json.loads(run("similar", draft, "--archive", scores, "-f", "json", "--min-likelihood", "0").stdout)
    assert {each["id"] for each in told["similar"]} == set(PAST) - {"2023-11-02-payments.md"}


def edited(scores: Path) -> tuple[Path, str]:
    """A document of the archive, and what it says after an edit that tells a lot more."""
    path = scores.parent / "documents" / "2023-11-02-payments.md"
    more = "The alert on its age had been switched off with the host, and the runbook named a team that is no more."
    return path, PAST[path.name].replace("## Impact", f"{more}\n\n## Impact").replace("42 minutes", "an hour")


def test_a_document_is_no_rerun_of_itself_after_an_edit(scores: Path, tmp_path: Path) -> None:
    path, text = edited(scores)
    archive = Archive.open(scores)
    assert path.name in {match.id for match in archive.similar(text)}  # nothing tells that it is the same
    assert path.name not in {match.id for match in archive.similar(text, name=path)}
    moved = tmp_path / path.name  # as in a draft's folder: the same title and, by its name, the same day
    assert path.name not in {match.id for match in archive.similar(text, name=moved)}
    moved.write_text(text, encoding="utf-8")
    told = run("similar", moved, "--archive", scores, "--fail-on-rerun", "--rerun-from", 0, "-f", "json", code=0)
    assert path.name not in {each["id"] for each in json.loads(told.stdout)["similar"]}
    found = run("check", moved, "--archive", scores, "-f", "json", "--select", "archive", "-q").stdout
    assert not json.loads(found)["documents"][0]["findings"]


def test_an_archive_read_on_another_machine_knows_its_documents_by_their_ids() -> None:
    row = {"id": "2023/payments.md", "path": "/not/here/2023/payments.md", "title": None, "date": None}
    assert asked("# Draft\n", "archive/2023/payments.md").is_in(row, 0.5)
    assert not asked("# Draft\n", "archive/2024/payments.md").is_in(row, 0.5)
    row = {"id": "INC-7", "path": None, "title": None, "date": None}
    assert asked("# Draft\n", "drafts/INC-7.md").is_in(row, 0.5) and not asked("# Draft\n", "INC-8.md").is_in(row, 0.5)


def test_the_same_words_on_another_day_are_another_incident(scores: Path) -> None:
    again = PAST["2023-11-02-payments.md"].replace("expired\n", "expired, 2024-06-01\n", 1)
    assert Archive.open(scores).similar(again)[0].id == "2023-11-02-payments.md"


def test_what_can_be_asked_about(scores: Path, analyzer: Analyzer) -> None:
    archive = blameless.Archive.open(scores)
    (reading,) = analyzer.readings([DRAFT])
    ids = [match.id for match in archive.similar(DRAFT)]
    assert isinstance(reading, Reading) and ids
    assert (
        [match.id for match in archive.similar(reading)]
        == ids
        == [m.id for m in archive.similar(read_postmortem(DRAFT))]
    )
    with pytest.raises(TypeError, match="not Report; a report does not hold its text"):
        archive.similar(reading.report)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not int"):
        archive.similar(7)  # type: ignore[arg-type]


def test_the_name_of_a_draft_dates_it(scores: Path) -> None:
    reruns = Reruns(Archive.open(scores), least=0.0)
    undated = read_postmortem(DRAFT.replace(", 2024-05-03", ""))
    assert reruns(undated, "2024-05-03-login.md")
    assert not reruns(undated, "2023-10-01-login.md")  # all of the archive came later


def test_incidents_without_a_date_come_last_and_say_so() -> None:
    def row(id: str, day: str | None, text: str) -> dict:
        promised = json.dumps(
            [{"text": "Add an alert", "owner": None, "due_date": None, "ticket": None, "line": 9, "done": False}]
        )
        return {"id": id, "path": None, "title": id, "date": day, "promised": promised, **traits(read_postmortem(text))}

    like = DRAFT.replace("login", "account").replace(", 2024-05-03", "")
    archive = Archive([row("undated", None, like), row("dated", "2023-11-02", PAST["2023-11-02-payments.md"])])
    assert [match.id for match in archive.similar(DRAFT)] == ["undated", "dated"]
    assert [past.title for past in Reruns(archive, 0.0)(read_postmortem(DRAFT))] == ["dated", "undated"]
    out = StringIO()
    write_text(archive.similar(DRAFT), {"undated"}, 2, date(2024, 6, 1), out)
    assert "date unknown" in out.getvalue() and "Rerun: undated" in out.getvalue() and "; 1 rerun" in out.getvalue()


def past(*due: str | None, day: str | None = "2023-11-02", title: str = "Payments down") -> Past:
    return Past(title, day, "It expired.", tuple(f"Do {n}" for n in range(len(due))), 0, 0, 0.9, due)


@pytest.mark.parametrize(
    "known, said",
    [
        ((past("2099-01-01"),), "“Payments down” (2023-11-02), and one of its actions is still open: “Do 0”"),
        ((past(None, "2024-01-01"),), "2 of its actions are still open, 1 of them overdue: “Do 1”"),
        ((past("2024-01-01", "2024-01-02"),), "2 of its actions are still open and overdue: “Do 0”"),
        ((past(None, day=None),), "“Payments down” (date unknown), and"),
        ((past(None, title="Outage 2023-11-02"),), "“Outage 2023-11-02”, and one"),
        ((past(None), past(None)), "“It expired.” 1 other similar incident also has open actions."),
        ((past(None),) * 3, "2 other similar incidents also have open actions."),
    ],
)
def test_what_a_rerun_is_told_as(known: tuple[Past, ...], said: str) -> None:
    analyzer = Analyzer(Config(select=("archive",)), today=date(2024, 6, 1), memory=lambda document, name: known)
    (finding,) = analyzer.analyze(DRAFT).findings
    assert said in finding.message and "never done" not in finding.message


def test_a_tracker_is_asked_what_is_done(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "2023-11-02-payments.md").write_text(
        PAST["2023-11-02-payments.md"].replace("of certificates", "of certificates (OPS-12)"), encoding="utf-8"
    )
    scores, states, draft = tmp_path / "s.parquet", tmp_path / "states.csv", tmp_path / "draft.md"
    run("score", documents, "-o", scores, "--index", tmp_path / "s.index.parquet", "-q")
    draft.write_text(DRAFT, encoding="utf-8")
    similar = ("similar", draft, "--archive", scores, "--fail-on-rerun", "--rerun-from", 0)
    assert "still open: 1 of 2 actions" in run(*similar, code=1).stdout
    states.write_text("ticket,state\nOPS-12,Done\n")
    assert "all of its 2 actions are done" in run(*similar, "--states", states).stdout
    states.write_text("ticket,state\nOPS-12,Won't do\n")
    told = json.loads(run(*similar, "--states", states, "-f", "json").stdout)["similar"][0]["promises"]
    assert [(each["done"], each["dropped"]) for each in told] == [(False, True), (True, False)]
    assert "--states is for --archive" in run("check", draft, "--states", states, code=2).stderr
    reruns = Reruns(Archive.open(scores, read_states(states)), 0.0)
    assert not pickle.loads(pickle.dumps(reruns))(read_postmortem(DRAFT)) and Reruns(Archive.open(scores), 0.0)(
        read_postmortem(DRAFT)
    )
    run("check", draft, "--archive", scores, "--states", states, "--select", "archive", "-q")


def test_what_fails_the_run_is_listed(scores: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    options = ("similar", draft, "--archive", scores, "--min-likelihood", 1)
    text = run(*options, "--fail-on-rerun", "--rerun-from", 0, code=1).stdout
    assert text.startswith("Rerun: Payments down") and "No incident" not in text and "reruns" in text.splitlines()[-1]
    assert "No incident like this one, of 3 documents" in run(*options).stdout


def test_dates_are_told_once(scores: Path, tmp_path: Path) -> None:
    text = run("similar", "-", "--archive", scores, "-n", 1, input=DRAFT).stdout
    assert text.count("2023-11-02") == 1


def test_what_a_draft_repeats(scores: Path) -> None:
    reruns = Reruns(Archive.open(scores), least=0.0)
    assert next(past.title for past in reruns(read_postmortem(DRAFT))) == "Payments down after a certificate expired"
    assert all(past.unfinished for past in reruns(read_postmortem(DRAFT)))  # what was done is no rerun
    assert not reruns(read_postmortem(DRAFT.replace("2024-05-03", "2023-10-01")))  # nor what came later
    assert not reruns(read_postmortem("# Login down\n\nThe certificate expired.\n"))  # nor what tells no cause
    again = pickle.loads(pickle.dumps(reruns))
    assert again(read_postmortem(DRAFT)) == reruns(read_postmortem(DRAFT))


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
    assert [m.id for m in Archive.open(path).similar(read_postmortem(DRAFT))] == [
        m.id for m in Archive.open(scores).similar(read_postmortem(DRAFT))
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
        **traits(read_postmortem(DRAFT)),
        column: value,
    }
    path = tmp_path / "s.index.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT.replace("login", "account"), encoding="utf-8")
    result = run("similar", draft, "--archive", path, "-f", "json", code=2)
    assert "s.index.jsonl: damaged" in result.stderr


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 300), max_size=40))
def test_numbers_come_back(counts: dict[int, int]) -> None:
    from collections import Counter

    numbers, many = unpacked(packed(Counter(counts)))
    assert dict(zip(numbers.tolist(), many.tolist(), strict=True)) == {n: min(c, 255) for n, c in counts.items()}


@pytest.mark.slow
@given(st.text(max_size=300))
def test_any_text_can_be_remembered(text: str) -> None:
    row = traits(read_postmortem(text))
    archive = Archive([{"id": "a", "path": None, "title": None, "date": None, "promised": "[]", **row}])
    assert all(0 <= match.likelihood <= 1 for match in archive.similar(read_postmortem(text + "\n\nNo more.")))
    assert not stems(text) or archive.similar(text) == []  # a text that says nothing is like none


def test_causes_that_recur() -> None:
    texts = [*PAST.values(), DRAFT, "# Nothing told\n\nIt broke.\n"]
    archive = Archive(
        {
            "id": str(n),
            "title": read_postmortem(text).title,
            "date": None,
            "promised": "[]",
            **traits(read_postmortem(text)),
        }
        for n, text in enumerate(texts)
    )
    ((words, ids),) = clusters(archive) or ()
    assert ids == ["0", "3"] and "certificate" in words
    assert clusters(Archive([])) == []


def test_ways_to_fail() -> None:
    # a phrase says more than a word that is named as often, and one word twice no more than a phrase of two
    assert failure_modes("", "The deploy came as the certificate expired.")[0] == "certificate"
    assert failure_modes("", "A deploy, then a deploy, as the certificate expired.")[0] == "certificate"
    assert failure_modes("Login down", "The TLS certificate expired.")[0] == "certificate"
    assert failure_modes("", "The database was out of memory after an upgrade; memory limits are gone.") != ()
    assert failure_modes("Hello", "Nothing to see.") == ()
    assert all(mode["label"] and mode["terms"] for mode in load("failure_modes").values())
