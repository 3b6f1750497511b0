"""Checking files, each with the configuration that governs it, in this process or in several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Config, find_config, override, read_config
from .documents import STDIN, expand, read
from .errors import BlamelessError, InputError
from .parallel import batches, in_order, jobs_for
from .report import SEVERITIES
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
    options of the command line, which go before any configuration."""

    config: Path | None
    today: date | None
    options: Mapping[str, object]


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
        folder = Path.cwd() if path == STDIN else Path(path).resolve().parent
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

    def check(self, path: str, problem: InputError | None = None) -> Outcome:
        """Read and analyse one file; one that cannot be read is a failure, with the reason."""
        try:
            if problem is not None:
                raise problem
            config = self._config(path)
            document = read(path, config.max_bytes)
            report = self._analyzer(config).analyze(document.text, document.format)
        except BlamelessError as error:
            return Outcome(Failure(path, str(error)))
        except RecursionError:
            return Outcome(Failure(path, "nested too deeply to be read"))
        failing = SEVERITIES[SEVERITIES.index(config.fail_on) :] if config.fail_on != "never" else ()  # type: ignore[arg-type]
        failed = any(finding.severity in failing for finding in report.findings)
        return Outcome(Result("<stdin>" if path == STDIN else path, document.text, report), failed)


def check_paths(paths: Iterable[str], settings: Settings, jobs: int | None = None) -> Iterator[Outcome]:
    """What comes of each file behind ``paths``, in order.

    Args:
        jobs: how many processes share the work; where ``None``, as many as pay for the size of the files.

    Raises:
        ConfigError: where the configuration or an option says something unknown; told at once.
        BlamelessError: where a process died.
    """
    checker = Checker(settings)
    found = list(expand(paths))
    if any(path == STDIN for path, _ in found):
        jobs = 1  # standard input belongs to this process
    jobs = jobs or jobs_for(sum(map(_size, found)))
    if jobs == 1 or len(found) == 1:
        return (checker.check(path, problem) for path, problem in found)
    return in_order(_work, batches(found, _size), jobs, _start, (settings,))


def _size(found: _Path) -> int:
    path, problem = found
    try:
        return os.path.getsize(path) if problem is None and path != STDIN else 0
    except OSError:
        return 0


_checker: Checker | None = None


def _start(settings: Settings) -> None:
    global _checker
    _checker = Checker(settings)


def _work(found: list[_Path]) -> list[Outcome]:
    assert _checker is not None
    return [_checker.check(path, problem) for path, problem in found]
