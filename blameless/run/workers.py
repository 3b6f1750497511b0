"""A process that works for this one: started afresh, told to be quiet, and gone when this one is.

Each has a pipe for its batches and one for its results, and nobody else holds their ends: a process that dies, even
half-way through an answer, is known by the end of its pipe, and a process whose parent has ended, in whatever way, knows
it likewise and ends at once. (The executor of the standard library shares one pipe among all processes; one killed while
it writes there leaves the others waiting for ever.)
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from ..errors import BlamelessError

UNGUARDED = 71
"""The exit code of a process that finds itself about to start processes while it is started."""
_PATIENCE = 1.0  # seconds that a process may take to end once it is told to
_GUARD = (
    "the processes load the script that starts them before they work, and that starts processes again: put what the "
    'script does under `if __name__ == "__main__":`'
)
_NONE_WORKS = (
    "no process can be started to judge (out of memory?); try fewer. A script that starts processes must be a file, "
    'with what it does under `if __name__ == "__main__":`'
)


class Died(Exception):
    """A process is no more."""


class Worker:
    """A process for batches of work; ``with`` ends it.

    Args:
        work: a function of a module; what it takes and gives is pickled.
        start: called first, with ``arguments``.
    """

    def __init__(
        self, work: Callable[[Sequence[Any]], Sequence[Any]], start: Callable[..., None], arguments: tuple[Any, ...]
    ) -> None:
        context = get_context("spawn")  # a fork would copy locks in whatever state they are
        theirs, self._to = context.Pipe(duplex=False)
        self.answers, back = context.Pipe(duplex=False)
        serve = (theirs, back, work, start, arguments)
        self._process = context.Process(target=_serve, args=serve, daemon=True)
        self._process.start()
        theirs.close()
        back.close()
        self.ready = False
        self._unsent: list[Sequence[Any]] = []

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def send(self, batch: Sequence[Any]) -> None:
        """Give it a batch; one that is still starting gets it once it is ready."""
        self._unsent.append(batch)
        if self.ready:
            self._send()

    def _send(self) -> None:
        with suppress(OSError):  # it has died, which its answers tell
            while self._unsent:
                self._to.send(self._unsent[0])
                del self._unsent[0]

    def receive(self) -> Sequence[Any] | None:
        """Its next answer: the results of the first batch that is not answered yet, or ``None``: it is ready now.

        Raises:
            Died: where there will be none.
            Exception: what its work or its start has raised.
        """
        try:
            answer = self.answers.recv()
        except (EOFError, OSError):
            self.end()
            raise Died from None
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            self.ready = True
            self._send()
        return answer

    def why_not_started(self) -> BlamelessError:
        """What to tell where it died before it was ready."""
        return BlamelessError(_GUARD if self._process.exitcode == UNGUARDED else _NONE_WORKS)

    def dismiss(self) -> None:
        """Tell it to end."""
        self._to.close()

    def end(self) -> None:
        """Have it end, whatever it is at, and wait until it has."""
        self.dismiss()
        self._process.join(_PATIENCE)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        self.answers.close()


def none_works() -> BlamelessError:
    """What to tell where processes die whatever they are at."""
    return BlamelessError(_NONE_WORKS)


def _serve(
    batches: Connection,
    answers: Connection,
    work: Callable[[Sequence[Any]], Sequence[Any]],
    start: Callable[..., None],
    arguments: tuple[Any, ...],
) -> None:
    """What a process does: get ready, and answer batch after batch."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one says what Ctrl-C means
    waiting: queue.SimpleQueue[Sequence[Any]] = queue.SimpleQueue()
    threading.Thread(target=_take_in, args=(batches, waiting), daemon=True).start()
    with suppress(OSError):  # nobody is left to hear it
        answers.send_bytes(_answer(lambda: start(*arguments)))
        while True:
            batch = waiting.get()
            answers.send_bytes(_answer(lambda batch=batch: work(batch)))


def _take_in(batches: Connection, waiting: queue.SimpleQueue[Sequence[Any]]) -> None:
    """Take batches as they come, so that nobody waits to send one; and end this process with the one that sends."""
    with suppress(EOFError, OSError):
        while True:
            waiting.put(batches.recv())
    os._exit(1)


def _answer(does: Callable[[], Any]) -> bytes:
    """What something gives or raises, ready to be sent."""
    try:
        return pickle.dumps(does())
    except Exception as error:
        with suppress(Exception):
            data = pickle.dumps(error)
            pickle.loads(data)
            return data
        return pickle.dumps(BlamelessError(f"{type(error).__name__}: {error}"))
