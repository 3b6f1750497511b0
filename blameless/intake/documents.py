"""Documents from files and standard input; whatever cannot be read becomes an error with its reason."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from ..errors import InputError, too_large
from .format import Decoded, Format, Offsets
from .formats import DEFAULT, input_format, needed, of_content, of_suffix

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read.

    ``path`` is as the user gave it, ``format`` the kind of input that ``text`` is; ``offsets`` says whether the text is
    that of the file or was made of it.
    """

    path: str
    text: str
    format: str
    offsets: Offsets = "original"


def read_document(path: str | os.PathLike[str], kind: str | None = None, max_bytes: int = 10_000_000) -> Document:
    """Read a file of any kind there is, to be given to ``analyze(document.text, document.format)``.

    Args:
        path: the file.
        kind: what kind it is, where its name is not to tell; see ``blameless check --help``.
        max_bytes: the largest file, and the largest text made of one, that is read.

    Raises:
        InputError: with the reason, where it cannot be read.
        ConfigError: where there is no such ``kind``.
    """
    return read(os.fspath(path), max_bytes, kind)


def read(path: str, max_bytes: int, kind: str | None = None) -> Document:
    """Read one file, or standard input for ``-``.

    Raises:
        InputError: with the reason, where it cannot be read as text or is larger than ``max_bytes``.
        ConfigError: where there is no such ``kind``.
    """
    return from_bytes(path, load(path, max_bytes), kind, max_bytes)


def load(path: str, max_bytes: int) -> bytes:
    """The bytes of one file, or of standard input for ``-``.

    Raises:
        InputError: where it cannot be read or is larger than ``max_bytes``.
    """
    try:
        if path == STDIN:
            if sys.stdin is None:
                raise InputError("standard input is closed")
            data = sys.stdin.buffer.read(max_bytes + 1)
            size = len(data)
        else:
            with open(path, "rb") as file:
                size = os.fstat(file.fileno()).st_size
                data = b"" if size > max_bytes else file.read(max_bytes + 1)
            size = max(size, len(data))  # a file may grow, and those of /proc say that they are empty
    except OSError as error:
        raise InputError(error.strerror or str(error)) from None
    if size > max_bytes:
        raise InputError(too_large(max_bytes))
    return data


def format_of(path: str) -> str:
    """The kind of a text that is at hand, by the name of its file: Markdown where that tells nothing, or a kind that is no text."""
    found = of_suffix(path)
    return DEFAULT if found is None or found.blocks is None else found.name


def from_bytes(path: str, data: bytes, kind: str | None = None, max_bytes: int | None = None) -> Document:
    """A document from the bytes of a file.

    Args:
        path: its name, whose end tells its kind.
        data: its bytes.
        kind: the name of its kind, where the name of the file is not to tell it.
        max_bytes: the largest text that a conversion may yield.

    Raises:
        InputError: with the reason, where they are no document of that kind.
        ConfigError: where there is no such kind.
    """
    format = input_format(kind) if kind else kind_of(path, data)
    if not data.strip():
        raise InputError("the file is empty")
    found = decoded(format, data)
    if not found.text.strip().strip("\ufeff"):
        raise InputError("the file is empty" if found.offsets == "original" else "no text is found in the file")
    if max_bytes is not None and found.offsets == "converted" and len(found.text) > max_bytes:
        raise InputError(too_large(max_bytes, "its text has"))
    return Document(path, found.text, found.format, found.offsets)


def decoded(format: Format, data: bytes) -> Decoded:
    """The text of a file of a kind.

    Raises:
        InputError: with the reason, where it is none of that kind, or something that reads it is not installed.
    """
    if format.missing() is not None:
        raise needed(format)
    return format.decode(data)


def kind_of(path: str, data: bytes) -> Format:
    """The kind of a file: its name tells, else its first bytes, else it is taken for Markdown."""
    return of_suffix(path) or of_content(data) or input_format(DEFAULT)
