"""``cause/single``: one cause, and no conditions around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..asking import ask, opening
from ..rule import Context, Hit, Scope, rule


@cache
def _condition() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:because|since|also|in addition|additionally|combin\w+|together with|contribut\w+|factors?|conditions?|while|meanwhile|although|even though|despite|as a result|which (?:in turn|meant|caused|led)|due to|so that|at the same time|coincid\w+|further(?:more)?|another|second(?:ly)?|both|unaware|no (?:alert|test|check|limit|guard|monitoring)|lack of|missing|absence|without|not (?:tested|monitored|covered|documented|configured|checked)|did(?:n't| not)|was(?:n't| not)|only)\b",
        re.I,
    )


def _cause_sentences(context: Context) -> list[str]:
    return [s.text for s in context.postmortem.sentences if "root_cause" in s.sections]


@rule(
    id="cause/single",
    asks="conditions",
    summary="one cause, no contributing conditions",
    rationale="Complex systems fail when several conditions meet. Stopping at one cause means fixing only the first thing found.",
    source="R. Cook, How Complex Systems Fail, 1998, points 3 and 7 (https://how.complexsystems.fail/)",
    severity="info",
    dimension="completeness",
    about="part",
    suggestion="What else had to be true: how did it reach production, why did nothing stop it, why did it last?",
    bad=("# Outage\n\n## Root cause\n\nA wrong timeout value.\n",),
    good=(
        "# Outage\n\n## Root cause\n\nA wrong timeout value was rolled out. It passed staging because staging has no slow clients, and no alert covers timeouts.\n",
        "# Outage\n\n## Root cause\n\nA wrong timeout value.\n\n## Contributing factors\n\n- Staging has no slow clients.\n",
    ),
    scope=Scope.BRIEF,
    applies=lambda context: any(not part.empty for part in context.postmortem.parts_of("root_cause")),
)
def _single(context: Context) -> Iterator[Hit]:
    if any(not part.empty for part in context.postmortem.parts_of("contributing_factors")):
        return
    sentences = _cause_sentences(context)
    conditions = sum(len(_condition().findall(text)) for text in sentences)
    if sentences and conditions < 2 and len(sentences) <= 3:
        part = next(part for part in context.postmortem.parts_of("root_cause") if not part.empty)
        message = "Only one cause is given, without the conditions that let it do harm."
        yield context.at_part(part, message, ask("conditions", opening(context, "root_cause")))
