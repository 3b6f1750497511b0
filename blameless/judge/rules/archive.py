"""``archive/…``: what earlier incidents have to do with this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...excerpts import excerpt
from ...report import Past
from ..rule import Context, Hit, rule

_LONGEST = 120


@rule(
    id="archive/rerun",
    summary="an earlier incident shares the cause and left an action open",
    rationale="Actions that nobody finishes are how an incident comes back; a postmortem that does not know of the earlier one repeats its promises too.",
    source="J. Lunney, S. Lueder, B. Beyer, Postmortem Action Items: Plan the Work and Work the Plan, ;login: 42(1), 2017",
    severity="warning",
    dimension="",
    about="document",
    suggestion="Link the earlier postmortem and its open actions; explain why they are still open or how this incident differs, and finish them first.",
    bad=(
        "# Payments down after a certificate expired\n\n## Root cause\n\nThe certificate of the gateway expired, because its renewal ran on a retired host.\n",
    ),
    good=("# Runbook: renew a certificate\n\n## Steps\n\n1. Open the console.\n2. Renew the certificate.\n",),
    past=(
        Past(
            title="Login down after a certificate expired",
            day="2024-02-01",
            cause="The certificate of the login service expired unnoticed.",
            unfinished=("Add an alert on the age of certificates",),
            start=0,
            end=0,
            likelihood=0.9,
        ),
    ),
    applies=lambda context: not context.postmortem.genre,
)
def _rerun(context: Context) -> Iterator[Hit]:
    if not context.past:
        return
    first = context.past[0]
    message = (
        f"This looks like “{excerpt(first.title, _LONGEST)}”{_when(first)}, and {_still_open(first, context.today)}."
        f" Its cause: “{excerpt(first.cause, _LONGEST)}”{_others(len(context.past) - 1)}"
    )
    if first.start == first.end:
        hit = context.whole(message)
        yield Hit(hit.start, hit.end, message, hit.sentence, confidence=first.likelihood)
        return
    sentence = " ".join(context.postmortem.source.text[first.start : first.end].split())
    yield Hit(first.start, first.end, message, sentence, confidence=first.likelihood)


def _when(past: Past) -> str:
    """The day of an earlier incident, unless its title tells it already."""
    if past.day is None:
        return " (date unknown)"
    return "" if past.day in past.title else f" ({past.day})"


def _still_open(past: Past, today: date | None) -> str:
    """How many of its actions are still open, how many of them overdue, and the worst of them."""
    dues = past.due or (None,) * len(past.unfinished)
    late = [day is not None and today is not None and day < today.isoformat() for day in dues]
    worst, _ = min(zip(past.unfinished, late, strict=True), key=lambda each: not each[1])
    count, overdue = len(past.unfinished), sum(late)
    told = "one of its actions is still open" if count == 1 else f"{count} of its actions are still open"
    if overdue:
        told += " and overdue" if overdue == count else f", {overdue} of them overdue"
    return f"{told}: “{excerpt(worst, _LONGEST)}”"


def _others(count: int) -> str:
    if not count:
        return ""
    return (
        " 1 other similar incident also has open actions."
        if count == 1
        else (f" {count} other similar incidents also have open actions.")
    )
