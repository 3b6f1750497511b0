"""How long it took to notice and to end the incident: stated durations beside the times between two moments."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from ...parse.text import count_words
from .choice import Choice, Evidence, choose, ones, score
from .durations import Duration
from .moments import Point, between

if TYPE_CHECKING:
    from ...models import LinearModel
    from ..postmortem import Postmortem

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
    return abs(one - other) <= _allowance(other)


def _allowance(seconds: float) -> float:
    """By how much another duration may differ that tells of the same."""
    return max(_LIKE_SECONDS, _LIKE_SHARE * seconds)


def intervals(
    question: str, points: Sequence[Point], stated: Sequence[Duration], milestones: Mapping[str, Choice]
) -> list[Interval]:
    """The candidates of a question, given what was said of each milestone."""
    pairs = list(_pairs(question, points, stated, milestones))
    return [*pairs, *_stated(stated, pairs)]


def _likeliest(points: Sequence[Point], choice: Choice) -> list[tuple[float, list[Point]]]:
    """The likeliest moments of a milestone: the probability of each, and all points that tell it, the best of them first."""
    same: dict[object, list[int]] = defaultdict(list)
    for index, point in enumerate(points):
        same[point.value].append(index)
    chances = choice.probabilities[:, 0] if len(points) else []
    found = [
        (
            float(sum(chances[i] for i in group)),
            [points[i] for i in sorted(group, key=lambda i: -chances[i])[:_LIKELIEST]],
        )
        for group in same.values()
    ]
    return sorted(found, key=lambda pair: -pair[0])[:_LIKELIEST]


def _pairs(
    question: str, points: Sequence[Point], stated: Sequence[Duration], milestones: Mapping[str, Choice]
) -> Iterator[Interval]:
    starts, ends = milestones["started"], milestones[QUESTIONS[question]]
    firsts, seconds = _likeliest(points, starts), _likeliest(points, ends)
    for chance, starting in firsts:
        for other, ending in seconds:
            first, second = _of_one_zone(starting, ending)
            if _of_another(first, "started") or _of_another(second, QUESTIONS[question]):
                continue
            took = between(first, second)
            if took is None or (took == 0 and question == "time_to_resolve"):
                continue
            names = {"pair", f"{first.place} {second.place}", f"start {_bin(chance)}", f"end {_bin(other)}"}
            names |= set(_kind(took, first, stated))
            if starting is firsts[0][1] and ending is seconds[0][1]:
                names.add("likeliest")
            evidence = ones(names)
            evidence |= {"start odds": log(max(chance, _LEAST)), "end odds": log(max(other, _LEAST))}
            evidence |= {f"no start {_bin(starts.none)}": 0.5, f"no end {_bin(ends.none)}": 0.5}
            yield Interval(took, evidence, first=first, second=second)


def _of_one_zone(starting: Sequence[Point], ending: Sequence[Point]) -> tuple[Point, Point]:
    """The best points of two moments; those of one zone, where the best differ in it and others do not."""
    pairs = ((first, second) for first in starting for second in ending if first.offset == second.offset)
    best = starting[0], ending[0]
    return best if best[0].offset == best[1].offset else next(pairs, best)


def _of_another(point: Point, milestone: str) -> bool:
    """Whether a label names a moment as another milestone; "Duration" and the like name none."""
    return point.named in ("started", "detected", "resolved") and point.named not in (milestone, "started")


def _kind(took: float, first: Point, stated: Sequence[Duration]) -> Iterator[str]:
    most = _allowance(took)
    agreeing = {each.place for each in stated if took and abs(each.seconds - took) <= most}
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
    paired = {pair.seconds for pair in pairs}
    likeliest = {pair.seconds for pair in pairs if "likeliest" in pair.evidence}
    others = [other.seconds for other in stated[:40]]
    for each in stated:
        more = {"stated", f"pairs {min(2, len(pairs))}"}
        seconds, most = each.seconds, _allowance(each.seconds)
        if any(abs(pair - seconds) <= most for pair in paired):
            more.add("agrees with pair")
        if any(abs(pair - seconds) <= most for pair in likeliest):
            more.add("agrees with likeliest")
        if len([other for other in others if abs(other - seconds) <= most]) > 1:
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


def answers(
    model: LinearModel,
    postmortem: Postmortem,
    found: Mapping[str, Sequence[Interval]],
    milestones: Mapping[str, Choice],
) -> dict[str, Interval | None]:
    """The interval that answers each question, or ``None`` where the text does not tell it.

    A statement answers one question only, the one it more likely answers; and what took longer to notice than to end is
    believed in one of both.
    """
    choices = {
        question: choose(
            model,
            question,
            ("",),
            score(
                model,
                [each.evidence for each in found[question]],
                document(postmortem, question, found[question], milestones),
            ),
        )
        for question in QUESTIONS
    }
    chosen = {name: _likely(choices[name], found[name], model.thresholds[name]) for name in QUESTIONS}
    if _at_odds(chosen):
        own = {name: _own(name, choices, found) for name in QUESTIONS}
        chosen = {name: _likely(choices[name], found[name], model.thresholds[name], own[name]) for name in QUESTIONS}
    detect, resolve = chosen["time_to_detect"], chosen["time_to_resolve"]
    if detect and resolve and _longer(detect[0].seconds, resolve[0].seconds):
        chosen["time_to_detect" if detect[1] < resolve[1] else "time_to_resolve"] = None
    return {name: each[0] if each else None for name, each in chosen.items()}


def pick(choice: Choice, found: Sequence[Interval], threshold: float) -> Interval | None:
    """The likeliest interval where it is likely enough beside "none"."""
    likely = _likely(choice, found, threshold)
    return likely[0] if likely else None


_Likely = tuple[Interval, float]
"""An interval and its share of all that its question could be answered by, "none" included."""


def _same(one: float, other: float) -> bool:
    """Whether two answers are one: short ones differ by minutes that tell them apart, so there is no allowance but for a share."""
    return abs(one - other) <= _LIKE_SHARE * max(one, other)


def _longer(detect: float, resolve: float) -> bool:
    return detect > resolve and not _same(detect, resolve)


def _at_odds(chosen: Mapping[str, _Likely | None]) -> bool:
    """Whether one statement may answer both questions, or it took longer to notice than to end."""
    detect, resolve = chosen["time_to_detect"], chosen["time_to_resolve"]
    if detect is None or resolve is None:
        return False
    same = _same(detect[0].seconds, resolve[0].seconds) and (detect[0].stated or resolve[0].stated) is not None
    return same or _longer(detect[0].seconds, resolve[0].seconds)


def _own(question: str, choices: Mapping[str, Choice], found: Mapping[str, Sequence[Interval]]) -> list[int]:
    """The candidates of a question but for the statements that more likely answer the other."""
    best: dict[int, float] = {}
    for other in QUESTIONS:
        if other != question:
            for index, each in enumerate(found[other]):
                if each.stated is not None:
                    best[id(each.stated)] = float(choices[other].probabilities[index, 0])
    return [
        index
        for index, each in enumerate(found[question])
        if each.stated is None or choices[question].probabilities[index, 0] >= best.get(id(each.stated), 0.0)
    ]


def _likely(
    choice: Choice, found: Sequence[Interval], threshold: float, among: Sequence[int] | None = None
) -> _Likely | None:
    """The likeliest interval, all that tell the same time counted together, where it is likely enough beside "none"."""
    among = range(len(found)) if among is None else among
    if not among:
        return None
    chances = choice.probabilities[:, 0]
    order = sorted(among, key=lambda i: -chances[i])[:12]
    together = {i: sum(chances[j] for j in order if alike(found[j].seconds, found[i].seconds)) for i in order}
    best = max(order, key=lambda i: (together[i], chances[i]))
    share = float(together[best] / (together[best] + choice.none))
    return (found[best], share) if share >= threshold else None
