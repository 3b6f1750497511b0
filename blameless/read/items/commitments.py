"""Commitments and recommendations in running text: what it says is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...language.en.verbs import ADVICE, AHEAD, FUTURE, is_imperative, is_past
from ...lexicon import fold
from ...parse import Block, Part, Prose
from ...parse.outline import Outline
from ...parse.text import line_ranges, sentences_between
from .draft import Draft, is_action_part, title_of

_WE_SHOULD = re.compile(r"(?:so |thus |therefore,? )?we (?:should|must|need to)\b(?!\s+(?:not\s+)?have\b)", re.I)
_INTRODUCES = re.compile(
    r"(?:(?:the|these|those|our|here are|below are|some)\b[^.]{0,60}\b(?:following|below|these|include|includes|are listed)\b|(?:these|this|they) (?:include|are)\b|(?:as|see) (?:above|below)|we (?:are|have) (?:identified|committed|agreed)\b[^.]{0,40}\b(?:following|several|these)\b)[^.]{0,80}[.:]?$",
    re.I,
)
"""The introduction of a list of actions: "The following actions will be taken:", "These include …"."""
_CHANGES = re.compile(
    r"\b(?:now|from now on|no longer|already|until then|starting)\b|\b(?:is|are|am|was|were|be|been|being|get|gets|gains?|gained|has|have|had)\s+(?:\w+ly\s+|also\s+|now\s+|already\s+|not\s+)?(?:(?:been|being|got|to be)\s+)?\w+(?:ed|en|ing|t|wn|out|d)\b|\b(?:gets?|receives?|joins?|replaces?|moves?|orders?|delivers?|registers?|wants?|hopes?|asks?|adds?|takes?|puts?|runs?|goes|stops?|prints?|ships?|shows?|makes?|yanks?|changes?|expect|needs?|deserves?|could use|would)\b|['’](?:re|ve|d like)\b|\b(?:important|needed|necessary|in order|please|appetite|in development|under way|has until)\b|\b(?:we|they|it|the [\w-]+)\s+(?:[\w-]{3,}ed|withdrew|wrote|built|made)\b|\b(?:accepts?|refuses?|keeps?|restarts?|recommends?|commits?|happens only|loses?)\b",
    re.I,
)


def commitments(block: Block, outline: Outline, listed: bool) -> Iterator[Draft]:
    """The commitments and recommendations of a block.

    Under an action heading without a list every line counts that says what to do. Elsewhere a sentence counts where
    it says what should be done from now on.
    """
    prose = block.prose
    assert prose is not None
    for begin, end in line_ranges(prose.text):
        begin, end = prose.trimmed(begin, end)
        parts = outline.at(prose.span(begin, begin)[0])
        if is_action_part(parts):
            if _is_task(prose, begin, end, parts[0], listed):
                yield Draft(prose, begin, end, title_of(parts))
        else:
            yield from _recommendations(prose, begin, end, parts)


def _is_task(prose: Prose, begin: int, end: int, part: Part, listed: bool) -> bool:
    """Whether a line under an action heading says what to do."""
    line = prose.text[begin:end]
    if prose.span(begin, begin)[0] < part.body or line.endswith(":") or not re.search(r"\w", line):
        return False  # the label itself, or the introduction of a list
    if _INTRODUCES.match(line) or re.match(r"(?:no|yes|n\/a)\b[,.]", line, re.I):
        return False
    if is_imperative(line) or is_past(line) or AHEAD.search(line):
        return True
    return not listed and (line.endswith("?") or bool(_CHANGES.search(line)))


def _recommendations(prose: Prose, begin: int, end: int, parts: Sequence[Part]) -> Iterator[Draft]:
    """Sentences outside the action section that say what should be done; of a paragraph of lessons, the first."""
    kinds = {kind for part in parts for kind in part.kinds}
    if kinds & {"timeline", "detection"}:
        return
    lessons = "lessons" in kinds and not kinds & {"went_well", "went_badly"}
    for start, stop in sentences_between(prose, begin, end):
        sentence = prose.text[start:stop]
        if sentence.endswith(":") or len(sentence) > 600:
            continue
        if lessons:
            wanted = is_imperative(sentence) or bool(ADVICE.search(sentence))
        else:
            wanted = bool(FUTURE.search(fold(sentence)) and AHEAD.search(sentence)) or bool(_WE_SHOULD.match(sentence))
        if wanted:
            yield Draft(prose, start, stop, title_of(parts))
            if lessons:
                return


def may_hold_commitments(block: Block, outline: Outline) -> bool:
    """Whether a block is running text outside the lists that are read item by item."""
    if block.kind != "paragraph" or block.prose is None or block.quoted:
        return False
    return block.item is None or (block.leads and not is_action_part(outline.at(block.start)))
