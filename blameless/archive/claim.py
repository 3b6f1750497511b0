"""Claims: that a table is written by one run at a time, be it as its documents, its findings or its actions."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from ..errors import OutputError


class Claim:
    """Holds a table for this run alone, by a lock on a file beside it; the system lets go of it when the process ends.

    The lock is not on the work file: that one is deleted in the end, and who had opened it just before would hold a file
    that is not there any more, while the next run makes a new one.

    Args:
        table: the file that will be written; a link stands for what it leads to.

    Raises:
        OutputError: where another run writes it, or no lock can be taken.
    """

    def __init__(self, table: Path) -> None:
        self._table = table
        target = Path(os.path.realpath(table))
        self._path = target.with_name(f".{target.name[:100]}.lock")
        while not self._take():
            pass

    def _take(self) -> bool:
        """Take the lock; not where the run that had it has just deleted the file."""
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except OSError as error:
            raise self._untakable(error) from None
        try:
            if not stat.S_ISREG(os.fstat(self._file).st_mode):
                raise OutputError(f"{self._path}: is no file; move it away")
            if not _lock(self._file):
                raise OutputError(f"{self._table}: another run is writing this output")
            return os.path.samestat(os.fstat(self._file), os.stat(self._path))
        except FileNotFoundError:
            os.close(self._file)
            return False
        except OSError as error:
            os.close(self._file)
            raise self._untakable(error) from None
        except OutputError:
            os.close(self._file)
            raise

    def _untakable(self, error: OSError) -> OutputError:
        return OutputError(f"{self._path}: cannot be written: {error.strerror or error}")

    def release(self) -> None:
        """Let others write the table."""
        with suppress(OSError):  # some systems delete no file that is open
            self._path.unlink()
        os.close(self._file)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(file: int) -> bool:
        """Lock an open file for this process, unless another has."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(file: int) -> bool:
        """Lock an open file for this process, unless another has."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
