"""Line ends, a byte order mark, page breaks and the way accents are written change nothing but offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from conftest import SAMPLES, SHARED, listed
from hypothesis import given
from hypothesis import strategies as st
from strategies import documents

from blameless import Analyzer
from blameless.parse.canonical import Canonical
from blameless.read.document import read_postmortem

ANALYZER = Analyzer()

WAYS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "pages before headings": lambda text: re.sub(r"^(?=#)", "\f", text, flags=re.M),
    "pages between paragraphs": lambda text: text.replace("\n\n", "\n\f\n"),
    "letters and marks": lambda text: unicodedata.normalize("NFD", text),
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "all of it": lambda text: (
        "\ufeff" + unicodedata.normalize("NFD", text).replace("\n\n", "\n\f\n").replace("\n", "\r\n")
    ),
}


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def told(text: str) -> dict[str, object]:
    """Everything a report says but for offsets and lines."""
    report = ANALYZER.analyze(text)
    for part in (*report.findings, *report.action_items, *report.timeline):
        assert text[part.start : part.end] == part.text
    return {
        "findings": [
            (
                f.rule,
                f.severity,
                re.sub(r"lines? [\d, ]+", "lines", f.message),
                re.sub(r"^Line \d+", "Line", f.suggestion or ""),  # separators end no line of the source
                plain(f.text),
                f.sentence,
                f.confidence,
            )
            for f in report.findings
        ],
        "scores": report.scores,
        "items": [(plain(i.text), i.owner, i.due, i.due_date, i.ticket, i.vague, i.done) for i in report.action_items],
        "sections": [(s.kind, s.title, plain(text[s.start : s.end])) for s in report.sections],
        "timeline": [(entry.when, plain(entry.text)) for entry in report.timeline],
        "metrics": report.metrics,
    }


NOTES = """\
# Café outage, 2024-03-01

<!-- blameless: off tone -->

## Timeline

- 14:02 UTC Zoé forgot to renew\\
  the certificate
- 14:40 UTC service restored

## What happened

We **forgot** the naïve flag\x20\x20
and the façade fell over.
It was a nightmare.

<!-- blameless: on tone -->

| Action | Owner |
|---|---|
| Add an alert on the café's disk | Zoé |

<p>We forgot
the flag.</p>

## Action items

1. [ ] Add a résumé of the queue, owner: Zoé, due 2024-04-01
"""


@pytest.mark.parametrize("way", WAYS)
def test_notes_are_read_alike(way: str) -> None:
    assert told(WAYS[way](NOTES)) == told(NOTES)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: path.stem)
def test_samples_are_read_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    base = told(text)
    for way, write in WAYS.items():
        assert told(write(text)) == base, way


@given(documents(), st.sampled_from(sorted(WAYS)))
def test_sentences_are_the_same(text: str, way: str) -> None:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    base, other = read_postmortem(text), read_postmortem(WAYS[way](text))
    assert [s.text for s in base.sentences] == [s.text for s in other.sentences]
    assert [a.plain for a in listed(base)] == [a.plain for a in listed(other)]
    for sentence in other.sentences:
        assert sentence.span(0, len(sentence.text)) == (sentence.start, sentence.end)


@given(st.text(alphabet="a\r\n\f\v\u2028\ufeffe\u0301\u0323\u1100\u1161\u11a8\u0958\u212b ", max_size=40))
def test_the_way_back_is_in_order(text: str) -> None:
    canonical = Canonical(text)
    places = [canonical.given(offset) for offset in range(len(canonical.text) + 1)]
    assert places == sorted(places) and places[0] >= 0 and places[-1] == len(text)
    for offset, character in enumerate(canonical.text):
        start, end = canonical.span(offset, offset + 1)
        assert start <= end
        if character == "a":
            assert text[start:end] == "a"
    assert Canonical(canonical.text).text == canonical.text or "\f" in text


def test_marks_without_end_are_read_in_time() -> None:
    assert len(Canonical("e" + "\u0301\u0323" * 200_000).text) > 300_000


APPENDED = "\n\n## Glossary\n\nQueue: where mail waits.\n"

HEADLESS = "Mail was late.\n\n14:02 the queue grows\n\n14:10 an alert fires\n\n14:40 service restored\n"
IN_TITLE = "# Mail was late\n\n- 14:02 the queue grows\n- 14:10 an alert fires\n- 14:40 service restored\n"


@pytest.mark.parametrize("text", [HEADLESS, IN_TITLE], ids=["headless", "under the title"])
@pytest.mark.parametrize("more", [APPENDED, "\n\n## Lessons\n\nQueues need alerts.\n", "\n\n# Notes\n\nNone so far.\n"])
def test_an_appended_section_leaves_the_timeline_alone(text: str, more: str) -> None:
    entries = [moment.entry for moment in read_postmortem(text).timeline]
    assert len(entries) == 3
    assert [moment.entry for moment in read_postmortem(text + more).timeline] == entries


def test_the_head_of_a_document_is_no_timeline() -> None:
    head = "# Mail was late\n\nStart: 14:02\nDetected: 14:05\nEnd: 14:40\n\n## Impact\n\nNone.\n"
    assert read_postmortem(head).timeline == ()


def _read_of(text: str) -> tuple[object, ...]:
    read = read_postmortem(text)
    return [s.text for s in read.sentences], read.metrics, [m.plain for m in read.timeline]


@cache
def _real() -> list[tuple[str, str, tuple[object, ...]]]:
    """Real postmortems, each with its name and what is read in it."""
    found = []
    for path in sorted(SHARED.glob("**/postmortems/*.md")):
        text = path.read_text(encoding="utf-8", errors="replace").replace("\f", " ").lstrip("\ufeff")
        text = unicodedata.normalize("NFC", text)
        found.append((path.name, text, _read_of(text)))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the collections of real postmortems are not here")
@pytest.mark.parametrize("way", WAYS)
def test_real_postmortems_are_read_alike(way: str) -> None:
    assert [name for name, text, base in _real() if _read_of(WAYS[way](text)) != base] == []
