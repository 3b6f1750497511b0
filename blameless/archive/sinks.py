"""Rows to and from files: Parquet, CSV and JSON Lines by suffix."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ..destination import is_special, temporary_beside
from ..errors import OutputError
from ..show.escape import csv_cell, from_csv_cell, to_json
from .tables import Column, Row, arrow_schema

SUFFIXES = (".parquet", ".csv", ".jsonl", ".ndjson")
_ROW_GROUP = 20_000
_READ_ROWS = 500


class Writer(Protocol):
    """Writes rows of one table to a file."""

    def write(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


class ParquetWriter:
    """Rows to Parquet, in row groups of twenty thousand."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        import pyarrow.parquet as pq

        self._schema = arrow_schema(columns)
        self._file = path.open("wb")
        self._writer = pq.ParquetWriter(self._file, self._schema, compression="zstd")
        self._waiting: list[Any] = []

    def write(self, rows: Sequence[Row]) -> None:
        import pyarrow as pa

        if rows:
            self._waiting.append(pa.RecordBatch.from_pylist(list(rows), schema=self._schema))
        if sum(batch.num_rows for batch in self._waiting) >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
        self._waiting = []

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._writer.close()
        _settle(self._file)


class CsvWriter:
    """Rows to CSV with a header; a missing value is an empty field, and no text a formula of a spreadsheet, unless asked."""

    def __init__(self, path: Path, columns: Sequence[Column], formulas: bool = False) -> None:
        self._names = [column.name for column in columns]
        self._formulas = formulas
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)  # lines end as RFC 4180 says, so that either end inside a text is quoted
        self._writer.writerow(self._names)

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.writerows([self._plain(row[name]) for name in self._names] for row in rows)

    def close(self) -> None:
        self._file.flush()
        _settle(self._file)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str):
            return csv_cell(value, self._formulas)
        return ("true" if value else "false") if isinstance(value, bool) else value


class JsonLinesWriter:
    """Rows to JSON Lines: every row has every column."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._file.write(to_json({name: row[name] for name in self._names}, self._file) + "\n")

    def close(self) -> None:
        self._file.flush()
        _settle(self._file)


def _settle(file: Any) -> None:
    """Have a file on the disk before it takes the place of another."""
    os.fsync(file.fileno())
    file.close()


def check_suffix(path: Path) -> None:
    """Raise OutputError for an output of no known format."""
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"{path}: the name must end in {', '.join(SUFFIXES)}")


class Output:
    """A file that appears whole or not at all.

    Args:
        path: its name, whose suffix tells its format.
        columns: its columns.
        formulas: leave formulas of spreadsheets in CSV what they are.

    Raises:
        OutputError: where it cannot be written.
    """

    def __init__(self, path: Path, columns: Sequence[Column], formulas: bool = False) -> None:
        self.path = path
        if is_special(path):
            raise OutputError(f"{path}: is no file that a table could take the place of")
        try:
            self._part = temporary_beside(path, claimed=True)
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
        kinds: dict[str, Callable[..., Writer]] = {
            ".parquet": ParquetWriter,
            ".csv": partial(CsvWriter, formulas=formulas),
        }
        kind = kinds.get(path.suffix.lower(), JsonLinesWriter)
        self._writer: Writer = self._told(lambda: kind(self._part, columns))

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        self._told(lambda: self._writer.write(rows))

    def close(self) -> None:
        """Finish the file under its temporary name."""
        self._told(self._writer.close)

    def publish(self) -> None:
        """Give it its name, in the place of an earlier one."""
        self._told(lambda: self._part.replace(self.path))

    def discard(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _told(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except OSError as error:
            self.discard()
            raise OutputError(f"{self.path}: cannot be written: {error.strerror or error}") from None


def read_rows(path: Path, columns: Sequence[Column], formulas: bool = False) -> Iterator[list[Row]]:
    """The rows of an output written before, in pages; columns it does not have are ``None``.

    ``formulas`` says that those of spreadsheets were left what they are.

    Raises:
        OutputError: where it is damaged or was not written by this command.
    """
    kinds: dict[str, _Reader] = {".parquet": _read_parquet, ".csv": partial(_read_csv, formulas=formulas)}
    kind = kinds.get(path.suffix.lower(), _read_json_lines)
    try:
        yield from kind(path, columns)
    except OSError as error:
        raise _unusable(path, error.strerror or str(error).splitlines()[0]) from None
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise _unusable(path, f"damaged: {str(error).splitlines()[0]}") from None


_Reader = Callable[[Path, Sequence[Column]], Iterator[list[Row]]]


def _unusable(path: Path, why: str) -> OutputError:
    return OutputError(f"{path}: cannot be gone on from: {why}; move it away, or score everything again with --rescore")


def _check_names(path: Path, names: Sequence[str]) -> None:
    if not {"id", "fingerprint"} <= set(names):
        raise _unusable(path, "not written by blameless score")


def _read_parquet(path: Path, columns: Sequence[Column]) -> Iterator[list[Row]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            _check_names(path, file.schema_arrow.names)
            _check_types(file.schema_arrow, columns)
            names = [column.name for column in columns if column.name in file.schema_arrow.names]
            for batch in file.iter_batches(_READ_ROWS, columns=names):
                yield [{**dict.fromkeys((c.name for c in columns), None), **row} for row in batch.to_pylist()]
    except pa.ArrowException as error:
        raise _unusable(path, f"damaged: {str(error).splitlines()[0]}") from None


def _check_types(found: Any, columns: Sequence[Column]) -> None:
    for field in arrow_schema(columns):
        if field.name in found.names:
            type = str(found.field(field.name).type).removeprefix("large_")
            if type != str(field.type):
                raise ValueError(f'the column "{field.name}" holds {type}, not {field.type}')


def _check_end(path: Path) -> None:
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        if file.read() != b"\n":
            raise ValueError("its last line is cut off")


_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "string": from_csv_cell,
    "int64": int,
    "float64": float,
    "bool": {"true": True, "false": False}.__getitem__,
}


def _read_csv(path: Path, columns: Sequence[Column], formulas: bool = False) -> Iterator[list[Row]]:
    csv.field_size_limit(sys.maxsize)
    _check_end(path)
    with open(path, encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, strict=True)
        _check_names(path, rows.fieldnames or ())
        page: list[Row] = []
        for row in rows:
            if None in row or None in row.values():
                raise ValueError(f"line {rows.line_num} is cut off")
            page.append({c.name: _cell(row.get(c.name), c, formulas) for c in columns})
            if len(page) == _READ_ROWS:
                yield page
                page = []
        yield page


def _cell(text: str | None, column: Column, formulas: bool) -> Any:
    if text is None or (text == "" and not (column.required and column.type == "string")):
        return None
    if formulas and column.type == "string":
        return text
    return _FROM_TEXT[column.type](text)


_JSON_TYPES = {"string": str, "int64": int, "float64": (int, float), "bool": bool}


def _checked(value: Any, column: Column) -> Any:
    if value is not None and not isinstance(value, _JSON_TYPES[column.type]):
        raise ValueError(f'"{column.name}" is {value!r}')
    return value


def _read_json_lines(path: Path, columns: Sequence[Column]) -> Iterator[list[Row]]:
    _check_end(path)
    with open(path, encoding="utf-8") as lines:
        page: list[Row] = []
        for line in lines:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("a line that is no JSON object")
            _check_names(path, list(row))
            page.append({c.name: _checked(row.get(c.name), c) for c in columns})
            if len(page) == _READ_ROWS:
                yield page
                page = []
        yield page
