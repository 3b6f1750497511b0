"""Sentences of changelogs: taken apart as they were when readers labelled them, and known by their hash."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from training.judge import changelogs
from training.sources import hashed

TEXT = """harbour (2.4-1) unstable; urgency=low

  * New upstream release.  I forgot to bump the
    version of the library.
  * debian/rules: stop the daemon before the upgrade
  * src/quay.c (moor): Moorings were counted twice.

 -- Ana Ruiz <ana@harbour.example>  Mon, 02 Mar 2026 09:14:00 +0000

1) Mended what broke (see above).
o Nobody had tried it!  Sorry.
"""
SENTENCES = [
    "harbour (2.4-1) unstable; urgency=low",
    "New upstream release.",
    "I forgot to bump the version of the library.",
    "debian/rules: stop the daemon before the upgrade",
    "Moorings were counted twice.",
    "Mended what broke (see above).",
    "Nobody had tried it!",
    "Sorry.",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package's documentation, as it is unpacked."""
    place = tmp_path / "harbour" / "harbour"
    place.mkdir(parents=True)
    with gzip.open(place / "changelog.Debian.gz", "wt", encoding="utf-8") as file:
        file.write(TEXT)
    return tmp_path


def refer(monkeypatch: pytest.MonkeyPatch, folder: Path, *sentences: str) -> None:
    """Labels of these sentences."""
    rows = [
        {
            "package": "harbour",
            "version": "2.4-1",
            "file": "changelog.Debian.gz",
            "hash": hashed(sentence),
            "labels": [1, 1],
            "t": "P",
        }
        for sentence in sentences
    ]
    path = folder / "references.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(changelogs, "REFERENCES", path)


def test_a_changelog_is_taken_apart(folder: Path) -> None:
    assert [*changelogs.sentences(folder / "harbour" / "harbour" / "changelog.Debian.gz")] == SENTENCES
    (folder / "plain").write_text(TEXT, encoding="utf-8")
    assert [*changelogs.sentences(folder / "plain")] == SENTENCES
    (folder / "link").symlink_to(folder / "plain")
    assert not [*changelogs.sentences(folder / "link")] and not [*changelogs.sentences(folder)]


def test_labelled_sentences_are_found_by_their_hash(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refer(monkeypatch, folder, SENTENCES[6], SENTENCES[2])
    found = [(sentence, row["labels"]) for sentence, row in changelogs.labelled(folder)]
    assert found == [(SENTENCES[2], [1, 1]), (SENTENCES[6], [1, 1])]


def test_a_sentence_that_is_gone_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refer(monkeypatch, folder, SENTENCES[2], "I forgot nothing.")
    with pytest.raises(SystemExit, match="1 of the sentences referred to"):
        [*changelogs.labelled(folder)]
    monkeypatch.setattr(changelogs, "LOST", 0.5)
    assert len([*changelogs.labelled(folder)]) == 1


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(SystemExit, match=r"is not there: python -m training\.judge\.changelogs"):
        [*changelogs.labelled(folder / "nowhere")]
