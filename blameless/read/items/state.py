"""Whether an item is done: what its box, its strokes and ticks, its state and its verbs say of that.

The state has no text of its own to point to, so one candidate stands for the item and holds all evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from ...language.en.labels import values
from ...language.en.verbs import AHEAD, is_imperative, is_past
from ...lexicon import fold, load
from ...remembered import remembered
from .candidate import Candidate
from .draft import Draft
from .segments import KEPT, TICKS, Place, Segment

TELLING = frozenset(("past", "done"))
_NOT = re.compile(
    r"\b(?:not|half|partly|partially|once|when|until|after|before|if|to be|be|won['’]t be|isn['’]t|yet to be|nearly|almost|possibly|maybe|likely|is|are|was|as|gets|get)\s+(?:\w+ly\s+|yet\s+|possible\s+)?$"
)
_TAKEN_BACK = re.compile(
    r"\s*\?|:\s*(?:no|false|not)\b|\W+(?:when|once|as soon as|if|pending|tomorrow|soon|except|(?:in |with )?(?:the |our )?next)\b|\W+(?:but |then )*(?:not|never|reverted|rolled back|backed out|partly|partially)\b"
)
"""What follows a word for done and says that it is not, or not yet: "Done: no", "merged, not deployed", "fixed in the next release"."""
_NOW = re.compile(
    r"\b(?:now|already)\b(?!,)|\b(?:has|have|['’]ve) (?:also |already |since )?(?:been )?(?:again )?\w+(?:ed|en|ut|ilt|old)\b|\b(?:live|added|merged|in place|in force) (?:since|yesterday|today|this)\b|\b(?:went live|is out|are gone|since (?:yesterday|last \w+|[a-z]+day))\b"
)
"""What tells of a change that is in place: "now ships with", "has been removed", "live since Tuesday"."""
_WAS = re.compile(r"\b(?:was|were) (?:\w+ )?\w+ed\b")
_WE_DID = re.compile(r"\bwe(?:['’]ve| have)? (?:also |now |already )?(?P<verb>[a-z]+)\b")
_HEADINGS = re.compile(
    r"\b(?:completed|done|already|taken|implemented|immediate|mitigations?|fix(?:es)?|resolution|remediation|short|long|future|next|follow|prevent\w*|recommend\w*|improve\w*|planned|open|lessons?|todo|corrective|what|changes?|response|steps|measures|actions?|items?)\b"
)


@cache
def _done_words() -> re.Pattern[str]:
    words = sorted((word for word in values("done") if word.isalpha() and len(word) > 3), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(words)}|landed)\b")


def state_candidates(draft: Draft, places: Sequence[Place]) -> list[Candidate]:
    """The one candidate of an item, with its evidence."""
    names = list(
        dict.fromkeys(
            [
                *_marks(draft),
                *_verbs(draft.text[:600]),
                *(name for place in places for name in _said(place)),
                *_headings(draft),
            ]
        )
    )
    past = any(name in names for name in ("past first", "we did", "first in -ed"))
    kind = (
        "done"
        if any(name.startswith(("state done", "box ticked", "struck")) for name in names)
        else "past"
        if past
        else "open"
    )
    candidate = Candidate("done", places[0], 0, 0, kind, "state", names)
    candidate.evidence += [f"{kind}: {name}" for name in names if name.startswith(("heading", "box", "now", "ahead"))]
    return [candidate]


def _marks(draft: Draft) -> Iterator[str]:
    yield "box ticked" if draft.done else "box empty" if draft.boxed else "no box"
    struck = sum(min(b, draft.end) - max(a, draft.start) for a, b in draft.prose.struck_between(draft.start, draft.end))
    if struck >= 0.6 * max(1, draft.end - draft.start):
        yield "struck"


@remembered(1_024)
def _verbs(text: str) -> tuple[str, ...]:
    """What the sentences of an item say by their verbs, each alone and all together."""
    plain = fold(text)
    bare = re.sub(r"^[^:]{2,60}:\s+", "", text)
    did = _WE_DID.search(plain)
    irregular = load("actions")["verbs"]["irregular_past"]
    said = {
        "past first": is_past(text) or is_past(bare),
        "first in -ed": re.match(r"\W*[A-Z][a-z]+ed\b", bare) is not None,
        "imperative": is_imperative(text),
        "ahead": AHEAD.search(text) is not None,
        "now": _NOW.search(plain) is not None,
        "was done": _WAS.search(plain) is not None,
        "we did": did is not None and (did["verb"].endswith("ed") or did["verb"] in irregular),
        "past later": any(is_past(sentence) for sentence in re.split(r"(?<=[.;—–])\s+", bare)[1:4]),
    }
    names = [name for name, true in said.items() if true]
    return (*names, f"verbs {' + '.join(names)}")


@lru_cache(maxsize=KEPT)
def _said(place: Place) -> tuple[str, ...]:
    return tuple(_segments_say(place))


def _segments_say(place: Place) -> Iterator[str]:
    """What the segments of a place say of the state: words for done and open, ticks, and what denies them."""
    if place.kind == "above":
        return
    where = place.kind if place.kind != "cell" else f"cell {place.column or 'untitled'}"
    for index, segment in enumerate(place.segments):
        if index > 40:
            return
        if segment.after == "tick" or segment.before == "tick":
            last = index == len(place.segments) - 1
            yield "tick at the edge" if index == 0 or last else "tick inside"
            yield f"tick {where} {'first' if index == 0 else 'last' if last else 'middle'} {segment.before == 'tick'}"
        yield from _stated(place, where, index, segment)
    if not place.segments and any(tick in place.text for tick in TICKS):
        yield f"state done: {where} whole bare"
    if not place.segments and re.search(r"[❌☐]", place.text):
        yield f"state open {where}"


def _stated(place: Place, where: str, index: int, segment: Segment) -> Iterator[str]:
    plain = fold(segment.text)
    order = "first" if index == 0 else "last" if index == len(place.segments) - 1 else "middle"
    brackets = "bracket" if segment.bracketed else "open"
    label = f"label {segment.label}" if segment.label else "bare"
    if plain in values("done") and not _taken_back(place, segment.end):
        yield f"state done: {where} whole {label}"
        yield f"state done: {order} {brackets} {segment.before}"
        if _closes(place, index):
            yield from _plainly(where, brackets, label)
        return
    if plain in values("open"):
        yield f"state open {where}"
        return
    match = _done_words().search(plain)
    if match is None:
        return
    if _NOT.search(plain[: match.start()]) or _taken_back(place, segment.start + match.end()):
        yield f"denied {where} {brackets}"
        return
    if match.start() == 0 and _closes(place, index) and _only_proof(place, segment, match.end()):
        yield f"state done: {where} whole {label}"
        yield from _plainly(where, brackets, label)
    if match.start() == 0 and (place.column == "status" or segment.label == "status") and index == 0:
        yield "state begins done"
    extent = "head" if match.start() == 0 else "tail" if match.end() == len(plain) else "inside"
    yield f"word done: {where} {extent} {brackets} {label}"
    yield f"word done: {order} {extent} {brackets} {segment.before if extent == 'head' else 'inner'}"
    yield f"word {match[0]} {extent}"
    if re.match(r"\s+(?:via|in|by|on|as of|with|\d|\w+ \d)", plain[match.end() :]):
        yield f"word done with proof {where}"


def _taken_back(place: Place, end: int) -> bool:
    """Whether what follows a word for done takes it back, or gives the day by which it is to be."""
    behind = fold(place.text[end : end + _NEAR])
    by = _BY.match(behind)
    return bool(_TAKEN_BACK.match(behind)) or (
        by is not None and any(span.start == end + by.end() for span in place.dates)
    )


_NEAR = 40
_BY = re.compile(r"\s+(?:by|until|before)\s+(?:the\s+)?")


def _closes(place: Place, index: int) -> bool:
    """Whether a segment is said of its text as a whole: in the brackets that close it, or at the end behind a dash, a day or a ticket.

    Where another state stands beside it, states are listed and none is said to hold: "(open, closed, done)".
    """
    if place.kind not in ("text", "detail") or not index:
        return False
    previous, segment, behind = place.segments[index - 1], place.segments[index], place.segments[index + 1 :]
    if any(each.kind == "state" or not each.bracketed for each in behind):
        return False
    if previous.kind == "state" and previous.bracketed == segment.bracketed:
        return False
    return segment.bracketed or (not behind and (segment.before == "dash" or previous.kind in ("due", "ticket")))


def _plainly(where: str, brackets: str, label: str) -> Iterator[str]:
    """A state that is a remark of its own says it no less plainly than the word that such a remark begins with."""
    yield "word done head"
    yield f"word done: {where} head {brackets} {label}"


_TO_PROOF = frozenset(("on", "in", "by", "via", "as", "of", "at", "with", "since", "the", "pr", "see"))


def _only_proof(place: Place, segment: Segment, end: int) -> bool:
    """Whether behind a state nothing follows in its segment but the day or the ticket that shows it: "done Feb 10"."""
    start = segment.start + end
    shown = [span for span in (*place.dates, *place.tickets) if span.start < segment.end and span.end > start]
    rest, position = "", start
    for span in sorted(shown):
        rest += " " + place.text[position : max(position, span.start)]
        position = max(position, span.end)
    rest += " " + place.text[position : max(position, segment.end)]
    return bool(shown) and all(word in _TO_PROOF for word in re.findall(r"[\w']+", fold(rest)))


def _headings(draft: Draft) -> Iterator[str]:
    for level, title in enumerate(draft.above[:2]):
        yield from (f"heading {level} {word}" for word in dict.fromkeys(_HEADINGS.findall(fold(title))[:6]))
