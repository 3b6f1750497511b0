"""What every field's candidates share: where they stand, as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ...lexicon import fold
from .segments import Place, Segment

_WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(slots=True)
class Candidate:
    """A stretch of a place that could fill a field.

    ``value`` is what the field would say, ``kind`` what it looks like, ``slot`` where it stands in the item (the same in each item of a
    list that is written alike), ``evidence`` the names of what speaks for and against it.
    """

    value: str
    place: Place
    start: int
    end: int
    kind: str
    slot: str = ""
    evidence: list[str] = field(default_factory=list)

    def again(self) -> Candidate:
        """The same in another item, where other evidence is added to it."""
        return Candidate(self.value, self.place, self.start, self.end, self.kind, self.slot, [*self.evidence])


def segment_at(place: Place, start: int, end: int) -> tuple[int, Segment | None]:
    """The segment that a range begins in, and its index."""
    for index, segment in enumerate(place.segments):
        if segment.start <= start < max(segment.end, segment.start + 1):
            return index, segment
    return -1, None


def surroundings(candidate: Candidate, field_name: str) -> Iterator[str]:
    """Where a candidate stands: in which place, under which column and label, between which marks, beside what.

    Where a column or a label names the field, little else counts: what stands under "Owner" is the owner, whatever it looks like.
    """
    place = candidate.place
    index, segment = segment_at(place, candidate.start, candidate.end)
    where = place.kind if place.kind != "cell" else f"cell {place.column or 'untitled'}"
    if place.column == field_name:
        whole = "whole" if candidate.end - candidate.start >= len(place.text.strip(" *_`~()[]<>.")) else "part"
        candidate.slot = f"{where} {whole}"
        yield f"told column {whole}"
        yield f"told {whole}"
        return
    if segment is None:
        candidate.slot = f"{where} none"
        yield f"in {where} between"
        return
    before, after = place.text[segment.start : candidate.start], place.text[candidate.end : segment.end]
    words = _WORD.findall(fold(before)) if before else []
    extent = extent_of(before if words else "", after)
    if segment.label == field_name:
        candidate.slot = f"{where} label {extent}"
        yield f"told label {extent}"
        yield f"told {'whole' if extent == 'whole' else 'part'}"
        return
    last = index == len(place.segments) - 1 or all(each.kind for each in place.segments[index + 1 :])
    order = "first" if index == 0 else "last" if last else "middle"
    brackets = "bracket" if segment.bracketed else "open"
    label = f"label {segment.label}" if segment.label else "bare"
    left = segment.before if extent in ("whole", "head") else "inner"
    right = segment.after if extent in ("whole", "tail") else "inner"
    candidate.slot = f"{where} {label} {extent} {left}{brackets}{right} {order}"
    yield f"in {where} {label} {extent}"
    yield f"{extent} {brackets} {order}"
    yield f"{extent} between {left} and {right}"
    yield f"{extent} {order} {left} {place.kind}"
    following = _WORD.search(fold(after[:60])) if after else None
    previous, behind = (words[-1] if words else ""), (following[0] if following else "")
    yield f"previous {previous}" if previous else f"{extent} previous |{segment.before}"
    if len(words) > 1:
        yield f"previous two {words[-2]} {previous}"
    yield f"next {behind}" if behind else f"{extent} next |{segment.after}"
    if extent == "whole":
        left = place.segments[index - 1].kind if index else "edge"
        right = place.segments[index + 1].kind if index + 1 < len(place.segments) else "edge"
        yield f"whole beside {left or 'words'} and {right or 'words'}"
    if segment.kind == "state" or segment.after == "tick" or segment.before == "tick":
        yield "beside state"


def extent_of(before: str, after: str) -> str:
    """How much of its segment a candidate is, between what: the whole, its head, its tail, or something inside."""
    follows = bool(after) and _WORD.search(after) is not None
    if not before or not _WORD.search(before):
        return "head" if follows else "whole"
    return "inside" if follows else "tail"


def is_told(candidate: Candidate) -> bool:
    """Whether a column or a label names the field that a candidate is for."""
    return any(name.startswith("told") for name in candidate.evidence[:2])


def crossed(names: Iterable[str], kind: str) -> Iterator[str]:
    """Each name alone and together with what the candidate looks like."""
    for name in names:
        yield name
        yield f"{kind}: {name}"
