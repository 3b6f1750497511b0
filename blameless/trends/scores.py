"""Scores files and frames: read, checked, and each document with its date."""

# pyright: reportArgumentType=false
# What pandas says it returns is wider than what it does return.

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from ..errors import InputError, nearest
from ..parts import parts_of
from ..report import DIMENSIONS, DetectedBy
from ..show.escape import from_csv_cell

if TYPE_CHECKING:
    import pandas as pd

SCORES = ("overall", *DIMENSIONS)
COUNTS = ("errors", "warnings", "infos", "action_items", "vague_actions", "unowned_actions", "undated_actions")
NEEDED = (*SCORES, *COUNTS, "time_to_detect", "detected_by")
"""The columns that a scored table must have; counts of each rule (``blame/person``) are used where they are there."""

DATE_COLUMNS = ("started", "detected", "resolved", "date")
"""Where the date of a document comes from: the first of these that holds a day. The incident goes before the text."""

_RULE = re.compile(r"[a-z]+/[a-z_-]+")
_DAY = r"^\s*((?:19|20|21)\d\d-\d\d-\d\d)(?![\d-])"


def is_rule(column: object) -> bool:
    """Whether a column counts the findings of a rule."""
    return isinstance(column, str) and _RULE.fullmatch(column) is not None


def rules_of(scores: pd.DataFrame) -> list[str]:
    """The rules whose findings a scored table counts, in its order."""
    return [column for column in scores.columns if is_rule(column)]


SHOWN = ("title", "path", "failure_modes", "time_to_resolve", "done_actions", "url", "link")
"""Columns that are shown where they are there."""
_TEXTS = ("id", "error", "title", "path", "url", "link")


def read_scores(path: Path, date: str | None = None, by: Sequence[str] = ()) -> pd.DataFrame:
    """Read a scores file: Parquet, CSV or JSON Lines by its suffix. Only the columns that trends need are kept.

    Args:
        path: the file, or a folder of Parquet parts (``part-….parquet``).
        date: a column with the dates of the documents, to be kept as well.
        by: columns whose values are compared, to be kept as well.

    Raises:
        InputError: where it cannot be read, is damaged, or is no scores file; the message names the reason.
    """
    import pandas as pd

    asked = (*by, *([date] if date else []))
    needed = {"id", "error", *NEEDED, *DATE_COLUMNS, *SHOWN, *asked}
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".parquet": lambda file: _read_parquet(file, needed, asked),
        ".csv": _read_csv,
        ".jsonl": _read_json_lines,
        ".ndjson": _read_json_lines,
    }
    parts = parts_of(path)
    reader = readers[".parquet"] if parts else readers.get(path.suffix.lower())
    if os.path.isfile(path) and path.stat().st_size == 0:
        raise InputError("the file is empty")
    if not os.path.isfile(path) and not parts:
        raise InputError(
            "a folder; give the file that `blameless score` wrote" if os.path.isdir(path) else "no such file"
        )
    if reader is None:
        raise InputError(f"the name of a scores file ends in {', '.join(readers)}")
    try:
        frame = reader(path)
    except ImportError as error:
        raise InputError(f"reading Parquet needs the package pyarrow ({str(error).splitlines()[0]})") from None
    except OSError as error:
        raise InputError(error.strerror or "damaged, or not what its name says") from None
    except pd.errors.EmptyDataError:
        raise InputError("the file is empty") from None
    except UnicodeDecodeError:
        raise InputError("not valid UTF-8") from None
    except (
        ValueError,
        RecursionError,
    ):  # pandas and pyarrow derive theirs from ValueError, and say what they looked for
        raise InputError("damaged, or not what its name says") from None
    _check_asked(asked, frame.columns)
    return check_scores(frame[[c for c in frame.columns if c in needed or is_rule(c)]])


def _no_column(name: str, known: Iterable[object]) -> InputError:
    """That there is no such column; of those there are, without the many that count the findings of a rule."""
    names = [str(column) for column in known if not is_rule(column)]
    return InputError(f'there is no column "{name}"{nearest(name, names)}; there are {", ".join(names)}')


def _check_asked(asked: Sequence[str], known: Iterable[object]) -> None:
    """Raise InputError where a scores file lacks a column that somebody named; another file lacks them all."""
    names = [str(column) for column in known]
    missing = [name for name in asked if name not in names]
    if missing and not set(NEEDED).isdisjoint(names):
        raise _no_column(missing[0], names)


def _read_parquet(path: Path, needed: Container[str], asked: Sequence[str]) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = []
    for part in parts_of(path) or [path]:
        with pq.ParquetFile(part) as file:
            _check_asked(asked, file.schema_arrow.names)
            names = [name for name in file.schema_arrow.names if name in needed or is_rule(name)]
            tables.append(file.read(columns=names))
    return pa.concat_tables(tables, promote_options="default").to_pandas()


def _read_csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    frame = pd.read_csv(path, dtype="string", encoding="utf-8")
    for column in _TEXTS:
        if column in frame.columns:
            frame[column] = frame[column].map(from_csv_cell, na_action="ignore")
    return frame


def _read_json_lines(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_json(path, lines=True, dtype=False, encoding="utf-8")


def check_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """A scored table with its figures as numbers, if that is what it is.

    Args:
        scores: a table as of ``blameless score`` or ``blameless.score_frame``; it is not changed.

    Raises:
        InputError: where it is none, is empty, or holds a value that cannot be.
    """
    missing = [column for column in NEEDED if column not in scores.columns]
    if len(missing) == len(NEEDED):
        raise InputError("not a scores file: it has none of the columns that `blameless score` writes")
    if missing:
        raise InputError(f"the column{'s' * (len(missing) > 1)} {', '.join(missing)} {_are(missing)} missing")
    if not scores.columns.is_unique:
        twice = scores.columns[scores.columns.duplicated()][0]
        raise InputError(f"there are two columns {twice!r}")
    if scores.empty:
        raise InputError("the archive is empty: there is no document in it")
    scores = scores.copy()
    for column in ("id", "error", *NEEDED, *DATE_COLUMNS, *SHOWN, *rules_of(scores)):
        if column in scores.columns and scores[column].dtype == object and scores[column].map(_nested).any():
            raise InputError(f"column {column}: holds lists or objects, not plain values")
    told = [column for column in ("time_to_resolve", "done_actions") if column in scores.columns]
    for column in [*SCORES, *COUNTS, "time_to_detect", *told, *rules_of(scores)]:
        scores[column] = _numbers(scores, column, 100 if column in SCORES else float("inf"))
    _check_noticed(scores)
    if not bool(scores["overall"].notna().any()):
        raise InputError("no document of the archive has a score")
    return scores


def check_columns(scores: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise InputError where a table lacks a column whose values are to be compared, or it holds no plain values."""
    for name in names:
        if name not in scores.columns:
            raise _no_column(name, scores.columns)
        if scores[name].dtype == object and scores[name].map(_nested).any():
            raise InputError(f"column {name}: holds lists or objects, not plain values")


def _nested(value: object) -> bool:
    return isinstance(value, (list, tuple, dict, set)) or getattr(value, "ndim", 0) > 0


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _numbers(scores: pd.DataFrame, column: str, most: float) -> pd.Series:
    """A column as numbers from 0 to ``most``; missing values stay missing."""
    import pandas as pd

    values = pd.Series(pd.to_numeric(scores[column], errors="coerce"), index=scores.index).astype("float64")
    wrong = (values.isna() & scores[column].notna()) | (values < 0) | (values > most) | (values == float("inf"))
    if bool(wrong.any()):
        row = int(wrong.to_numpy().argmax())
        limit = f"from 0 to {most:g}" if most < float("inf") else "of 0 or more"
        raise InputError(f"row {row + 1}, column {column}: {_shown(scores[column].iloc[row])} is no number {limit}")
    return values


def _check_noticed(scores: pd.DataFrame) -> None:
    known = get_args(DetectedBy)
    wrong = scores["detected_by"].notna() & ~scores["detected_by"].isin(known)
    if bool(wrong.any()):
        row = int(wrong.to_numpy().argmax())
        value = _shown(scores["detected_by"].iloc[row])
        raise InputError(f"row {row + 1}, column detected_by: {value} is none of {', '.join(known)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def dates_of(scores: pd.DataFrame, date: str | None = None) -> pd.Series:
    """The day of each document, ``NaT`` where none is known, with the index of ``scores``.

    Args:
        scores: a scored table.
        date: the column that holds the dates (moments, or text that begins with an ISO date); where ``None`` the first
            of :data:`DATE_COLUMNS` that holds a day. Days count as they are written, whatever the zone.

    Raises:
        InputError: where there is no such column, or no document has a date.
    """
    import pandas as pd

    if date is not None and date not in scores.columns:
        raise _no_column(date, scores.columns)
    columns = [date] if date is not None else [column for column in DATE_COLUMNS if column in scores.columns]
    days = pd.Series(pd.NaT, index=scores.index, dtype="datetime64[s]")
    for column in columns:
        written = scores[column].astype("string").str.extract(_DAY, expand=False)
        days = days.fillna(pd.to_datetime(written, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]"))
    if not bool(days.notna().any()):
        where = ", ".join(map(str, columns)) or f"none of {', '.join(DATE_COLUMNS)} is there"
        raise InputError(f"no document has a date (looked in: {where}); name a column of ISO dates with --date")
    return days
