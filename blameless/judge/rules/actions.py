"""``action/…``: an action is checkable, owned, dated and tracked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..rule import Context, Hit, Scope, rule

if TYPE_CHECKING:
    from ...parse import Action
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


def _outlooks(context: Context, rule: str) -> Iterator[tuple[Action, Outlook]]:
    """The actions that fall under a rule."""
    pairs = zip(context.postmortem.actions, context.choice.outlooks, strict=True) if context.choice else ()
    return ((action, outlook) for action, outlook in pairs if outlook.rule == rule)


def _has_open(context: Context) -> bool:
    return bool(_open(context))


@rule(
    id="action/missing",
    summary="no action items at all",
    rationale="A postmortem that changes nothing is paid for twice: once now, once at the next incident.",
    source=_SRE,
    severity="error",
    dimension="actions",
    suggestion="Write down what will be changed so that this cannot happen, hurts less or is noticed sooner; or say that nothing will be, and why.",
    bad=("# Outage\n\nThe shop was down for an hour.\n",),
    good=("# Outage\n\n## Action items\n\n- Add an alert at 2 % failed orders.\n",),
    scope=Scope.BRIEF,
    evidence=("items", "hinted"),
)
def _missing(context: Context) -> Iterator[Hit]:
    if not context.postmortem.actions and not _may_have_any(context):
        yield context.whole("There is not one action item.")


def _may_have_any(context: Context) -> bool:
    return context.choice is not None and context.choice.any


@rule(
    id="action/unclear",
    summary="follow-ups are hinted at, and none stands out as an action item",
    rationale="What is said in passing is agreed to by nobody: it has no owner, no date, and no line to tick off.",
    source=_SRE,
    severity="warning",
    dimension="actions",
    suggestion="If something will be changed, write it as a list item of its own, with an owner and a date; if nothing will, say so and why.",
    bad=("# Outage\n\nThe shop was down for an hour. The limits need another look.\n",),
    good=("# Outage\n\n## Action items\n\n- Add an alert at 2 % failed orders.\n",),
    scope=Scope.BRIEF,
    evidence=("items",),
)
def _unclear(context: Context) -> Iterator[Hit]:
    if not context.postmortem.actions and _may_have_any(context):
        yield context.whole("Nothing stands out as an action item.")


@rule(
    id="action/vague",
    summary="no visible end state",
    rationale="If nobody can say when it is done, it is never done: “improve monitoring” is as true the day after as the day before.",
    source=_LUNNEY,
    severity="warning",
    dimension="actions",
    suggestion="Name the thing that will be there or gone once this is done.",
    bad=("## Action items\n\n- Improve monitoring\n", "## Action items\n\n- Investigate better testing of releases\n"),
    good=("## Action items\n\n- Add a disk-usage alert at 80 %\n", "## Action items\n\n- Pin nginx to 1.9.3\n"),
    applies=_has_actions,
    evidence=("concrete", "concrete share", "concrete detection items"),
)
def _vague(context: Context) -> Iterator[Hit]:
    from ..questions import question  # late, as listing the rules needs no reading room

    for action, outlook in _outlooks(context, "action/vague"):
        confidence = round(outlook.vague, 2)
        yield context.at_action(action, "Nobody could say when this is done.", question(action), confidence)


@rule(
    id="action/vigilance",
    summary="relies on people being more careful",
    rationale="People were already careful. An action that asks for more care leaves every condition as it was.",
    source=_REASON,
    severity="error",
    dimension="actions",
    suggestion="Ask what would have helped without anyone remembering it: a guard, a check, a safer default, a prompt that shows where one is.",
    bad=(
        "## Action items\n\n- Be more careful when running migrations\n",
        "## Action items\n\n- Remind everyone to double-check the region\n",
    ),
    good=("## Action items\n\n- Make the migration tool refuse to run against production without a ticket number\n",),
    applies=_has_actions,
    evidence=("vigilance",),
)
def _vigilance(context: Context) -> Iterator[Hit]:
    for action, outlook in _outlooks(context, "action/vigilance"):
        confidence = round(outlook.vigilance, 2)
        yield context.at_action(action, "This relies on people paying attention.", confidence=confidence)


@rule(
    id="action/no-owner",
    summary="nobody owns it",
    rationale="An action that everyone owns is one that nobody does. “TBD”, “everyone” and “the team” own nothing.",
    source=_LUNNEY,
    severity="warning",
    dimension="ownership",
    suggestion="Name one person or one team: “Owner: Storage team”.",
    bad=("## Action items\n\n- Add a disk-usage alert at 80 % (owner: TBD)\n",),
    good=(
        "## Action items\n\n- Add a disk-usage alert at 80 % (owner: Storage team)\n",
        "## Action items\n\n- Ana to add a disk-usage alert at 80 %\n",
    ),
    applies=_has_open,
    evidence=("owners",),
)
def _no_owner(context: Context) -> Iterator[Hit]:
    for action in _open(context):
        if action.item.owner is None:
            yield context.at_action(action, "Nobody owns this.")


@rule(
    id="action/no-due-date",
    summary="no date",
    rationale="Work without a date loses to work with one. “ASAP” and “ongoing” are no dates.",
    source=_LUNNEY,
    severity="warning",
    dimension="ownership",
    suggestion="Give a day or a quarter: “due 2024-06-14”, “by end of Q3”.",
    bad=("## Action items\n\n- Add a disk-usage alert at 80 %. Owner: Ana. Due: ASAP\n",),
    good=("## Action items\n\n- Add a disk-usage alert at 80 %. Owner: Ana. Due: 14 June 2024\n",),
    applies=_has_open,
    evidence=("dates",),
)
def _no_due(context: Context) -> Iterator[Hit]:
    for action in _open(context):
        if action.item.due is None:
            yield context.at_action(action, "This has no date.")


@rule(
    id="action/no-ticket",
    summary="not tracked anywhere",
    rationale="A document is not a queue: what is not in the tracker is not planned, and nobody sees it slip.",
    source=_LUNNEY,
    severity="info",
    dimension="ownership",
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
    for action in _open(context):
        if action.item.ticket is None:
            yield context.at_action(action, "This is not tracked anywhere.")


@rule(
    id="action/overdue",
    summary="open and past its date",
    rationale="An open action past its date means the risk it answers is still there.",
    source=_LUNNEY,
    severity="warning",
    dimension="ownership",
    suggestion="Close it, give it a new date and say why, or drop it in the open.",
    bad=("## Action items\n\n- Add a disk-usage alert at 80 %. Owner: Ana. Due: 2001-02-03\n",),
    good=("## Action items\n\n- [x] Add a disk-usage alert at 80 %. Owner: Ana. Due: 2001-02-03\n",),
    applies=lambda context: context.today is not None and any(a.item.due_date for a in _open(context)),
)
def _overdue(context: Context) -> Iterator[Hit]:
    assert context.today is not None
    for action in _open(context):
        if action.item.due_date and action.item.due_date < context.today.isoformat():
            yield context.at_action(action, f"This was due on {action.item.due_date} and is still open.")
