"""pandas in, pandas out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .analyzer import Analyzer
from .report import DIMENSIONS, SEVERITIES, Report

if TYPE_CHECKING:
    import pandas as pd


def row(report: Report) -> dict[str, object]:
    """One document as one row: scores, counts and metrics."""
    counts = {level: sum(f.severity == level for f in report.findings) for level in reversed(SEVERITIES)}
    metrics = report.metrics
    return {
        "overall": report.scores.overall,
        **{name: getattr(report.scores, name) for name in DIMENSIONS},
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "action_items": len(report.action_items),
        "vague_actions": sum(item.vague for item in report.action_items),
        "unowned_actions": sum(item.owner is None and not item.done for item in report.action_items),
        "undated_actions": sum(item.due is None and not item.done for item in report.action_items),
        "time_to_detect": metrics.time_to_detect,
        "time_to_resolve": metrics.time_to_resolve,
        "detected_by": metrics.detected_by,
        "words": metrics.words,
        "sentences": metrics.sentences,
    }


_TYPES = {
    **dict.fromkeys(("overall", *DIMENSIONS), "float64"),
    **dict.fromkeys(
        ("errors", "warnings", "infos", "action_items", "vague_actions", "unowned_actions", "undated_actions"), "int64"
    ),
    **dict.fromkeys(("time_to_detect", "time_to_resolve"), "float64"),
    "detected_by": "string",
    **dict.fromkeys(("words", "sentences"), "int64"),
}
"""The columns of a scored frame, in order, with their types."""


def score_frame(
    df: pd.DataFrame, text: str = "text", analyzer: Analyzer | None = None, n_process: int = 1
) -> pd.DataFrame:
    """Score a column of documents.

    Args:
        df: a frame; it is not changed.
        text: the column that holds the documents; a missing value counts as an empty document.
        analyzer: the analyzer to use; one with the default settings where ``None``.
        n_process: how many processes share the work.

    Returns:
        A frame with one row a document and the index of ``df``: scores (0..100), counts of findings and action items,
        times in seconds, words and sentences.

    Raises:
        KeyError: where there is no such column.
    """
    import pandas as pd

    if text not in df.columns:
        raise KeyError(f"no column {text!r}; there are {', '.join(map(str, df.columns))}")
    texts = ("" if value is None or value is pd.NA or value != value else str(value) for value in df[text])
    rows = [row(report) for report in (analyzer or Analyzer()).pipe(texts, n_process=n_process)]
    return pd.DataFrame(rows, index=df.index, columns=list(_TYPES)).astype(_TYPES)
