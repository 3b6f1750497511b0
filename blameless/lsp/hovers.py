"""What an editor shows over the words of a finding: what is wrong, what to write instead, and why the rule is there."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol.types import Hover, MarkupContent, MarkupKind

from .. import links
from ..catalogue import catalogue
from ..report import Finding
from ..show.escape import line, markdown
from .places import Places


def hover(findings: Sequence[Finding], places: Places, formatted: bool) -> Hover | None:
    """All there is to say of the findings at one place; as Markdown where ``formatted``."""
    if not findings:
        return None
    write, kind = (_markdown, MarkupKind.Markdown) if formatted else (_plain, MarkupKind.PlainText)
    text = ("\n\n---\n\n" if formatted else "\n\n").join(write(finding) for finding in findings)
    narrowest = min(findings, key=lambda finding: finding.end - finding.start)
    return Hover(MarkupContent(kind, text), places.range(narrowest.start, narrowest.end))


def _markdown(finding: Finding) -> str:
    told = [
        f"**{finding.severity}** [`{finding.rule}`]({links.rule_page(finding.rule)}): {markdown(finding.message)}",
        f"→ {markdown(finding.suggestion)}",
    ]
    rule = catalogue().get(finding.rule)
    if rule is not None:
        told.append(f"**Why:** {rule.rationale} *{rule.source}*")
    return "\n\n".join((*told, f"Confidence {100 * finding.confidence:.0f} %"))


def _plain(finding: Finding) -> str:
    told = [f"{finding.severity} {finding.rule}: {line(finding.message)}", f"→ {line(finding.suggestion)}"]
    rule = catalogue().get(finding.rule)
    if rule is not None:
        told.append(f"Why: {rule.rationale} ({rule.source})")
    return "\n".join((*told, f"Confidence {100 * finding.confidence:.0f} %"))
