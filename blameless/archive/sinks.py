"""Rows to and from files: Parquet, CSV and JSON Lines by suffix."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from ..destination import is_special, temporary_beside
from ..errors import InputError, OutputError
from ..parts import parts_of
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
        try:
            if is_special(path):
                raise OutputError(f"{path}: is no file that a table could take the place of")
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
    try:
        yield from _pages(path, columns, _NAMES, formulas)
    except _Unusable as error:
        why = f"{error}; move it away, or score everything again with --rescore"
        raise OutputError(f"{path}: cannot be gone on from: {why}") from None


def read_table(path: Path, columns: Sequence[Column], what: str, option: str) -> Iterator[list[Row]]:
    """The rows of a table that somebody names, in pages; columns that it need not have are ``None`` where it has none.

    Args:
        path: the file, or a folder of Parquet parts (``part-….parquet``).
        columns: what the table holds.
        what: what it is, as ``"table of actions"``.
        option: the option of ``blameless score`` that writes one.

    Raises:
        ForeignTable: where it is another one.
        InputError: where it cannot be read or is damaged; the message does not name the file.
    """
    files = parts_of(path) or [path]
    if files[0].suffix.lower() not in SUFFIXES:
        raise InputError(
            f"no {what}: the name of one ends in {', '.join(SUFFIXES)}; `blameless score {option}` writes one"
        )
    try:
        needed = [column.name for column in columns if column.required]
        for page in chain.from_iterable(_pages(file, columns, needed) for file in files):
            lacking = next((name for row in page for name in needed if row[name] is None), None)
            if lacking is not None:
                raise InputError(f'damaged: a row has no value in the column "{lacking}"')
            yield page
    except _Foreign as error:
        raise ForeignTable(
            f"no {what}, or one of an earlier version: {error}; `blameless score {option}` writes one"
        ) from None
    except _Unusable as error:
        raise InputError(str(error)) from None


class ForeignTable(InputError):
    """A table is another one than was asked for."""


class _Unusable(Exception):
    """A table cannot be read; ``str(error)`` says why."""


class _Foreign(_Unusable):
    """A table is another one than was expected."""


_NAMES = ("id", "fingerprint")
"""The columns of every table that names documents."""


def _pages(path: Path, columns: Sequence[Column], needed: Sequence[str], formulas: bool = False) -> Iterator[list[Row]]:
    """The rows of a table in pages.

    Raises:
        _Unusable: where it cannot be read, or lacks a column that is ``needed``.
    """
    kinds: dict[str, _Reader] = {".parquet": _read_parquet, ".csv": partial(_read_csv, formulas=formulas)}
    kind = kinds.get(path.suffix.lower(), _read_json_lines)
    try:
        if not path.stat().st_size:
            raise _Unusable("the file is empty")
        yield from kind(path, columns, needed)
    except OSError as error:
        raise _Unusable(error.strerror or str(error).splitlines()[0]) from None
    except UnicodeDecodeError:
        raise _Unusable("damaged, or no text: it holds bytes that are not UTF-8") from None
    except (ValueError, csv.Error) as error:
        raise _Unusable(f"damaged: {str(error).splitlines()[0]}") from None


_Reader = Callable[[Path, Sequence[Column], Sequence[str]], Iterator[list[Row]]]


def _check_names(names: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in names]
    if missing:
        raise _Foreign(f"there is no column {missing[0]}")


def _read_parquet(path: Path, columns: Sequence[Column], needed: Sequence[str]) -> Iterator[list[Row]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    _check_magic(path)
    try:
        with pq.ParquetFile(path) as file:
            _check_names(file.schema_arrow.names, needed)
            _check_types(file.schema_arrow, columns)
            names = [column.name for column in columns if column.name in file.schema_arrow.names]
            for batch in file.iter_batches(_READ_ROWS, columns=names):
                yield [{**dict.fromkeys((c.name for c in columns), None), **row} for row in batch.to_pylist()]
    except pa.ArrowException as error:
        raise ValueError(str(error)) from None


_MAGIC = b"PAR1"
"""What a Parquet file begins and ends with."""


def _check_magic(path: Path) -> None:
    with open(path, "rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise _Unusable("not a Parquet file, whatever its name says")
        file.seek(-len(_MAGIC), os.SEEK_END)
        if file.read() != _MAGIC:
            raise ValueError("its end is cut off")


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


def _read_csv(
    path: Path, columns: Sequence[Column], needed: Sequence[str], formulas: bool = False
) -> Iterator[list[Row]]:
    csv.field_size_limit(sys.maxsize)
    with open(path, encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, strict=True)
        _check_names(rows.fieldnames or (), needed)
        _check_end(path)
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
    try:
        return _FROM_TEXT[column.type](text)
    except (ValueError, KeyError):
        raise ValueError(f'"{column.name}" is {text[:40]!r}') from None


_JSON_TYPES = {"string": str, "int64": int, "float64": (int, float), "bool": bool}


def _checked(value: Any, column: Column) -> Any:
    if value is not None and not isinstance(value, _JSON_TYPES[column.type]):
        raise ValueError(f'"{column.name}" is {value!r}')
    return value


def _read_json_lines(path: Path, columns: Sequence[Column], needed: Sequence[str]) -> Iterator[list[Row]]:
    with open(path, encoding="utf-8") as lines:
        page: list[Row] = []
        for number, line in enumerate(lines, 1):
            row = _object(line)
            if row is None and number == 1:
                raise _Foreign("its first line is no JSON object")
            if row is None:
                raise ValueError(f"line {number} is no JSON object")
            _check_names(list(row), needed)
            if number == 1:
                _check_end(path)
            page.append({c.name: _checked(row.get(c.name), c) for c in columns})
            if len(page) == _READ_ROWS:
                yield page
                page = []
        yield page


def _object(line: str) -> dict[str, Any] | None:
    """The object of a line of JSON, if it is one."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
