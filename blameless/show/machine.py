"""Reports for machines: JSON and JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from . import Failure, Result
from .escape import to_json

VERSION = 1
"""Version of the JSON layout; a field is never removed or redefined within one."""


def write_json(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One object for the whole check: ``{"version", "documents": [...], "errors": [...]}``."""
    documents, errors = [], []
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            errors.append({"path": outcome.path, "message": outcome.message})
        else:
            documents.append({"path": outcome.path, **outcome.report.to_dict()})
    out.write(to_json({"version": VERSION, "documents": documents, "errors": errors}, out, indent=2) + "\n")


def write_json_lines(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One object a line and a document, as soon as it is there; one that failed is ``{"path", "error"}``."""
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            line = {"version": VERSION, "path": outcome.path, "error": outcome.message}
        else:
            line = {"version": VERSION, "path": outcome.path, **outcome.report.to_dict()}
        out.write(to_json(line, out) + "\n")
