"""Labelled sentences of changelogs: what maintainers of Debian's packages write of their own and others' mistakes.

Published postmortems hold little blame; changelogs hold much, of thousands of writers. ``data/real/changelogs.jsonl`` knows each sentence that
readers labelled by package, version, file and hash. The texts are unpacked from the packages:

    python -m training.judge.changelogs build/judge/changelogs

fetches those that are not there yet with ``apt-get``, so on Debian; of another release than the one read (bookworm), it takes the version
there is, whose changelog holds the older entries too.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.sources import hashed, read_jsonl

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = ROOT / "data" / "real" / "changelogs.jsonl"
FOLDER = ROOT / "build" / "judge" / "changelogs"
"""A folder for each package, with its documentation."""
TOGETHER = 100
"""Packages that are asked for at once."""
LOST = 0.05
"""The share of the sentences that may be gone, as versions of packages change."""
_LONGEST = 6_000_000
"""Bytes of a file that are read."""
_MARK = re.compile(r"(\* |- |\+ |o |\d+[.)] )+")
_BEGINS = re.compile(r"(\* |- |\+ |o |\d+[.)] |--|==|commit |Author:|Date:|\[ |\d{4}-\d\d-\d\d)")
"""What begins an entry, or a line that is of none."""
_RELEASE = re.compile(r"\S.*\(.*\).*;")
"""``package (version) distribution; urgency=…``"""
_OF_NONE = ("-- ", "commit ", "Author", "Date:")
_FILE = re.compile(r"\S+\.(c|h|py|cpp|cc|el|pl|in|am|ac|sh|xml|tex)\b[^:]{0,60}:\s*")
_BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")


def labelled(folder: Path = FOLDER) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each sentence with what readers said of it.

    Raises:
        SystemExit: where the folder is not there, or lacks more than ``LOST`` of the sentences referred to.
    """
    if not folder.is_dir():
        raise SystemExit(f"{folder} is not there: python -m training.judge.changelogs {folder}")
    wanted: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    references = read_jsonl(REFERENCES)
    for row in references:
        wanted[row["package"], row["file"]][row["hash"]] = row
    for (package, name), rows in wanted.items():
        for path in sorted((folder / package).rglob(name)):
            for sentence in sentences(path):
                row = rows.pop(hashed(sentence), None)
                if row is not None:
                    yield sentence, row
    missing = sum(map(len, wanted.values()))
    if missing > LOST * len(references):
        raise SystemExit(f"{folder}: {missing} of the sentences referred to in {REFERENCES} are not there")


def sentences(path: Path) -> Iterator[str]:
    """The sentences of a changelog or a note, each in one line."""
    if path.is_symlink() or not path.is_file():
        return
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        text = file.read(_LONGEST).decode("utf-8", "replace")
    for entry in _entries(text):
        line = " ".join(entry.split())
        named = _FILE.match(line)
        yield from map(str.strip, _BETWEEN.split(line[named.end() :] if named else line))


def _entries(text: str) -> Iterator[str]:
    """Entries and paragraphs without their marks, their lines joined."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or _BEGINS.match(bare) or _RELEASE.match(line):
            if lines:
                yield " ".join(lines)
            lines = []
        if bare and not bare.startswith(_OF_NONE):
            mark = _MARK.match(bare)
            lines.append(bare[mark.end() :] if mark else bare)
    if lines:
        yield " ".join(lines)


def fetch(folder: Path) -> None:
    """Download the packages that are not in the folder, and unpack their documentation there.

    A package that the release no longer has is named by ``apt-get`` and left out.
    """
    versions = {row["package"]: row["version"] for row in read_jsonl(REFERENCES)}
    missing = sorted(package for package in versions if not (folder / package).exists())
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for first in range(0, len(missing), TOGETHER):
            packages = missing[first : first + TOGETHER]
            exact = [f"{package}={versions[package]}" for package in packages]
            if not (_download(exact, place) or _download(packages, place)):
                for package in packages:
                    _download([package], place)
            for archive in place.glob("*.deb"):
                _unpack(archive, folder)


def _download(packages: list[str], place: Path) -> bool:
    """Whether all of them came; fetched as the user who asks, as ``_apt`` may not write to the folder."""
    command = ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", *packages]
    return subprocess.run(command, cwd=place).returncode == 0


def _unpack(archive: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as everything:
        subprocess.run(["dpkg-deb", "--extract", archive, everything], check=True)
        shutil.move(Path(everything) / "usr" / "share" / "doc", folder / archive.name.split("_")[0])
    archive.unlink()


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    folder: Path = cli.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    fetch(folder)
    print(f"{sum(1 for _ in labelled(folder)):,} sentences")


if __name__ == "__main__":
    main()
