"""What kind of document this is, where it is no postmortem: a runbook, a README, a changelog, a template, an empty form.

Asked what is missing from it, a runbook gets thirty findings that help nobody. A document is called something else
only where its title or several of its headings say so and nothing tells of an incident: no timed entries, and not two
filled sections that only a postmortem has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from ..language.en.headings import normal_title
from ..lexicon import load
from ..parse import Part, Sentence, Source
from ..parse.source import Ranges
from .postmortem import Moment

Genre = Literal["runbook", "readme", "changelog", "assignment", "template"]

_ENOUGH = 3
"""Headings of its kind a document needs to be called that without a title that says so."""
_MAX_PARTS = 60
"""No form has more parts, or more blanks to fill in, than this."""
_TELLING = frozenset(
    {"timeline", "root_cause", "contributing_factors", "impact", "detection", "went_well", "went_badly"}
)
_INCIDENT_TITLE = re.compile(
    r"\b(?:outage|incident (?:report|review|of|on|from|\d)|post-?mortem (?:of|for|on|-|–|:)|downtime|rca\b|breach|20\d\d[-/.]\d\d[-/.]\d\d)",
    re.I,
)

_INSTALLS = re.compile(
    r"^[ \t]*(?:\$ )?(?:pip(?:x|3)? install|npm (?:install|i)|yarn add|cargo (?:add|install)|go (?:get|install)|gem install|brew install|docker (?:run|pull)|git clone|composer require)\s",
    re.M,
)


@cache
def _patterns(table: str) -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(f"(?:{form})" for form in forms) or r"(?!)", re.I)
        for kind, forms in load("genre")[table].items()
    }


def read_genre(
    source: Source,
    title: str | None,
    parts: Sequence[Part],
    sentences: Sequence[Sentence],
    timeline: Sequence[Moment],
    placeholders: Sequence[tuple[int, int]],
) -> Genre | None:
    """What a document is, where it is no postmortem; ``None`` for a postmortem and wherever that is not plain."""
    if _is_form(source, parts, sentences, timeline, placeholders):
        return "template"
    told = sum(moment.entry.when is not None for moment in timeline)
    filled = {kind for part in parts if not part.empty for kind in part.kinds} & _TELLING
    plain_title = normal_title(title or "")
    if told >= 2 or len(filled) >= 2 or _INCIDENT_TITLE.search(title or ""):
        return _assignment(parts, sentences) if told < 2 else None
    for kind in ("changelog", "runbook", "readme"):
        signs = _named(parts, kind) + (_package_signs(source) if kind == "readme" else 0)
        if _patterns("title")[kind].fullmatch(plain_title) or signs >= _ENOUGH:
            return kind
    return _assignment(parts, sentences)


def _named(parts: Sequence[Part], kind: str) -> int:
    pattern = _patterns("headings")[kind]
    return len(
        {
            title
            for part in parts
            if part.level <= 7 and (title := normal_title(part.title)) and pattern.fullmatch(title)
        }
    )


def _package_signs(source: Source) -> int:
    """What only the page of a package has: badges under its title, a command that installs it."""
    text = source.normal[:20_000]
    return ("[![" in text[:2_000]) + (_INSTALLS.search(text) is not None)


def _assignment(parts: Sequence[Part], sentences: Sequence[Sentence]) -> Genre | None:
    """An exercise: it says what a postmortem must contain instead of being one."""
    pattern = re.compile(load("genre")["opening"]["assignment"], re.I)
    lines = sum(bool(pattern.search(sentence.text)) for sentence in sentences[:200])
    return "assignment" if lines >= 4 and lines >= 0.08 * len(sentences) else None


def _is_form(
    source: Source,
    parts: Sequence[Part],
    sentences: Sequence[Sentence],
    timeline: Sequence[Moment],
    placeholders: Sequence[tuple[int, int]],
) -> bool:
    """Whether what should be told is not told yet: the sections are there, and empty or full of template text."""
    known = [part for part in parts if set(part.kinds) - {"none"}]
    if not len({kind for part in known for kind in part.kinds}) >= _ENOUGH or len(known) > _MAX_PARTS:
        return False
    placeholders = placeholders[:_MAX_PARTS]
    marked = Ranges(placeholders)
    blank = [part for part in known if part.empty or _only_template(source, part, sentences, placeholders)]
    written = sum(
        len(s.text.split())
        for s in sentences
        if not any(s.start <= a < s.end for a, _ in placeholders) and s.start not in marked
    )
    return len(blank) >= 0.7 * len(known) and written < 40 + 10 * len(known)


def _only_template(
    source: Source, part: Part, sentences: Sequence[Sentence], placeholders: Sequence[tuple[int, int]]
) -> bool:
    """Whether most of what a part says is template text."""
    inside = [s for s in sentences if part.body <= s.start < part.end]
    held = [s for s in inside if any(s.start <= a < s.end or a <= s.start < b for a, b in placeholders)]
    return bool(inside) and len(held) >= 0.5 * len(inside)
