"""Showing: reports for people and for machines. Knows reports, nothing of how they came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from ..report import Report


@dataclass(frozen=True, slots=True)
class Result:
    """A document and its report."""

    path: str
    text: str
    report: Report


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, and why."""

    path: str
    message: str


class Reporter(Protocol):
    """Writes the outcome of a check to a stream as it comes in; never asks for all of it at once without need."""

    def __call__(self, outcomes: Iterable[Result | Failure], out: TextIO) -> None: ...


FORMATS = ("text", "json", "jsonl")


def reporter(name: str) -> Reporter:
    """The reporter of a format.

    Raises:
        KeyError: for an unknown format.
    """
    if name == "text":
        from .terminal import write_text

        return write_text
    from .machine import write_json, write_json_lines

    return {"json": write_json, "jsonl": write_json_lines}[name]
