"""The errors a caller can meet, each with a message meant for people."""

from __future__ import annotations

from collections.abc import Iterable


class BlamelessError(Exception):
    """Base of every error raised on purpose; ``str(error)`` is fit to be shown to a user."""


class InputError(BlamelessError):
    """A document cannot be read: missing, binary, undecodable, too large or empty."""


class DocumentError(InputError):
    """A document of a stream cannot be judged.

    ``reason`` says why, ``index`` is its place in the stream, from 0; ``__cause__`` is what was raised, where that
    happened in this process.
    """

    def __init__(self, reason: str, index: int = 0) -> None:
        super().__init__(reason, index)
        self.reason = reason
        self.index = index

    def __str__(self) -> str:
        return f"text {self.index}: {self.reason}"


class NoTextError(InputError, TypeError):
    """What was given as a document is no string."""


class ConfigError(BlamelessError):
    """The configuration or the command line names something that does not exist.

    ``key`` and ``value`` are the setting and the word in it that are wrong, where it is one: they are looked up in the
    file for its line.
    """

    def __init__(self, message: str, key: str = "", value: str = "") -> None:
        super().__init__(message)
        self.key = key
        self.value = value


class OutputError(BlamelessError):
    """An output cannot be written, or an earlier one cannot be gone on from; nothing that was there is lost."""


def too_large(most: int, what: str = "") -> str:
    """That something (``what``, as ``"its text has"``) has more bytes than ``max-bytes`` allows, in a unit that fits."""
    unit, name = next((pair for pair in ((1e6, "MB"), (1e3, "kB")) if most >= pair[0]), (1, "bytes"))
    return f"too large: {f'{what} ' if what else ''}more than the {most / unit:g} {name} that max-bytes allows"


def nearest(word: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` for the nearest known word, or nothing."""
    import difflib

    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.4)
    return f' (did you mean "{found[0]}"?)' if found else ""


def fault(error: Exception) -> str:
    """What is said of a document that we stumble over: a fault of ours in one must not cost the others."""
    return f"cannot be read: {type(error).__name__}: {error}"
