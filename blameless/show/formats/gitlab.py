"""GitLab code quality: a JSON list that a merge request shows as its changes of quality.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from ...fingerprints import fingerprints
from .. import Failure, Result
from ..escape import relative, to_json

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One list of all findings; the command tells on standard error what could not be read."""
    issues = [issue for outcome in outcomes if isinstance(outcome, Result) for issue in _issues(outcome)]
    out.write(to_json(issues, out, indent=2) + "\n")


def _issues(result: Result) -> Iterator[dict[str, Any]]:
    path, findings = relative(result.path), result.report.findings
    for finding, fingerprint in zip(findings, fingerprints(findings, path), strict=True):
        yield {
            "description": f"{finding.message} → {finding.suggestion}",
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": path, "lines": {"begin": finding.line, "end": finding.end_line}},
        }
