"""``section/…`` and ``summary/length``: the parts a reader needs, present and filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..rule import Check, Context, Hit, Rule, Scope, add, rule

if TYPE_CHECKING:
    from ...report import Severity

_SRE = "Google SRE Book, chapter 15 and appendix D (https://sre.google/sre-book/postmortem-culture/)"
_PAGERDUTY = "PagerDuty, The Blameless Postmortem (https://postmortems.pagerduty.com/)"
_ALLSPAW = "J. Allspaw, Blameless PostMortems and a Just Culture, 2012 (https://www.etsy.com/codeascraft/blameless-postmortems)"
_COOK = "R. Cook, How Complex Systems Fail, 1998 (https://how.complexsystems.fail/)"

# kind, least scope, severity, summary, why, source, suggestion, a filled example
_SECTIONS: tuple[tuple[str, Scope, Severity, str, str, str, str, str], ...] = (
    (
        "summary",
        Scope.BRIEF,
        "info",
        "no summary",
        "Most people read nothing else: two or three sentences should say what broke, for whom, for how long and why.",
        _SRE,
        "Open with two or three sentences: what broke, who was affected, for how long, and what ended it.",
        "## Summary\n\nFor 42 minutes on 3 May, checkout returned errors to one order in five.\n",
    ),
    (
        "impact",
        Scope.BRIEF,
        "warning",
        "no impact",
        "The impact shows how much effort the follow-ups deserve; without it all incidents look alike.",
        _SRE,
        "Add the impact: who or what was affected, how many, how badly and for how long.",
        "## Impact\n\n1,204 customers could not pay for 42 minutes.\n",
    ),
    (
        "timeline",
        Scope.BRIEF,
        "warning",
        "no timeline",
        "A timeline shows what people knew when they acted, and where time was lost.",
        _PAGERDUTY,
        "List the events with times and a time zone: start, first sign, each step, end.",
        "## Timeline\n\n- 14:02 UTC errors begin\n- 14:05 UTC alert fires\n- 14:44 UTC errors stop\n",
    ),
    (
        "root_cause",
        Scope.BRIEF,
        "info",
        "no root cause",
        "Readers need to see how the system allowed this, or nobody can tell which action items help.",
        _SRE,
        "Explain what in the system made this possible, and how you found out.",
        "## Root cause\n\nThe retry limit was read before the configuration file had been loaded.\n",
    ),
    (
        "contributing_factors",
        Scope.REPORT,
        "info",
        "no contributing factors",
        "Incidents need several conditions at once; each one is a chance to make the system safer.",
        _COOK,
        "List the conditions that made this possible, and those that made it last.",
        "## Contributing factors\n\n- The staging data set has no order older than a week.\n",
    ),
    (
        "detection",
        Scope.REPORT,
        "info",
        "detection section is empty",
        "How you noticed this incident tells whether you will notice the next one sooner.",
        _PAGERDUTY,
        "Who or what noticed first, how long did that take, and what would notice it sooner?",
        "## Detection\n\nThe checkout error-rate alert fired after three minutes.\n",
    ),
    (
        "action_items",
        Scope.BRIEF,
        "warning",
        "action items section is empty",
        "Without follow-ups the same incident comes back.",
        _SRE,
        "List the action items, each with an end state, an owner, a due date and a ticket.",
        "## Action items\n\n- Add an alert at 2 % failed orders. Owner: Ana. Due: 2024-05-20. SHOP-12\n",
    ),
    (
        "lessons",
        Scope.REPORT,
        "info",
        "no lessons",
        "What went well, and where you got lucky, is worth as much as what failed.",
        _ALLSPAW,
        "Add what you learned: what went well, what did not, and where you got lucky.",
        "## Lessons learned\n\nRollbacks take eleven minutes; we had counted on three.\n",
    ),
)

# Kinds that make up for one another: a cause told with its resolution, lessons told as what went well and badly.
_STANDS_FOR = {
    "lessons": ("lessons", "went_well", "went_badly"),
    "contributing_factors": ("contributing_factors", "went_badly"),
    "root_cause": ("root_cause", "contributing_factors"),
}


def _check(kind: str, context: Context) -> Iterator[Hit]:
    postmortem = context.postmortem
    parts = [part for name in _STANDS_FOR.get(kind, (kind,)) for part in postmortem.parts_of(name)]
    if (kind == "timeline" and postmortem.timeline) or (kind == "action_items" and postmortem.actions):
        return
    if not parts:
        if kind in _TOLD_BY_OTHERS:
            return
        yield context.whole(f"There is no {_NAMES[kind]}.")
    elif all(part.empty for part in parts):
        yield replace(context.at_part(parts[0], f"“{parts[0].title}” is empty."), told=True)


_TOLD_BY_OTHERS = frozenset({"action_items", "detection"})
"""Kinds of which the absence is one gap with one finding: ``action/missing``, ``detection/source``."""
_QUIET = frozenset({"contributing_factors", "lessons"})
_NAMES = {
    "summary": "summary",
    "impact": "impact section",
    "timeline": "timeline",
    "root_cause": "root cause section",
    "contributing_factors": "section on contributing factors",
    "detection": "section on detection",
    "action_items": "action items section",
    "lessons": "lessons learned section",
}

_ASKS = {"contributing_factors": "conditions", "action_items": "follow_ups"}
_EVIDENCE = {
    "summary": ("summary", "summary words"),
    "impact": ("impact", "impact words"),
    "timeline": ("timeline", "timeline words", "entries"),
    "root_cause": ("cause", "cause words"),
    "contributing_factors": ("conditions", "conditions words"),
    "detection": ("detection", "detection words"),
    "action_items": ("follow-ups", "follow-up words"),
    "lessons": ("lessons", "lesson words"),
}
"""What each speaks to of the evidence that is weighed."""


def _make(
    kind: str, scope: Scope, severity: Severity, summary: str, why: str, source: str, advice: str, good: str
) -> Check:
    heading = good.splitlines()[0]
    about = Rule(
        id=f"section/{kind}",
        summary=summary,
        rationale=why,
        source=source,
        severity=severity,
        dimension="detection" if kind == "detection" else "completeness",
        about="part",
        suggestion=advice,
        bad=(
            *(() if kind in _TOLD_BY_OTHERS else ("# Outage of the shop\n\nIt was a long day for the web team.\n",)),
            f"# Outage of the shop\n\n{heading}\n\nTBD\n\n## Background\n\nOrders.\n",
        ),
        good=(f"# Outage of the shop\n\n{good}",),
        scope=scope,
        quiet=kind in _QUIET,
        asks=_ASKS.get(kind, kind),
        evidence=_EVIDENCE[kind],
    )
    return Check(about, lambda context: _check(kind, context))


for _row in _SECTIONS:
    add(_make(*_row))

SUMMARY_WORDS, SUMMARY_SENTENCES = 150, 8
"""What a busy person reads of a summary at most; at 100 words, readers called the finding noise."""


def _has_summary(context: Context) -> bool:
    return any(not part.empty for part in context.postmortem.parts_of("summary"))


@rule(
    id="summary/length",
    summary="summary too long for a busy reader",
    rationale="People decide in a minute whether to read on. They read two or three sentences; past about 150 words it is no longer a summary.",
    source=_SRE,
    severity="info",
    dimension="completeness",
    about="part",
    suggestion="Keep what broke, for whom, for how long and why; move the rest under its own heading.",
    bad=(
        "## Summary\n\n"
        + "Orders failed because the queue was full and nothing drained it for a long while. " * 12
        + "\n",
    ),
    good=("## Summary\n\nOrders failed for 42 minutes because the queue was full.\n",),
    scope=Scope.BRIEF,
    quiet=True,
    applies=_has_summary,
)
def _summary_length(context: Context) -> Iterator[Hit]:
    part = next(part for part in context.postmortem.parts_of("summary") if not part.empty)
    others = [p.start for p in context.postmortem.parts if p.start > part.start and p.kinds and p.kinds != ("summary",)]
    end = min([part.end, *others])
    inside = [s for s in context.postmortem.sentences if part.start <= s.start < end]
    first = next((s for s in inside if s.kind == "paragraph"), None)
    opening = [s for s in inside if first is None or s.prose is first.prose]
    words = sum(len(re.findall(r"\w+", sentence.text)) for sentence in opening)
    if (words > SUMMARY_WORDS and len(opening) > 1) or (
        len(opening) > SUMMARY_SENTENCES and words > SUMMARY_WORDS // 2
    ):
        what = "summary" if len(opening) == len(inside) else "first paragraph of the summary"
        yield context.at_part(part, f"The {what} has {words} words in {len(opening)} sentences.")
