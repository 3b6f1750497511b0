"""The one walk through folders: which of their files are documents, for every command.

Left out are hidden files, what ``.gitignore`` names, folders of installed packages, whatever is no regular file, and
links out of the folder: who checks a folder that somebody else filled does not expect ``/etc/passwd`` in the report.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from .documents import STDIN
from .formats import input_format, names, of_suffix
from .ignores import Ignores

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})
_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISFIFO, "a named pipe, not a file; pipe it in and give - to read it"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)


DEEPEST = 200
"""Folders in folders that are walked; the way down is held in memory, and nobody keeps documents that deep."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its path, its name in the folder that was walked, and perhaps why it cannot be read."""

    path: str
    name: str
    problem: str | None = None


@dataclass(slots=True)
class LeftOut:
    """What of folders was not looked at: how many links that lead out of them, and documents that take a converter; the
    first of each."""

    count: int = 0
    first: str = ""
    unconverted: int = 0
    first_unconverted: str = ""

    def add(self, path: str) -> None:
        """Note a link."""
        self.first = self.first or path
        self.count += 1

    def add_unconverted(self, path: str) -> None:
        """Note a document for which a converter is not installed."""
        self.first_unconverted = self.first_unconverted or path
        self.unconverted += 1

    def told(self) -> Iterator[str]:
        """What a user is told; nothing where nothing was left out."""
        if self.count == 1:
            yield f"a link leads out of the folder: {self.first}; --follow-links reads it"
        elif self.count:
            yield f"{self.count:,} links lead out of the folder, the first {self.first}; --follow-links reads them"
        if self.unconverted:
            files = "file is" if self.unconverted == 1 else "files are"
            how = "pip install 'blameless[convert]'"
            yield f"{self.unconverted:,} {files} not read, the first {self.first_unconverted}: {how} reads them"


def is_document(name: str) -> bool:
    """Whether the name of a file is that of a document that can be read here."""
    format = of_suffix(name)
    return format is not None and format.walked and format.missing() is None


def takes_converter(name: str) -> bool:
    """Whether the name of a file is that of a document that could be read, were its converter installed."""
    format = of_suffix(name)
    return format is not None and format.walked and format.missing() is not None


def kinds_walked() -> str:
    """The ends of the names of documents, for a message."""
    suffixes = [suffix for name in names() for suffix in input_format(name).suffixes if input_format(name).walked]
    return ", ".join(suffixes)


def problem_of(path: str) -> str | None:
    """Why a path is neither a file nor a folder that could be read; ``None`` where it may be."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return "a link to nothing" if os.path.islink(path) else "no such file or folder"
    except OSError as error:
        return "a link that leads to itself" if error.errno == errno.ELOOP else error.strerror or str(error)
    except ValueError as error:
        return str(error)
    return next((what for is_kind, what in _KINDS if is_kind(mode)), None)


_HANDED_OVER = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
"""How a shell names what it hands over open, as for ``<(…)``: a pipe, and somebody writes to it."""


def whole(path: Path) -> bytes:
    """All of a file that somebody names, be it what the shell hands over; never a pipe to which perhaps nobody writes.

    Raises:
        InputError: where it cannot be read; the message does not name the file.
    """
    name = os.path.abspath(path)
    problem = problem_of(name) if os.path.exists(name) and not name.startswith(_HANDED_OVER) else None
    if problem is not None:
        raise InputError(problem.partition(";")[0])
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(getattr(error, "strerror", None) or str(error)) from None


def walk(
    root: str,
    wanted: Callable[[str], bool] = is_document,
    follow_links: bool = False,
    ordered: bool = False,
    left_out: LeftOut | None = None,
) -> Iterator[Found]:
    """The documents below a folder; those that cannot be read, as links to nothing, come with the reason.

    Args:
        root: the folder.
        wanted: tells by its name in the folder whether a file is a document.
        follow_links: whether links out of the folder, and links to folders, are followed.
        ordered: by name; else in the order of the file system, in which nothing but the way down is held in memory.
        left_out: is told of the links that are not followed, though they lead to a document or a folder outside.
    """
    walked = _Walk(os.path.realpath(root), wanted, follow_links, ordered, left_out or LeftOut())
    yield from walked.below(root, "", Ignores.above(root), ())


@dataclass(frozen=True, slots=True)
class _Walk:
    root: str
    wanted: Callable[[str], bool]
    follow_links: bool
    ordered: bool
    left_out: LeftOut

    def below(self, folder: str, prefix: str, ignores: Ignores, above: tuple[str, ...]) -> Iterator[Found]:
        """The documents below a folder; ``above`` are the real paths of the folders on the way to it."""
        if len(above) > DEEPEST:
            yield Found(folder, prefix.rstrip("/"), f"folders more than {DEEPEST} deep are not walked")
            return
        ignores = ignores.with_those_of(folder)
        try:
            entries = os.scandir(folder)
        except OSError as error:
            what = f"the folder cannot be read: {error.strerror or error}"
            yield Found(folder, prefix.rstrip("/") or ".", what)
            return
        with entries:
            each: Iterable[os.DirEntry[str]] = entries
            if self.ordered:
                each = sorted(entries, key=lambda entry: entry.name)
            for entry in each:
                if not entry.name.startswith("."):
                    yield from self._entry(entry, prefix + entry.name, ignores, above)

    def _entry(self, entry: os.DirEntry[str], name: str, ignores: Ignores, above: tuple[str, ...]) -> Iterator[Found]:
        if _is_folder(entry, self.follow_links):
            real = os.path.realpath(entry.path) if self.follow_links else ""
            loops = self.follow_links and real in (self.root, *above)
            if entry.name not in SKIPPED_FOLDERS and not loops and not ignores(entry.path + "/"):
                yield from self.below(entry.path, name + "/", ignores, (*above, real))
        elif entry.is_symlink() and _is_folder(entry, True):
            if not self.follow_links and not ignores(entry.path):
                self._leads_out(entry)
        elif self.wanted(name) and not ignores(entry.path):
            yield from self._file(entry, name)
        elif self.wanted is is_document and takes_converter(name) and not ignores(entry.path):
            self.left_out.add_unconverted(entry.path)

    def _file(self, entry: os.DirEntry[str], name: str) -> Iterator[Found]:
        if entry.is_symlink():
            try:
                os.stat(entry.path)
            except OSError:
                yield Found(entry.path, name, problem_of(entry.path))
                return
            if not self.follow_links and self._leads_out(entry):
                return
        if _is_file(entry):
            yield Found(entry.path, name)

    def _leads_out(self, link: os.DirEntry[str]) -> bool:
        """Whether a link that is not followed leads out of the folder, which then is noted."""
        real = os.path.realpath(link.path)
        if real == self.root or real.startswith(os.path.join(self.root, "")):
            return False
        self.left_out.add(link.path)
        return True


def _is_folder(entry: os.DirEntry[str], follow_links: bool) -> bool:
    try:
        return entry.is_dir(follow_symlinks=follow_links)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def expand(
    paths: Iterable[str], follow_links: bool = False, left_out: LeftOut | None = None
) -> Iterator[tuple[str, InputError | None]]:
    """The files behind paths: files as they are, folders walked in order of their names.

    A path behind which there is nothing that can be read comes with an error; ``left_out`` is told of the links that are
    not followed.
    """
    for path in paths:
        problem = None if path == STDIN else problem_of(path)
        if problem is not None:
            yield path, InputError(problem)
        elif path == STDIN or not os.path.isdir(path):
            yield path, None
        else:
            empty = True
            for found in walk(path, follow_links=follow_links, ordered=True, left_out=left_out):
                empty = False
                yield found.path, None if found.problem is None else InputError(found.problem)
            if empty:
                what = f"the folder holds no postmortems (no file that ends in {kinds_walked()}), or all of them are ignored"
                yield path, InputError(what)
