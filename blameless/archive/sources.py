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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from ..documents import SKIPPED_FOLDERS, SUFFIXES, decode, from_bytes, load
from ..errors import InputError, nearest
from ..parse import Format

if TYPE_CHECKING:
    import pyarrow as pa
    from pathspec import GitIgnoreSpec, PathSpec

TABLE_SUFFIXES = (".csv", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of an archive: its text and the hash of its content, or why it could not be read.

    ``units`` is its share of the source's ``size``.
    """

    id: str
    path: str | None = None
    text: str | None = None
    format: Format = "markdown"
    content_hash: str | None = None
    error: str | None = None
    units: int = 1


class Source(Protocol):
    """A stream of documents that can be read again and again.

    ``size`` is its extent in units of its own, for a progress bar; ``sorted`` says that its documents come in any
    order and are to be shown by id.
    """

    size: int
    sorted: bool

    def __iter__(self) -> Iterator[Document]: ...


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold the text and the id, and whether the texts are plain text."""

    text: str
    id: str | None = None
    format: Format = "markdown"


def open_source(
    archive: Path,
    text: str | None = None,
    id: str | None = None,
    globs: Sequence[str] = (),
    plain: bool = False,
    max_bytes: int = 10_000_000,
) -> Source:
    """The documents behind a path.

    Args:
        archive: a folder, or a CSV, JSON Lines or Parquet file.
        text: the column that holds the documents of a table.
        id: the column that names them; their number, from 1, where ``None``.
        globs: which files of a folder to take, as patterns of gitignore; Markdown and text where there is none.
        plain: whether the documents of a table are plain text and not Markdown.
        max_bytes: the largest document that is read.

    Raises:
        InputError: where there is no such archive, it cannot be read, or the options do not fit it.
    """
    if archive.is_dir():
        if text is not None or id is not None or plain:
            raise InputError("a folder; --text, --id and --plain are for CSV, JSON Lines and Parquet files")
        return Folder(archive, globs, max_bytes)
    if not archive.exists():
        raise InputError("no such file or folder")
    suffix = archive.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        raise InputError(f"neither a folder nor a file that ends in {', '.join(TABLE_SUFFIXES)}")
    if globs:
        raise InputError("a file; --glob is for folders")
    kind = CsvFile if suffix == ".csv" else ParquetFile if suffix == ".parquet" else JsonLinesFile
    if text is None:
        known = kind.columns(archive)
        raise InputError(f"say with --text which column holds the documents ({', '.join(known)})")
    return kind(archive, Columns(text, id, "text" if plain else "markdown"), max_bytes)


def _check_columns(wanted: Columns, known: Sequence[str]) -> None:
    for name in (wanted.text, wanted.id):
        if name is not None and name not in known:
            raise InputError(f'there is no column "{name}"{nearest(name, known)}; there are {", ".join(known)}')


class Folder:
    """The files below a folder, in no order; hidden ones and those that ``.gitignore`` names are left out.

    Raises:
        InputError: where there is nothing to read.
    """

    sorted = True

    def __init__(self, root: Path, globs: Sequence[str] = (), max_bytes: int = 10_000_000) -> None:
        self._root = root
        self._max_bytes = max_bytes
        self._chosen = _chosen(globs) if globs else None
        try:
            os.scandir(root).close()
        except OSError as error:
            raise InputError(error.strerror or str(error)) from None
        self.size = sum(1 for _ in self._walk(self._root, "", _outer_ignores(root)))
        if not self.size:
            what = "matches --glob" if globs else "is a postmortem (.md, .markdown or .txt)"
            raise InputError(f"nothing in the folder {what}, or all of it is ignored")

    def __iter__(self) -> Iterator[Document]:
        for path, name, error in self._walk(self._root, "", _outer_ignores(self._root)):
            yield self._document(path, name) if error is None else Document(_utf8(name), _utf8(path), error=error)

    def _document(self, path: str, name: str) -> Document:
        id, shown, digest = _utf8(name), _utf8(path), None
        try:
            data = load(path, self._max_bytes)
            digest = hashlib.sha256(data).hexdigest()
            read = from_bytes(path, data)
        except InputError as error:
            return Document(id, shown, content_hash=digest, error=str(error))
        return Document(id, shown, read.text, read.format, digest)

    def _walk(self, folder: Path, prefix: str, ignores: list[_Ignore]) -> Iterator[tuple[str, str, str | None]]:
        """Path, path in the archive and perhaps an error of each file; nothing but the way down is held in memory."""
        ignores = _with_own(ignores, folder)
        try:
            entries = os.scandir(folder)
        except OSError as error:
            yield str(folder), prefix.rstrip("/") or ".", f"the folder cannot be read: {error.strerror or error}"
            return
        with entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED_FOLDERS and not _ignored(ignores, entry.path + "/"):
                        yield from self._walk(Path(entry.path), name + "/", ignores)
                elif self._wanted(name) and entry.is_file() and not _ignored(ignores, entry.path):
                    yield entry.path, name, None

    def _wanted(self, name: str) -> bool:
        if self._chosen is not None:
            return self._chosen.match_file(name)
        return os.path.splitext(name)[1].lower() in SUFFIXES


_Ignore = tuple[str, "GitIgnoreSpec"]
"""A folder as an absolute path with "/" at its end, and what its ``.gitignore`` says."""


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    """What lines of a ``.gitignore`` say; git passes over those that say nothing, and so does this."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _chosen(globs: Sequence[str]) -> PathSpec[Any]:
    """Patterns of which the last that fits decides; for ignoring, git has finer rules."""
    from pathspec import PathSpec

    try:
        return PathSpec.from_lines("gitignore", globs)
    except ValueError as error:
        raise InputError(f"--glob: {error}") from None


def _with_own(ignores: list[_Ignore], folder: Path) -> list[_Ignore]:
    path = folder / ".gitignore"
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ignores
    return [*ignores, (os.path.join(os.path.abspath(folder), ""), _spec(lines))]


def _outer_ignores(root: Path) -> list[_Ignore]:
    """The ``.gitignore`` files above a folder, up to the root of its repository."""
    folder = Path(os.path.abspath(root))
    above: list[Path] = []
    for place in (folder, *folder.parents):
        if place != folder:
            above.append(place)
        if (place / ".git").exists():
            break
    else:
        return []
    ignores: list[_Ignore] = []
    for place in reversed(above):
        ignores = _with_own(ignores, place)
    return ignores


def _ignored(ignores: list[_Ignore], path: str) -> bool:
    """Whether git would ignore a path; the innermost file that says anything of it decides."""
    if not ignores:
        return False
    full = os.path.abspath(path) + ("/" if path.endswith("/") else "")
    for folder, spec in reversed(ignores):
        said = spec.check_file(full[len(folder) :]).include
        if said is not None:
            return said
    return False


def _utf8(name: str) -> str:
    """A file name as text; bytes that are no UTF-8 are spelled out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _row(columns: Columns, number: int, id: Any, text: Any, max_bytes: int, units: int) -> Document:
    """The document of a row of a table."""
    name = str(number) if columns.id is None else _name(id)
    if name is None:
        error = f'row {number} has no value in the column "{columns.id}"'
        return Document(f"row {number}", error=error, units=units)
    if text is None:
        return Document(name, error=f'no value in the column "{columns.text}"', units=units)
    if not isinstance(text, (str, bytes)):
        return Document(name, error=f'the column "{columns.text}" holds no text', units=units)
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(data).hexdigest()
    if len(data) > max_bytes:
        error = f"too large: more than the {max_bytes / 1e6:g} MB that max-bytes allows"
        return Document(name, content_hash=digest, error=error, units=units)
    try:
        return Document(name, None, decode(data), columns.format, digest, units=units)
    except InputError as error:
        return Document(name, content_hash=digest, error=str(error).partition(";")[0], units=units)


def _name(value: Any) -> str | None:
    if value is None or value == "" or value == b"":
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


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
        _check_columns(columns, headers[self._separator])
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
            rows = csv.reader(lines, delimiter=self._separator)
            header = next(rows)
            text = header.index(self._columns.text)
            id = None if self._columns.id is None else header.index(self._columns.id)
            read = 0
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
                yield self._document(number, row, len(header), text, id, here - read)
                read = here

    def _document(self, number: int, row: list[str], width: int, text: int, id: int | None, units: int) -> Document:
        cells = [cell.encode("utf-8", "surrogateescape") for cell in row]
        named = cells[id] if id is not None and id < len(cells) else None
        document = _row(
            self._columns, number, named, cells[text] if text < len(cells) else None, self._max_bytes, units
        )
        if len(row) != width:
            return Document(document.id, error=f"the row has {len(row)} fields, the header {width}", units=units)
        return document


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
    if b"\0" in data:
        raise InputError("a binary file, not CSV")
    return data.decode("utf-8-sig", "replace")


def _header(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=separator), [])
    except csv.Error:
        return []


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
            _check_columns(columns, self.columns(path))
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
        return _row(self._columns, number, id, value.get(self._columns.text), self._max_bytes, units)


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

    @staticmethod
    def columns(path: Path) -> Sequence[str]:
        """The names of its columns."""
        with _parquet(path) as file:
            return file.schema_arrow.names

    def __iter__(self) -> Iterator[Document]:
        names = [name for name in dict.fromkeys((self._columns.text, self._columns.id)) if name is not None]
        number = 0
        with _parquet(self._path) as file:
            try:
                for batch in file.iter_batches(self._ROWS, columns=names):
                    texts = _cells(batch.column(self._columns.text))
                    ids = texts if self._columns.id is None else _cells(batch.column(self._columns.id))
                    for id, text in zip(ids, texts, strict=True):
                        number += 1
                        yield _row(self._columns, number, id, text, self._max_bytes, 1)
            except _arrow_errors() as error:
                raise InputError(f"row {number + 1}: cannot be read: {error}") from None


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
