"""Candidates for the owner of an item: names, handles, roles and teams wherever they stand, and what fills the place of one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ....language.en.known import NOTHING, Known
from ....language.en.people import CAPITAL
from ....lexicon import fold
from ..candidate import Candidate, crossed, extent_of, is_told, segment_at, surroundings
from ..segments import Place, Segment
from ..spans import without_edges
from .above import HEADS_LIST, SURE, heads_list
from .forms import class_of, form_of
from .ranges import LEAD, ranges
from .wording import wording

_MOST = 40
"""Candidates of one place."""
_ABBREVIATION = re.compile(r"(?:[rf]|(?<![^\W_])[A-Z])\.$")
"""What a name may end in with a stop: "Ana R.", "Sammy Davis Jr."."""
_LATIN = re.compile(r"[a-z][a-z0-9]+")
_OWNS = re.compile(
    r"\b(?:owner|owned by|assigned to|assignee|dri|led by|responsible|lead|action on|in the hands of)\s+(?:is\s+)?(?:the\s+)?$",
    re.I,
)
_AFTER_NAME = re.compile(rf"(?:{CAPITAL}|@)[\w.'’-]*\s*(?:\band\b|&|\+|/)\s*$")
_JOINED_BEHIND = re.compile(rf"(?:{CAPITAL}|@)[\w.'’-]*\s*(?:\band\b|&|\+|/|,)\s*$")
_BEFORE_NAME = re.compile(rf"\s*(?:\band\b|&|\+|/)\s*(?:{CAPITAL}|@)")
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|\d)\s(?:\w+ )?(?:people|persons|members|colleagues|engineers|admins|operators|of us)\b[^.;()]*[(\[][^()]*$"
)
"""What makes the names in brackets a list of those it counts: "two people (Ana and Ben) hold the key"."""


def owner_candidates(place: Place, known: Known = NOTHING) -> list[Candidate]:
    """The candidates of one place, each with its evidence.

    Args:
        known: what the configuration says of names.
    """
    found: dict[tuple[int, int], None] = {}
    for start, end in ranges(place, known):
        start, end = without_edges(place.text, start, end, " \t\n,;:*_`\"'()", ".", _ABBREVIATION)
        if start < end and end - start <= 80:
            found[start, end] = None
        if len(found) >= _MOST:
            break
    candidates = (_candidate(place, start, end, known) for start, end in found)
    return [candidate for candidate in candidates if candidate is not None]


def add_spelling(candidates: Iterable[Candidate], common: Collection[str]) -> None:
    """Tell of each candidate with a capital whether its first word stands elsewhere in the document without one.

    Args:
        common: words of the document that stand in it in lower case.
    """
    for each in candidates:
        if each.value[0].isupper() and not is_told(each):
            first = _LATIN.match(fold(each.value))
            name = "also in lower case" if first and first[0] in common else "never in lower case"
            each.evidence += crossed((name,), class_of(each.kind))


def _candidate(place: Place, start: int, end: int, known: Known) -> Candidate | None:
    value = place.text[start:end]
    form = form_of(value, known)
    if form in ("nobody", "state", "product"):
        return None
    class_ = class_of(form)
    _, segment = segment_at(place, start, end)
    if class_ == "other" and not _may_be_anything(place, segment, start, end):
        return None
    candidate = Candidate(value, place, start, end, form)
    names = list(surroundings(candidate, "owner"))
    if names[0].startswith("told"):
        candidate.evidence = _told(candidate, segment, names)
        return candidate
    if place.kind == "above":
        if not names[0].endswith(" whole"):
            if form not in SURE or not heads_list(place.text, start, end):
                return None
            names.append(HEADS_LIST)
        names.append(f"above {min(place.level, 2)}")
    if segment is not None and end > segment.end:
        names.append("over segments")
    if place.text[start - 1 : start] == "@":
        names.append("mentioned")
    if _OWNS.search(place.text[segment.start if segment else 0 : start]):
        names.append("led by owner")
    if _AFTER_NAME.search(place.text[max(0, start - 40) : start]) or _BEFORE_NAME.match(place.text[end : end + 12]):
        names.append("joined to a name")
    if LEAD.match(value):
        names.append("begins with lead")
    if _COUNTED.search(place.text[max(0, start - 60) : start]):
        names.append("counted")
    following = place.text[end : max(end, segment.end if segment else end)]
    words = list(wording(value, following))
    if place.prose is not None:
        words += ["code"] if place.prose.code_between(start, end) else []
        words += ["bold"] if place.prose.bold_from(start, start + 1) else []
    candidate.evidence = [
        f"form {form}",
        *crossed(names, class_),
        *(f"{form}: {name}" for name in names[:4]),
        *crossed(words, class_),
    ]
    return candidate


def _may_be_anything(place: Place, segment: Segment | None, start: int, end: int) -> bool:
    """Whether what looks like no name can be an owner where it stands: under a column or label of owners, or as a whole segment."""
    if place.column == "owner":
        return True
    if segment is None:
        return False
    whole = extent_of(place.text[segment.start : start], place.text[end : segment.end]) == "whole"
    return whole or segment.label == "owner"


def _told(candidate: Candidate, segment: Segment | None, names: list[str]) -> list[str]:
    """The evidence of a candidate that a column or a label names."""
    place, start, end, form = candidate.place, candidate.start, candidate.end, candidate.kind
    if segment is not None and segment.end < end:
        names = [*names, "told over segments"]
    elif _JOINED_BEHIND.search(place.text, max(0, start - 40), start) or _BEFORE_NAME.match(place.text, end):
        names = [*names, "told beside a name"]
    spoken = form if form == "generic" else "said"
    spoken = "dated" if any(span.start < end and span.end > start for span in place.dates) else spoken
    marked = " marked" if re.search(r"[,;:|\n]|\d{3}", candidate.value) else ""
    return [*names, f"{spoken}: {names[0]}", f"{spoken}{marked}: {names[0]}", f"told {form}"]
