"""Every document is answered in time proportional to its length."""

from __future__ import annotations

import faulthandler
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, SHARED

from blameless import Analyzer
from blameless.parse import parse

SECONDS, SECONDS_A_CHARACTER = 2.0, 0.0005
"""Of CPU time; some fifty times what a document takes. One that never ends is told with a traceback."""
HOPELESS = 600


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".md", ".txt", ".jsonl", ".conllu"):
            yield path.name, path.read_text(encoding="utf-8", errors="replace")


def overdue(folder: Path, analyzer: Analyzer) -> list[str]:
    """The documents of a folder that took too long."""
    late = []
    for name, text in texts(folder):
        faulthandler.dump_traceback_later(HOPELESS, exit=True)
        started = time.process_time()
        analyzer.analyze(text) if len(text) < 200_000 else parse(text)
        if time.process_time() - started > SECONDS + SECONDS_A_CHARACTER * len(text):
            late.append(name)
    faulthandler.cancel_dump_traceback_later()
    return late


def test_our_own_documents(analyzer: Analyzer) -> None:
    analyzer.analyze("Warm up.")
    assert overdue(ROOT / "data" / "samples", analyzer) == []
    assert overdue(ROOT / "data" / "postmortems", analyzer) == []


@pytest.mark.slow
def test_all_our_own_files(analyzer: Analyzer) -> None:
    assert overdue(ROOT / "data", analyzer) == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["postmortems", "real/postmortems", "cases/hostile"])
def test_collections_of_real_postmortems(folder: str, analyzer: Analyzer) -> None:
    if not (SHARED / folder).exists():
        pytest.skip("the collection is not here")
    assert overdue(SHARED / folder, analyzer) == []
