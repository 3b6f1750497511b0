"""Work shared among processes, its results in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .errors import BlamelessError

T = TypeVar("T")
R = TypeVar("R")

MOST = 32
"""Items in a batch, at most."""
HEAVIEST = 200_000
"""Characters or bytes in a batch, about: small enough that no process waits long for the last one of another."""
WORTH_A_PROCESS = 300_000
"""Bytes of documents that take longer to judge than a process takes to start."""


def batches(items: Iterable[T], weight: Callable[[T], int], first: int = MOST) -> Iterator[list[T]]:
    """Items in batches of at most :data:`MOST` that weigh about :data:`HEAVIEST`; drawn only as they are needed.

    The batches begin with ``first`` items and double: who waits for the first result gets it before others are drawn.
    """
    batch: list[T] = []
    total, size = 0, min(first, MOST)
    for item in items:
        batch.append(item)
        total += weight(item)
        if len(batch) == size or total >= HEAVIEST:
            yield batch
            batch, total, size = [], 0, min(2 * size, MOST)
    if batch:
        yield batch


def jobs_for(size: int) -> int:
    """How many processes pay for ``size`` bytes of documents on the cores this one may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, size // WORTH_A_PROCESS))


def in_order(
    work: Callable[[list[T]], list[R]],
    batches: Iterable[list[T]],
    jobs: int,
    start: Callable[..., None],
    arguments: tuple[object, ...],
) -> Iterator[R]:
    """The results of ``work`` for each batch, in order; never more than two batches a process are under way.

    Args:
        work: a function of a module; what it is given and what it returns is pickled.
        start: called once in every process, with ``arguments``.

    Raises:
        BlamelessError: where a process died.
    """
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    batches = iter(batches)
    waiting: deque[Future[list[R]]] = deque()
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), start, arguments)
    try:
        while True:
            while len(waiting) < 2 * jobs and (batch := next(batches, None)) is not None:
                waiting.append(pool.submit(work, batch))
            if not waiting:
                return
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise BlamelessError("a process that judged has died (out of memory?); try fewer processes") from None
    finally:
        pool.shutdown(cancel_futures=True)
