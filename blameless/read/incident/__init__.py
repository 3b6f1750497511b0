"""Incident facts: when it began, was noticed and ended, how long that took, and who noticed; each with its place.

Candidates with evidence are collected over the timeline (:mod:`.timeline`), the labels (:mod:`.labels`) and the sentences of a
document; one learnt linear model (``models/incident``) chooses among them, "none" included. Where the text is silent nothing is
guessed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...report import DetectedBy, Fact
from .choice import Choice, choose, ones, score
from .contradictions import contradictions
from .contradictions.contradiction import Contradiction
from .durations import durations
from .facts import Incident
from .intervals import QUESTIONS, Interval, answers, intervals, of_document
from .moments import MILESTONES, Point, between, points
from .noticed import ANSWERS, QUESTION, statements
from .response import first_response, mitigation, stated_response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...models import LinearModel
    from ..postmortem import Postmortem

__all__ = ["Contradiction", "Incident", "contradictions", "facts_of", "read_incident", "with_facts"]


def with_facts(postmortem: Postmortem, incident: Incident) -> Postmortem:
    """The document with what was read of its incident in its metrics, and the places that say so as evidence."""
    metrics = replace(
        postmortem.metrics,
        **{name: _iso(getattr(incident, name)) for name in MILESTONES},
        time_to_detect=incident.time_to_detect,
        time_to_respond=incident.time_to_respond,
        time_to_resolve=incident.time_to_resolve,
        detected_by=incident.detected_by,
    )
    return replace(
        postmortem, metrics=metrics, evidence={name: places[0] for name, places in incident.places.items() if places}
    )


def _iso(point: Point | None) -> str | None:
    return point.iso if point else None


def facts_of(postmortem: Postmortem, incident: Incident) -> tuple[Fact, ...]:
    """The facts with the text that says so, for a report; a time between two moments is listed with both."""
    source = postmortem.source
    found = []
    for name, places in incident.places.items():
        value = getattr(incident, name)
        value = value.iso if isinstance(value, Point) else value
        for start, end in places:
            found.append(Fact(name, value, source.text[start:end], start, end, source.line_of(start)))
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end, fact.name)))


def read_incident(postmortem: Postmortem, model: LinearModel) -> Incident:
    """Everything the text says of the incident's course.

    Args:
        model: the shipped ``incident``, or one trained like it.
    """
    candidates, stated = points(postmortem), durations(postmortem)
    choices = milestone_choices(postmortem, candidates, model)
    found = {question: intervals(question, candidates, stated, choices) for question in QUESTIONS}
    chosen = answers(model, postmortem, found, choices)
    detect, resolve = chosen["time_to_detect"], chosen["time_to_resolve"]
    moments = _milestones(candidates, choices, detect, resolve, model)
    started, detected, resolved = (moments[name] for name in MILESTONES)
    responded = first_response(postmortem, candidates, detected)
    noticed_by, surely, place = who_noticed(postmortem, model)
    incident = Incident(
        started,
        detected,
        responded,
        mitigation(candidates, detected),
        resolved,
        detect.seconds if detect else None,
        None,
        resolve.seconds if resolve else None,
        noticed_by,
        {},
        detect,
        resolve,
        tuple(candidates),
        surely,
    )
    return _with_places(_with_response(postmortem, incident), place)


def milestone_choices(postmortem: Postmortem, candidates: Sequence[Point], model: LinearModel) -> dict[str, Choice]:
    """What the model says of each milestone over the moments of a document."""
    scored = score(model, [point.evidence for point in candidates], moments_document(postmortem, candidates))
    return {name: choose(model, name, ("",), scored) for name in MILESTONES}


def moments_document(postmortem: Postmortem, candidates: Sequence[Point]) -> dict[str, float]:
    """The evidence for a milestone not being told in this document."""
    entries = sum(point.place == "timeline" for point in candidates)
    return ones({*of_document(postmortem), f"moments {min(5, len(candidates))}", f"timed {min(5, entries)}"})


def _milestones(
    candidates: Sequence[Point],
    choices: Mapping[str, Choice],
    detect: Interval | None,
    resolve: Interval | None,
    model: LinearModel,
) -> dict[str, Point | None]:
    """The moments of the milestones: those between which the times were taken, else the likeliest where likely enough."""
    found: dict[str, Point | None] = dict.fromkeys(MILESTONES)
    for interval, end in ((resolve, "resolved"), (detect, "detected")):
        if interval is not None and interval.first is not None:
            found["started"] = found["started"] or interval.first
            found[end] = interval.second
    for name in MILESTONES:
        if found[name] is None and candidates:
            chances = choices[name].probabilities[:, 0]
            best = int(chances.argmax())
            if chances[best] / (chances[best] + choices[name].none) >= model.thresholds[name]:
                found[name] = candidates[best]
    started, detected, resolved = (found[name] for name in MILESTONES)
    if started and detected and between(started, detected) is None:
        found["detected"] = None if detect is None else detected
    if resolved and resolve and resolve.second is resolved and detect is None:
        noticed = found["detected"]
        found["detected"] = noticed if noticed and between(noticed, resolved) is not None else None
    if resolved and any(each and between(each, resolved) is None for each in (started, found["detected"])):
        found["resolved"] = None
    return found


def _with_response(postmortem: Postmortem, incident: Incident) -> Incident:
    if told := stated_response(postmortem):
        return replace(incident, time_to_respond=told[0], places={"time_to_respond": ((told[1], told[2]),)})
    if incident.detected and incident.responded:
        took = between(incident.detected, incident.responded)
        if took is not None:
            pair = _place(incident.detected), _place(incident.responded)
            return replace(incident, time_to_respond=took, places={"time_to_respond": pair})
    return incident


def _place(point: Point) -> tuple[int, int]:
    return point.start, point.end


def _with_places(incident: Incident, noticed: tuple[int, int] | None) -> Incident:
    places = dict(incident.places)
    for name in ("started", "detected", "responded", "mitigated", "resolved"):
        if (point := getattr(incident, name)) is not None:
            places[name] = (_place(point),)
    for name, interval in (("time_to_detect", incident.detect), ("time_to_resolve", incident.resolve)):
        if interval is not None and interval.stated is not None:
            places[name] = ((interval.stated.start, interval.stated.end),)
        elif interval is not None and interval.first is not None and interval.second is not None:
            places[name] = tuple(dict.fromkeys((_place(interval.first), _place(interval.second))))
    if noticed is not None:
        places["detected_by"] = (noticed,)
    return replace(incident, places=places)


def who_noticed(postmortem: Postmortem, model: LinearModel) -> tuple[DetectedBy, float, tuple[int, int] | None]:
    """Who noticed first, how likely that is, and the range of the statement that says so most plainly."""
    found = statements(postmortem)
    scored = score(model, [each.evidence for each in found], ones(of_document(postmortem)))
    choice = choose(model, QUESTION, ANSWERS, scored)
    if not found:
        return "unknown", 1.0, None
    chances = choice.probabilities.sum(axis=0)
    best = int(chances.argmax())
    if choice.none >= chances[best]:
        return "unknown", choice.none, None
    place = found[int(choice.probabilities[:, best].argmax())]
    return ANSWERS[best], float(chances[best]), (place.start, place.end)
