"""The folders that are measured on. Made by a process of its own, so that the measuring one stays small."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .measure import Failed

_BYTES_A_DOCUMENT = 16_000
"""Room on the disk to ask for, for the document, its row, and the blocks that a small file takes."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of Markdown; ``words`` are what stands between white space."""

    folder: Path
    documents: int
    words: int


def generated(place: Path, count: int) -> Archive:
    """The first ``count`` documents of the generator, in sub-folders.

    Raises:
        Failed: where the disk has no room, or the generator fails.
    """
    place.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place).free
    if free < count * _BYTES_A_DOCUMENT:
        raise Failed(
            f"{count:,} documents need {count * _BYTES_A_DOCUMENT / 1e9:.1f} GB of disk; {free / 1e9:.1f} are free"
        )
    return _generate(place / f"archive-{count}", "--count", count)


def generated_words(place: Path, words: int) -> Archive:
    """A folder of generated documents, all on one level, of about ``words`` words."""
    return flat(_generate(place / "words", "--words", words).folder, place / f"words-{words}")


def _generate(folder: Path, *size: object) -> Archive:
    folder.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.generate", str(folder), *map(str, size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"the generator failed: {done.stderr.strip()[-300:]}")
    documents, words = map(int, done.stdout.split())
    return Archive(folder, documents, words)


def flat(source: Path, folder: Path, copies: int = 1) -> Archive:
    """Copies of all Markdown files below ``source`` in one folder, so that every tool reads the very same files.

    Raises:
        Failed: where there are none, or one cannot be read as UTF-8.
    """
    files = sorted(path for path in source.rglob("*") if path.suffix.lower() in (".md", ".markdown") and path.is_file())
    if not files:
        raise Failed(f"{source}: holds no Markdown")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = 0
    for copy in range(copies):
        for number, path in enumerate(files):
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise Failed(f"{path}: cannot be read: {error}") from None
            (folder / f"{copy:02}-{number:05}.md").write_text(text, encoding="utf-8")
            words += len(text.split())
    return Archive(folder, copies * len(files), words)
