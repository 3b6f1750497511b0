"""Concise: one line a finding, ``path:line:column: rule message``, as editors and grep take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from .. import Failure, Result
from ..escape import line


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """The findings of each document as it comes in; the command tells on standard error what could not be read."""
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            continue
        path = line(outcome.path)
        for finding in outcome.report.findings:
            place = f"{path}:{finding.line}:{finding.column}"
            out.write(f"{place}: {finding.rule} {line(finding.message)}\n")
