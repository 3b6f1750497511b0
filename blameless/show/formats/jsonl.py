"""JSON Lines: one object a line and a document, as soon as it is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from .. import Failure, Result
from ..escape import to_json
from .json import VERSION, document


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """A document as in JSON, with its version; one that could not be read is ``{"version", "path", "error"}``."""
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            line = {"version": VERSION, "path": outcome.path, "error": outcome.message}
        else:
            line = {"version": VERSION, **document(outcome)}
        out.write(to_json(line, out) + "\n")
