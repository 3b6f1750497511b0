"""Reports for machines: JSON and JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from . import Failure, Result

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
    json.dump({"version": VERSION, "documents": documents, "errors": errors}, out, ensure_ascii=False, indent=2)
    out.write("\n")


def write_json_lines(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One object a line and a document, as soon as it is there; one that failed is ``{"path", "error"}``."""
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            line = {"version": VERSION, "path": outcome.path, "error": outcome.message}
        else:
            line = {"version": VERSION, "path": outcome.path, **outcome.report.to_dict()}
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
