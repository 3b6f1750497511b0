"""``document/…``: what is no postmortem, or is not read, is said to be so, once."""

from __future__ import annotations

from collections.abc import Iterator

from ..rule import Context, Hit, rule

_NAMES = {
    "runbook": "a runbook",
    "readme": "a README",
    "changelog": "a changelog",
    "assignment": "an exercise in writing postmortems",
    "template": "a template that nobody has filled in",
}


@rule(
    id="document/kind",
    summary="not a postmortem",
    rationale="A runbook or a README has no impact, timeline or action items, and does not need them.",
    source="Google SRE Book, chapter 15: a postmortem is a record of an incident, its impact, the actions taken, the causes and the follow-ups (https://sre.google/sre-book/postmortem-culture/)",
    severity="warning",
    dimension="",
    about="document",
    suggestion="Exclude it from the check. If it is meant as a postmortem, say what happened, when and to whom.",
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
        yield context.whole(f"This reads like {_NAMES[genre]}, not a postmortem.")


LEAST = 300
SHARES = {"code": 0.2, "quote": 0.5}
"""Said where so many characters of prose, and this share of all prose, were not judged."""

_WHY = {"code": "is set as code", "quote": "is in block quotes"}


@rule(
    id="document/unread",
    summary="much of the text was not checked",
    rationale="Code and quotations are not checked, as they are not the writer's own words. When most of a postmortem is set as code or quoted, perhaps by an indented paste, its scores rest on the little that is left.",
    source="CommonMark 0.31, 4.4: a line indented by four columns is code, which many an author of a pasted text does not know (https://spec.commonmark.org/0.31.2/#indented-code-blocks)",
    severity="info",
    dimension="",
    about="document",
    suggestion="If this is the postmortem's own text, take it out of the code block or the quotation; leave it if it is a log or somebody else's words.",
    bad=(
        "# Outage\n\nPasted from the wiki:\n\n"
        + "    The queue was full and the worker that drains it had not been started after the restart of the host.\n"
        * 4,
        "# Outage\n\n"
        + "> We had a look at the queue, and it was full because the worker had not been started after the restart.\n"
        * 4,
    ),
    good=(
        "# Outage\n\nThe worker could not be started:\n\n```\n"
        + "worker-3: error: cannot open /var/spool/queue/0001: no space left on device (28)\n" * 8
        + "```\n",
        "# Outage\n\nThe queue was full. A customer wrote:\n\n> Our orders have been lost since noon.\n",
    ),
    applies=lambda context: not context.postmortem.genre,
)
def _unread(context: Context) -> Iterator[Hit]:
    postmortem = context.postmortem
    read = sum(len(sentence.text) for sentence in postmortem.sentences if not sentence.quoted)
    whole = read + postmortem.metrics.unread
    for why, share in SHARES.items():
        stretches = [each for each in postmortem.unread if each.why == why]
        lost = sum(each.length for each in stretches)
        if lost >= max(LEAST, share * whole):
            start, end = stretches[0].start, stretches[0].end
            message = f"From here on, {round(100 * lost / whole)} % of the text {_WHY[why]} and was not checked."
            yield Hit(start, end, message, " ".join(postmortem.source.text[start:end].split()))
