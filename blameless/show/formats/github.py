"""GitHub annotations: a workflow command a finding, which GitHub shows beside the line in the pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from ...report import Finding
from .. import Failure, Result
from ..escape import relative, workflow

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """The annotations of each document as it comes in; one that could not be read is an error of its file."""
    for outcome in outcomes:
        path = relative(outcome.path)
        if isinstance(outcome, Failure):
            out.write(_command("error", {"file": path, "title": "not read"}, outcome.message))
        else:
            for finding in outcome.report.findings:
                out.write(_annotation(path, finding))


def _annotation(path: str, finding: Finding) -> str:
    places: dict[str, str | int] = {"file": path, "line": finding.line, "endLine": finding.end_line}
    if finding.line == finding.end_line:  # GitHub takes columns on one line only
        places |= {"col": finding.column, "endColumn": finding.end_column}
    message = f"{finding.message}\n→ {finding.suggestion}"
    return _command(_COMMANDS[finding.severity], {**places, "title": finding.rule}, message)


def _command(name: str, properties: Mapping[str, str | int], message: str) -> str:
    told = ",".join(f"{key}={workflow(str(value), is_property=True)}" for key, value in properties.items())
    return f"::{name} {told}::{workflow(message)}\n"
