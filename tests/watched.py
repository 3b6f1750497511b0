"""Imported by every Python that is started with this folder's copy of it as ``sitecustomize``: ends it where it opens a
socket, or writes to a file although it was told not to. Processes that it starts are watched as well."""

from __future__ import annotations

import os
import sys
import traceback

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "tempfile.mkstemp",
}
_READ_ONLY = bool(os.environ.get("WATCHED_READ_ONLY"))


def _watch(event: str, arguments: tuple) -> None:
    if event.startswith("socket."):
        _end(event, arguments)
    if not _READ_ONLY:
        return
    if event in _CHANGES:
        _end(event, arguments)
    if event == "open" and _is_written(*arguments):
        _end(event, arguments)


def _is_written(path: object, mode: object, flags: int | None) -> bool:
    return isinstance(path, (str, bytes)) and os.fsdecode(path) != os.devnull and bool((flags or 0) & _WRITES)


def _end(event: str, arguments: tuple) -> None:
    sys.stderr.write(f"WATCHED {event} {arguments!r}\n")
    traceback.print_stack()
    sys.stderr.flush()
    os._exit(97)


sys.addaudithook(_watch)
