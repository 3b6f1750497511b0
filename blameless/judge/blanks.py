"""What to write where action items lack an owner or a date: made from their list, from the head of the document and from its day.

What is quoted stands in the document; nobody is said to own anything, and a day is worked out only where that of the document is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from ..language.en.labels import values
from ..language.en.people import is_ordinary, is_role, is_somebody, is_team
from ..lexicon import fold, load
from ..read.items.segments import column_of
from .asking import ask, quote

if TYPE_CHECKING:
    from ..read import Action, Candidate
    from .rule import Context

_LONGEST_ITEM, _LONGEST_VALUE = 70, 40
_MOST_PEOPLE = 3
_AHEAD = timedelta(weeks=2)
_SAME_INCIDENT = timedelta(days=31)
"""How far the day of a document may lie from that of its incident for both to be believed."""


def fill_in(context: Context, field: Literal["owner", "due"], lacking: Sequence[Action]) -> str:
    """What to write into the items that lack a field, shown with the clearest of them."""
    first, listed = _clearest(context, lacking), _listed(context)
    facts = {
        "item": quote(_IN_BRACKETS.sub("", first.plain), _LONGEST_ITEM),
        "others": {1: "", 2: " and the other"}.get(len(lacking), " and the others"),
        "each": "it" if len(lacking) == 1 else "each",
        "ticket": _ticket(first),
        **_place(field, [listed.get(action.item.start) for action in (first, *lacking)]),
        **({"standing": "yes"} if _stands(first) else {}),
        **_like(context, field, listed),
        **(_day(context) if field == "due" else {}),
    }
    if field == "owner":
        facts["people"] = _people(context)
    else:
        facts |= _instead_of_a_day(first, listed.get(first.item.start))
    return f"{ask(field, facts)} {ask(f'{field}_hint', facts)}".strip()


_IN_BRACKETS = re.compile(r"(?<!\s)\s*\((?:asap|tbd|tba|soon|ongoing|immediately|(?:owner|due):?[^()]*)\)$", re.I)
"""What an item ends with that says nothing of its owner or its day."""


def _clearest(context: Context, lacking: Sequence[Action]) -> Action:
    """The first of some items that can be checked off, once and for all if there is one; the first of all where none can, or nobody asks."""
    outlooks = context.choice.outlooks if context.choice else ()
    pairs = zip(context.postmortem.actions, outlooks, strict=bool(outlooks))
    clear = {action.item.start for action, outlook in pairs if outlook.lack is None}
    return min(lacking, key=lambda action: (action.item.start not in clear, _stands(action)))


def _stands(action: Action) -> bool:
    """Whether an item asks for what holds from a day on, each time or all the time, so that it is never done by one."""
    return _words("standing").search(action.plain) is not None


def _listed(context: Context) -> dict[int, Candidate]:
    """How each action item stands in the document, by where it begins."""
    chosen = context.choice.chosen if context.choice else ()
    return {
        action.item.start: candidate
        for action, candidate in zip(context.postmortem.actions, chosen, strict=bool(chosen))
    }


def _place(field: str, candidates: Sequence[Candidate | None]) -> dict[str, str]:
    """The column of a table that the field belongs in, or what else the first of some items is; nothing where they stand in several ways."""
    first = candidates[0]
    if first is None or first.kind == "item":
        return {}
    if {(each.kind, _titles(each)) for each in candidates if each} != {(first.kind, _titles(first))}:
        return {}
    if first.kind == "sentence":
        return {"prose": "yes"}
    named = next((title for title in _titles(first) if column_of(fold(title)[:60]) == field), "")
    return {"column": quote(named, _LONGEST_VALUE)} if named else {"table": "yes"}


def _titles(candidate: Candidate) -> tuple[str, ...]:
    """The titles of the columns that an item has cells in."""
    return tuple(" ".join(cell.title.split()) for cell in candidate.draft.cells)


def _like(context: Context, field: str, listed: Mapping[int, Candidate]) -> dict[str, str]:
    """What the first item gives that has the field, where its own text says so."""
    for action in context.postmortem.actions:
        value = getattr(action.item, field)
        candidate = listed.get(action.item.start)
        sure = action.item.due_date if field == "due" else value and _is_name(value)
        if value and sure and candidate and value in candidate.text and len(value) <= _LONGEST_VALUE:
            return {"like": quote(value), "line": str(action.item.line)}
    return {}


def _is_name(owner: str) -> bool:
    """Whether what was read as an owner is surely one: a known name or team, or a word that is none ("jhford")."""
    return is_somebody(owner) or (len(owner.split()) == 1 and not is_ordinary(owner.strip("@")))


def _ticket(action: Action) -> str:
    ticket = action.item.ticket or ""
    return ticket if len(ticket) <= _LONGEST_VALUE and "://" not in ticket else ""


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(load("asking")["words"][name], re.I)


def _people(context: Context) -> str:
    """Whom the document names, as a list in running text: those in its head, those listed as part of it, and teams."""
    names = [*dict.fromkeys((*_in_the_head(context), *_listed_people(context), *_teams(context)))][:_MOST_PEOPLE]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _in_the_head(context: Context) -> Iterator[str]:
    for label in context.postmortem.labels:
        if _words("people").fullmatch(label.name.strip()):
            for name in _AND.split(_REMARKS.sub("", label.text)):
                if (
                    0 < len(name) <= _LONGEST_VALUE
                    and is_somebody(name)
                    and not is_role(name)
                    and name.lower() not in values("nobody")
                ):
                    yield name


_REMARKS = re.compile(r"\([^()]*\)|[*`]|\b_|_\b")
_AND = re.compile(r"(?<!\s)\s*(?:[,;/\n]|(?<=\s)&(?=\s)|\band\b)\s*")
_NAME = re.compile(r"@?[\w.-]+(?: [A-Z][\w.-]*)?")


def _listed_people(context: Context) -> Iterator[str]:
    """What is listed under a heading that is meant for people, where all of it may be names."""
    for sentence in context.postmortem.sentences:
        if _words("thanks").fullmatch(sentence.heading.strip(" *_")):
            names = [name for name in _AND.split(sentence.text.strip(" .")) if name]
            if all(map(_may_be_listed, names)):
                yield from names


def _may_be_listed(name: str) -> bool:
    """Whether a short text may be a name: that of somebody, or a handle, which has no capital; "BGP" may contribute as well."""
    handle = name.startswith("@") or name.islower()
    return (
        len(name) <= _LONGEST_VALUE
        and bool(_NAME.fullmatch(name))
        and not is_ordinary(name)
        and (handle or is_somebody(name))
    )


def _teams(context: Context) -> Iterator[str]:
    for sentence in context.postmortem.sentences:
        if not sentence.quoted:
            for found in _words("team").finditer(sentence.text):
                if is_team(found["name"]):
                    yield f"the {found['name']}"


def _day(context: Context) -> dict[str, str]:
    """A day to write: one that is worked out where the document says its own and that is not over, else the form of one."""
    day = _certain(context)
    if day is None:
        return {"day": "YYYY-MM-DD", "why": ""}
    if context.today is not None and day + _AHEAD < context.today:
        return {"day": "YYYY-MM-DD", "why": "", "past": day.isoformat()}
    return {"day": (day + _AHEAD).isoformat(), "why": f", two weeks after {day.isoformat()}"}


def _certain(context: Context) -> date | None:
    """The day of a document where it is given at its head or is that of a milestone, and no milestone is far from it."""
    postmortem = context.postmortem
    day, moments = postmortem.date, (postmortem.metrics.started, postmortem.metrics.resolved)
    days = [date.fromisoformat(moment[:10]) for moment in moments if moment and re.match(r"\d{4}-\d\d-\d\d", moment)]
    if day is None or not (postmortem.date_from in ("title", "front matter") or day in days):
        return None
    return day if all(abs(each - day) <= _SAME_INCIDENT for each in days) else None


def _instead_of_a_day(action: Action, candidate: Candidate | None) -> dict[str, str]:
    """What an item or its heading says of its time that is no day."""
    facts = {}
    if waits := _words("wait").search(action.plain):
        facts["wait"] = waits["wait"]
    above = (action.heading, *(candidate.draft.above if candidate else ()))
    said = (_words("never").search(action.plain), *map(_words("horizon").search, above))
    if horizon := next(filter(None, said), None):
        facts["horizon"] = horizon[0]
    for cell in candidate.draft.cells if candidate else ():
        value = cell.prose.text.strip()
        if _words("priority_title").fullmatch(cell.title.strip()) and _words("priority").fullmatch(value):
            facts["priority"] = value
    return facts
