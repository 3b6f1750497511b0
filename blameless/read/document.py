"""A whole document: its text taken apart, and what the readers of English find in its parts put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ..intake.formats import DEFAULT, blocks_of
from ..language.en.dates import slash_order
from ..language.en.english import ENGLISH
from ..lexicon import fold
from ..parse import BlockReader, Prose, Sentence, Source
from ..parse.canonical import Canonical
from ..parse.outline import Outline
from ..parse.source import Ranges
from ..parse.structure import Structure, parse
from ..parse.text import count_words
from ..report import Metrics
from .dating import read_day
from .genre import read_genre
from .implied import read_implied
from .incident.labels import read_labels
from .incident.timeline import read_timeline
from .items.listing import read_candidates
from .placeholders import find_placeholders
from .postmortem import Postmortem, Unread
from .relocate import relocate
from .title import read_title
from .unread import find_unread

_LEVEL = r"[\s*_]{0,6}[:|][\s*_|:]{0,8}\w+"
_SEVERITY = re.compile(
    rf"s(?<!\ws)(?:ev(?:erity)?[\s:-]*(?:\d|critical|high|major|minor|medium|low)|everity{_LEVEL})|p(?<!\wp)(?:[0-4]\b|riority{_LEVEL})"
)


def read_postmortem(text: str, read: BlockReader | None = None) -> Postmortem:
    """Read a document.

    Args:
        text: the source; any string, all offsets refer to it.
        read: what finds its blocks; that of Markdown where ``None``. :func:`blameless.intake.formats.blocks_of` has others.
    """
    canonical = Canonical(text)
    postmortem = _read(parse(canonical.text, read or blocks_of(DEFAULT), ENGLISH))
    return relocate(postmortem, text, canonical) if canonical.changed else postmortem


def read_sentence(text: str, heading: str = "") -> Sentence:
    """One sentence of Markdown on its own, with the heading it stands under, as labelled data give it."""
    source = Source("# " + " ".join(text.split()))
    block = blocks_of(DEFAULT)(source, 0)[0]
    prose = block.prose or Prose("", ())
    start, end = prose.trimmed(0, len(prose.text))
    return Sentence(prose.text[start:end], *prose.span(start, end), "paragraph", heading, (), False, prose, start)


def _read(structure: Structure) -> Postmortem:
    """Read what was taken apart in the one form of its text."""
    source, front, blocks, sentences = structure.source, structure.front, structure.blocks, structure.sentences
    title, title_span, title_from = read_title(front, blocks)
    order = slash_order(source.normal)
    placeholders = tuple(find_placeholders(source, structure.code))
    template = Ranges(placeholders)
    candidates, labels = read_candidates(structure, template), read_labels(structure)
    day, day_from = read_day(structure, title, candidates, labels, order)
    timeline, implied = read_timeline(structure, day, order)
    if implied is not None:
        structure = _with_timeline(structure, *implied)
        candidates, labels = read_candidates(structure, template), read_labels(structure)
    parts = structure.outline.parts
    genre = read_genre(source, title, parts, sentences, timeline, placeholders)
    unread = tuple(find_unread(source, front.lines, blocks, sentences))
    return Postmortem(
        source=source,
        title=title,
        title_span=title_span,
        date=day,
        title_from=title_from,
        date_from=day_from,
        parts=parts,
        sentences=sentences,
        actions=(),
        timeline=tuple(timeline),
        metrics=_metrics(sentences, day, unread),
        placeholders=placeholders,
        genre=genre,
        severity_given=bool(front.text("severity", "sev", "priority")) or bool(_SEVERITY.search(fold(source.normal))),
        directives=structure.directives,
        implied=read_implied(structure),
        candidates=() if genre else candidates,
        slash_order=order,
        unread=unread,
        labels=labels,
    )


def _metrics(sentences: Sequence[Sentence], day: date | None, unread: Sequence[Unread]) -> Metrics:
    """What can be counted before anything is known of the incident; see :func:`blameless.read.incident.with_facts`."""
    words = sum(count_words(sentence.text) for sentence in sentences)
    return Metrics(
        None,
        None,
        None,
        None,
        None,
        "unknown",
        words,
        len(sentences),
        day.isoformat() if day else None,
        None,
        sum(each.length for each in unread),
    )


def _with_timeline(structure: Structure, start: int, end: int) -> Structure:
    """The structure with the part that turned out to be the timeline marked as such."""
    parts = list(structure.outline.parts)
    for index, part in enumerate(parts):
        if (part.body, part.end) == (start, end):
            parts[index] = replace(part, kinds=(*(kind for kind in part.kinds if kind != "none"), "timeline"))
            return replace(structure, outline=Outline(parts))
    return structure
