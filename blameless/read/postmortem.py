"""A document, read: a postmortem with all that its text says, each thing knowing its place in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from ..parse import Part, Sentence, Source
from ..report import ActionItem, Metrics, TimelineEntry

if TYPE_CHECKING:
    from ..parse.directives import Ignore
    from .items.draft import Draft

CandidateKind = Literal["item", "row", "sentence"]
TitleSource = Literal["front matter", "heading"]
DateSource = Literal["front matter", "title", "text"]


@dataclass(frozen=True, slots=True)
class Action:
    """An action item as read: the public value, its plain text, and what is known of how it was written."""

    item: ActionItem
    plain: str
    code: bool
    heading: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A list item, a table row or a sentence, which may be an action item.

    ``text`` is what a reader sees of it, of a row all cells; ``heading`` the title it stands under, ``kinds`` are the
    section kinds of each part around it, innermost first. ``formal``: headings and grammar call it an action item. Those of one
    list, table or paragraph share a ``group``. ``depth`` and ``children`` are those of a list item, ``task`` says that it has a box
    to tick. ``draft`` is what its fields are read from.
    """

    draft: Draft
    start: int
    text: str
    kind: CandidateKind
    heading: str
    kinds: tuple[tuple[str, ...], ...]
    group: tuple[int, ...]
    formal: bool
    depth: int
    children: int
    task: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A timeline entry as read: the public value, its plain text, and its time.

    ``instant`` is in seconds on one scale for the whole timeline, ``None`` without a time of day; ``zoned`` says
    whether its zone is known.
    """

    entry: TimelineEntry
    plain: str
    instant: float | None
    zoned: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A value with its name: ``text`` is what a reader sees of the value, which stands in ``start..end``.

    ``kind`` is where it stands: ``"line"``, ``"cell"``, ``"heading"`` (the line under one) or ``"front"`` (front matter; the
    range is then that of the whole line). ``sections`` are the kinds of the parts around it, innermost first.
    """

    name: str
    text: str
    start: int
    end: int
    kind: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch of prose that is not judged, and why: it is set as code or quoted; ``length`` is that of its text."""

    start: int
    end: int
    why: Literal["code", "quote"]
    length: int


@dataclass(frozen=True, slots=True)
class Postmortem:
    """A document, read: everything the later rooms know of the text."""

    source: Source
    title: str | None
    title_span: tuple[int, int]
    date: date | None
    parts: tuple[Part, ...]
    sentences: tuple[Sentence, ...]
    actions: tuple[Action, ...]
    timeline: tuple[Moment, ...]
    metrics: Metrics
    placeholders: tuple[tuple[int, int], ...]
    severity_given: bool
    directives: tuple[Ignore, ...]
    evidence: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where the text tells what ``metrics`` holds of the incident; both are filled by :mod:`blameless.read.incident`."""
    genre: str | None = None
    """What the document is, where it is no postmortem; see :mod:`.genre`."""
    implied: tuple[Part, ...] = ()
    """Sections that no heading names; their ``body`` begins where they do, for they have no heading."""
    candidates: tuple[Candidate, ...] = ()
    """What may be an action item; ``actions`` are those that are."""
    title_from: TitleSource | None = None
    date_from: DateSource | None = None
    """Where ``title`` and ``date`` were read."""
    slash_order: str | None = None
    """How dates with slashes are written; see :mod:`blameless.language.en.dates`."""
    unread: tuple[Unread, ...] = ()
    labels: tuple[Label, ...] = ()
    """Values with a name, of which incident facts are read."""

    @property
    def title_place(self) -> tuple[int, int]:
        """Where the title itself stands, which in the front matter is no place for a finding."""
        if self.title_from == "front matter":
            named = (label for label in self.labels if label.kind == "front" and label.name == "title")
            return next(((label.start, label.end) for label in named), self.title_span)
        return self.title_span

    def parts_of(self, kind: str) -> list[Part]:
        """The parts of a section kind, in order; where no heading names one, the place that states it."""
        named = [part for part in self.parts if kind in part.kinds]
        return named or [part for part in self.implied if kind in part.kinds]
