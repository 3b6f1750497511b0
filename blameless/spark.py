"""Spark frames in, Spark frames out: the partition function on ``mapInPandas``."""

# pyright: reportMissingImports=false
# Types are checked where PySpark is not installed too.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from .archive.engines import InProcess
from .archive.index import INDEX
from .archive.partition import Settings
from .archive.tables import ACTIONS, Column, frame_columns
from .config import Config
from .errors import BlamelessError
from .frames import Part, part_frame, score_texts

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def score(df: DataFrame, text: str = "text", config: Config | None = None, today: date | None = None) -> DataFrame:
    """Score a column of documents, on the executors and lazily, as everything in Spark.

    Args:
        df: a frame; ``blameless`` must be installed where its partitions are worked on.
        text: the column that holds the documents, in Markdown.
        config: settings; the defaults where ``None``.
        today: the day against which due dates are held; without it no action is overdue.

    Returns:
        The other columns of ``df`` and those of ``blameless.score_frame``, one row a document. A document that
        cannot be judged has the reason in ``error``.

    Raises:
        KeyError: where there is no such column.
        BlamelessError: where another column has a name that the scores need.
    """
    if text not in df.columns:
        raise KeyError(f"no column {text!r}; there are {', '.join(df.columns)}")
    kept = [name for name in df.columns if name != text]
    taken = sorted(set(kept) & {column.name for column in frame_columns()})
    if taken:
        raise BlamelessError(f"the columns {', '.join(taken)} are those of scores; rename them first")
    return df.mapInPandas(_scorer(text, kept, Settings(config or Config(), today)), schema(df, text))


def actions(
    df: DataFrame, text: str = "text", id: str = "id", config: Config | None = None, today: date | None = None
) -> DataFrame:
    """The action items of a column of documents, one row an item: the table that ``blameless actions`` reads.

    Args:
        df: a frame; its columns ``title`` and ``date``, where it has them, go before what the documents say of themselves.
        text: the column that holds the documents, in Markdown.
        id: the column that names them.
        config: settings; the defaults where ``None``.
        today: the day against which due dates are held.

    Raises:
        KeyError: where there is no such column.
    """
    return _part(df, "actions", text, id, Settings(config or Config(), today))


def index(
    df: DataFrame, text: str = "text", id: str = "id", config: Config | None = None, today: date | None = None
) -> DataFrame:
    """What incidents are remembered by, one row a document: written as Parquet it is what ``blameless similar`` asks; as :func:`actions`."""
    return _part(df, "index", text, id, Settings(config or Config(), today))


def _part(df: DataFrame, part: Part, text: str, id: str, settings: Settings) -> DataFrame:
    for name in (text, id):
        if name not in df.columns:
            raise KeyError(f"no column {name!r}; there are {', '.join(df.columns)}")

    def run(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for frame in frames:
            yield part_frame(frame, part, text, id, settings)

    return df.mapInPandas(run, _struct(ACTIONS if part == "actions" else INDEX))


def schema(df: DataFrame, text: str = "text") -> StructType:
    """The schema of the scored frame."""
    from pyspark.sql.types import StructType

    kept = [field for field in df.schema.fields if field.name != text]
    return StructType([*kept, *_struct(frame_columns()).fields])


def _struct(columns: Iterable[Column]) -> StructType:
    """The schema of a table."""
    from pyspark.sql.types import BooleanType, DoubleType, LongType, StringType, StructField, StructType

    types = {"string": StringType(), "int64": LongType(), "float64": DoubleType(), "bool": BooleanType()}
    return StructType([StructField(column.name, types[column.type]) for column in columns])


def _scorer(
    text: str, kept: list[str], settings: Settings
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """What runs on the executors."""

    def run(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        import pandas as pd

        for frame in frames:
            yield pd.concat([frame[kept], score_texts(frame[text], InProcess(), settings)], axis=1)

    return run
