"""``detection/…``: how the incident was noticed, and whether that will be better next time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..asking import ask, evidence, quote, where
from ..rule import Context, Hit, Scope, rule

LONG_SHARE, LONG_SECONDS = 0.5, 30 * 60
"""Detection took long where it took half of the incident and more than half an hour."""
UNSAID, CUSTOMER = 0.8, 0.7
"""How likely it must be that nothing tells who noticed, or that customers did, for it to be told without being asked for: so likely, it is so in 0.78 and
0.83 of the documents of owners left out; of all in which it is likeliest, in 0.68 and 0.70."""


def _told(context: Context, hit: Hit, least: float) -> Hit:
    """The hit as likely as what was read of who noticed, and told where that is likely enough."""
    surely = context.incident.surely if context.incident else 1.0
    return replace(hit, confidence=round(surely, 2)).told_where(surely >= least)


@rule(
    id="detection/source",
    asks="detection",
    summary="how it was noticed is missing",
    rationale="Who noticed first, and how long that took, decides how fast you can act next time.",
    source="Google SRE Book, appendix D: the example postmortem names its detection (https://sre.google/sre-book/example-postmortem/)",
    severity="warning",
    dimension="detection",
    about="part",
    suggestion="How did you find out: which alert, whose report, after how many minutes?",
    bad=("# Outage\n\n## Summary\n\nThe shop was down for an hour.\n",),
    good=(
        "# Outage\n\n## Summary\n\nThe shop was down for an hour; Datadog alerted the on-call engineer after three minutes.\n",
    ),
    scope=Scope.BRIEF,
    evidence=("source",),
)
def _source(context: Context) -> Iterator[Hit]:
    if context.postmortem.metrics.detected_by == "unknown":
        part = next(iter(context.postmortem.parts_of("detection")), None)
        message = "The postmortem does not say who or what noticed the incident."
        facts = evidence(context, "started") or where(context, "detection", "timeline", "summary", "impact")
        hit = context.at_part(part, message) if part else context.whole(message)
        yield _told(context, replace(hit, suggestion=ask("noticed", facts)), UNSAID)


def _gap(context: Context) -> str | None:
    """Why detection fell short, where it did."""
    metrics = context.postmortem.metrics
    if metrics.detected_by == "customer":
        return "Customers noticed first"
    detect, resolve = metrics.time_to_detect, metrics.time_to_resolve
    if detect and resolve and detect > LONG_SECONDS and detect >= LONG_SHARE * resolve:
        return f"It took {round(detect / 60)} of {round(resolve / 60)} minutes to notice"
    return None


@rule(
    id="detection/gap",
    asks="detection_gap",
    summary="detection fell short and no action item improves it",
    rationale="If customers notice first, the missing signal is itself something to fix.",
    source="Google SRE Workbook, chapter 10 (https://sre.google/workbook/postmortem-culture/)",
    severity="warning",
    dimension="detection",
    about="part",
    suggestion="Add an action item for the missing signal: what to measure, at which threshold, and whom to page.",
    bad=(
        "# Outage\n\n## Summary\n\nUsers reported that orders failed.\n\n## Action items\n\n- Raise the connection limit to 200.\n",
    ),
    good=(
        "# Outage\n\n## Summary\n\nUsers reported that orders failed.\n\n## Action items\n\n- Page the shop on-call at 2 % failed orders.\n",
    ),
    applies=lambda context: bool(context.postmortem.actions) and _gap(context) is not None,
    evidence=("detection items", "concrete detection items"),
)
def _gap_unanswered(context: Context) -> Iterator[Hit]:
    from ..measures import notices_sooner  # late, as what measures knows the rules

    if any(notices_sooner(action.plain) for action in context.postmortem.actions):
        return
    postmortem = context.postmortem
    message = f"{_gap(context)}, and no action item improves detection."
    by_customer = postmortem.metrics.detected_by == "customer"
    told = "detected_by" if by_customer else "time_to_detect"
    sentence = next((s for s in postmortem.sentences if (s.start, s.end) == postmortem.evidence.get(told)), None)
    part = next(iter(postmortem.parts_of("action_items")), None)
    if sentence is not None:
        facts = {"said": quote(sentence.text)} if by_customer else {}
        hit = context.at_sentence(sentence, message, ask("signal", facts))
    else:
        hit = context.at_part(part, message) if part else context.whole(message)
    yield _told(context, hit, CUSTOMER) if by_customer else hit
