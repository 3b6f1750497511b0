"""The values a caller receives: a report, its findings, scores, action items, sections, timeline and metrics.

Everything here is immutable, holds plain values only, and turns into JSON-ready dictionaries and back.
Offsets are half-open character offsets into the text that was analysed; lines and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, TypeVar

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
"""Severities from the mildest to the gravest; the index is their rank."""

DIMENSIONS = ("blamelessness", "actions", "ownership", "completeness", "detection")
"""What a report scores, besides ``overall``."""

SECTION_KINDS = (
    "summary",
    "impact",
    "timeline",
    "root_cause",
    "contributing_factors",
    "detection",
    "response",
    "went_well",
    "went_badly",
    "action_items",
    "lessons",
)

OwnerKind = Literal["person", "team"]
DetectedBy = Literal["monitoring", "customer", "employee", "third_party", "unknown"]

_T = TypeVar("_T")


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


def _build(cls: type[_T], values: Mapping[str, Any]) -> _T:
    """Make a dataclass from a mapping, ignoring keys that a newer version may have added."""
    return cls(**{name: values[name] for name in _names(cls) if name in values})


def _plain(value: Any) -> dict[str, Any]:
    """The fields of a value; as all of them are plain, none needs the copy that ``dataclasses.asdict`` makes."""
    return {name: getattr(value, name) for name in _names(type(value))}


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to write in place of ``source[start:end]``, which may be more or less than the text of its finding."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth changing.

    ``text`` is ``source[start:end]``; ``sentence`` is the plain text of the sentence it stands in, without mark-up;
    ``confidence`` is a probability in 0..1. ``replacement`` is there where a program can mend it, or make
    a first step.
    """

    rule: str
    severity: Severity
    message: str
    suggestion: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    sentence: str
    confidence: float
    replacement: Replacement | None = None


def _finding(finding: Finding) -> dict[str, Any]:
    replacement = finding.replacement
    return {**_plain(finding), "replacement": None if replacement is None else _plain(replacement)}


def _found(values: Mapping[str, Any]) -> Finding:
    replacement = values.get("replacement")
    built = None if replacement is None else _build(Replacement, replacement)
    return _build(Finding, {**values, "replacement": built})


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores in 0..100, or ``None`` where a document gives nothing to judge; see
    https://blameless-postmortems.readthedocs.io/en/stable/scoring/."""

    overall: float | None
    blamelessness: float | None
    actions: float | None
    ownership: float | None
    completeness: float | None
    detection: float | None

    @property
    def grade(self) -> str | None:
        """The overall score as a letter from A (90 and more) to F (less than 60)."""
        if self.overall is None:
            return None
        return next(
            (letter for letter, floor in zip("ABCD", (90, 80, 70, 60), strict=True) if self.overall >= floor), "F"
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document by its meaning; ``kind`` is one of ``SECTION_KINDS``."""

    kind: str
    title: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class ActionItem:
    """A follow-up. ``text`` is ``source[start:end]``.

    ``due`` is the date as written, ``due_date`` its ISO form where the text determines one;
    an owner that is nobody ("TBD", "everyone") is ``None``, and so is a date that is none ("ASAP").
    """

    text: str
    start: int
    end: int
    line: int
    owner: str | None
    owner_kind: OwnerKind | None
    due: str | None
    due_date: str | None
    ticket: str | None
    vague: bool
    done: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A moment of the incident. ``when`` is ISO 8601 (a date, a time, or both; with an offset where a zone is given),
    or ``None`` for an entry of the timeline that has no time."""

    when: str | None
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """Figures of the incident and of the text; moments are ISO 8601, times to detect, to respond and to resolve seconds.

    The times to detect and to resolve run from the beginning of the incident, that to respond from its detection to the
    first thing done about it. ``date`` is the day of the document: that of its front matter or title, else the first
    date with a year in its text. ``unread`` is the number of characters of prose that were not judged, as they are set
    as code, quoted, or stand in the front matter; what does not read as English sentences (commands, logs, data) does not count. ``kind`` is what the document most
    likely is (``incident``, ``outside``, ``catalogue``, ``exercise``, …, see ``docs/scores.md``): what is asked of it depends on that.
    """

    started: str | None
    detected: str | None
    resolved: str | None
    time_to_detect: float | None
    time_to_resolve: float | None
    detected_by: DetectedBy
    words: int
    sentences: int
    date: str | None = None
    time_to_respond: float | None = None
    unread: int = 0
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier incident that shares the cause of a document, as an archive remembers it.

    ``source[start:end]`` of this document is what makes it so, nothing where no sentence does; ``cause`` is the passage there.
    ``unfinished`` are its actions that are still open, ``due`` the due date of each (ISO 8601, ``None`` for one without),
    ``likelihood`` (0..1) is that of a shared cause. ``day`` is ``None`` where its date is unknown.
    """

    title: str
    day: str | None
    cause: str
    unfinished: tuple[str, ...]
    start: int
    end: int
    likelihood: float
    due: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What the text says of the incident, and where: ``text`` is ``source[start:end]``.

    ``name`` is that of a metric, or ``responded`` or ``mitigated``; ``value`` a moment in ISO 8601 (``None`` for one told
    from the start of the incident, as "T+10m"), seconds, or who noticed. A time worked out from two moments is given twice, at both.
    """

    name: str
    value: str | float | None
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a score lost, and for what.

    ``dimension`` is the score, ``points`` what it lost of 100, ``overall`` what that took from the overall score. ``evidence``
    names what there is too little, or too much, of, ``label`` says so to a person; ``value`` is how much there is of it, ``best``
    how much earns all points. ``rules`` are those whose findings speak to it.
    """

    dimension: str
    evidence: str
    label: str
    value: float
    best: float
    points: float
    overall: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document. ``losses`` are what its scores lost points for, most of the overall score first."""

    findings: tuple[Finding, ...]
    scores: Scores
    action_items: tuple[ActionItem, ...]
    sections: tuple[Section, ...]
    timeline: tuple[TimelineEntry, ...]
    metrics: Metrics
    facts: tuple[Fact, ...] = ()
    """Where the text says what ``metrics`` holds of the incident."""
    losses: tuple[Loss, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready dictionaries and lists; ``scores`` holds numbers only, the grade stands beside them."""
        return {
            "findings": [_finding(finding) for finding in self.findings],
            "scores": _plain(self.scores),
            "grade": self.scores.grade,
            "action_items": [_plain(item) for item in self.action_items],
            "sections": [_plain(section) for section in self.sections],
            "timeline": [_plain(entry) for entry in self.timeline],
            "metrics": _plain(self.metrics),
            "facts": [_plain(fact) for fact in self.facts],
            "losses": [{**_plain(loss), "rules": list(loss.rules)} for loss in self.losses],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Report:
        """The inverse of ``to_dict``.

        Raises:
            KeyError: where one of the six parts is missing.
            TypeError: where a part lacks a field.
        """
        return cls(
            findings=tuple(_found(item) for item in values["findings"]),
            scores=_build(Scores, values["scores"]),
            action_items=tuple(_build(ActionItem, item) for item in values["action_items"]),
            sections=tuple(_build(Section, item) for item in values["sections"]),
            timeline=tuple(_build(TimelineEntry, item) for item in values["timeline"]),
            metrics=_build(Metrics, values["metrics"]),
            facts=tuple(_build(Fact, item) for item in values.get("facts", ())),
            losses=tuple(_build(Loss, {**loss, "rules": tuple(loss["rules"])}) for loss in values.get("losses", ())),
        )
