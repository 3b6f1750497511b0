"""Batches shared among processes of this machine.

A process that dies costs nothing: what it had is judged again, each item alone, and only an item that kills its process
each time gets an error.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import current_process
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from .policy import DIED, Unjudged
from .workers import UNGUARDED, Died, Worker, none_works

T = TypeVar("T")
R = TypeVar("R")
_Numbered = tuple[int, Sequence[T]]
_Found = tuple[Sequence[T], Sequence["R | Unjudged"]]

_TRIES = 2
"""How often an item is tried alone: once more than needed, as a process may be killed from outside meanwhile."""
_AT_ONCE = 2
"""Batches that a process has at most: one to work on, and one so that it need not wait for the next."""


class Pool(Generic[T, R]):
    """Does ``work`` on batches in several processes.

    Args:
        work: a function of a module that gives a result for each item; what it takes and gives is pickled.
        jobs: how many processes, at most.
        start: called once in every process, with ``arguments``; after it a process must be able to work.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Sequence[R | Unjudged]],
        jobs: int,
        start: Callable[..., None],
        arguments: tuple[Any, ...] = (),
    ) -> None:
        self._jobs = jobs
        self._works = work, start, arguments

    def run(self, batches: Iterable[Sequence[T]], ordered: bool = True) -> Iterator[_Found[T, R]]:
        """Each batch with its results; never more than two batches a process are under way or wait for their turn.

        Args:
            batches: drawn only as there is room for them.
            ordered: whether batches come back in order, or as they are done.

        Raises:
            BlamelessError: where no process can be started to work at all.
        """
        if getattr(current_process(), "_inheriting", False):
            raise SystemExit(UNGUARDED)  # a script without a guard, on its way to start processes without end
        done: dict[int, _Found[T, R]] = {}
        turn = 0
        for number, found in self._unordered(enumerate(batches), done):
            done[number] = found
            while done and (not ordered or turn in done):
                yield done.pop(turn if ordered else number)
                turn += 1

    def _unordered(
        self, drawn: Iterator[_Numbered[T]], done: dict[int, _Found[T, R]]
    ) -> Iterator[tuple[int, _Found[T, R]]]:
        """Batches with their results as they are done; those that wait for their turn take room too."""
        working: dict[Worker, deque[_Numbered[T]]] = {}
        jobs = self._jobs
        try:
            while True:
                room = _AT_ONCE * jobs - len(done) - sum(map(len, working.values()))
                for each in (following for _ in range(room) if (following := next(drawn, None)) is not None):
                    worker = min(working, key=lambda worker: len(working[worker]), default=None)
                    if worker is None or (working[worker] and len(working) < jobs):
                        worker = Worker(*self._works)
                        working[worker] = deque()
                    working[worker].append(each)
                    worker.send(each[1])
                if not any(working.values()):
                    return
                for worker in _with_answers(working):
                    try:
                        answer = worker.receive()
                    except Died:
                        lost = working.pop(worker)
                        if not worker.ready:
                            jobs -= 1
                            if not working:
                                raise worker.why_not_started() from None
                        for number, batch in lost:
                            yield number, (batch, self._one_by_one(batch))
                    else:
                        if answer is not None:
                            number, batch = working[worker].popleft()
                            yield number, (batch, answer)
        finally:
            for worker in working:
                worker.dismiss()
            for worker in working:
                worker.end()

    def _one_by_one(self, batch: Sequence[T]) -> list[R | Unjudged]:
        """The results of a batch, each item with a process at stake."""
        results: list[R | Unjudged] = []
        tries = 0
        while len(results) < len(batch):
            with Worker(*self._works) as worker:
                try:
                    while len(results) < len(batch):
                        results += self._alone(worker, batch[len(results)])
                        tries = 0
                except Died:
                    if not worker.ready:
                        raise worker.why_not_started() from None
                    tries += 1
            if tries == _TRIES:
                results.append(Unjudged(DIED))
                tries = 0
        if len(batch) > 1 and all(result == Unjudged(DIED) for result in results):
            raise none_works()  # it is not the items that kill them
        return results

    def _alone(self, worker: Worker, item: T) -> Sequence[R | Unjudged]:
        worker.send([item])
        while (answer := worker.receive()) is None:
            pass  # it has told that it is ready
        return answer


def _with_answers(workers: Iterable[Worker]) -> list[Worker]:
    """Those of the workers that have something to say, once one has."""
    of = {worker.answers: worker for worker in workers}
    return [of[answers] for answers in wait(list(of))]  # type: ignore[index]
