"""Whether a day is told of as one to come: that of a deadline, of what somebody will do, of the next review."""

from __future__ import annotations

import re
from functools import cache

from ...lexicon import fold, load
from .verbs import AHEAD, verbs

_NEAR = 300
"""Characters on either side of a day that are looked at, of its own clause."""
_CLAUSE = re.compile(r"[.!?;](?=\s)|\n")
_DEADLINE = re.compile(
    r"\b(?:by|due|until|before|deadline|eta|(?:planned|scheduled|targeted|set|aim(?:ing|ed)?) for|no later than|target(?:ing)?)\b(?:\s+(?:the|on|date|is))*[\s:*_(]*$"
)
_NEXT = re.compile(
    r"\bnext (?:\w+ ){0,2}(?:review|meeting|check|check-in|audit|retro|retrospective|update|session|drill|exercise|release|sync)\b"
)
_ASKED_OF = re.compile(r"\W{0,6}[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,3}\s+to\s+(?P<verb>[a-z]+)\b")
_TOLD_BEFORE = re.compile(
    r"\b(?:was|were|had|did|what|which|that|who|since|because)\b|(?<!week )\b(?:of|from)\s*(?:the\s+)?$|(?<!\bbe )(?<!\bget )\b\w+ed\s+(?:on|at|in|during)?\s*(?:the\s+)?$"
)
"""Between what is still to be done and a day: what makes the day one of something that has been."""
_TOLD_BEHIND = re.compile(r"\b(?:was|were|had|did|began|broke|went|fell|lost|\w{2,}ed)\b")


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("dates")["ahead"]["names"]))


def names_day_ahead(name: str) -> bool:
    """Whether a label or the title of a column names days to come: "Due", "Next review"."""
    return _names().fullmatch(fold(" ".join(name[:80].split())).strip(" *_:?#.")) is not None


def is_day_ahead(text: str, start: int, end: int) -> bool:
    """Whether the clause around the day at ``text[start:end]`` says that it is to come, or what is to be done on it."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    before = before[max((cut.end() for cut in _CLAUSE.finditer(before)), default=0) :]
    if cut := _CLAUSE.search(after):
        after = after[: cut.start()]
    folded = fold(before)
    if _DEADLINE.search(folded) or _NEXT.search(folded):
        return True
    asked = _ASKED_OF.match(before)
    said = [*AHEAD.finditer(before), *([asked] if asked and asked["verb"] in verbs() else [])]
    if any(not _TOLD_BEFORE.search(folded, each.end()) for each in said):
        return True
    behind = AHEAD.search(after)
    return behind is not None and not _TOLD_BEHIND.search(fold(after), 0, behind.start())
