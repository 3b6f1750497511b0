"""What must hold for any document."""

from __future__ import annotations

import json
import re
import time

from blameless import Analyzer
from blameless.errors import InputError
from blameless.read import Postmortem
from blameless.read.document import read_postmortem
from blameless.read.items import with_actions

_WORD = re.compile(r"[A-Za-z]{2,}")
SECONDS, SECONDS_A_CHARACTER = 2.0, 0.001


def check_parse(text: str) -> Postmortem:
    """Read a document and hold the result to its promises.

    Raises:
        AssertionError: where one is broken.
    """
    started = time.process_time()
    postmortem = read_postmortem(text)
    taken = time.process_time() - started
    assert taken < SECONDS + SECONDS_A_CHARACTER * len(text), f"{taken:.1f} s for {len(text)} characters"
    for sentence in postmortem.sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert sentence.span(0, len(sentence.text)) == (sentence.start, sentence.end)
        if word := _WORD.search(sentence.text):
            start, end = sentence.span(*word.span())
            letters = iter(text[start:end])  # with mark-up between them
            assert "&" in text[start:end] or all(letter in letters for letter in word[0]), (word[0], text[start:end])
    for told in (
        *(a.item for a in with_actions(postmortem, postmortem.candidates).actions),
        *(m.entry for m in postmortem.timeline),
    ):
        assert told.text == text[told.start : told.end]
    for part in (*postmortem.parts, *postmortem.implied):
        assert 0 <= part.start <= part.body <= part.end <= len(text), part
    for start, end in postmortem.placeholders:
        assert 0 <= start < end <= len(text)
    for unread in postmortem.unread:
        assert 0 <= unread.start < unread.end <= len(text)
    return postmortem


def check_analyze(text: str, analyzer: Analyzer) -> None:
    """Judge a document and hold the report to its promises.

    Raises:
        AssertionError: where one is broken.
    """
    try:
        report = analyzer.analyze(text)
    except InputError:
        assert any("\ud800" <= character <= "\udfff" for character in text), "refused, and is valid Unicode"
        return
    for finding in report.findings:
        assert text[finding.start : finding.end] == finding.text
        assert 1 <= finding.line <= finding.end_line and finding.column >= 1 and finding.end_column >= 1
    for value in (report.scores.overall, report.scores.blamelessness, report.scores.completeness):
        assert value is None or 0 <= value <= 100
    json.dumps(report.to_dict(), allow_nan=False)
