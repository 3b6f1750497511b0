"""``action/…``: an action is checkable, owned, dated and tracked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from ..asking import ask, opening
from ..rule import Context, Hit, Scope, rule

if TYPE_CHECKING:
    from ...read import Action
    from ..items import Outlook

_SRE = "Google SRE Workbook, chapter 10: action items need an owner, a priority and a measurable end state (https://sre.google/workbook/postmortem-culture/)"
_LUNNEY = (
    "J. Lunney, S. Lueder, B. Beyer, Postmortem Action Items: Plan the Work and Work the Plan, ;login: 42(1), 2017"
)
_REASON = "J. Reason, Human error: models and management, BMJ 320, 2000: we cannot change the human condition, but we can change the conditions under which humans work"


def _has_actions(context: Context) -> bool:
    return bool(context.postmortem.actions)


def _open(context: Context) -> list[Action]:
    return [action for action in context.postmortem.actions if not action.item.done]


def _outlooks(context: Context, lack: str) -> Iterator[tuple[Action, Outlook]]:
    """The actions that lack an end state in one of the two ways."""
    pairs = zip(context.postmortem.actions, context.choice.outlooks, strict=True) if context.choice else ()
    return ((action, outlook) for action, outlook in pairs if outlook.lack == lack)


_SURE = {"vague": 0.8, "vigilance": 0.45}
"""The probabilities from which on it is told without being asked for: readers call 0.86 of what is called vague right from there on, 0.33 below,
and of what relies on care 0.73, by the labels of owners left out."""
_ITEM = 0.9
"""The probability that something is an action item from which on it is told that it is vague: readers call 0.82 of that right, 0.66 of the rest, as
lessons and closing sentences are below."""
_LIKELY = 0.6
"""Probability from which what was chosen is a follow-up in nine of ten cases; less likely ones are not asked for owner and date."""


def _owned(context: Context) -> list[Action]:
    """The open action items that are asked for an owner, a date and a ticket."""
    if context.choice is None:
        return _open(context)
    pairs = zip(context.postmortem.actions, context.choice.outlooks, strict=True)
    return [action for action, outlook in pairs if not action.item.done and outlook.action >= _LIKELY]


def _without(context: Context, rule: str, field: Literal["owner", "due", "ticket"], what: str) -> Iterator[Hit]:
    """One hit for the open action items in which a field is empty, with what to write, in the first of them."""
    from ..blanks import fill_in  # late, as listing the rules needs no reading room

    def suggest(lacking: Sequence[Action]) -> str | None:
        return None if field == "ticket" else fill_in(context, field, lacking)

    lacking = [action for action in _owned(context) if getattr(action.item, field) is None]
    one, many = f"This action item has no {what}.", f"{{count}} open action items have no {what}: {{lines}}."
    return context.of_all(rule, lacking, one, many, suggest)


def _has_open(context: Context) -> bool:
    return bool(_open(context))


@rule(
    id="action/missing",
    asks="follow_ups",
    summary="no action items at all",
    rationale="If nothing changes, the same incident can happen again.",
    source=_SRE,
    severity="error",
    dimension="actions",
    about="part",
    suggestion="List what will change so that this cannot happen again, does less damage or is noticed sooner. If nothing will change, say why.",
    bad=("# Outage\n\nThe shop was down for an hour.\n",),
    good=("# Outage\n\n## Action items\n\n- Add an alert at 2 % failed orders.\n",),
    scope=Scope.BRIEF,
    evidence=("items", "hinted"),
)
def _missing(context: Context) -> Iterator[Hit]:
    if not context.postmortem.actions and not _may_have_any(context):
        yield context.whole("There are no action items.", ask("follow_ups", opening(context, "root_cause")))


def _may_have_any(context: Context) -> bool:
    return context.choice is not None and context.choice.any


@rule(
    id="action/unclear",
    asks="follow_ups",
    summary="follow-ups are hinted at, but none stands out",
    rationale="A follow-up mentioned in passing has no owner, no date and nothing to tick off, so it gets lost.",
    source=_SRE,
    severity="info",
    dimension="actions",
    about="part",
    suggestion="Put each change on a list, with an owner and a date. If nothing will change, say why.",
    bad=("# Outage\n\nThe shop was down for an hour. The limits need another look.\n",),
    good=("# Outage\n\n## Action items\n\n- Add an alert at 2 % failed orders.\n",),
    scope=Scope.BRIEF,
    evidence=("items",),
)
def _unclear(context: Context) -> Iterator[Hit]:
    if not context.postmortem.actions and _may_have_any(context):
        yield context.whole("Nothing stands out as an action item.", ask("follow_ups", opening(context, "root_cause")))


@rule(
    id="action/vague",
    asks="end_states",
    summary="no visible end state",
    rationale="If nobody can tell when it is done, it never gets done: “improve monitoring” is as open next year as today.",
    source=_LUNNEY,
    severity="warning",
    dimension="actions",
    about="item",
    suggestion="What will exist, or be gone, once this is done?",
    bad=("## Action items\n\n- Improve monitoring\n", "## Action items\n\n- Investigate better testing of releases\n"),
    good=("## Action items\n\n- Add a disk-usage alert at 80 %\n", "## Action items\n\n- Pin nginx to 1.9.3\n"),
    applies=_has_actions,
    evidence=("concrete", "concrete share", "concrete detection items"),
)
def _vague(context: Context) -> Iterator[Hit]:
    from ..questions import question  # late, as listing the rules needs no reading room

    for action, outlook in _outlooks(context, "vague"):
        confidence = round(outlook.vague, 2)
        hit = context.at_action(action, "Nothing says what “done” looks like.", question(action), confidence)
        sure = outlook.vague >= _SURE["vague"] and outlook.action >= _ITEM
        yield hit.told_where(sure)


@rule(
    id="action/vigilance",
    asks="safeguards",
    summary="relies on people taking more care",
    rationale="People were already careful. Asking for more care leaves every condition as it was.",
    source=_REASON,
    severity="error",
    dimension="actions",
    about="item",
    suggestion="What would help even when nobody remembers: a guard, an automated check, a safer default?",
    bad=(
        "## Action items\n\n- Be more careful when running migrations\n",
        "## Action items\n\n- Remind everyone to double-check the region\n",
    ),
    good=("## Action items\n\n- Make the migration tool refuse to run against production without a ticket number\n",),
    applies=_has_actions,
    evidence=("vigilance",),
)
def _vigilance(context: Context) -> Iterator[Hit]:
    from ..questions import safeguard  # late, as listing the rules needs no reading room

    for action, outlook in _outlooks(context, "vigilance"):
        confidence = round(outlook.vigilance, 2)
        hit = context.at_action(action, "This relies on people taking more care.", safeguard(action), confidence)
        yield hit.told_where(outlook.vigilance >= _SURE["vigilance"])


@rule(
    id="action/no-owner",
    asks="owners",
    summary="no owner",
    rationale="What everyone owns, nobody does. “TBD”, “everyone” and “the team” are not owners.",
    source=_LUNNEY,
    severity="warning",
    dimension="ownership",
    about="item",
    suggestion="Name one person or one team, for example “Owner: Storage team”.",
    bad=("## Action items\n\n- Add a disk-usage alert at 80 % (owner: TBD)\n",),
    good=(
        "## Action items\n\n- Add a disk-usage alert at 80 % (owner: Storage team)\n",
        "## Action items\n\n- Ana to add a disk-usage alert at 80 %\n",
    ),
    applies=_has_open,
    evidence=("owners",),
)
def _no_owner(context: Context) -> Iterator[Hit]:
    return _without(context, "action/no-owner", "owner", "owner")


@rule(
    id="action/no-due-date",
    asks="dates",
    summary="no due date",
    rationale="Work without a date loses to work with one. “ASAP” and “ongoing” are not dates.",
    source=_LUNNEY,
    severity="warning",
    dimension="ownership",
    about="item",
    suggestion="Give a day or a quarter, for example “due 2024-06-14” or “by end of Q3”.",
    bad=("## Action items\n\n- Add a disk-usage alert at 80 %. Owner: Ana. Due: ASAP\n",),
    good=("## Action items\n\n- Add a disk-usage alert at 80 %. Owner: Ana. Due: 14 June 2024\n",),
    applies=_has_open,
    evidence=("dates",),
)
def _no_due(context: Context) -> Iterator[Hit]:
    return _without(context, "action/no-due-date", "due", "due date")


@rule(
    id="action/no-ticket",
    asks="tickets",
    quiet=True,  # readers call 0.44 of it right and worth saying, 0.49 noise
    summary="no ticket",
    rationale="What is not in the tracker does not get planned, and nobody sees it slip.",
    source=_LUNNEY,
    severity="info",
    dimension="ownership",
    about="item",
    suggestion="Open a ticket and link it here.",
    bad=("## Action items\n\n- Add a disk-usage alert at 80 %\n",),
    good=(
        "## Action items\n\n- Add a disk-usage alert at 80 % (OPS-123)\n",
        "## Action items\n\n- Add a disk-usage alert, [issue](https://github.com/example/app/issues/42)\n",
    ),
    applies=_has_open,
    evidence=("tickets",),
)
def _no_ticket(context: Context) -> Iterator[Hit]:
    return _without(context, "action/no-ticket", "ticket", "ticket")


@rule(
    id="action/overdue",
    summary="open and past its date",
    rationale="While the action item is open, so is the risk it was meant to close.",
    source=_LUNNEY,
    severity="warning",
    dimension="ownership",
    about="item",
    suggestion="Close it, give it a new date and say why, or drop it and say so.",
    bad=("## Action items\n\n- Add a disk-usage alert at 80 %. Owner: Ana. Due: 2001-02-03\n",),
    good=("## Action items\n\n- [x] Add a disk-usage alert at 80 %. Owner: Ana. Due: 2001-02-03\n",),
    applies=lambda context: context.today is not None and any(a.item.due_date for a in _open(context)),
)
def _overdue(context: Context) -> Iterator[Hit]:
    assert context.today is not None
    today = context.today.isoformat()
    late = [action for action in _open(context) if action.item.due_date and action.item.due_date < today]
    first = f"This action item was due on {late[0].item.due_date} and is still open." if len(late) == 1 else ""
    yield from context.of_all(
        "action/overdue",
        late,
        first or "This action item is past its due date and still open.",
        "{count} action items are past their due date and still open: {lines}.",
    )
