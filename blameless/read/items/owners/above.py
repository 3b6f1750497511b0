"""Whoever stands over a list: "Action plan for Ana", "Ana will:", "Ana's tasks" give it to her, unless an item says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..candidate import Candidate
from ..segments import Place
from .forms import NAMED

HEADS_LIST = "heads a list"
"""The evidence of such a candidate."""
_TASKS = r"(?:action (?:items?|plan)|actions?|tasks?|to-?dos?|follow-?ups?|next steps|work items?)"
_WHOSE = re.compile(
    rf"\b(?:{_TASKS} (?:for|of|by)|(?:assigned|goes?|falls?) to|owned by|owners?:|assignees?:)\s+(?:the\s+)?$", re.I
)
_THEIRS = re.compile(
    rf"(?:['’]s?)?\s+(?:(?:will|to|should|shall|must|has to|(?:is|are) going to|agreed to)(?: (?:also|now|then|do|do (?:this|these|the following)|take care of|look after))*|{_TASKS})\s*:?\s*$",
    re.I,
)

SURE = NAMED - {"strange", "office", "team name"}
"""Forms of what is somebody for sure, and not what the tasks are about ("Next steps for Kubernetes")."""
_LOGINS = frozenset(("strange lower", "given lower", "login"))
"""Forms of bare logins, which name somebody in brackets only."""
_OPENS = re.compile(r"[*_\])]*(?:\s*[:–—|]|\s+-|\s+(?:to|will|shall)\b)")
"""What follows an owner that an item begins with."""


def heads_list(text: str, start: int, end: int) -> bool:
    """Whether what stands over a list gives it to somebody: "Action plan for Ana", "Ana will:", "Ana's tasks"."""
    before, behind = text[:start], text[end:]
    alone = not behind.strip(" :.*_")
    return bool(
        (alone and _WHOSE.search(before)) or (not before.strip(" *_").removeprefix("The") and _THEIRS.fullmatch(behind))
    )


def without_outer(candidates: list[Candidate], places: Iterable[Place]) -> list[Candidate]:
    """Without whoever stands over the list, where the item names somebody itself or has a place for an owner, be it empty."""
    if not any(HEADS_LIST in each.evidence for each in candidates if each.place.kind == "above"):
        return candidates
    own = any(place.column == "owner" or any(s.label == "owner" for s in place.segments) for place in places)
    if own or any(map(_names_own, candidates)):
        return [each for each in candidates if HEADS_LIST not in each.evidence]
    return candidates


def _names_own(candidate: Candidate) -> bool:
    """Whether an item says whose it is: by a handle, a name as a remark of its own, or before "to" and a colon."""
    place, form = candidate.place, candidate.kind
    if place.kind == "above" or form not in SURE | _LOGINS:
        return False
    before, behind = place.text[: candidate.start], place.text[candidate.end :]
    bracketed = before.rstrip()[-1:] in ("(", "[") and behind.lstrip()[:1] in (")", "]")
    if form in _LOGINS:
        return bracketed and not before.strip(" ([*_")
    opens = not before.strip(" ([*_@") and _OPENS.match(behind) is not None
    closes = not behind.strip(" .)*_") and before.rstrip()[-1:] in ("-", "–", "—", "|", "→", ">", "/", ",")
    return form == "handle" or bracketed or opens or closes
