"""The open documents and what was last found in each: one thread judges, the newest text first, and nobody waits for an old one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from ..parse import Format
from ..report import Report

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """An open document at one moment; ``name`` is the file whose configuration governs it."""

    uri: str
    name: str
    version: int | None
    text: str
    format: Format


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in a draft: a report, nothing where the configuration excludes it, or a ``problem`` why there is none."""

    draft: Draft
    report: Report | None = None
    problem: str | None = None


class Drafts:
    """The open documents. All methods but those of the thread belong to one event loop.

    Args:
        analyze: judges a draft, in a thread; raises nothing.
        publish: is told of every analysis of a document that is still open.
    """

    def __init__(self, analyze: Callable[[Draft], Analysis], publish: Callable[[Analysis], None]) -> None:
        self._analyze, self._publish = analyze, publish
        self._open: dict[str, Draft] = {}
        self._found: dict[str, Analysis] = {}
        self._waiting: dict[str, Draft] = {}
        self._work: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "blameless")

    def put(self, draft: Draft) -> None:
        """Take a document's newest text; what was waiting of it is not judged any more."""
        self._open[draft.uri] = draft
        self._waiting[draft.uri] = draft
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._run())

    def close(self, uri: str) -> None:
        """Forget a document."""
        for known in (self._open, self._found, self._waiting):
            known.pop(uri, None)
        self._tell()

    def again(self) -> None:
        """Judge all open documents once more, as after a change of configuration."""
        for draft in [*self._open.values()]:
            self.put(draft)

    async def work(self, what: Callable[[], _T]) -> _T:
        """Do something that takes a while in the thread, in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, what)

    async def newest(self, uri: str) -> Analysis | None:
        """The analysis of a document's newest text, as soon as there is one; ``None`` where it is not open."""
        while (draft := self._open.get(uri)) is not None:
            found = self._found.get(uri)
            if found is not None and found.draft is draft and uri not in self._waiting:
                return found
            await self._news.wait()
        return None

    async def _run(self) -> None:
        for draft in self._next():
            found = await self.work(partial(self._analyze, draft))
            if draft.uri in self._open:
                self._found[draft.uri] = found
                self._publish(found)
            self._tell()

    def _next(self) -> Iterator[Draft]:
        while self._waiting:
            yield self._waiting.pop(next(iter(self._waiting)))

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def stop(self) -> None:
        """Let the thread end with what it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)
