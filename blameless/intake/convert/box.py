"""Conversions in a process of their own, which may take only so much time and memory.

What converts Word files and PDFs is large, was made for honest files, and is given those of strangers: compressed a
thousandfold, nested without end, damaged. None of that is to reach the process that checks the other documents.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from contextlib import suppress
from importlib import import_module

from ...errors import InputError

SECONDS = 60
"""Seconds of computing that a conversion may take; five times that on the clock, as others may want the processor too."""
MEMORY = 2_000_000_000
"""Bytes of memory that a conversion may take."""
_CHILD = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from blameless.intake.convert.box import serve; serve(sys.argv[2])"
)
_DONE, _REFUSED = b"+", b"-"
_CALLED = {"docx": "Word file", "pdf": "PDF"}


def converted(kind: str, data: bytes) -> str:
    """Text from bytes, by the module of a name beside this one.

    Raises:
        InputError: where they cannot be converted, or not within the limits.
    """
    paths = [
        path for path in sys.path if path
    ]  # not the folder that we happen to be in: it is whose documents they are
    written = ["-B"] if sys.dont_write_bytecode else []  # alone with -I it would not be told
    command = [sys.executable, "-I", *written, "-c", _CHILD, json.dumps(paths), kind]
    try:
        done = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=5 * SECONDS
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"converting it takes more than {SECONDS} seconds") from None
    except OSError as error:
        raise InputError(f"no process can be started to convert it: {error.strerror or error}") from None
    text = done.stdout[1:].decode("utf-8", "replace")
    if done.stdout[:1] == _DONE and done.returncode == 0:
        return text
    if done.stdout[:1] == _REFUSED:
        raise InputError(text)
    raise InputError(f"converting it takes more than {SECONDS} seconds or {MEMORY / 1e9:g} GB of memory")


def serve(kind: str) -> None:
    """Convert what comes in on standard input; what the process answers begins with how it went."""
    _limit()
    logging.disable()
    data = sys.stdin.buffer.read()
    mark, text = _REFUSED, ""
    try:
        text = import_module(f"blameless.intake.convert.{kind}").convert(data)
        mark = _DONE
    except InputError as error:
        text = str(error)
    except RecursionError:
        text = "nested too deeply to be converted"
    except MemoryError:
        text = f"converting it takes more than {MEMORY / 1e9:g} GB of memory"
    except ModuleNotFoundError as error:
        text = f"reading it takes {error.name}: pip install 'blameless[convert]'"
    except Exception as error:  # whatever a damaged file makes of a library
        text = f"damaged, or not really a {_CALLED.get(kind, kind)} ({type(error).__name__})"
    sys.stdout.buffer.write(mark + text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows knows no limits; the clock has to do
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with suppress(ValueError, OSError):  # where less is allowed already, and on systems that do not keep this one
            resource.setrlimit(what, (most, most))
