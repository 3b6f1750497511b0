"""Sections that no heading names: told in the front matter, or stated in so many words in plain text.

A postmortem can be a mail of three paragraphs. What it states plainly ("The cause was …", "An alert fired …", "400
customers could not …") is there, headings or not. The patterns in ``lexicon/stated.toml`` are narrow on purpose: a
sentence that only mentions a cause or an alert states neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ..language.en.headings import heading_kinds
from ..lexicon import fold, load
from ..parse import Part, Sentence, Source
from ..parse.frontmatter import FrontMatter
from ..parse.outline import Outline
from ..parse.structure import Structure

_LEVEL = 99
_MAX_SENTENCES = 1_000
"""What a text has not stated by then it does not state plainly."""
_ONLY_HEADLESS = frozenset({"impact", "lessons"})
"""Where others have headings these are told in passing, as the summary's second sentence, and are no section."""
_ELSEWHERE = frozenset({"action_items", "lessons", "went_well", "went_badly"})


@cache
def _stated(table: str) -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(f"(?:{form})" for form in forms)) for kind, forms in load("stated")[table].items()
    }


def read_implied(structure: Structure) -> tuple[Part, ...]:
    """For each section kind that no heading names, the place that states it, in source order."""
    source, outline, sentences = structure.source, structure.outline, structure.sentences
    known = {kind for part in outline.parts for kind in part.kinds if not part.empty}
    found: dict[str, Part] = {}
    for part in _from_front_matter(source, structure.front):
        found.setdefault(part.kinds[0], part)
    headless = not known - {"action_items", "timeline", "none"}
    if headless:
        for part in _opening(source, outline, sentences):
            found.setdefault("summary", part)
    for kind, pattern in [*_stated("kinds").items(), *(_stated("headless").items() if headless else ())]:
        if kind in found or kind in known or (kind in _ONLY_HEADLESS and not headless):
            continue
        if place := _stating(pattern, sentences):
            found[kind] = _part(source, "", kind, *place)
    return tuple(sorted((part for kind, part in found.items() if kind not in known), key=lambda part: part.start))


def _stating(pattern: re.Pattern[str], sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    """The first sentence of the account itself that states what a pattern looks for."""
    for sentence in sentences[:_MAX_SENTENCES]:
        if _ELSEWHERE & set(sentence.sections) or sentence.quoted or sentence.kind == "cell":
            continue
        if pattern.search(fold(sentence.text)):
            return sentence.start, sentence.end
    return None


def _part(source: Source, title: str, kind: str, start: int, end: int) -> Part:
    return Part(title, (kind,), _LEVEL, start, start, end, source.line_of(start), False)


def _from_front_matter(source: Source, front: FrontMatter) -> Iterator[Part]:
    """Keys of the front matter that mean a section and hold a sentence: "impact: 400 customers could not log in"."""
    end = source.line_span(front.lines)[0]
    for key, value in front.values.items():
        kinds = [kind for kind in heading_kinds(key.replace("_", " ")) if kind != "none"]
        if not kinds or not isinstance(value, str) or len(value.split()) < 3:
            continue
        place = re.compile(rf"^{re.escape(key).replace('_', '[_ -]')}[ \t]*[:=][ \t]*(?=\S)", re.M | re.I).search(
            source.normal, 0, end
        )
        if place:
            stop = source.normal.find("\n", place.end(), end)
            yield _part(source, key, kinds[0], place.start(), stop if stop > 0 else end)


def _opening(source: Source, outline: Outline, sentences: Sequence[Sentence]) -> Iterator[Part]:
    """The paragraph a text without sections opens with, where it tells of an incident."""
    told = (s for s in sentences[:_MAX_SENTENCES] if s.kind == "paragraph" and not outline.in_title(s.start))
    first = next((s for s in told if len(s.text.split()) >= 6), None)
    if first is None or not re.search(load("stated")["incident"], first.text, re.I):
        return
    block = [s for s in sentences[:_MAX_SENTENCES] if s.prose is first.prose]
    yield _part(source, "", "summary", first.start, block[-1].end)
