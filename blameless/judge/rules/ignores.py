"""``ignore/unused``: a comment that switches off a rule where there is nothing to switch off."""

from __future__ import annotations

from ...catalogue import Rule, register

UNUSED = register(
    Rule(
        id="ignore/unused",
        summary="an ignore comment that silences nothing",
        rationale="A stale ignore hides the next real finding on its line.",
        source="The practice of sqlfluff, ruff and clippy, which report unused suppressions.",
        severity="info",
        dimension="",
        about="document",
        suggestion="Remove the comment, or correct the rule it names.",
        bad=("<!-- blameless: ignore blame/person -->\n\nThe disk filled up.\n",),
        good=("<!-- blameless: ignore blame/person -->\n\nDave forgot to drain the node.\n",),
    )
)
"""In the catalogue alone: what a comment silences is known only after every other rule has spoken, see ``judge/findings.py``."""
