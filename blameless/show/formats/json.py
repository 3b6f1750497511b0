"""JSON: one object for the whole check, as ``schemas/check.schema.json`` describes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from .. import Failure, Result
from ..escape import to_json

VERSION = 1
"""Version of the layout; a field is never removed or redefined within one."""


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One object: ``{"version", "documents": [...], "errors": [...]}``."""
    documents, errors = [], []
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            errors.append({"path": outcome.path, "message": outcome.message})
        else:
            documents.append(document(outcome))
    out.write(to_json({"version": VERSION, "documents": documents, "errors": errors}, out, indent=2) + "\n")


def document(result: Result) -> dict[str, Any]:
    """A document with its path; ``"offsets"`` is there where they do not refer to the file."""
    offsets = {"offsets": result.offsets} if result.offsets == "converted" else {}
    return {"path": result.path, **offsets, **result.report.to_dict()}
