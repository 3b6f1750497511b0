"""Documents from files and standard input; whatever cannot be read becomes an error with its reason."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import InputError

if TYPE_CHECKING:
    from .parse import Format

SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mkd": "markdown",
    ".txt": "text",
    ".text": "text",
}
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read; ``path`` is as the user gave it."""

    path: str
    text: str
    format: Format


def read(path: str, max_bytes: int) -> Document:
    """Read one file, or standard input for ``-``.

    Raises:
        InputError: with the reason, where it cannot be read as text or is larger than ``max_bytes``.
    """
    return from_bytes(path, load(path, max_bytes))


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
        raise InputError(f"too large: more than the {max_bytes / 1e6:g} MB that max-bytes allows")
    return data


def from_bytes(path: str, data: bytes) -> Document:
    """A document from the bytes of a file.

    Raises:
        InputError: with the reason, where they are no text.
    """
    text = decode(data)
    if not text.strip().strip("\ufeff"):
        raise InputError("the file is empty")
    if Path(path).suffix.lower() in (".html", ".htm"):
        raise InputError("HTML is not read; convert it to Markdown or text")
    return Document(path, text, format_of(path))


def format_of(path: str) -> Format:
    """The format of a file by its suffix: Markdown where that says nothing."""
    return SUFFIXES.get(Path(path).suffix.lower(), "markdown")  # type: ignore[return-value]


def decode(data: bytes) -> str:
    """Text from bytes: UTF-8, or UTF-16 where a byte order mark says so.

    Raises:
        InputError: for binary data and for bytes that are no UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError("not valid UTF-16") from None
    if b"\0" in data[:8192]:
        raise InputError("a binary file, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"not valid UTF-8 (byte {error.start + 1}, line {line}); save the file as UTF-8") from None
