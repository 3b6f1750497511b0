"""Checking files, each with the configuration that governs it, in this process or in several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Config, find_config, override, read_config
from .documents import STDIN, Document, read
from .errors import BlamelessError, InputError
from .intake.walk import LeftOut, expand
from .report import SEVERITIES
from .run import Unjudged, batches, jobs_for
from .show import Failure, Result

if TYPE_CHECKING:
    from .analyzer import Analyzer

_Path = tuple[str, "InputError | None"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one path, and whether it has findings at or above the severity that fails a check."""

    shown: Result | Failure
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How to check: a configuration to use instead of the nearest one, the day to hold due dates against, and the
    options of the command line, which go before any configuration; whether links out of folders are followed."""

    config: Path | None
    today: date | None
    options: Mapping[str, object]
    follow_links: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    """A document that was read, and the analyzer of the configuration that governs it."""

    document: Document
    analyzer: Analyzer


class Checker:
    """Checks files, with an analyzer for each configuration met.

    Raises:
        ConfigError: where the configuration or an option says something unknown.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fixed = (read_config(settings.config) or Config()) if settings.config else None
        self._known: list[tuple[Config, Analyzer]] = []
        self._folders: dict[Path, Config] = {}
        override(self._fixed or Config(), **settings.options)  # told before the first file is read

    def _config(self, path: str) -> Config:
        folder = Path.cwd() if path == STDIN else Path(os.path.realpath(path)).parent
        if folder not in self._folders:
            self._folders[folder] = override(self._fixed or find_config(folder), **self._settings.options)
        return self._folders[folder]

    def _analyzer(self, config: Config) -> Analyzer:
        from .analyzer import Analyzer

        for known, analyzer in self._known:
            if known == config:
                return analyzer
        self._known.append((config, Analyzer(config, today=self._settings.today)))
        return self._known[-1][1]

    def check(self, paths: Iterable[_Path]) -> Iterator[Outcome]:
        """Read and analyse files, together; one that cannot be read is a failure, with the reason."""
        read = [self._read(path, problem) for path, problem in paths]
        together: dict[tuple[int, str], list[_Draft]] = {}
        for draft in read:
            if isinstance(draft, _Draft):
                together.setdefault((id(draft.analyzer), draft.document.format), []).append(draft)
        outcomes: dict[int, Outcome] = {}
        for drafts in together.values():
            outcomes.update(zip(map(id, drafts), self._analyze(drafts), strict=True))
        for draft in read:
            yield draft if isinstance(draft, Outcome) else outcomes[id(draft)]

    def _read(self, path: str, problem: InputError | None) -> _Draft | Outcome:
        try:
            if problem is not None:
                raise problem
            config = self._config(path)
            return _Draft(read(path, config.max_bytes), self._analyzer(config))
        except BlamelessError as error:
            return Outcome(Failure(path, str(error)))
        except Exception as error:  # a fault of ours in one file must not cost the others
            return Outcome(Failure(path, f"cannot be read: {type(error).__name__}: {error}"))

    def _analyze(self, drafts: Sequence[_Draft]) -> Iterator[Outcome]:
        """What comes of drafts that share an analyzer and a format."""
        analyzer, format = drafts[0].analyzer, drafts[0].document.format
        fail_on = analyzer.config.fail_on
        failing = SEVERITIES[SEVERITIES.index(fail_on) :] if fail_on != "never" else ()
        for draft, report in zip(
            drafts, analyzer.outcomes([draft.document.text for draft in drafts], format), strict=True
        ):
            path = draft.document.path
            if isinstance(report, Unjudged):
                yield Outcome(Failure(path, report.reason))
                continue
            failed = any(finding.severity in failing for finding in report.findings)
            yield Outcome(Result("<stdin>" if path == STDIN else path, draft.document.text, report), failed)


def check_paths(
    paths: Iterable[str], settings: Settings, jobs: int | None = None, left_out: LeftOut | None = None
) -> Iterator[Outcome]:
    """What comes of each file behind ``paths``, in order.

    Args:
        jobs: how many processes share the work; where ``None``, as many as pay for the size of the files.
        left_out: is told, at once, of the links out of folders that are not followed.

    Raises:
        ConfigError: where the configuration or an option says something unknown; told at once.
        BlamelessError: where no process can be started.
    """
    checker = Checker(settings)
    found = list(expand(paths, settings.follow_links, left_out))
    if any(path == STDIN for path, _ in found):
        jobs = 1  # standard input belongs to this process
    jobs = jobs or jobs_for(sum(map(_size, found)))
    if jobs == 1 or len(found) == 1:
        return chain.from_iterable(checker.check(batch) for batch in batches(found, _size, first=1))
    return _in_processes(found, jobs, settings)


def _in_processes(found: Sequence[_Path], jobs: int, settings: Settings) -> Iterator[Outcome]:
    from .run.pool import Pool

    pool: Pool[_Path, Outcome] = Pool(_work, jobs, _start, (settings,))
    for batch, outcomes in pool.run(batches(found, _size)):
        for (path, _), outcome in zip(batch, outcomes, strict=True):
            yield Outcome(Failure(path, outcome.reason)) if isinstance(outcome, Unjudged) else outcome


def _size(found: _Path) -> int:
    path, problem = found
    try:
        return os.path.getsize(path) if problem is None and path != STDIN else 0
    except OSError:
        return 0


_checker: Checker | None = None


def _start(settings: Settings) -> None:
    global _checker
    from .analyzer import Analyzer

    _checker = Checker(settings)
    Analyzer(today=settings.today).warm_up()


def _work(found: Sequence[_Path]) -> list[Outcome]:
    assert _checker is not None
    return list(_checker.check(found))
