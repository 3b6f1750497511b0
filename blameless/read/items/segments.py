"""An item cut into segments: what stands between commas, dashes, brackets and stops, in its text and around it.

Each knows what stands before and after it, which label or column it is under, and whether it is a date, a ticket or a state and
nothing else. Nothing is decided here: a segment is what a candidate for a field is told by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

from ...language.en.labels import label_forms, label_nouns, values
from ...lexicon import fold, load
from ...parse.prose import Prose
from .draft import Draft
from .spans import Span, date_spans, ticket_spans

PlaceKind = Literal["text", "cell", "detail", "above", "beside"]
LONGEST = 2_000
"""Characters of a place that are read."""
KEPT = 1_024
"""Places that are kept with what was read in them."""

_ABBREVIATED = r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSr)(?<!\bSt)(?<!\bProf)(?<!\bvs)(?<!\bno)(?<!\bNo)(?<!\be\.g)(?<!\bi\.e)(?<!\betc)"
_SEPARATOR = re.compile(
    rf"\s*(?P<mark>[;|\n()\[\]✅✔☑✓❌☐]|:white_check_mark:|:heavy_check_mark:)️?\s*|(?:\s+|(?<=\s))(?P<dash>[—–·•>/→⇒-]|--|//|->|=>)\s+|(?<=[a-z])(?P<slash>/)(?=\d)|(?P<comma>,)\s+|(?P<colon>:)(?:\s+|$)|{_ABBREVIATED}(?P<stop>[.?!])(?:\s+|$)"
)
_DASHES = frozenset("—–-") | {"--"}
_ARROWS = frozenset(("->", "=>", "→", "⇒", ">"))
TICKS = frozenset(("✅", "✔", "☑", "✓", ":white_check_mark:", ":heavy_check_mark:"))
_TRIM = " \t\n.,;:*_`~^+\"'"


@dataclass(slots=True)
class Segment:
    """``text`` is found at ``start`` of its place; ``before`` and ``after`` name the separators ("" at the ends).

    ``label`` is the field whose label stands before it, ``kind`` what it is and nothing else ("due", "ticket", "state", "label").
    """

    text: str
    start: int
    before: str
    after: str
    bracketed: bool
    label: str = ""
    kind: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True, eq=False)
class Place:
    """A text that says something of an item: its own, a cell of its row, what is nested in it, or what it stands under.

    ``title`` is the folded title of its column, ``column`` the field that title names; ``prose`` is its text with links and marks.
    ``level`` counts what an item stands under from within. It says nothing of where in a document it stands, and is not to be
    changed: it stands for all places that are alike.
    """

    kind: PlaceKind
    text: str
    title: str = ""
    column: str = ""
    prose: Prose | None = None
    level: int = 0
    dates: tuple[Span, ...] = ()
    tickets: tuple[Span, ...] = ()
    segments: list[Segment] = field(default_factory=list)


@cache
def _columns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(forms)) for name, forms in load("actions")["columns"].items()}


@cache
def column_of(title: str) -> str:
    """The field that a column's folded title names; "" where it names none."""
    title = title.strip(" *_:?#.")
    return next((name for name, pattern in _columns().items() if pattern.fullmatch(title)), "")


def places_of(draft: Draft) -> list[Place]:
    """Everything that may say something of an item, its own text first."""
    found = [_place("text", draft.prose.cut(draft.start, min(draft.end, draft.start + LONGEST)))]
    for cell in draft.cells:
        if re.search(r"\w|[✅✔☑✓❌]", cell.prose.text):
            title = fold(" ".join(cell.title.split()))[:60]
            column = column_of(title) or _told_by_cells(draft, cell.prose.text.strip())
            found.append(_place("cell", cell.prose.cut(0, LONGEST), title, column))
    found += [_place("detail", prose.cut(0, LONGEST)) for prose in draft.details[:12]]
    found += [_place("beside", draft.prose.cut(start, end)) for start, end in _labelled_lines(draft)]
    found += [_place("above", Prose(text[:200], ()), level=level) for level, text in enumerate(draft.above)]
    return found


def _told_by_cells(draft: Draft, text: str) -> str:
    """The field of a column whose title says nothing, where most of its cells are names or dates."""
    return next((name for name in ("owner", "due") if draft.fields.get(name) == text), "")


def _labelled_lines(draft: Draft) -> Iterator[tuple[int, int]]:
    """Lines around an item, in the same paragraph, that begin with a label: "Who: Ana"."""
    text = draft.prose.text
    if "\n" not in text or draft.end - draft.start == len(text):
        return
    for match in re.finditer(r"^[^\n:]{2,30}:\s+[^\n]{1,100}", text[max(0, draft.start - 400) : draft.end + 400], re.M):
        start = max(0, draft.start - 400) + match.start()
        if (start < draft.start or start >= draft.end) and fold(match[0].partition(":")[0]).strip(
            " *_"
        ) in label_forms():
            yield start, start + len(match[0])


@lru_cache(maxsize=KEPT)
def _place(kind: PlaceKind, prose: Prose, title: str = "", column: str = "", level: int = 0) -> Place:
    """A place of these words; the same for all that are alike, as headings over the items of a list, and items of a draft at every key."""
    place = Place(kind, prose.text, title, column, prose, level)
    place.dates = date_spans(prose.text)
    place.tickets = ticket_spans(prose)
    place.segments = list(_segments(place))
    return place


def _separator(match: re.Match[str]) -> str:
    found = match["mark"] or match["dash"] or match["slash"] or match["comma"] or match["colon"] or match["stop"]
    if found in TICKS:
        return "tick"
    if found in _DASHES:
        return "dash"
    if found in _ARROWS:
        return "arrow"
    return {
        "\n": "line",
        "[": "(",
        "]": ")",
        "?": ".",
        "!": ".",
        "·": "|",
        "•": "|",
        "//": "/",
        "❌": "cross",
        "☐": "box",
    }.get(found, found)


def _segments(place: Place) -> Iterator[Segment]:
    """The segments of a place, with the labels before them; what lies in a date or a ticket is not cut."""
    kept = sorted([*place.dates, *place.tickets])
    position, before, depth, label = 0, "", 0, ""
    for match in [*_SEPARATOR.finditer(place.text), None]:
        start, end = match.span() if match else (len(place.text), len(place.text))
        if match and any(span.start < start < span.end or span.start < end < span.end for span in kept):
            continue
        after = _separator(match) if match else ""
        for segment in _labelled(place, _segment(place.text, position, start, before, after, depth > 0)):
            if segment.kind == "label":
                label = segment.label
                continue
            segment.label, label = label, label if after in (",", "/") and label else ""
            if segment.text:
                segment.kind = _kind(place, segment)
                yield segment
        depth = max(0, depth + (after == "(") - (after == ")"))
        position, before = end, after


def _segment(text: str, start: int, end: int, before: str, after: str, bracketed: bool) -> Segment:
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM and not _INITIAL.search(text, max(start, end - 3), end):
        end -= 1
    return Segment(text[start:end], start, before, after, bracketed)


_INITIAL = re.compile(r"(?<![^\W_])[A-Z]\.$")
"""The last letter of a name and its stop: "Ana R."."""


def _labelled(place: Place, segment: Segment) -> Iterator[Segment]:
    """A segment, with the label it is or ends with cut off ("… **Owner:** Ana", "Owner - Ana")."""
    if segment.after not in (":", "dash", "arrow", "/") or not segment.text:
        yield segment
        return
    words = segment.text.split()
    for count in (3, 2, 1):
        form = fold(" ".join(words[-count:])).strip("*_")
        if count > len(words) or form not in label_forms() or (segment.after != ":" and count < len(words)):
            continue
        if count < len(words) and form in label_nouns() and not (words[-1][0].isupper() and words[-2].islower()):
            continue  # "Storage team: …" is a name
        rest = segment.text[: segment.text.rfind(words[-count])] if count < len(words) else ""
        if count < len(words):
            yield Segment(rest.rstrip(_TRIM), segment.start, segment.before, "label", segment.bracketed)
        yield Segment(
            words[-1], segment.start, segment.before, segment.after, segment.bracketed, label_forms()[form], "label"
        )
        return
    yield segment


_DUE_WORDS = frozenset(
    [
        "due",
        "by",
        "on",
        "before",
        "until",
        "till",
        "til",
        "b4",
        "eta",
        "no",
        "not",
        "later",
        "than",
        "deadline",
        "target",
        "targeted",
        "planned",
        "scheduled",
        "for",
        "from",
        "the",
        "in",
        "of",
        "at",
        "latest",
        "asap",
        "to",
        "be",
        "end",
    ]
)
_TICKET_WORDS = frozenset(
    [
        "see",
        "issue",
        "ticket",
        "tracked",
        "pr",
        "link",
        "jira",
        "closes",
        "as",
        "in",
        "cc",
        "commit",
        "tracking",
        "bug",
        "fixes",
        "via",
    ]
)
_PRIORITY = re.compile(r"p[0-4]|sev-?\d|prio\w*\W*\w+|(?:high|medium|low)(?: prio\w*)?|[smlx]{1,3}", re.I)


def _kind(place: Place, segment: Segment) -> str:
    """What a segment is and nothing else."""
    plain = fold(segment.text)
    if not re.search(r"\w", plain):
        return "state"
    if plain in values("done") or plain in values("open") or _PRIORITY.fullmatch(plain):
        return "state"
    for name, spans, allowed in (("due", place.dates, _DUE_WORDS), ("ticket", place.tickets, _TICKET_WORDS)):
        inside = [span for span in spans if span.start < segment.end and span.end > segment.start]
        if inside:
            rest = place.text[segment.start : inside[0].start] + " " + place.text[inside[-1].end : segment.end]
            if all(word in allowed for word in re.findall(r"[\w']+", fold(rest))):
                return name
    return "due" if plain in values("never") or plain in values("recurring") else ""
