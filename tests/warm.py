"""Commands in forks of one process that has loaded everything, for tests of what starting anew for each would make slow.

Run by itself as ``warm.py SOCKET ARGUMENTS…`` it is ``blameless`` with these arguments: it hands them to the process that :func:`serve`
listens in, with its folder, its environment and its standard streams, and ends as the fork does that runs them. That takes a twentieth of
a second of the processor, a new ``python -m blameless`` two. What a command does while it starts is not tried so.
"""

# Whatever takes long to import is imported where it is needed: the module is a command, too.
from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sys
import time
from functools import cache

_STREAMS = ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w"))


@cache
def command() -> tuple[str, ...]:
    """What to begin a command with instead of ``python -m blameless``, which it is where there are no forks."""
    if not hasattr(os, "fork"):
        return sys.executable, "-m", "blameless"
    import atexit
    import subprocess
    import tempfile

    from conftest import ROOT, SAMPLES

    folder = tempfile.TemporaryDirectory()
    place = os.path.join(folder.name, "socket")
    code = f"import warm; warm.serve({place!r}, {str(SAMPLES / 'checkout-outage.md')!r})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((os.path.dirname(__file__), str(ROOT)))}
    served = subprocess.Popen(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(folder.cleanup)
    assert served.stdin and served.stdout and served.stdout.readline() == b"ready\n"
    atexit.register(served.communicate)
    return sys.executable, "-ES", __file__, place


def ask(place: str, arguments: list[str]) -> int:
    """The exit code of a command that is run by who listens at a place."""
    fds = [number for number, *_ in _STREAMS if _is_open(number)]
    asked = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ), "streams": fds}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(place)
        socket.send_fds(connection, [b" "], fds)
        connection.sendall(json.dumps(asked).encode() + b"\n")
        return int(connection.makefile().readline() or 70)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def serve(place: str, sample: str) -> None:
    """Load everything, with a sample, and run what is asked for until standard input ends; a line says that it has begun."""
    import gc

    from blameless.cli import app

    with contextlib.redirect_stdout(None):
        app(["check", "--quiet", "--fail-on", "never", sample], standalone_mode=False)
    with contextlib.suppress(ImportError):
        import blameless.lsp.server  # noqa: F401
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen()
        gc.freeze()  # what is loaded is no garbage of any command
        print("ready", flush=True)
        while 0 not in select.select([listener, 0], [], [])[0]:
            connection, _ = listener.accept()
            if not os.fork():
                listener.close()
                _answer(connection)
            connection.close()
            _reap()


def _reap() -> None:
    """Let go of the processes that have ended."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def _answer(connection: socket.socket) -> None:
    """Run one command in a child, and tell what it ended with; where nobody waits for it any more, end it."""
    data, fds, _, _ = socket.recv_fds(connection, 1, len(_STREAMS))
    while not data.endswith(b"\n"):
        data += connection.recv(1 << 16)
    asked = json.loads(data)
    child = os.fork()
    if not child:
        connection.close()
        _run(asked, fds)
    for each in fds:
        os.close(each)
    ended, status = 0, 0
    while not ended:
        if select.select([connection], [], [], 0.01)[0]:
            os.kill(child, 9)
            time.sleep(0.01)
        ended, status = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _run(asked: dict, fds: list[int]) -> None:
    """The command as the console script runs it."""
    from blameless.__main__ import main

    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    _take(dict(zip(asked["streams"], fds, strict=True)))
    sys.argv = ["blameless", *asked["arguments"]]
    sys.exit(main())


def _take(streams: dict[int, int]) -> None:
    """Let the standard streams be those handed over, as Python would open them."""
    for number, name, mode in _STREAMS:
        if number not in streams:
            os.close(number)
            stream = None
        else:
            os.dup2(streams[number], number)
            os.close(streams[number])
            encoding = os.environ.get("PYTHONIOENCODING") or "utf-8"
            errors = "backslashreplace" if name == "stderr" else "strict"
            stream = open(number, mode, encoding=encoding, errors=errors)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
