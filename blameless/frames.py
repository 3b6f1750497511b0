"""pandas in, pandas out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .analyzer import Analyzer
from .archive.engines import Chunk, Engine, InProcess, Processes, chunked
from .archive.partition import Judged, Settings, Text, failed, judge
from .archive.tables import Row, frame_columns, pandas_types

if TYPE_CHECKING:
    import pandas as pd


def score_frame(
    df: pd.DataFrame, text: str = "text", analyzer: Analyzer | None = None, n_process: int = 1
) -> pd.DataFrame:
    """Score a column of documents.

    Args:
        df: a frame; it is not changed.
        text: the column that holds the documents, in Markdown.
        analyzer: the analyzer to use; one with the default settings where ``None``.
        n_process: how many processes share the work.

    Returns:
        A frame with one row a document and the index of ``df``: scores (0..100), counts of findings, by severity and
        by rule, and of action items, times in seconds, words and sentences; see ``docs/archive.md``. A document that
        cannot be judged, as one that is missing or empty, has the reason in ``error`` and nothing else.

    Raises:
        KeyError: where there is no such column.
        ValueError: where ``n_process`` is less than 1.
    """
    if text not in df.columns:
        raise KeyError(f"no column {text!r}; there are {', '.join(map(str, df.columns))}")
    return score_series(df[text], analyzer, n_process)


def score_series(texts: pd.Series, analyzer: Analyzer | None = None, n_process: int = 1) -> pd.DataFrame:
    """Score a series of documents; as ``score_frame``, and as ``series.blameless.score()``."""
    if n_process < 1:
        raise ValueError("n_process must be at least 1")
    settings = Settings(analyzer.config, analyzer.today) if analyzer else Settings()
    if n_process > 1:
        return score_texts(texts, Processes(n_process, analyzer), settings)
    return score_texts(texts, InProcess() if analyzer is None else _With(analyzer), settings)


def score_texts(texts: pd.Series, engine: Engine, settings: Settings) -> pd.DataFrame:
    """Score a series of documents with an engine."""
    import pandas as pd

    rows: list[Row | None] = [None] * len(texts)

    def fit() -> Iterator[Text]:
        for number, value in enumerate(texts):
            if isinstance(value, str):
                yield Text(str(number), value)
            else:
                problem = "no document" if _missing(value) else f"no text but {type(value).__name__}"
                rows[number] = failed(str(number), problem, settings).document

    for results in engine.run(chunked(fit(), engine.chunk), settings):
        for result in results:
            rows[int(result.key)] = result.document
    types = pandas_types(frame_columns())
    return pd.DataFrame(rows, index=texts.index, columns=list(types)).astype(types)


def _missing(value: Any) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


class _With:
    """Judges with an analyzer at hand."""

    chunk = InProcess.chunk

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def run(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[list[Judged]]:
        for chunk in chunks:
            yield judge(chunk, self._analyzer, settings)
