"""``document/kind``: a document that is no postmortem is said to be so, once."""

from __future__ import annotations

from collections.abc import Iterator

from ..rule import Context, Hit, rule

_NAMES = {
    "runbook": "a runbook",
    "readme": "a README",
    "changelog": "a changelog",
    "assignment": "an exercise in writing postmortems",
    "template": "a form that nobody has filled in",
}


@rule(
    id="document/kind",
    summary="no postmortem",
    rationale="A runbook or a README has no impact, no timeline and no action items, and should not; asking it for them, or averaging its score with those of postmortems, tells nothing.",
    source="Google SRE Book, chapter 15: a postmortem is a record of an incident, its impact, the actions taken, the causes and the follow-ups (https://sre.google/sre-book/postmortem-culture/)",
    severity="warning",
    dimension="",
    suggestion="Leave it out of what is checked; if it is meant as a postmortem, say what happened, when, and to whom.",
    bad=(
        "# Runbook: mail queue\n\n## Symptoms\n\nThe queue is longer than 10,000.\n\n## Steps\n\n1. Restart the sender.\n",
        "# Postmortem\n\n## Summary\n\n## Impact\n\nTBD\n\n## Timeline\n\n## Root cause\n\n## Action items\n",
    ),
    good=(
        "# Mail queue outage\n\n## Summary\n\nThe mail queue stood still for an hour; the runbook was followed.\n\n## Action items\n\n- Add a runbook for the mail queue.\n",
    ),
)
def _kind(context: Context) -> Iterator[Hit]:
    genre = context.postmortem.genre
    if genre is not None:
        yield context.whole(f"This reads like {_NAMES[genre]}, not like a postmortem.")
