"""Showing: reports for people and machines. Knows reports, nothing of how they came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TextIO

if TYPE_CHECKING:
    from ..report import Finding, Report


@dataclass(frozen=True, slots=True)
class Result:
    """A document and its report. ``known`` are findings of a baseline, which are left out of the report.

    ``offsets`` says what its offsets and lines refer to: ``"original"``, the text of the file, or ``"converted"``, the text
    that was made of it.
    """

    path: str
    text: str
    report: Report
    known: tuple[Finding, ...] = ()
    offsets: Literal["original", "converted"] = "original"


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, and why."""

    path: str
    message: str


CONVERTED = "Converted file: line numbers and quotes refer to the converted text."
"""What a reader is told where offsets do not refer to the file."""


class Reporter(Protocol):
    """Writes the outcome of a check to a stream as it comes in; never asks for all of it at once without need."""

    def __call__(self, outcomes: Iterable[Result | Failure], out: TextIO) -> None: ...
