"""``ignore/unused``: a comment that switches off a rule where there is nothing to switch off."""

from __future__ import annotations

from collections.abc import Iterator

from ..rule import Context, Hit, rule


@rule(
    id="ignore/unused",
    summary="an ignore comment that silences nothing",
    rationale="A stale ignore hides the next real finding on its line.",
    source="The practice of sqlfluff, ruff and clippy, which report unused suppressions.",
    severity="info",
    dimension="",
    suggestion="Remove the comment, or correct the rule it names.",
    bad=("<!-- blameless: ignore blame/person -->\n\nThe disk filled up.\n",),
    good=("<!-- blameless: ignore blame/person -->\n\nDave forgot to drain the node.\n",),
)
def _unused(context: Context) -> Iterator[Hit]:
    # What a comment silences is known only after every other rule has spoken: see judge/findings.py.
    return iter(())
