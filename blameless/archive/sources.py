"""Archives as streams of documents: folders, and the rows of CSV, JSON Lines and Parquet files.

A document that cannot be read comes with its reason; only an archive that cannot be read at all raises.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO, TextIOWrapper
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from ..errors import InputError, fault, nearest, too_large
from ..intake.documents import decoded, from_bytes, load
from ..intake.formats import input_format
from ..intake.patterns import chosen
from ..intake.walk import Found, LeftOut, is_document, kinds_walked, problem_of, walk
from ..parse import Format
from .tables import Column, Type, own_name

if TYPE_CHECKING:
    import pyarrow as pa

TABLE_SUFFIXES = (".csv", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of an archive: its text and the hash of its content, or why it could not be read.

    ``units`` is its share of the source's ``size``, ``given`` what the user's other columns say of it.
    """

    id: str
    path: str | None = None
    text: str | None = None
    format: Format = "markdown"
    content_hash: str | None = None
    error: str | None = None
    units: int = 1
    given: Mapping[str, Any] = field(default_factory=dict)


class Source(Protocol):
    """A stream of documents that can be read again and again.

    ``size`` is its extent in units of its own, for a progress bar; ``sorted`` says that its documents come in any
    order and are to be shown by id; ``given`` are the columns that a table has besides text and id.
    """

    size: int
    sorted: bool
    given: tuple[Column, ...]

    def __iter__(self) -> Iterator[Document]: ...


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold the text and the id, and what kind of input the texts are."""

    text: str
    id: str | None = None
    format: Format = "markdown"

    def others(self, known: Iterable[str]) -> tuple[str, ...]:
        """The columns that hold neither."""
        return tuple(dict.fromkeys(name for name in known if name not in ("", self.text, self.id)))


def _as_text(names: Iterable[str]) -> tuple[Column, ...]:
    """The user's columns of a format that knows no types."""
    return tuple(Column(own_name(name), "string", "the user's") for name in names)


def open_source(
    archive: Path,
    text: str | None = None,
    id: str | None = None,
    globs: Sequence[str] = (),
    plain: bool = False,
    max_bytes: int = 10_000_000,
    follow_links: bool = False,
    left_out: LeftOut | None = None,
    kind: Format | None = None,
) -> Source:
    """The documents behind a path.

    Args:
        archive: a folder, or a CSV, JSON Lines or Parquet file.
        text: the column that holds the documents of a table.
        id: the column that names them; their number, from 1, where ``None``.
        globs: which files of a folder to take, as patterns of gitignore; all that can be read where there is none.
        plain: whether the documents of a table are plain text and not Markdown.
        max_bytes: the largest document that is read.
        follow_links: whether links out of a folder are followed.
        left_out: is told, at once, of those that are not.
        kind: what kind of input the documents are, whatever their files are called; those of a table are Markdown else.

    Raises:
        InputError: where there is no such archive, it cannot be read, or the options do not fit it.
    """
    if os.path.isdir(archive):
        if text is not None or id is not None or plain:
            raise InputError("a folder; --text, --id and --plain are for CSV, JSON Lines and Parquet files")
        return Folder(archive, globs, max_bytes, follow_links, left_out, kind)
    problem = problem_of(str(archive))
    if problem is not None:
        raise InputError(problem)
    suffix = archive.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        raise InputError(f"neither a folder nor a file that ends in {', '.join(TABLE_SUFFIXES)}")
    if globs:
        raise InputError("a file; --glob is for folders")
    table = CsvFile if suffix == ".csv" else ParquetFile if suffix == ".parquet" else JsonLinesFile
    if text is None:
        known = table.columns(archive)
        raise InputError(f"say with --text which column holds the documents ({', '.join(known)})")
    if plain and kind not in (None, "text"):
        raise InputError("--plain is --input-format text; give one of them")
    source = table(archive, Columns(text, id, kind or ("text" if plain else "markdown")), max_bytes)
    names = [column.name for column in source.given]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(f'two of its columns would be called "{twice}" in the table of scores; rename one')
    return source


def _check_columns(wanted: Columns, known: Sequence[str]) -> None:
    for name in (wanted.text, wanted.id):
        if name is not None and name not in known:
            raise InputError(f'there is no column "{name}"{nearest(name, known)}; there are {", ".join(known)}')


class Folder:
    """The files below a folder, in no order; see :func:`blameless.intake.walk.walk` for which.

    Raises:
        InputError: where there is nothing to read.
    """

    sorted = True
    given: tuple[Column, ...] = ()

    def __init__(
        self,
        root: Path,
        globs: Sequence[str] = (),
        max_bytes: int = 10_000_000,
        follow_links: bool = False,
        left_out: LeftOut | None = None,
        kind: Format | None = None,
    ) -> None:
        self._kind = kind
        self._root = os.path.abspath(root)  # so that a path is the same from wherever it is given
        self._max_bytes = max_bytes
        self._wanted = chosen(globs).match_file if globs else is_document
        self._follow_links = follow_links
        try:
            os.scandir(root).close()
        except OSError as error:
            raise InputError(error.strerror or str(error)) from None
        self.size = sum(1 for _ in self._walk(left_out))
        if not self.size:
            what = "matches --glob" if globs else f"is a postmortem ({kinds_walked()})"
            raise InputError(f"nothing in the folder {what}, or all of it is ignored")

    def _walk(self, left_out: LeftOut | None = None) -> Iterator[Found]:
        return walk(self._root, self._wanted, self._follow_links, left_out=left_out)

    def __iter__(self) -> Iterator[Document]:
        for found in self._walk():
            yield self._document(found)

    def _document(self, found: Found) -> Document:
        id, shown, digest = _utf8(found.name), _utf8(found.path), None
        try:
            if found.problem is not None:
                raise InputError(found.problem)
            data = load(found.path, self._max_bytes)
            digest = hashlib.sha256(data).hexdigest()
            read = from_bytes(found.path, data, self._kind, self._max_bytes)
        except InputError as error:
            return Document(id, shown, content_hash=digest, error=str(error))
        except Exception as error:
            return Document(id, shown, content_hash=digest, error=fault(error))
        return Document(id, shown, read.text, read.format, digest)


def _utf8(name: str) -> str:
    """A file name as text; bytes that are no UTF-8 are spelled out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _spelled(text: str) -> str:
    """A text that any table can hold: halves of characters, which JSON allows, are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _row(columns: Columns, number: int, id: Any, text: Any, max_bytes: int, units: int) -> Document:
    """The document of a row of a table."""
    name = str(number) if columns.id is None else _name(id)
    if name is None:
        error = f'row {number} has no value in the column "{_spelled(columns.id or "")}"'
        return Document(f"row {number}", error=error, units=units)
    if text is None:
        return Document(name, error=f'no value in the column "{_spelled(columns.text)}"', units=units)
    if not isinstance(text, (str, bytes)):
        return Document(name, error=f'the column "{_spelled(columns.text)}" holds no text', units=units)
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > max_bytes:
        return Document(name, content_hash=digest, error=too_large(max_bytes), units=units)
    try:
        read = decoded(input_format(columns.format), data)
        return Document(name, None, read.text, read.format, digest, units=units)
    except InputError as error:
        return Document(name, content_hash=digest, error=str(error).partition(";")[0], units=units)
    except Exception as error:
        return Document(name, content_hash=digest, error=fault(error), units=units)


def _name(value: Any) -> str | None:
    if value is None or value == "" or value == b"":
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return _spelled(str(value))


_NUL = "\udc00"
"""Stands for NUL, over which ``csv`` stumbles before Python 3.11; no byte of a file is decoded to it."""


class CsvFile:
    """The rows of a CSV file with a header; separated by commas, semicolons or tabs.

    Raises:
        InputError: where it cannot be read or lacks a column.
    """

    sorted = False
    _SEPARATORS = ",;\t"

    def __init__(self, path: Path, columns: Columns, max_bytes: int = 10_000_000) -> None:
        self._path, self._columns, self._max_bytes = path, columns, max_bytes
        line = _first_line(path)
        headers = {mark: _header(line, mark) for mark in self._SEPARATORS}
        self._separator = next((mark for mark, names in headers.items() if columns.text in names), ",")
        header = headers[self._separator]
        _check_columns(columns, header)
        self._text = header.index(columns.text)
        self._id = None if columns.id is None else header.index(columns.id)
        self._others = {name: header.index(name) for name in columns.others(header)}
        self.given = _as_text(self._others)
        self.size = os.path.getsize(path)

    @staticmethod
    def columns(path: Path) -> Sequence[str]:
        """The names in the header."""
        return _header(_first_line(path), ",")

    def __iter__(self) -> Iterator[Document]:
        csv.field_size_limit(min(sys.maxsize, 16 * self._max_bytes))
        with (
            open(self._path, "rb") as file,
            TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="") as lines,
        ):
            rows = csv.reader((line.replace("\0", _NUL) for line in lines), delimiter=self._separator)
            width, read = len(next(rows)), 0
            for number in count(1):
                try:
                    row = next(rows, None)
                except csv.Error as error:
                    raise InputError(f"line {rows.line_num}: {error} (is a quotation mark left open?)") from None
                if row is None:
                    return
                if not row:
                    continue
                here = file.tell()
                document = self._document(number, row, width, here - read)
                given = {name: _cell_text(row[at]) for name, at in self._others.items() if at < len(row)}
                yield replace(document, given=given)
                read = here

    def _document(self, number: int, row: list[str], width: int, units: int) -> Document:
        text, id = self._text, self._id
        cells = [cell.replace(_NUL, "\0").encode("utf-8", "surrogateescape") for cell in row]
        named = cells[id] if id is not None and id < len(cells) else None
        document = _row(
            self._columns, number, named, cells[text] if text < len(cells) else None, self._max_bytes, units
        )
        if len(row) != width:
            return Document(document.id, error=f"the row has {len(row)} fields, the header {width}", units=units)
        return document


def _cell_text(cell: str) -> str | None:
    """A cell of the user's as it goes on: bytes that are no UTF-8 are spelled out, and an empty one is none."""
    return cell.replace(_NUL, "\0").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") or None


def _first_line(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(1 << 20)
    except OSError as error:
        raise InputError(error.strerror or str(error)) from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError("written in UTF-16; save it as UTF-8")
    if not data.strip():
        raise InputError("the file is empty")
    if b"\0" in data.partition(b"\n")[0]:  # further down it spoils a row, not the archive
        raise InputError("a binary file, not CSV")
    return data.decode("utf-8-sig", "surrogateescape").replace("\0", _NUL)


def _header(text: str, separator: str) -> list[str]:
    """The names in a header. It ends where a line of the file does, and not at the line ends that only Unicode knows."""
    try:
        names = next(csv.reader(StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []
    return [_cell_text(name) or "" for name in names]


class JsonLinesFile:
    """The objects of a JSON Lines file.

    Raises:
        InputError: where it cannot be read.
    """

    sorted = False

    def __init__(self, path: Path, columns: Columns, max_bytes: int = 10_000_000) -> None:
        self._path, self._columns, self._max_bytes = path, columns, max_bytes
        try:
            self.size = os.path.getsize(path)
            known = self.columns(path)
            _check_columns(columns, known)
            self._others = [(name, _spelled(name)) for name in columns.others(known)]
            self.given = _as_text(spelled for _, spelled in self._others)
        except OSError as error:
            raise InputError(error.strerror or str(error)) from None

    @staticmethod
    def columns(path: Path) -> Sequence[str]:
        """The keys of the first hundred objects."""
        names: dict[str, None] = {}
        with open(path, "rb") as file:
            for _, line in zip(range(100), file, strict=False):
                value = _object(line)
                names.update(dict.fromkeys(value if isinstance(value, dict) else ()))
        if not names:
            raise InputError("no JSON Lines: none of its first lines is a JSON object")
        return list(names)

    def __iter__(self) -> Iterator[Document]:
        longest = 8 * self._max_bytes  # a character may take six bytes, and other fields need room
        with open(self._path, "rb") as file:
            for number in count(1):
                line = file.readline(longest)
                if not line:
                    return
                units = len(line)
                if len(line) == longest and not line.endswith(b"\n"):
                    units += _skip_line(file)
                    yield Document(f"row {number}", error=f"a line of {units / 1e6:.0f} MB", units=units)
                elif line.strip():
                    yield self._document(number, line, units)

    def _document(self, number: int, line: bytes, units: int) -> Document:
        value = _object(line)
        if isinstance(value, str):
            return Document(f"row {number}", error=value, units=units)
        id = None if self._columns.id is None else value.get(self._columns.id)
        document = _row(self._columns, number, id, value.get(self._columns.text), self._max_bytes, units)
        return replace(document, given={spelled: _plain_text(value.get(name)) for name, spelled in self._others})


def _plain_text(value: Any) -> str | None:
    """A value of JSON as text: what is no text, as JSON."""
    text = value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False)
    return _spelled(text) if text else None


def _object(line: bytes) -> dict[str, Any] | str:
    """The object of a line, or what is wrong with it."""
    try:
        value = json.loads(line.removeprefix(codecs.BOM_UTF8))
    except UnicodeDecodeError:
        return "not valid UTF-8"
    except RecursionError:
        return "nested too deeply to be read"
    except ValueError as error:
        return f"not valid JSON: {error}"
    return value if isinstance(value, dict) else "no JSON object"


def _skip_line(file: BinaryIO) -> int:
    skipped = 0
    while part := file.readline(1 << 20):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped


class ParquetFile:
    """The rows of a Parquet file.

    Raises:
        InputError: where it cannot be read, lacks a column, or the column holds no text.
    """

    sorted = False
    _ROWS = 64

    def __init__(self, path: Path, columns: Columns, max_bytes: int = 10_000_000) -> None:
        self._path, self._columns, self._max_bytes = path, columns, max_bytes
        with _parquet(path) as file:
            self.size = file.metadata.num_rows
            schema = file.schema_arrow
        _check_columns(columns, schema.names)
        _check_text(columns.text, schema.field(columns.text).type)
        self._others = columns.others(schema.names)
        self.given = tuple(Column(own_name(name), _type_of(schema, name), "the user's") for name in self._others)

    @staticmethod
    def columns(path: Path) -> Sequence[str]:
        """The names of its columns."""
        with _parquet(path) as file:
            return file.schema_arrow.names

    def __iter__(self) -> Iterator[Document]:
        wanted = dict.fromkeys((self._columns.text, self._columns.id, *self._others))
        names = [name for name in wanted if name is not None]
        number = 0
        with _parquet(self._path) as file:
            try:
                for batch in file.iter_batches(self._ROWS, columns=names):
                    texts = _cells(batch.column(self._columns.text))
                    ids = texts if self._columns.id is None else _cells(batch.column(self._columns.id))
                    others = [_given(batch.column(name)) for name in self._others]
                    for id, text, *given in zip(ids, texts, *others, strict=True):
                        number += 1
                        document = _row(self._columns, number, id, text, self._max_bytes, 1)
                        yield replace(document, given=dict(zip(self._others, given, strict=True)))
            except _arrow_errors() as error:
                raise InputError(f"row {number + 1}: cannot be read: {error}") from None


def _type_of(schema: pa.Schema, name: str) -> Type:
    """The type in which a column of the user's goes on: numbers and truth values as they are, all else as text."""
    import pyarrow as pa

    type = schema.field(name).type
    if pa.types.is_boolean(type):
        return "bool"
    if pa.types.is_integer(type) and type != pa.uint64():
        return "int64"
    return "float64" if pa.types.is_floating(type) else "string"


def _given(column: pa.Array) -> list[Any]:
    """The values of a column of the user's; see :func:`_type_of`."""
    import pyarrow as pa

    if pa.types.is_boolean(column.type) or (pa.types.is_integer(column.type) and column.type != pa.uint64()):
        return column.to_pylist()
    if pa.types.is_floating(column.type):
        return column.cast(pa.float64()).to_pylist()
    return [_written(value) for value in _cells(column)]


def _written(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else json.dumps(value, ensure_ascii=False, default=str)


def _arrow_errors() -> tuple[type[Exception], ...]:
    import pyarrow as pa

    return (pa.ArrowException, OSError)


def _parquet(path: Path) -> Any:
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path, memory_map=False)
    except _arrow_errors() as error:
        raise InputError(f"not a readable Parquet file: {str(error).splitlines()[0]}") from None


def _check_text(name: str, type: pa.DataType) -> None:
    import pyarrow as pa

    inner = type.value_type if pa.types.is_dictionary(type) else type
    kinds: tuple[Callable[[pa.DataType], bool], ...] = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_string_view,
        pa.types.is_binary_view,
    )
    if not any(kind(inner) for kind in kinds):
        raise InputError(f'the column "{name}" holds {type}, not text')


def _cells(column: pa.Array) -> list[Any]:
    """The values of a column; texts as bytes, as nothing promises that they are valid UTF-8."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()  # type: ignore[attr-defined]
    if pa.types.is_string_view(column.type):
        return column.cast(pa.large_binary()).to_pylist()
    if pa.types.is_string(column.type):
        return column.cast(pa.binary()).to_pylist()
    if pa.types.is_large_string(column.type):
        return column.cast(pa.large_binary()).to_pylist()
    return column.to_pylist()
