"""What the action items of a document say of owner, due date, ticket and state: candidates of a whole list, and a learnt choice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ...language.en.known import NOTHING, Known
from ...language.en.labels import without_labels
from ...language.en.people import owner_kind
from ...parse.source import Source
from ...remembered import remembered
from ...report import ActionItem
from ..postmortem import Action, Postmortem
from ..postmortem import Candidate as Listed
from . import dues, owners, state, tickets
from .candidate import Candidate
from .dates import resolve_due
from .lists import add_list_evidence, add_rivals
from .owners.above import without_outer
from .owners.forms import NAMED
from .scorer import Scorer, shipped_scorer
from .segments import KEPT, Place, places_of

TELLING: Mapping[str, Collection[str]] = {
    "owner": NAMED,
    "due": dues.TELLING,
    "ticket": tickets.TELLING,
    "done": state.TELLING,
}
"""The fields of an item, each with the kinds of candidates that show what a list is like."""


@dataclass(frozen=True)
class Surroundings:
    """What is known beyond the items themselves.

    ``known`` is what the configuration says of names, ``day`` the date of the document, ``order`` whether its dates put the ``"mdy"`` month or
    the ``"dmy"`` day first, ``common`` the words that stand in it in lower case: a name that does is hardly that of a person.
    """

    known: Known = NOTHING
    day: date | None = None
    order: str | None = None
    common: frozenset[str] = frozenset()

    @classmethod
    def of(cls, postmortem: Postmortem, known: Known = NOTHING) -> Surroundings:
        """Those of a document."""
        common = frozenset(_COMMON.findall(postmortem.source.normal))
        return cls(known, postmortem.date, postmortem.slash_order, common)


_COMMON = re.compile(r"(?<![A-Za-z])[a-z][a-z0-9]+")


def candidates_of(listed: Sequence[Listed], around: Surroundings) -> list[dict[str, list[Candidate]]]:
    """For each item, the candidates of each field, with what the items of one list show of each other."""
    items = [_candidates(each, around) for each in listed]
    lists: dict[object, list[dict[str, list[Candidate]]]] = defaultdict(list)
    for each, fields in zip(listed, items, strict=True):
        lists[each.kind, each.group].append(fields)
    for name, telling in TELLING.items():
        for together in lists.values():
            add_list_evidence([fields[name] for fields in together], telling)
    return items


def _candidates(listed: Listed, around: Surroundings) -> dict[str, list[Candidate]]:
    places = places_of(listed.draft)
    read = [_of_place(place, around.known, around.day, around.order) for place in places]
    found = {
        name: [each.again() for fields in read for each in fields[number]]
        for number, name in enumerate(("owner", "due", "ticket"))
    }
    found["done"] = state.state_candidates(listed.draft, places)
    found["owner"] = without_outer(found["owner"], places)
    owners.add_spelling(found["owner"], around.common)
    for candidates in found.values():
        add_rivals(candidates)
    return found


@lru_cache(maxsize=KEPT)
def _of_place(
    place: Place, known: Known, day: date | None, order: str | None
) -> tuple[Sequence[Candidate], Sequence[Candidate], Sequence[Candidate]]:
    """The candidates of one place for owner, due date and ticket, with the evidence that they have wherever it stands."""
    return (
        owners.owner_candidates(place, known),
        dues.due_candidates(place, day, order),
        tickets.ticket_candidates(place),
    )


def with_actions(
    postmortem: Postmortem,
    chosen: Iterable[Listed] | None = None,
    scorer: Scorer | None = None,
    known: Known = NOTHING,
) -> Postmortem:
    """The document with these of its candidates as its action items; where ``None``, those that are so by their form.

    Args:
        scorer: chooses what fills each field; the shipped one where ``None``.
        known: what the configuration says of names.

    Raises:
        BlamelessError: where the shipped scorer is missing or broken.
    """
    if chosen is None:
        chosen = (candidate for candidate in postmortem.candidates if candidate.formal)
    listed = tuple(chosen)
    if not listed:
        return replace(postmortem, actions=())
    scorer = scorer or shipped_scorer()
    around = Surroundings.of(postmortem, known)
    read = candidates_of(listed, around)
    actions = (_action(postmortem, each, fields, scorer, known) for each, fields in zip(listed, read, strict=True))
    return replace(postmortem, actions=tuple(actions))


def _action(
    postmortem: Postmortem, listed: Listed, fields: Mapping[str, Sequence[Candidate]], scorer: Scorer, known: Known
) -> Action:
    draft, source = listed.draft, postmortem.source
    found = {name: scorer.choose(name, fields[name]) for name in TELLING}
    owner, due, ticket = (each.value if (each := found[name]) else None for name in ("owner", "due", "ticket"))
    day = resolve_due(due, postmortem.date, postmortem.slash_order) if due else None
    start, end = _whole_markup(source, *draft.prose.span(draft.start, draft.end))
    item = ActionItem(
        text=source.text[start:end],
        start=start,
        end=end,
        line=source.line_of(start),
        owner=owner,
        owner_kind=owner_kind(owner, known) if owner else None,
        due=due,
        due_date=day.isoformat() if day else None,
        ticket=ticket,
        vague=False,
        done=found["done"] is not None,
    )
    return Action(item, _plain(draft.text), bool(draft.prose.code_between(draft.start, draft.end)), draft.heading)


def _whole_markup(source: Source, start: int, end: int) -> tuple[int, int]:
    """A range that begins or ends inside emphasis or a link, widened to hold its marks."""
    text = source.normal
    while start > 0 and text[start - 1] in "*_~[" and not text[start - 1 : start + 2].startswith("[ ]"):
        start -= 1
    while end < len(text) and text[end] in "*_~":
        end += 1
    if text.startswith("](", end) and (closing := text.find(")", end, end + 500)) != -1:
        end = closing + 1
    return start, end


@remembered(1_024)
def _plain(text: str) -> str:
    """An item's text without labelled fields, addresses and tickets in brackets, for judging what it asks for."""
    text = re.sub(r"https?://\S+", " ", without_labels(text))
    text = re.sub(r"[(\[]\s*(?:issue|pr|pull request|ticket|link|done|#?\d+)?\s*[)\]]", " ", text, flags=re.I)
    text = re.sub(r"(?:\s*[;,|]\s*){2,}", "; ", text)
    return " ".join(text.split()).strip(" ;|")
