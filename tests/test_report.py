"""The public contract."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from strategies import documents

import blameless
from blameless import Analyzer, Config, Report, analyze, score_frame

ANALYZER = Analyzer()


@settings(deadline=None, max_examples=60)
@given(documents())
def test_a_report_survives_json(text: str) -> None:
    report = ANALYZER.analyze(text)
    assert Report.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_the_fields_of_the_contract(samples: dict[str, str]) -> None:
    values = analyze(samples["checkout-outage"]).to_dict()
    assert " ".join(values) == "findings scores grade action_items sections timeline metrics facts losses"
    assert list(values["scores"]) == [
        "overall",
        "blamelessness",
        "actions",
        "ownership",
        "completeness",
        "detection",
    ]
    assert all(isinstance(score, float) for score in values["scores"].values())
    assert list(values["findings"][0]) == [
        "rule",
        "severity",
        "message",
        "suggestion",
        "start",
        "end",
        "line",
        "column",
        "end_line",
        "end_column",
        "text",
        "sentence",
        "confidence",
        "replacement",
    ]
    assert list(values["action_items"][0]) == [
        "text",
        "start",
        "end",
        "line",
        "owner",
        "owner_kind",
        "due",
        "due_date",
        "ticket",
        "vague",
        "done",
    ]
    assert list(values["sections"][0]) == ["kind", "title", "start", "end", "line"]
    assert list(values["timeline"][0]) == ["when", "text", "start", "end", "line"]
    assert list(values["metrics"]) == [
        "started",
        "detected",
        "resolved",
        "time_to_detect",
        "time_to_resolve",
        "detected_by",
        "words",
        "sentences",
        "date",
        "time_to_respond",
        "unread",
        "kind",
    ]


def test_a_report_is_immutable() -> None:
    with pytest.raises(FrozenInstanceError):
        analyze("We forgot it.").metrics.words = 3  # type: ignore[misc]


def test_from_dict_ignores_what_a_newer_version_added() -> None:
    values = analyze("We forgot it.").to_dict()
    values["metrics"]["novelty"] = 1
    assert Report.from_dict(values).metrics.words == 3


def test_a_report_of_an_older_version_has_no_date() -> None:
    values = analyze("# Outage of 2024-03-02\n\nThe disk was full.").to_dict()
    assert values["metrics"].pop("date") == "2024-03-02"
    assert Report.from_dict(values).metrics.date is None


def test_pipe_keeps_order_and_streams(samples: dict[str, str]) -> None:
    taken = []

    def texts():
        for text in samples.values():
            taken.append(text)
            yield text

    reports = ANALYZER.pipe(texts())
    assert next(reports) == analyze(next(iter(samples.values())))
    assert len(taken) == 1
    assert list(reports) == [analyze(text) for text in list(samples.values())[1:]]


def test_pipe_with_processes(samples: dict[str, str]) -> None:
    texts = list(samples.values()) * 20
    assert list(ANALYZER.pipe(iter(texts), n_process=2)) == [analyze(text) for text in samples.values()] * 20


@pytest.mark.parametrize("call", [lambda: analyze(b"x"), lambda: analyze(None)])  # type: ignore[arg-type]
def test_only_text_is_analysed(call) -> None:
    with pytest.raises(TypeError, match="string"):
        call()


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="no text"):
        analyze("x", format="docx")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="n_process"):
        list(ANALYZER.pipe(["x"], n_process=0))


def test_score_frame_keeps_the_index() -> None:
    df = pd.DataFrame(
        {"body": ["We forgot it.", None, "The disk was full. " + "The queue grew because nothing drained it. " * 6]},
        index=["a", "b", "c"],
    )
    frame = blameless.score_frame(df, text="body")
    assert list(frame.index) == ["a", "b", "c"]
    assert frame.loc["a", "infos"] >= 1 and frame.loc["a", "blamelessness"] < frame.loc["c", "blamelessness"]
    assert str(frame["words"].dtype) == "Int64" and str(frame["overall"].dtype) == "float64"
    with pytest.raises(KeyError, match="no column"):
        blameless.score_frame(df, text="text")


def test_people_and_products_can_be_told() -> None:
    text = "Meanwhile gremlin forgot the flag.\n\nDave forgot his offsets.\n"

    def rules(config):
        return [(f.rule, f.line) for f in Analyzer(config).analyze(text).findings if f.rule.startswith("blame/person")]

    assert rules(None) == [("blame/person", 3)]
    assert rules(Config(people=("gremlin",), products=("Dave",))) == [("blame/person", 1)]


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, blameless, blameless.cli; print([m for m in ('spacy', 'sklearn', 'pandas') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


LATE = "# Outage\n\n## Action items\n\n- Add a disk-usage alert at 80 %. Owner: Ana. Due: 2001-02-03\n"


def overdue(report: Report) -> bool:
    return any(finding.rule == "action/overdue" for finding in report.findings)


def test_due_dates_are_held_against_today_unless_told_otherwise() -> None:
    assert overdue(analyze(LATE)) and overdue(Analyzer().analyze(LATE))
    assert not overdue(Analyzer(today=False).analyze(LATE))
    assert not overdue(Analyzer(today=date(2001, 2, 3)).analyze(LATE))
    soon = LATE.replace("2001-02-03", (date.today() + timedelta(2)).isoformat())
    assert not overdue(Analyzer().analyze(soon))
    for today in (None, False, date(2001, 2, 4)):
        again = pickle.loads(pickle.dumps(Analyzer(today=today)))
        assert again.today == today and overdue(again.analyze(LATE)) == (today is not False)


def test_today_is_that_of_each_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    """An analyzer in a service lives longer than a day."""

    class Clock(date):
        day = date(2001, 2, 3)

        @classmethod
        def today(cls) -> date:
            return cls.day

    monkeypatch.setattr("blameless.analyzer.date", Clock)
    analyzer = Analyzer()
    assert not overdue(analyzer.analyze(LATE))
    Clock.day = date(2001, 2, 4)
    assert overdue(analyzer.analyze(LATE))


@pytest.mark.slow
def test_tables_and_features_are_the_same_on_every_day() -> None:
    frame = pd.DataFrame({"text": [LATE]})
    assert score_frame(frame, "text")["action/overdue"].tolist() == [0]
    assert score_frame(frame, analyzer=Analyzer())["action/overdue"].tolist() == [1]
    assert score_frame(frame, analyzer=Analyzer(), n_process=2)["action/overdue"].tolist() == [1]
    assert score_frame(frame, analyzer=Analyzer(today=False), n_process=2)["action/overdue"].tolist() == [0]


@pytest.mark.parametrize(("text", "said"), [("a  b\nc", "a b c"), ("a" * 10, "a" * 10), ("a" * 11, "a" * 9 + "…")])
def test_an_excerpt_has_one_line_and_so_many_characters(text: str, said: str) -> None:
    from blameless.excerpts import excerpt

    assert excerpt(text, 10) == said
