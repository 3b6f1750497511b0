"""Who runs the partition function: this process, several processes, or a Dask cluster.

An engine takes chunks of texts and gives back their results, chunk by chunk, in any order; it draws chunks only as it
has room for them. A process that dies costs nothing: its texts are judged again, each alone, and only one that kills
its process each time gets an error.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from ..analyzer import Analyzer
from ..errors import BlamelessError
from ..run import DIED, Unjudged, batches
from .partition import Judged, Settings, Text, adopt, failed, score_partition

if TYPE_CHECKING:
    from distributed import Client

Chunk = Sequence[Text]
BATCH = 256
"""How many documents are under way at most, on one machine; no interruption costs more."""

_LARGEST_CHUNK = 64
_PATIENCE = 15.0  # seconds in which a cluster must show a sign of life
_NO_WORKERS = "the Dask cluster has no workers, or none that stays (too little memory?)"
_PROBE = Text("", "Dave forgot to renew the certificate.")  # takes the whole way, models and all


class Engine(Protocol):
    """Judges chunks. ``chunk`` is how many texts it likes to have in one."""

    chunk: int

    def run(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[list[Judged]]: ...


def chunked(texts: Iterable[Text], size: int) -> Iterator[list[Text]]:
    """Chunks of at most ``size`` texts."""
    return batches(texts, lambda text: len(text.text), most=size)


class InProcess:
    """Judges in this process."""

    chunk = _LARGEST_CHUNK

    def run(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[list[Judged]]:
        """The results of each chunk."""
        for chunk in chunks:
            yield score_partition(chunk, settings)


class Processes:
    """Judges in several processes of this machine.

    Args:
        jobs: how many.
        analyzer: an analyzer with a pipeline of its own, to judge with instead of the usual one.
    """

    def __init__(self, jobs: int, analyzer: Analyzer | None = None) -> None:
        self._jobs = jobs
        self._analyzer = analyzer
        self.chunk = max(1, min(_LARGEST_CHUNK, BATCH // (2 * jobs)))

    def run(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[list[Judged]]:
        """The results of each chunk, as they come."""
        from ..run.pool import Pool

        pool: Pool[Text, Judged] = Pool(
            partial(score_partition, settings=settings), self._jobs, _start, (settings, self._analyzer)
        )
        for chunk, outcomes in pool.run(chunks, ordered=False):
            yield [
                failed(text.key, outcome.reason, settings) if isinstance(outcome, Unjudged) else outcome
                for text, outcome in zip(chunk, outcomes, strict=True)
            ]


def _start(settings: Settings, analyzer: Analyzer | None) -> None:
    """Make a process ready to judge."""
    adopt((analyzer or Analyzer(settings.config, today=settings.today or False)).warm_up(), settings.today)


class Dask:
    """Judges on a Dask cluster.

    Args:
        scheduler: the address of its scheduler; a cluster of this machine is started where ``None``.
        jobs: how many processes such a cluster has.

    Raises:
        BlamelessError: where Dask is not installed.
    """

    def __init__(self, scheduler: str | None = None, jobs: int = 1) -> None:
        try:
            import distributed  # noqa: F401
        except ImportError:
            raise BlamelessError('--engine dask needs Dask: pip install "blameless[dask]"') from None
        self._scheduler = scheduler
        self._jobs = jobs
        self.chunk = _LARGEST_CHUNK if scheduler else Processes(jobs).chunk

    def run(self, chunks: Iterable[Chunk], settings: Settings) -> Iterator[list[Judged]]:
        """The results of each chunk, as they come.

        Raises:
            BlamelessError: where the cluster cannot be reached, has no workers, or these cannot judge.
        """
        with self._connect() as client:
            yield from _on_cluster(client, iter(chunks), settings)

    @contextmanager
    def _connect(self) -> Iterator[Client]:
        from distributed import Client, LocalCluster

        if self._scheduler is None:
            with (
                LocalCluster(
                    n_workers=self._jobs,
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                ) as cluster,
                Client(cluster, set_as_default=False) as client,
            ):
                yield client
            return
        try:
            client = Client(self._scheduler, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise BlamelessError(f"no Dask scheduler answers at {self._scheduler} ({error})") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=4 * _PATIENCE)
            except TimeoutError:
                raise BlamelessError(_NO_WORKERS) from None
            yield client


def _on_cluster(client: Client, chunks: Iterator[Chunk], settings: Settings) -> Iterator[list[Judged]]:
    """Keep two chunks a worker under way; workers may come and go."""
    from distributed import KilledWorker
    from distributed import wait as wait_for_one

    running: dict[Any, Chunk] = {}
    seen: set[str] | None = None  # workers, the last time nothing came for a while
    alone: list[Chunk] = []  # texts of chunks whose workers died, again and again

    def next_chunk() -> Chunk | None:
        return alone.pop() if alone else next(chunks, None)

    while True:
        room = 2 * max(1, _workers(client))
        while len(running) < room and (chunk := next_chunk()):
            running[client.submit(score_partition, chunk, settings, pure=False)] = chunk
        if not running:
            return
        try:
            with client.as_current():
                done: set[Any] = wait_for_one(list(running), _PATIENCE, "FIRST_COMPLETED").done  # type: ignore[union-attr]
        except TimeoutError:
            seen = _check_at_work(client, seen)
            continue
        seen = None
        for future in done:
            chunk = running.pop(future)
            try:
                results = future.result()
            except KilledWorker:
                _check_alive(client, settings)
                if len(chunk) > 1:
                    alone += [[text] for text in chunk]
                    continue
                results = [failed(chunk[0].key, DIED, settings)]
            except BlamelessError:
                raise
            except Exception as error:
                raise BlamelessError(
                    f"the Dask workers cannot judge: {type(error).__name__}: {error}"
                    f" (each needs blameless {settings.version} installed)"
                ) from None
            yield results


def _check_alive(client: Client, settings: Settings) -> None:
    """Make sure that it was the texts that killed the workers."""
    from distributed import KilledWorker

    try:
        client.submit(score_partition, [_PROBE], settings, pure=False).result()
    except KilledWorker:
        raise BlamelessError("the Dask workers die whatever they judge; they may need more memory") from None


def _check_at_work(client: Client, before: set[str] | None) -> set[str]:
    """The workers there are; raises where nothing will ever come of them.

    Args:
        client: the cluster.
        before: the workers there were at the last look, without any result since; ``None`` at the first.
    """
    workers: dict[str, Any] = dict(client.scheduler_info(n_workers=-1)["workers"])
    if not workers and before == set():
        raise BlamelessError(_NO_WORKERS)
    if {worker["status"] for worker in workers.values()} == {"paused"}:
        raise BlamelessError("all Dask workers are paused for lack of memory; they need more")
    if before and before.isdisjoint(workers):
        raise BlamelessError("the Dask workers end as soon as they start; they may need more memory")
    return set(workers)


def _workers(client: Client) -> int:
    """How many workers there are now."""
    return len(client.nthreads())  # type: ignore[arg-type]


def of_name(name: str, jobs: int = 1, scheduler: str | None = None) -> Engine:
    """The engine of a name: ``local`` or ``dask``.

    Raises:
        BlamelessError: where what it needs is not installed.
    """
    if name == "dask":
        return Dask(scheduler, jobs)
    return InProcess() if jobs == 1 else Processes(jobs)
