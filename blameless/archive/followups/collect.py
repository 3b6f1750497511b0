"""The action items of an archive: from a table that ``blameless score --actions`` wrote, or judged now."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...parts import parts_of
from ..engines import Engine, chunked
from ..naming import named
from ..partition import Judged, Settings, Text
from ..run import Progress
from ..sinks import SUFFIXES, read_table
from ..sources import Document, Source
from ..tables import ACTIONS, Row


@dataclass(slots=True)
class Collected:
    """The rows of an archive, and the documents that could not be read, each with the reason."""

    rows: list[Row] = field(default_factory=list)
    documents: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def is_table(path: Path) -> bool:
    """Whether a path is a file that may hold a table, or a folder of the parts of one."""
    return (os.path.isfile(path) and path.suffix.lower() in SUFFIXES) or bool(parts_of(path))


def read_actions(path: Path) -> list[Row]:
    """The rows of a table of actions.

    Raises:
        InputError: where it is damaged or holds something else.
    """
    return [row for page in read_table(path, ACTIONS, "table of actions", "--actions") for row in page]


def collect(source: Source, engine: Engine, settings: Settings, progress: Progress) -> Collected:
    """Judge an archive and take its action items.

    Raises:
        InputError: where the archive turns out to be unreadable half-way.
    """
    settings = replace(settings, actions=True)
    found, under_way = Collected(), dict[str, Document]()
    progress.begin(source.size)

    def texts() -> Iterator[Text]:
        for document in source:
            found.documents += 1
            if document.error is not None:
                found.failed.append((document.id, document.error))
                progress.advance(document.units, 1)
                continue
            under_way[key := str(found.documents)] = document
            yield Text(key, document.text or "", document.format)

    for results in engine.run(chunked(texts(), engine.chunk), settings):
        for result in results:
            document = under_way.pop(result.key)
            progress.advance(document.units, 1)
            if result.document["error"] is not None:
                found.failed.append((document.id, result.document["error"]))
            found.rows += _rows(document, result)
    return found


def _rows(document: Document, result: Judged) -> Iterator[Row]:
    called = named(result.document, document.id, document.path, dict(document.given))
    for row in result.actions or ():
        yield {**row, "id": document.id, "title": called["title"], "date": called["date"]}
