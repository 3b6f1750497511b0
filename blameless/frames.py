"""pandas in, pandas out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from .analyzer import Analyzer
from .archive.engines import Chunk, Engine, InProcess, Processes, chunked
from .archive.index import INDEX
from .archive.naming import named
from .archive.partition import Judged, Settings, Text, failed, judge, score_partition
from .archive.tables import ACTIONS, Column, Row, frame_columns, pandas_types

if TYPE_CHECKING:
    import pandas as pd


def score_frame(
    df: pd.DataFrame, text: str = "text", analyzer: Analyzer | None = None, n_process: int = 1
) -> pd.DataFrame:
    """Score a column of documents.

    Args:
        df: a frame; it is not changed.
        text: the column that holds the documents, in Markdown.
        analyzer: the analyzer to use, which holds due dates against its ``today``; where ``None`` one with the default
            settings for which nothing is overdue, so that a frame has the same scores on every day.
        n_process: how many processes share the work.

    Returns:
        A frame with one row a document and the index of ``df``: scores (0..100), counts of findings, by severity and
        by rule, and of action items, times in seconds, words and sentences; see
        https://blameless-postmortems.readthedocs.io/en/stable/archive/. A document that
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
    settings = Settings(analyzer.config, analyzer.today or None) if analyzer else Settings()
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


Part = Literal["actions", "index"]
"""A table that a document has rows of: its action items, or its one entry of the index."""
_COLUMNS: Mapping[Part, tuple[Column, ...]] = {"actions": ACTIONS, "index": INDEX}


def action_frame(
    df: pd.DataFrame, text: str = "text", id: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """The action items of a column of documents, one row an item: the table that ``blameless actions`` reads.

    Args:
        df: a frame; it is not changed.
        text: the column that holds the documents, in Markdown.
        id: the column that names them; the index of ``df`` where ``None``. Columns ``title`` and ``date`` go before what the
            documents say of themselves.
        settings: what to judge by; the defaults where ``None``.

    Raises:
        KeyError: where there is no such column.
    """
    return part_frame(df, "actions", text, id, settings)


def index_frame(
    df: pd.DataFrame, text: str = "text", id: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """What incidents are remembered by, one row a document that can be judged; as :func:`action_frame`.

    Written to ``scores.index.parquet`` it is what ``blameless similar`` asks.
    """
    return part_frame(df, "index", text, id, settings)


def part_frame(
    df: pd.DataFrame, part: Part, text: str = "text", id: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """The rows that the documents of a frame have in one of the tables; see :func:`action_frame` and :func:`index_frame`."""
    import pandas as pd

    for name in (text, *([id] if id is not None else [])):
        if name not in df.columns:
            raise KeyError(f"no column {name!r}; there are {', '.join(map(str, df.columns))}")
    own = replace(settings or Settings(), actions=part == "actions", indexed=part == "index")
    names = (df.index if id is None else df[id]).astype("string").to_list()
    own_columns = {name: df[name].to_list() for name in ("title", "date") if name in df.columns}
    rows: dict[int, list[Row]] = {}
    texts = (Text(str(n), value) for n, value in enumerate(df[text]) if isinstance(value, str))
    for chunk in chunked(texts, InProcess.chunk):
        for each, result in zip(chunk, score_partition(chunk, own), strict=True):
            number = int(result.key)
            called = named(
                result.document, names[number], None, {name: values[number] for name, values in own_columns.items()}
            )
            of_document = {
                "id": names[number],
                "title": called["title"],
                "date": called["date"],
                "fingerprint": own.fingerprint(_hash(each.text), each.format),
            }
            found = result.actions if part == "actions" else result.indexed
            rows[number] = [{**row, **of_document} for row in found or ()]
    types = pandas_types(_COLUMNS[part])
    return pd.DataFrame([row for number in sorted(rows) for row in rows[number]], columns=list(types)).astype(types)


def _hash(text: str) -> str:
    """The hash of a text, as that of a row of a table."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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
