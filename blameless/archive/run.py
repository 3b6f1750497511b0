"""The job: read an archive, judge what is new in it, write its tables."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from typing import Protocol

from .. import __version__
from ..errors import OutputError
from .claim import Claim
from .engines import Engine, chunked
from .index import INDEX
from .naming import named
from .partition import Judged, Settings, Text
from .sinks import Output, check_suffix, read_rows
from .sources import Document, Source
from .store import Entry, Store, delete
from .tables import (
    ACTIONS,
    FINDINGS,
    SEVERITY_COUNTS,
    Column,
    Row,
    documents,
    failed_row,
    frame_columns,
    own_name,
    rule_columns,
)

_WORK = ".work"
_COMMIT = 5_000
_ROWS = 500
_NAMES = tuple(column for column in FINDINGS if column.name in ("id", "fingerprint"))
"""What names a document in every table."""
_OF_DOCUMENT = ("id", "fingerprint", "title", "date", "path")
"""What the other tables say of the document: written anew each time, as it may have moved."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the tables go; the format of each is told by its suffix. ``formulas``: those in CSV stay what they are.

    ``index``: what the incidents are remembered by, see :mod:`.index`.
    """

    documents: Path
    findings: Path | None = None
    actions: Path | None = None
    index: Path | None = None
    formulas: bool = False

    def all(self) -> list[Path]:
        return [path for path in (self.findings, self.actions, self.index, self.documents) if path is not None]

    def others(self) -> list[tuple[Path, str, tuple[Column, ...]]]:
        """The tables wanted besides the documents: what they hold, and their columns."""
        others = (
            (self.findings, "findings", FINDINGS),
            (self.actions, "actions", ACTIONS),
            (self.index, "indexed", INDEX),
        )
        return [(path, part, columns) for path, part, columns in others if path is not None]

    @property
    def work(self) -> Path:
        """The work file, which is there only until the tables are whole: beside the file itself, also where it is given by a link."""
        path = Path(os.path.realpath(self.documents))
        return path.with_name(path.name + _WORK)


@dataclass(slots=True)
class Tally:
    """What a run came to, in documents; ``reused`` ones were judged by an earlier or interrupted run, ``alike`` ones have
    the same text as another one of this run, ``errors`` could not be read or judged and count as nothing else."""

    documents: int = 0
    judged: int = 0
    reused: int = 0
    alike: int = 0
    errors: int = 0


class Progress(Protocol):
    """Is told how far a run is."""

    def begin(self, size: int) -> None: ...

    def advance(self, units: int, documents: int) -> None: ...

    def writing(self) -> None: ...


def score_archive(
    archive: Path,
    source: Source,
    outputs: Outputs,
    engine: Engine,
    settings: Settings,
    progress: Progress,
    rescore: bool = False,
) -> Tally:
    """Score an archive into tables that appear whole or not at all.

    What was judged is kept in a work file beside the output, batch by batch. Called again after any interruption, or on
    an archive that has changed, it judges only what is new.

    Args:
        archive: where the source reads from; no output may take its place.
        source: its documents.
        outputs: the tables wanted.
        engine: who judges.
        settings: what to judge by; whether findings and actions are wanted is told by ``outputs``.
        progress: is told how far it is.
        rescore: judge everything again, whatever an earlier output says.

    Raises:
        InputError: where the archive turns out to be unreadable half-way.
        OutputError: where an output cannot be written or an earlier one is damaged; what was there stays as it was.
    """
    settings = replace(
        settings,
        findings=outputs.findings is not None,
        actions=outputs.actions is not None,
        indexed=outputs.index is not None,
    )
    _check_outputs(archive, outputs)
    with ExitStack() as claims:
        for path in outputs.all():
            claims.callback(Claim(path).release)
        return _score(source, outputs, engine, settings, progress, rescore)


def _score(
    source: Source, outputs: Outputs, engine: Engine, settings: Settings, progress: Progress, rescore: bool
) -> Tally:
    """As :func:`score_archive`, once it is sure that nobody else writes these tables."""
    if rescore:
        delete(outputs.work)
    store = Store(outputs.work, settings.findings, settings.actions, settings.indexed)
    try:
        if not rescore:
            _recall(store, outputs)
        tally = _judge(source, store, engine, settings, progress)
        progress.writing()
        _write(store, source, outputs, settings)
    except BaseException:
        store.close()
        raise
    store.remove()
    return tally


def _check_outputs(archive: Path, outputs: Outputs) -> None:
    """Tell before hours of work what would fail after them."""
    paths = outputs.all()
    if len({os.path.realpath(path) for path in paths}) < len(paths):
        raise OutputError("the outputs must be different files")
    for path in paths:
        check_suffix(path)
        _check_name(path)
        if path.is_dir():
            raise OutputError(f"{path}: a folder")
        if not path.parent.is_dir():
            raise OutputError(f"{path}: cannot be written: there is no folder {path.parent}")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise OutputError(f"{path}: cannot be written: no permission to write in {path.parent}")
        if path.exists() and archive.exists() and path.samefile(archive):
            raise OutputError(f"{path}: the archive itself")


def _check_name(path: Path) -> None:
    """Raise where a file, or what is kept beside it until it is whole, cannot be called so."""
    real = os.path.realpath(path)
    try:
        os.lstat(f"{real}{_WORK}-journal")  # the longest name
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        what = "too long a name" if getattr(error, "errno", None) == errno.ENAMETOOLONG else str(error)
        raise OutputError(f"{path}: cannot be written: {what}") from None


def _check_that_they_belong(store: Store, outputs: Outputs) -> None:
    """Raise where a table that is there was written together with other documents: replaced, it would be lost to them.

    It belongs to these documents where at least half of the first it tells of are among those that they or the work file
    have. Two archives may call their documents alike, as the rows of tables are where no column names them: what tells
    documents apart is their content. A few may be the same in both.
    """
    for path, part, _ in outputs.others():
        first = next(read_rows(path, _NAMES, outputs.formulas), []) if _holds_something(path) else []
        told = {row["fingerprint"] for row in first}
        known = {fingerprint for fingerprint in told if store.document(fingerprint) is not None}
        if 2 * len(known) < len(told) and _holds_something(outputs.documents):
            pages = read_rows(outputs.documents, _NAMES, outputs.formulas)
            known |= {row["fingerprint"] for page in pages for row in page} & told
        if 2 * len(known) < len(told):
            raise OutputError(
                f"{path}: holds the {part} of other documents than {outputs.documents}; "
                "give it another name, move it away, or say --rescore to replace it"
            )


def _recall(store: Store, outputs: Outputs) -> None:
    """Take over what an earlier output holds of this version's judgements."""
    _check_that_they_belong(store, outputs)
    if not _holds_something(outputs.documents):
        return
    names = [column.name for column in frame_columns()]
    for page in read_rows(outputs.documents, documents(), outputs.formulas):
        usable = (row for row in page if _still_holds(row))
        store.recall(Judged(row["fingerprint"], {name: row[name] for name in names}, *_empty(row)) for row in usable)
    for path, part, columns in outputs.others():
        if _holds_something(path):
            _complete(store, read_rows(path, columns, outputs.formulas), part)


def _holds_something(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _still_holds(row: Row) -> bool:
    """Whether a row of an earlier output may stand: errors are tried again, other versions judge otherwise."""
    whole = None not in (
        row["words"],
        row["unread"],
        row["title_from"],
        *(row[column.name] for column in rule_columns()),
    )
    return bool(row["version"] == __version__ and row["fingerprint"] and row["error"] is None and whole)


def _count(document: Row, part: str) -> int | None:
    """How many rows a document must have in another table."""
    if part == "indexed":
        return 1
    counts = [document[name] for name in (SEVERITY_COUNTS.values() if part == "findings" else ("action_items",))]
    return None if None in counts else sum(counts)


def _empty(document: Row) -> Iterator[list[Row] | None]:
    """Findings, actions and entry of the index of a document that has none; ``None`` where they are still to come."""
    return ([] if _count(document, part) == 0 else None for part in ("findings", "actions", "indexed"))


def _complete(store: Store, pages: Iterator[list[Row]], part: str) -> None:
    """Take over the findings, actions or entries of the index of documents that are known, where all of them are there."""
    rows = (row for page in pages for row in page)
    for number, ((_, fingerprint), group) in enumerate(groupby(rows, key=lambda row: (row["id"], row["fingerprint"]))):
        found = [{name: value for name, value in row.items() if name not in _OF_DOCUMENT} for row in group]
        document = store.document(fingerprint)
        if document is not None and _count(document, part) == len(found):
            store.complete(fingerprint, part, found)
        if number % _COMMIT == 0:
            store.commit()
    store.commit()


def _judge(source: Source, store: Store, engine: Engine, settings: Settings, progress: Progress) -> Tally:
    """Plan every document and judge those whose judgement is not known."""
    tally = Tally()
    under_way: dict[str, int] = {}  # fingerprint to units
    earlier = store.latest()
    progress.begin(source.size)

    def new_texts() -> Iterator[Text]:
        for document in source:
            fingerprint, error = _plan(store, tally.documents, document, settings)
            tally.documents += 1
            if tally.documents % _COMMIT == 0:
                store.commit()
            if error is not None or fingerprint is None:
                tally.errors += 1
                progress.advance(document.units, 1)
            elif (known := store.knows(fingerprint)) or fingerprint in under_way:
                before = 0 < known <= earlier
                tally.reused += before
                tally.alike += not before
                progress.advance(document.units, 1)
            else:
                under_way[fingerprint] = document.units
                yield Text(fingerprint, document.text or "", document.format)

    for results in engine.run(chunked(new_texts(), engine.chunk), settings):
        store.add(results)
        failed = sum(result.document["error"] is not None for result in results)
        tally.judged += (
            len(results) - failed
        )  # those are tried again each time, and so are news only where they succeed
        tally.errors += failed
        progress.advance(sum(under_way.pop(result.key) for result in results), len(results))
    store.commit()
    return tally


def _plan(store: Store, position: int, document: Document, settings: Settings) -> tuple[str | None, str | None]:
    """Note a document as a row to come; its fingerprint, or why it cannot be judged."""
    error = document.error
    if error is None and store.planned(document.id):
        error = f'the id "{document.id}" is taken by an earlier row'
    fingerprint = None
    if error is None and document.content_hash is not None:
        fingerprint = settings.fingerprint(document.content_hash, document.format)
    store.plan(position, document, fingerprint, error)
    return fingerprint, error


def _write(store: Store, source: Source, outputs: Outputs, settings: Settings) -> None:
    """Write the tables beside their places, and move them there once all are whole."""
    with ExitStack() as stack:

        def begin(path: Path, columns: tuple[Column, ...]) -> Output:
            output = Output(path, columns, outputs.formulas)
            stack.callback(output.discard)
            return output

        others = [(begin(path, columns), part) for path, part, columns in outputs.others()]
        table = begin(outputs.documents, (*documents(), *source.given))
        entries = store.entries(source.sorted)
        while page := list(islice(entries, _ROWS)):
            rows = [_document(entry, settings.version) for entry in page]
            table.write(rows)
            for output, part in others:
                found = [_named(row, getattr(entry, part)) for entry, row in zip(page, rows, strict=True)]
                output.write([row for each in found for row in each])
        tables = [*(output for output, _ in others), table]
        for output in tables:
            output.close()
        for output in tables:
            output.publish()


def _document(entry: Entry, version: str) -> Row:
    judged = entry.document
    if judged is None:
        judged = failed_row(entry.error or "")
    origin = {"id": entry.id, "path": entry.path, "content_hash": entry.content_hash}
    judgement = {"version": version, "fingerprint": entry.fingerprint}
    called = named(judged, entry.id, entry.path, entry.given) if judged["error"] is None else {}
    own = {own_name(name): value for name, value in entry.given.items()}
    return {**origin, **judged, **judgement, **called, **own}


def _named(document: Row, rows: list[Row]) -> Iterator[Row]:
    """Rows of another table, each with what it says of its document."""
    of_document = {name: document[name] for name in _OF_DOCUMENT}
    return ({**row, **of_document} for row in rows)
