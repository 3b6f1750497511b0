"""Candidates for the ticket of an item: keys, numbers, commits and addresses of trackers, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ...lexicon import fold
from .candidate import Candidate, crossed, segment_at, surroundings
from .segments import Place
from .spans import Span, without_edges

TELLING = frozenset(
    ("repo", "number", "record", "link repo", "link number", "link key", "key", "link words", "url", "hash")
)
_TRACKED = frozenset(
    (
        "issues",
        "issue",
        "pull",
        "pulls",
        "merge_requests",
        "pull-requests",
        "browse",
        "tickets",
        "ticket",
        "bugs",
        "bug",
        "work_items",
        "epics",
        "commit",
        "commits",
        "show_bug.cgi",
        "selectedissue",
        "c",
    )
)
"""Path words of trackers' pages: what follows them is a ticket, a change, or a commit."""


def ticket_candidates(place: Place) -> list[Candidate]:
    """The candidates of one place, each with its evidence."""
    if place.kind == "above":
        return []
    found = [_candidate(place, span, order) for order, span in enumerate(place.tickets[:24])]
    if place.column == "ticket" and not found:
        start, end = without_edges(place.text, 0, len(place.text), " \t\n*_`<>()[]")
        whole = Span(0, len(place.text), "text", place.text[start:end])
        found.append(_candidate(place, whole, 0))
    return found


def _candidate(place: Place, span: Span, order: int) -> Candidate:
    candidate = Candidate(span.value.rstrip(".,;"), place, span.start, span.end, span.form)
    names = list(surroundings(candidate, "ticket"))
    wording = [f"order {min(order, 3)} of {min(len(place.tickets), 4)}", *_address(place, span)]
    if place.prose is not None and place.prose.code_between(span.start, span.end):
        wording.append("code")
    if span.form in ("key", "link key"):
        prefix = span.value.partition("-")[0]
        wording.append(f"prefix {prefix}")
        wording.append(f"key of {min(len(prefix), 5)} and {min(len(span.value) - len(prefix) - 1, 5)}")
    _, segment = segment_at(place, span.start, span.end)
    before = fold(place.text[segment.start if segment else 0 : span.start])
    wording += [
        f"noun {word}"
        for word in ("pr", "commit", "issue", "bug", "via", "in", "with", "see", "fixes", "form", "switch", "room")
        if re.search(rf"\b{word}\W*$", before)
    ]
    if re.search(r"\b(?:pr|pull request|merge request|mr|commit)s?\W*$", before):
        wording.append("noun of change")
    kind = "told" if names[0].startswith("told") else span.form
    candidate.evidence = [
        *crossed(names, kind),
        f"form {span.form}",
        f"{span.form} in {place.kind}",
        *crossed(wording, span.form),
    ]
    return candidate


def _address(place: Place, span: Span) -> Iterator[str]:
    """What the address says that a candidate is, or leads to."""
    target = span.value if span.form in ("url", "link url", "link words") else ""
    if not target and place.prose is not None:
        target = next((link.target for link in place.prose.links_from(span.start, span.start + 1)), "")
    if not target:
        return
    if not target.startswith("http"):
        yield "address within"
        return
    try:
        parts = urlsplit(target)
    except ValueError:
        return
    words = [word for word in re.split(r"[/?&=]", fold(parts.path + "?" + parts.query)) if word][:8]
    yield from (f"host {label}" for label in fold(parts.netloc).split(".") if len(label) > 3)
    yield from (f"path {word}" for word in words if word.isalpha() or word.endswith(".cgi"))
    leads = any(
        word in _TRACKED and re.search(r"\d", " ".join(words[place + 1 : place + 3]))
        for place, word in enumerate(words)
    )
    leads = leads or any(word.startswith("bug") for word in fold(parts.netloc).split("."))
    yield "address of ticket" if leads or (words and re.search(r"^[a-z]+-\d+$", words[-1])) else "address elsewhere"
