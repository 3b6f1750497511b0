"""How long it took to notice and to end the incident: stated durations beside the times between two moments."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from ...parse.text import count_words
from .choice import Choice, Evidence, choose, ones
from .durations import Duration
from .moments import Point, between

if TYPE_CHECKING:
    from ...models import LinearModel
    from ...parse import Postmortem

QUESTIONS = {"time_to_detect": "detected", "time_to_resolve": "resolved"}
"""Each question, and the milestone at which its time ends; all begin with the start."""
_LIKELIEST = 4
"""Moments of a milestone that are paired with those of another."""
_LEAST = 1e-5
_LONG = 2 * 86_400
_LIKE_SECONDS, _LIKE_SHARE = 120.0, 0.05
"""Two durations that differ by no more than the one or the other tell of the same."""


@dataclass(frozen=True)
class Interval:
    """A time that may answer a question: stated, or from ``first`` to ``second``."""

    seconds: float
    evidence: Evidence
    stated: Duration | None = None
    first: Point | None = None
    second: Point | None = None


def alike(one: float, other: float) -> bool:
    """Whether two durations in seconds, the second the measure, tell of the same."""
    return abs(one - other) <= max(_LIKE_SECONDS, _LIKE_SHARE * other)


def intervals(
    question: str, points: Sequence[Point], stated: Sequence[Duration], milestones: Mapping[str, Choice]
) -> list[Interval]:
    """The candidates of a question, given what was said of each milestone."""
    pairs = list(_pairs(question, points, stated, milestones))
    return [*pairs, *_stated(stated, pairs)]


def _likeliest(points: Sequence[Point], choice: Choice) -> list[tuple[float, Point]]:
    """The likeliest moments of a milestone: the probability of each, with all that tell the same, and the best of them."""
    same: dict[object, list[int]] = defaultdict(list)
    for index, point in enumerate(points):
        same[point.value].append(index)
    chances = choice.probabilities[:, 0] if len(points) else []
    found = [
        (float(sum(chances[i] for i in group)), points[max(group, key=lambda i: chances[i])]) for group in same.values()
    ]
    return sorted(found, key=lambda pair: -pair[0])[:_LIKELIEST]


def _pairs(
    question: str, points: Sequence[Point], stated: Sequence[Duration], milestones: Mapping[str, Choice]
) -> Iterator[Interval]:
    starts, ends = milestones["started"], milestones[QUESTIONS[question]]
    firsts, seconds = _likeliest(points, starts), _likeliest(points, ends)
    for chance, first in firsts:
        for other, second in seconds:
            if _of_another(first, "started") or _of_another(second, QUESTIONS[question]):
                continue
            took = between(first, second)
            if took is None or (took == 0 and question == "time_to_resolve"):
                continue
            names = {"pair", f"{first.place} {second.place}", f"start {_bin(chance)}", f"end {_bin(other)}"}
            names |= set(_kind(took, first, stated))
            if first is firsts[0][1] and second is seconds[0][1]:
                names.add("likeliest")
            evidence = ones(names)
            evidence |= {"start odds": log(max(chance, _LEAST)), "end odds": log(max(other, _LEAST))}
            evidence |= {f"no start {_bin(starts.none)}": 0.5, f"no end {_bin(ends.none)}": 0.5}
            yield Interval(took, evidence, first=first, second=second)


def _of_another(point: Point, milestone: str) -> bool:
    """Whether a label names a moment as another milestone; "Duration" and the like name none."""
    return point.named in ("started", "detected", "resolved") and point.named not in (milestone, "started")


def _kind(took: float, first: Point, stated: Sequence[Duration]) -> Iterator[str]:
    agreeing = {each.place for each in stated if took and alike(each.seconds, took)}
    yield from (f"agrees with {place}" for place in agreeing)
    if stated and not agreeing:
        yield "agrees with none"
    if took == 0:
        yield "at once"
    if first.seconds is None:
        yield "dates only"
    if took > _LONG:
        yield "long"


def _stated(stated: Sequence[Duration], pairs: Sequence[Interval]) -> Iterator[Interval]:
    likeliest = [pair for pair in pairs if "likeliest" in pair.evidence]
    for each in stated:
        more = {"stated", f"pairs {min(2, len(pairs))}"}
        if any(alike(pair.seconds, each.seconds) for pair in pairs):
            more.add("agrees with pair")
        if any(alike(pair.seconds, each.seconds) for pair in likeliest):
            more.add("agrees with likeliest")
        if sum(alike(other.seconds, each.seconds) for other in stated[:40]) > 1:
            more.add("told again")
        yield Interval(each.seconds, each.evidence | ones(more), stated=each)


def _bin(chance: float) -> str:
    return str(int(max(-8, log(max(chance, 1e-6)))))


def document(
    postmortem: Postmortem, question: str, found: Sequence[Interval], milestones: Mapping[str, Choice]
) -> Evidence:
    """The evidence for a question having no answer in this document."""
    stated = sum(each.stated is not None for each in found)
    none = {f"no start {_bin(milestones['started'].none)}", f"no end {_bin(milestones[QUESTIONS[question]].none)}"}
    return ones({*of_document(postmortem), f"stated {min(4, stated)}", f"found {min(4, len(found))}", *none})


def of_document(postmortem: Postmortem) -> Iterator[str]:
    """What a document is like, whatever the question: its sections, and the lengths of its timeline and text."""
    end = _end_of_account(postmortem)
    behind = postmortem.sentences[bisect_left(postmortem.sentences, end, key=lambda sentence: sentence.start) :]
    words = postmortem.metrics.words - sum(count_words(sentence.text) for sentence in behind)
    yield from ("document", f"entries {min(5, len(postmortem.timeline))}")
    yield f"length {min(5, words // 300)}"
    yield from {f"part {kind}" for part in postmortem.parts if part.start < end for kind in part.kinds}


def _end_of_account(postmortem: Postmortem) -> int:
    """Where the account ends: what follows are a glossary, references, notes, and whether there are any tells nothing of it."""
    end = len(postmortem.source.text)
    for part in reversed(postmortem.parts):
        if part.kinds != ("none",):
            break
        end = part.start
    return end


def answer(
    model: LinearModel,
    postmortem: Postmortem,
    question: str,
    found: Sequence[Interval],
    milestones: Mapping[str, Choice],
) -> Interval | None:
    """The interval that answers a question, or ``None`` where the text does not tell it."""
    evidence = document(postmortem, question, found, milestones)
    return pick(
        choose(model, question, ("",), [each.evidence for each in found], evidence), found, model.thresholds[question]
    )


def pick(choice: Choice, found: Sequence[Interval], threshold: float) -> Interval | None:
    """The likeliest interval, all that tell the same time counted together, where it is likely enough beside "none"."""
    if not found:
        return None
    chances = choice.probabilities[:, 0]
    order = sorted(range(len(found)), key=lambda i: -chances[i])[:12]
    together = {i: sum(chances[j] for j in order if alike(found[j].seconds, found[i].seconds)) for i in order}
    best = max(order, key=lambda i: (together[i], chances[i]))
    share = together[best] / (together[best] + choice.none)
    return found[best] if share >= threshold else None
