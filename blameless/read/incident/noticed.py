"""Who noticed first: every statement that may tell of it, with its evidence; the model chooses among them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...lexicon import fold
from ...remembered import remembered
from .choice import Evidence, ones
from .words import any_part, negates, noticer, noticing_verb, stem, stems, words

if TYPE_CHECKING:
    from ..postmortem import Postmortem

QUESTION = "detected_by"
ANSWERS = ("monitoring", "customer", "employee", "third_party")
MOST = 40
"""Statements of a place that are looked at; what is not told by then is not told."""
_LONGEST = 400
_BEFORE, _AFTER, _AGENT = 6, 4, 5
"""Words before a verb in which its subject is looked for, behind it its object, and behind "by" the agent."""
_PREPOSITIONS = frozenset({"by", "from", "via", "through", "in", "on", "thanks"})
_MOST_VERBS = 4
_WORDED = re.compile(r"(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|utc|gmt|est|pst|cet)\b)[a-z]{3}", re.I)
"""A label's value that holds a word which is no part of a date."""
_PLACES = ("label", "detection", "entry", "prose")
"""Where statements stand, the most telling first."""


@dataclass(frozen=True)
class Statement:
    """What may tell who noticed: its range in the source, and its evidence."""

    start: int
    end: int
    evidence: Evidence


@dataclass(frozen=True)
class _Raw:
    place: str
    text: str
    sections: tuple[str, ...]
    kind: str
    start: int
    end: int
    more: tuple[str, ...] = ()


def statements(postmortem: Postmortem) -> list[Statement]:
    """The statements of a document that may tell who noticed; none of them is an action item."""
    found = [*_labels(postmortem), *_sentences(postmortem)]
    there = {each.place for each in found}
    best = next((place for place in _PLACES if place in there), "")
    number: Counter[str] = Counter()
    kept = []
    for raw in found:
        count = number[raw.place]
        number[raw.place] += 1
        if count < MOST:
            told = _evidence(raw.text[:_LONGEST], raw.sections, raw.kind, raw.more)
            names = {
                *told,
                *(f"{raw.place}: {each}" for each in told if each.startswith("has=")),
                f"place={raw.place}",
                f"place={raw.place}#{min(count, 4)}",
                f"{raw.place}<{best}",
            }
            kept.append(Statement(raw.start, raw.end, ones(names)))
    return kept


def _labels(postmortem: Postmortem) -> Iterator[_Raw]:
    seen: set[str] = set()
    wanted, other = any_part("noticing", "labels"), any_part("noticing", "other_labels")
    for label in postmortem.labels:
        name, text = fold(label.name), fold(label.text)
        if label.kind == "heading" or "action_items" in label.sections or text in seen:
            continue
        if wanted.search(name) and not other.search(name) and _WORDED.search(text):
            seen.add(text)
            more = tuple(f"name={each}" for each in stems(name))
            yield _Raw("label", label.text, ("label",), label.kind, label.start, label.end, more)


def _sentences(postmortem: Postmortem) -> Iterator[_Raw]:
    starts = [moment.entry.start for moment in postmortem.timeline]
    signs = any_part("noticing", "signs")
    for sentence in postmortem.sentences:
        if sentence.quoted or "action_items" in sentence.sections:
            continue
        on_detection = sentence.sections[:1] == ("detection",)
        if not on_detection and not signs.search(fold(sentence.text)):
            continue
        index = bisect_right(starts, sentence.start) - 1
        inside = index >= 0 and sentence.start < postmortem.timeline[index].entry.end
        place = "detection" if on_detection else "entry" if inside else "prose"
        more = ("first entry",) if inside and index == 0 else ()
        yield _Raw(place, sentence.text, sentence.sections, sentence.kind, sentence.start, sentence.end, more)


@remembered(1_024)
def _evidence(text: str, sections: tuple[str, ...], kind: str, more: tuple[str, ...]) -> frozenset[str]:
    tokens = words(text)
    lower = [token.lower().replace("’", "'") for token in tokens]
    kinds = [noticer(token, not index) for index, token in enumerate(tokens)]
    section = sections[0] if sections else "-"
    found = {f"section={section}", f"kind={kind}", *more, *(f"within={each}" for each in sections)}
    found.update(f"word={each}" for each in map(stem, lower) if len(each) > 1 and each.isalpha())
    found.update(f"has={kind}" for kind in kinds if kind)
    found.add(f"first={next((kind for kind in kinds if kind), '')}")
    verbs = [(index, verb) for index, each in enumerate(lower) if (verb := noticing_verb(each))]
    for index, verb in verbs[:_MOST_VERBS]:
        found.update(_around(index, verb, lower, kinds, section))
    return frozenset(found)


def _around(index: int, verb: str, lower: Sequence[str], kinds: Sequence[str], section: str) -> Iterator[str]:
    """Evidence of a verb: what kind of noticer stands before it, behind it and behind "by", and whether it is denied."""
    before = range(index - 1, max(-1, index - 1 - _BEFORE), -1)
    left = next((kinds[i] for i in before if kinds[i]), "")
    right = next((kind for kind in kinds[index + 1 : index + 1 + _AFTER] if kind), "")
    no = "!" if any(map(negates, lower[max(0, index - 4) : index])) else ""
    yield from (f"verb={verb}{no}", f"left={left}{no}", f"right={right}{no}", f"{left}>{right}{no}")
    yield from (f"{left} {verb}{no}", f"{verb} {right}{no}", f"{section}: left={left}{no}")
    for i in range(index + 1, min(len(lower), index + 1 + _AGENT)):
        if lower[i] in _PREPOSITIONS:
            agent = next((kind for kind in kinds[i + 1 : i + 1 + _AGENT] if kind), "")
            if agent:
                yield from (f"{lower[i]} {agent}", f"agent={agent}{no}", f"{section}: agent={agent}{no}")
            return
