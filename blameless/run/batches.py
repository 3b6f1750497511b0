"""Items in batches: large enough to be read together, small enough that nobody waits long for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

MOST = 32
"""Items in a batch, at most."""
HEAVIEST = 100_000
"""Characters or bytes in a batch, at most: small enough that no process waits long for the last one of another."""
WORTH_A_PROCESS = 120_000
"""Bytes of documents that take longer to judge than a process takes to start."""


def batches(
    items: Iterable[T], weight: Callable[[T], int], first: int | None = None, most: int = MOST
) -> Iterator[list[T]]:
    """Items in batches of at most ``most`` that weigh at most :data:`HEAVIEST`; drawn only as they are needed.

    A heavier item is a batch of its own. The batches begin with ``first`` items and double: who waits for the first
    result gets it before others are drawn.
    """
    batch: list[T] = []
    total, size = 0, min(first or most, most)
    for item in items:
        heavy = weight(item)
        if batch and total + heavy > HEAVIEST:
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += heavy
        if len(batch) == size or total >= HEAVIEST:
            yield batch
            batch, total, size = [], 0, min(2 * size, most)
    if batch:
        yield batch


def jobs_for(size: int) -> int:
    """How many processes pay for ``size`` bytes of documents on the cores this one may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, size // WORTH_A_PROCESS))
