"""Which list items, table rows and sentences are action items, and what becomes of them: judged as a list, with its headings.

The student of the encoder reads each on its own; a small model weighs that with what its neighbours are, where they stand, and what headings
and grammar say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from typing import TYPE_CHECKING, Literal

from ..language.en.verbs import ADVICE, AHEAD, FUTURE, is_imperative, is_past
from ..lexicon import fold, load
from ..remembered import remembered
from .features import log_odds

if TYPE_CHECKING:
    from ..models import Model
    from ..read import Candidate
    from .cascade import Said

_ASKED = ("action", "vague", "vigilance")
_UNREAD = log_odds(0.0)
"""The log-odds of a candidate that the gate was shut for."""
_LIKELY = -1.0
"""The log-odds from which a candidate counts as a likely action item of its document."""
_WORDS = re.compile(r"\w+")
_WORDING = "w:"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of an action, as probabilities.

    ``action``: that it is one. ``vague``: that nobody could say when it is done. ``vigilance``: that it relies on people being
    careful, remembering or being told again. ``lack`` says which of the two it is held to be, ``None`` where it is concrete.
    """

    action: float
    vague: float
    vigilance: float
    lack: Literal["vague", "vigilance"] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one document that are action items, the outlook of each, and whether there may be any at all."""

    chosen: tuple[Candidate, ...]
    outlooks: tuple[Outlook, ...]
    any: bool


def choose(
    candidates: Sequence[Candidate],
    said: Sequence[Said | None],
    action: Model[Mapping[str, float]],
    vague: Model[Mapping[str, float]],
) -> Choice:
    """The candidates of one document that are action items, with what is to be expected of them.

    Args:
        candidates: of the whole document, as they are weighed against each other.
        said: what the student says of each; ``None`` where the gate is shut.
        action: decides which are action items: those above its threshold "action", or the likeliest of the document from "lead" on; where all
            are below "any", it has none.
        vague: decides which of them are vague, and which rely on vigilance.
    """
    asked = [place for place, each in enumerate(said) if each is not None or candidates[place].formal]
    rows = dict(zip(asked, features(candidates, said, asked), strict=True))
    shares = action.predict([*rows.values()])[:, action.labels.index("action")].tolist()
    top = max(shares, default=0.0)
    least = action.thresholds["action"]
    if action.thresholds["lead"] <= top < least:
        least = top
    chosen = [(place, share) for place, share in zip(asked, shares, strict=True) if share >= least]
    outlooks = vague.predict([rows[place] | wording(candidates[place]) for place, _ in chosen]).tolist()
    return Choice(
        tuple(candidates[place] for place, _ in chosen),
        tuple(
            _outlook(share, dict(zip(vague.labels, row, strict=True)), vague.thresholds)
            for (_, share), row in zip(chosen, outlooks, strict=True)
        ),
        any(share >= action.thresholds["any"] for share in shares),
    )


def _outlook(action: float, shares: Mapping[str, float], thresholds: Mapping[str, float]) -> Outlook:
    lack = None
    if shares["vigilance"] >= thresholds["vigilance"]:
        lack = "vigilance"
    elif shares["vague"] >= thresholds["vague"]:
        lack = "vague"
    return Outlook(action, shares["vague"], shares["vigilance"], lack)


def features(
    candidates: Sequence[Candidate], said: Sequence[Said | None], places: Iterable[int] | None = None
) -> list[dict[str, float]]:
    """What is known of candidates of a document, by name.

    Args:
        candidates: all of them.
        said: what the student says of each.
        places: of those that are asked about, in the order of the answer; of all where ``None``.
    """
    odds = [log_odds(each["action"]) if each else _UNREAD for each in said]
    lists, headings = _Neighbours(), _Neighbours()
    for candidate, value in zip(candidates, odds, strict=True):
        lists.add((candidate.kind, candidate.group), value, candidate.formal)
        headings.add((candidate.kind == "sentence", candidate.heading), value, candidate.formal)
    document = _Document(candidates, odds)
    rows = []
    for place in range(len(candidates)) if places is None else places:
        candidate, each, value = candidates[place], said[place], odds[place]
        row = {f"e:{label}": log_odds(each[label]) for label in _ASKED} if each else {}
        row["e:action"] = value
        row.update(lists.of("list", (candidate.kind, candidate.group), value, candidate.formal))
        row.update(headings.of("heading", (candidate.kind == "sentence", candidate.heading), value, candidate.formal))
        row.update(document.of(place, value))
        row.update((name, 1.0) for name in _form(candidate))
        row.update(_size(candidate))
        rows.append(row)
    return rows


def wording(candidate: Candidate) -> dict[str, float]:
    """The words of a candidate, and which wordings of vigilance they are, as features beside those of :func:`features`."""
    return dict.fromkeys(_worded(candidate.text), 1.0)


@remembered(1_024)
def _worded(text: str) -> tuple[str, ...]:
    text = fold(text)
    names = map(_WORDING.__add__, _WORDS.findall(text))
    return (*names, *(f"{_WORDING}*{name}" for name, pattern in _wordings().items() if pattern.search(text)))


@cache
def _wordings() -> dict[str, re.Pattern[str]]:
    """The wordings of vigilance in the lexicon, by name."""
    found = {}
    for name, lists in load("vigilance").items():
        before = rf"(?:{'|'.join(lists['before'])})\s+(?:\w+\s+)?" if "before" in lists else ""
        found[name] = re.compile(rf"\b{before}(?:{'|'.join(lists['words'])})\b")
    return found


def is_wording(feature: str) -> bool:
    """Whether a feature is a word."""
    return feature.startswith(_WORDING)


def is_around(feature: str) -> bool:
    """Whether a feature tells of what is around a candidate: its list, its headings, its document."""
    return feature.startswith(("list ", "heading ", "in ", "within ", "document ", "place"))


class _Neighbours:
    """Sums over what stands together, from which each takes itself out."""

    def __init__(self) -> None:
        self._totals: dict[object, float] = defaultdict(float)
        self._counts: dict[object, int] = defaultdict(int)
        self._formal: dict[object, int] = defaultdict(int)

    def add(self, group: object, value: float, formal: bool) -> None:
        self._totals[group] += value
        self._counts[group] += 1
        self._formal[group] += formal

    def of(self, name: str, group: object, value: float, formal: bool) -> Iterator[tuple[str, float]]:
        others = self._counts[group] - 1
        yield f"{name} others", min(others, 8)
        yield f"{name} mean", (self._totals[group] - value) / others if others else value
        yield f"{name} formal", (self._formal[group] - formal) / others if others else float(formal)


class _Document:
    """What a candidate is beside all others of its document: most reports have follow-ups, near their end."""

    def __init__(self, candidates: Sequence[Candidate], odds: Sequence[float]) -> None:
        self._size = len(candidates)
        self._first, self._second = nlargest(2, [*odds, _UNREAD, _UNREAD])
        self._likely = sum(value > _LIKELY for value in odds)
        self._formal = sum(candidate.formal for candidate in candidates) / max(1, self._size)

    def of(self, place: int, value: float) -> Iterator[tuple[str, float]]:
        top = self._second if value == self._first else self._first
        yield "document top", top
        yield "document lead", value - top
        yield "document likely", min(self._likely - (value > _LIKELY), 30)
        yield "document formal", self._formal
        yield "place", (place + 1) / self._size


def _form(candidate: Candidate) -> Iterator[str]:
    """What headings and grammar say."""
    if candidate.formal:
        yield "formal"
    yield candidate.kind
    yield from _grammar(candidate.draft.text)
    for found, name in (
        (candidate.task, "task"),
        (candidate.draft.done, "ticked"),
        (candidate.draft.fields, "fields"),
    ):
        if found:
            yield name
    inner = next((kinds for kinds in candidate.kinds if kinds), ())
    yield from (f"in {kind}" for kind in inner)
    yield from {f"within {kind}" for kinds in candidate.kinds for kind in kinds}


@remembered(4_096)
def _grammar(text: str) -> tuple[str, ...]:
    told = (
        (is_imperative(text), "imperative"),
        (is_past(text), "past"),
        (AHEAD.search(text), "ahead"),
        (ADVICE.search(text), "advice"),
        (FUTURE.search(fold(text)), "future"),
        (text.endswith(":"), "colon"),
    )
    return tuple(name for found, name in told if found)


@remembered(4_096)
def _length(text: str) -> int:
    return len(_WORDS.findall(text))


def _size(candidate: Candidate) -> Iterator[tuple[str, float]]:
    yield "words", min(_length(candidate.text), 60)
    yield "depth", min(candidate.depth, 4)
    yield "children", min(candidate.children, 5)
