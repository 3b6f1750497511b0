"""Findings as the diagnostics of an editor."""

from __future__ import annotations

from lsprotocol.types import CodeDescription, Diagnostic, DiagnosticSeverity, DiagnosticTag, Position, Range

from .. import links
from ..report import Finding
from ..show.escape import line
from .drafts import Analysis
from .places import Places

SOURCE = "blameless"
_SEVERITIES = {
    "error": DiagnosticSeverity.Error,
    "warning": DiagnosticSeverity.Warning,
    "info": DiagnosticSeverity.Information,
}


def diagnostics(analysis: Analysis, places: Places) -> list[Diagnostic]:
    """The diagnostics of a draft; where it could not be judged, one at its beginning that says why."""
    if analysis.problem is not None:
        start = Range(Position(0, 0), Position(0, 0))
        return [Diagnostic(start, line(analysis.problem), DiagnosticSeverity.Error, source=SOURCE)]
    return [] if analysis.report is None else [diagnostic(finding, places) for finding in analysis.report.findings]


def diagnostic(finding: Finding, places: Places) -> Diagnostic:
    """One finding; what is best taken away is shown faded."""
    needless = finding.replacement is not None and not finding.replacement.text
    return Diagnostic(
        range=places.range(finding.start, finding.end),
        message=f"{line(finding.message)}\n→ {line(finding.suggestion)}",
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=CodeDescription(links.rule_page(finding.rule)),
        source=SOURCE,
        tags=[DiagnosticTag.Unnecessary] if needless else None,
    )
