"""What each score lost its points for, instead of the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from ..errors import ConfigError
from ..report import DIMENSIONS, Loss, Report
from . import Failure, Reporter, Result
from .escape import line, to_json


def explanations(format: str) -> Reporter:
    """The reporter that explains scores, as text or JSON.

    Raises:
        ConfigError: for a format in which scores are not explained.
    """
    if format not in ("text", "json"):
        raise ConfigError(f"--explain-score supports text and json, not {format}")
    return _as_text if format == "text" else _as_json


def amount(loss: Loss) -> str:
    """How much there is of what a score lost points for, next to what would lose none."""
    if loss.best == 1 and loss.value in (0, 1):
        return "missing" if loss.value == 0 else "there"
    if loss.best and loss.value > loss.best:  # there is too much of it
        return f"{loss.value:.3g}"
    if loss.best == 1:
        return f"{loss.value:.0%}"
    if loss.best == 0 and loss.value < 1:
        return f"likelihood {loss.value:.0%}"
    return f"{loss.value:.3g}" if loss.best == 0 else _of(loss.value, loss.best)


def _of(value: float, best: float) -> str:
    """``1 of 8``; in whole numbers, but where they would be the same."""
    whole = f"{value:.0f}", f"{best:.0f}"
    return " of ".join(whole if whole[0] != whole[1] else (f"{value:.3g}", f"{best:.3g}"))


def _lines(path: str, report: Report) -> Iterator[str]:
    scores = report.scores
    whole = "no overall score" if scores.overall is None else f"{scores.overall:.0f} of 100, grade {scores.grade}"
    yield f"{line(path)}: {whole}"
    for dimension in DIMENSIONS:
        value = getattr(scores, dimension)
        if value is None:
            yield f"\n{dimension}: nothing to judge"
            continue
        yield f"\n{dimension}: {value:.0f} of 100"
        found = sorted((each for each in report.losses if each.dimension == dimension), key=lambda each: -each.points)
        if found:
            yield f"  {'points':>6}  {'overall':>7}"
        for loss in found:
            yield f"  {-loss.points:6.1f}  {-loss.overall:7.1f}  {loss.label} ({amount(loss)})"


def _as_text(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    for number, outcome in enumerate(each for each in outcomes if isinstance(each, Result)):
        out.write(("\n" if number else "") + "\n".join(_lines(outcome.path, outcome.report)) + "\n")


def _as_json(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    documents: list[dict[str, Any]] = []
    errors = []
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            errors.append({"path": outcome.path, "message": outcome.message})
            continue
        told = outcome.report.to_dict()
        documents.append({"path": outcome.path, "scores": told["scores"], "losses": told["losses"]})
    out.write(to_json({"version": 1, "documents": documents, "errors": errors}, out) + "\n")
