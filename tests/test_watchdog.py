"""Every document is answered in time proportional to its length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, SHARED, Judged, judged_alone

from blameless import Analyzer
from blameless.read.document import read_postmortem

SECONDS, SECONDS_A_CHARACTER = 2.0, 0.0005
"""Of CPU time; some fifty times what a document takes."""


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".md", ".txt", ".jsonl", ".conllu"):
            yield path.name, path.read_text(encoding="utf-8", errors="replace")


def overdue(folder: Path, analyzer: Analyzer) -> list[str]:
    """The documents of a folder that took too long."""
    late = []
    for name, text in texts(folder):
        _, seconds = judged_alone(text, analyzer.analyze if len(text) < 200_000 else read_postmortem)
        late += [name] if is_late(text, seconds) else []
    return late


def is_late(text: str, seconds: float) -> bool:
    return seconds > SECONDS + SECONDS_A_CHARACTER * len(text)


def test_our_own_documents(analyzer: Analyzer, postmortems: dict[str, Judged]) -> None:
    assert overdue(ROOT / "data" / "samples", analyzer) == []
    assert [name for name, each in postmortems.items() if is_late(each.text, each.seconds)] == []


@pytest.mark.slow
def test_all_our_own_files(analyzer: Analyzer) -> None:
    assert overdue(ROOT / "data", analyzer) == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["postmortems", "real/postmortems", "cases/hostile"])
def test_collections_of_real_postmortems(folder: str, analyzer: Analyzer) -> None:
    if not (SHARED / folder).exists():
        pytest.skip("the collection is not here")
    assert overdue(SHARED / folder, analyzer) == []
