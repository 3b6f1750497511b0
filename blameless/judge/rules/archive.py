"""``archive/…``: what earlier incidents have to do with this one."""

from __future__ import annotations

from collections.abc import Iterator

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
    suggestion="Link the earlier postmortem, and say why its open actions were not done or what makes this time different; then finish those first.",
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
    count = len(first.unfinished)
    day = f", {first.day}" if first.day else ""
    never = "one of its actions was never done" if count == 1 else f"{count} of its actions were never done"
    others = f" {len(context.past) - 1} more like it left actions open." if len(context.past) > 1 else ""
    message = (
        f"This looks like “{excerpt(first.title, _LONGEST)}”{day}, and {never}: “{excerpt(first.unfinished[0], _LONGEST)}”."
        f" Its cause: “{excerpt(first.cause, _LONGEST)}”{others}"
    )
    if first.start == first.end:
        hit = context.whole(message)
        yield Hit(hit.start, hit.end, message, hit.sentence, confidence=first.likelihood)
        return
    sentence = " ".join(context.postmortem.source.text[first.start : first.end].split())
    yield Hit(first.start, first.end, message, sentence, confidence=first.likelihood)
