"""The work file: what a run has judged so far, and the plan of its rows, kept through any interruption.

One SQLite database beside the output. Each batch is one transaction, so that a process killed at any moment leaves
whole batches behind; results are found by fingerprint, so that it does not matter what else has changed meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..destination import is_special
from ..errors import OutputError
from .partition import Judged
from .sources import Document
from .tables import Row

_LAYOUT = 2
_TABLES = """
CREATE TABLE results (fingerprint TEXT PRIMARY KEY, document BLOB NOT NULL, findings BLOB, actions BLOB,
                      indexed BLOB);
CREATE TABLE plan (position INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT, content_hash TEXT, fingerprint TEXT,
                   error TEXT, given BLOB);
CREATE INDEX plan_ids ON plan (id);
"""
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A planned document with its result."""

    id: str
    path: str | None
    content_hash: str | None
    fingerprint: str | None
    error: str | None
    document: Row | None
    findings: list[Row]
    actions: list[Row]
    indexed: list[Row]
    given: Row


class Store:
    """The work file of an output; one process at a time, which holds a claim on the output.

    Args:
        path: where it lies; made where there is none.
        findings: whether findings are wanted; a result without them then counts as none.
        actions: the same for action items.
        indexed: the same for the index.

    Raises:
        OutputError: where it cannot be written, is damaged, or something that is no file has its place.
    """

    def __init__(self, path: Path, findings: bool = False, actions: bool = False, indexed: bool = False) -> None:
        self.path = path
        _check_places(path)
        parts = {"findings": findings, "actions": actions, "indexed": indexed}
        self._wanted = "".join(f" AND {part} IS NOT NULL" for part, wanted in parts.items() if wanted)
        self._columns = ", ".join(part if wanted else "NULL" for part, wanted in parts.items())
        with self._told():
            self._db = sqlite3.connect(path, timeout=1, isolation_level=None)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            layout = self._db.execute("PRAGMA user_version").fetchone()[0]
            self._db.execute("BEGIN IMMEDIATE")
            if layout != _LAYOUT:
                for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    self._db.execute(f'DROP TABLE "{name}"')
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {_LAYOUT}")
            self._db.execute("DELETE FROM plan")
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn errors of the database into messages."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _told_of(self.path, error) from None

    def plan(self, position: int, document: Document, fingerprint: str | None, error: str | None) -> None:
        """Note a document of the archive; it becomes a row of the output."""
        given = _pack(dict(document.given)) if document.given else None
        values = (position, document.id, document.path, document.content_hash, fingerprint, error, given)
        with self._told():
            self._db.execute("INSERT INTO plan VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def planned(self, id: str) -> bool:
        """Whether a document of that id is planned."""
        with self._told():
            return self._db.execute("SELECT 1 FROM plan WHERE id = ?", (id,)).fetchone() is not None

    def knows(self, fingerprint: str) -> int:
        """The number of a judgement that is there with all rows that are wanted, else 0; later ones have higher numbers."""
        query = f"SELECT rowid FROM results WHERE fingerprint = ?{self._wanted}"
        with self._told():
            found = self._db.execute(query, (fingerprint,)).fetchone()
        return 0 if found is None else found[0]

    def latest(self) -> int:
        """The highest number of a judgement."""
        with self._told():
            return self._db.execute("SELECT coalesce(max(rowid), 0) FROM results").fetchone()[0]

    def add(self, results: Iterable[Judged]) -> None:
        """Keep a batch of results for good."""
        rows = map(_packed, results)
        with self._told():
            self._db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)", rows)
        self.commit()

    def recall(self, results: Iterable[Judged]) -> None:
        """Take over results of an earlier output; what is there already stays."""
        rows = map(_packed, results)
        with self._told():
            self._db.executemany("INSERT OR IGNORE INTO results VALUES (?, ?, ?, ?, ?)", rows)
        self.commit()

    def document(self, fingerprint: str) -> Row | None:
        """The judged columns of a document that is known."""
        with self._told():
            found = self._db.execute("SELECT document FROM results WHERE fingerprint = ?", (fingerprint,)).fetchone()
        return None if found is None else _unpack(found[0])

    def complete(self, fingerprint: str, part: str, rows: list[Row]) -> None:
        """Add the findings, actions or entry of the index (``part``) of an earlier output to a document that is known."""
        query = f"UPDATE results SET {part} = ? WHERE fingerprint = ? AND {part} IS NULL"
        with self._told():
            self._db.execute(query, (_pack(rows), fingerprint))

    def commit(self) -> None:
        """Make everything so far last."""
        with self._told():
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    def entries(self, sorted: bool) -> Iterator[Entry]:
        """The planned documents with their results, by id or as they were planned."""
        query = (
            f"SELECT id, path, content_hash, plan.fingerprint, error, given, document, {self._columns}"
            " FROM plan LEFT JOIN results ON results.fingerprint = plan.fingerprint"
            f" ORDER BY {'id' if sorted else 'position'}"
        )
        with self._told():
            cursor = self._db.execute(query)
            while page := cursor.fetchmany(_PAGE):
                for id, name, content_hash, fingerprint, error, given, document, *parts in page:
                    rows = (_unpack(part) or [] for part in parts)
                    yield Entry(
                        id, name, content_hash, fingerprint, error, _unpack(document), *rows, given=_unpack(given) or {}
                    )

    def close(self) -> None:
        """Keep the file for the next run."""
        self._db.close()

    def remove(self) -> None:
        """Delete the file; its output is whole."""
        self._db.close()
        delete(self.path)


def places(path: Path) -> list[Path]:
    """The files that a work file may consist of."""
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def _check_places(path: Path) -> None:
    """Raise where a database would wait for ever: in the place of a pipe or a device."""
    for place in places(path):
        if is_special(place):
            raise OutputError(f"{place}: is no file, and what is judged is kept there; move it away")


def delete(path: Path) -> None:
    """Delete a work file.

    Raises:
        OutputError: where something that is no file has its place, or it cannot be deleted.
    """
    _check_places(path)
    try:
        for place in places(path):
            place.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be deleted: {error.strerror or error}") from None


def _told_of(path: Path, error: sqlite3.DatabaseError) -> OutputError:
    """A message for an error of the database."""
    said = str(error)
    if not isinstance(error, sqlite3.OperationalError):
        return OutputError(f"{path}: damaged ({said}); delete it to start over")
    if "locked" in said:
        return OutputError(f"{path}: another program has it open")
    if "unable to open" in said or "readonly" in said:
        return OutputError(f"{path}: cannot be written")
    return OutputError(f"{path}: {said}; what was judged so far is kept, the same command goes on from it")


def _packed(result: Judged) -> tuple[str | bytes | None, ...]:
    return result.key, *map(_pack, (result.document, result.findings, result.actions, result.indexed))


def _pack(value: Row | list[Row] | None) -> bytes | None:
    return None if value is None else zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1)


def _unpack(data: bytes | None) -> Any:
    return None if data is None else json.loads(zlib.decompress(data))
