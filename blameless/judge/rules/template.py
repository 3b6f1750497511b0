"""``template/placeholder``: template text nobody filled in."""

from __future__ import annotations

from collections.abc import Iterator

from ..rule import Context, Hit, rule


@rule(
    id="template/placeholder",
    summary="template text not filled in",
    rationale="A leftover placeholder tells readers that nobody reviewed the document.",
    source="Google SRE Book, chapter 15: unreviewed postmortems might as well never have existed (https://sre.google/sre-book/postmortem-culture/)",
    severity="warning",
    dimension="completeness",
    about="part",
    suggestion="Fill it in or delete it.",
    bad=(
        "## Impact\n\n[describe who was affected]\n",
        "# Incident on YYYY-MM-DD\n",
        "## Impact\n\nXX users could not pay.\n",
        "## Root cause\n\nPending investigation.\n",
        "## Impact\n\nTBD by Ana\n",
        "## Summary\n\nThe shop was down for (fill in).\n",
    ),
    good=(
        "## Impact\n\nAll requests with `{{ user }}` in their path failed; see [the dashboard](https://example.com/d).\n",
        "## Action items\n\n- [x] Fill {name} in.\n",
    ),
    evidence=("filled",),
)
def _placeholder(context: Context) -> Iterator[Hit]:
    source = context.postmortem.source
    for start, end in context.postmortem.placeholders:
        yield Hit(start, end, "This is template text that nobody has filled in.", source.text[start:end])
