"""Commands in forks of one process that has loaded everything, for tests of what starting anew for each would make slow.

Run by itself: takes, as its arguments, a sample to load everything with, and on its standard input a JSON list of ``[arguments, target]``,
each a command line of ``blameless`` and the file that its standard output goes to, or what becomes of it: :data:`NO_READER` or
:data:`CLOSED`. Writes a JSON list of ``[exit code, what it wrote to standard error]``.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_READER, CLOSED = "|", ""
"""What standard output may be besides a file: a pipe whose reader has left, and nothing at all."""
Command = tuple[Sequence[str], str]


def run_all(commands: Sequence[Command], sample: str, **env: str) -> list[tuple[int, str]]:
    """The exit code and the errors of each command, run one after the other in the project's folder."""
    done = subprocess.run(
        [sys.executable, __file__, sample],
        input=json.dumps(commands), cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    return [(code, errors) for code, errors in json.loads(done.stdout)]


def _output(target: str) -> None:
    """Let standard output be what a target says, as Python would open it."""
    encoding = sys.stdout.encoding
    sys.stdout.flush()
    if target == CLOSED:
        os.close(1)
        sys.stdout = sys.__stdout__ = None  # type: ignore[misc]
        return
    if target == NO_READER:
        reader, written = os.pipe()
        os.close(reader)
    else:
        written = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    sys.stdout = sys.__stdout__ = open(1, "w", encoding=encoding)  # type: ignore[misc]  # noqa: SIM115


def _forked(arguments: Sequence[str], target: str) -> tuple[int, str]:
    """One command as the console script runs it, in a child."""
    from blameless.__main__ import main

    with tempfile.TemporaryFile() as errors:
        child = os.fork()
        if not child:
            os.dup2(errors.fileno(), 2)
            _output(target)
            sys.argv = ["blameless", *arguments]
            sys.exit(main())
        _, status = os.waitpid(child, 0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), errors.read().decode("utf-8", "backslashreplace")


def _serve(sample: str) -> None:
    from blameless.cli import app

    with contextlib.redirect_stdout(None):
        app(["check", "--quiet", "--fail-on", "never", sample], standalone_mode=False)
    print(json.dumps([_forked(*command) for command in json.load(sys.stdin)]))


if __name__ == "__main__":
    _serve(sys.argv[1])
