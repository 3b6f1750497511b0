"""Checking files, each with the configuration that governs it, in this process or in several."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from .baseline import Baseline
from .config import Config, override
from .errors import BlamelessError, InputError, fault
from .intake.documents import STDIN, Document, from_bytes, load
from .intake.walk import LeftOut, expand
from .project import Project, find_project, read_project
from .report import SEVERITIES
from .run import Unjudged, batches, jobs_for
from .show import Failure, Result

if TYPE_CHECKING:
    from .analyzer import Analyzer
    from .archive.reruns import Reruns as Memory
    from .parse import Format
    from .report import Report

_UNNAMED = "<stdin>"
"""What standard input is called in reports, unless it is given a name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to check.

    ``config`` is a file to use instead of the nearest one, ``today`` the day to hold due dates against; ``options`` are
    settings of :class:`~blameless.Config` from the command line, which go before any file, and so does ``fail_under``.
    ``stdin_filename`` is the name under which standard input is checked. Files that are named are checked even where the
    configuration excludes them, unless ``force_exclude`` says otherwise. ``kind`` is the kind of input that all files are.
    """

    config: Path | None
    today: date | None
    options: Mapping[str, object]
    follow_links: bool = False
    stdin_filename: str | None = None
    force_exclude: bool = False
    fail_under: float | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A document to check: where it is read from, under what name, with which configuration; or why it cannot be read.

    ``kind`` is the kind of input that it is, where its name is not to tell.
    """

    path: str
    name: str
    config: Config
    fail_under: float = 0.0
    problem: str | None = None
    kind: str | None = None

    def failure(self, reason: str) -> Failure:
        """That it cannot be judged. Standard input without a name of its own is told of as it was given, by ``-``."""
        return Failure(self.path if self.name == _UNNAMED else self.name, reason)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one document, and what makes a check of it fail."""

    shown: Result | Failure
    fail_on: str = "never"
    fail_under: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether it has a finding as grave as those that fail a check, or too low a score."""
        if isinstance(self.shown, Failure):
            return False
        failing = SEVERITIES[SEVERITIES.index(self.fail_on) :] if self.fail_on in SEVERITIES else ()
        report = self.shown.report
        too_low = report.scores.overall is not None and report.scores.overall < self.fail_under
        return too_low or any(finding.severity in failing for finding in report.findings)

    def without(self, baseline: Baseline | None) -> Outcome:
        """The same without the findings that a baseline knows."""
        if baseline is None or isinstance(self.shown, Failure):
            return self
        return Outcome(baseline.without(self.shown), self.fail_on, self.fail_under)


class Projects:
    """The configuration of each file; one file of configuration is read once.

    Raises:
        ConfigError: where an option or the configuration that was named says something unknown.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fixed = (read_project(settings.config) or Project()) if settings.config else None
        self._folders: dict[Path, Project] = {}
        override(self._fixed.config if self._fixed else Config(), **settings.options)  # told before a file is read

    def of(self, name: str) -> Project:
        """The configuration that governs a file.

        Raises:
            ConfigError: where it says something unknown.
        """
        if self._fixed is not None:
            return self._fixed
        folder = Path(os.path.realpath(name)).parent
        if folder not in self._folders:
            self._folders[folder] = find_project(folder)
        return self._folders[folder]

    def task(self, path: str, problem: InputError | None, named: bool) -> Task | None:
        """What is to be done about a path; nothing where it is excluded. ``named``: it was given, not found in a folder."""
        settings = self._settings
        name = path if path != STDIN else settings.stdin_filename or _UNNAMED
        project = self.of(name)
        if (settings.force_exclude or not named) and problem is None and project.excludes(name):
            return None
        config = override(project.config_for(name), **settings.options)
        fail_under = project.fail_under if settings.fail_under is None else settings.fail_under
        return Task(path, name, config, fail_under, None if problem is None else str(problem), settings.kind)


def tasks(paths: Iterable[str], settings: Settings, left_out: LeftOut | None = None) -> list[Task]:
    """The documents behind paths, each with its configuration.

    Args:
        paths: files, folders, and ``-`` for standard input.
        settings: how to check.
        left_out: is told, at once, of the links out of folders that are not followed.

    Raises:
        ConfigError: where a configuration or an option says something unknown; told before anything is judged.
        InputError: where standard input is given more than once.
    """
    named = list(paths)
    if named.count(STDIN) > 1:
        raise InputError("- stands for standard input, which can be read once")
    projects = Projects(settings)
    found = (projects.task(path, why, path in named) for path, why in expand(named, settings.follow_links, left_out))
    return [task for task in found if task is not None]


class Checker:
    """Checks documents, with an analyzer for each configuration met."""

    def __init__(self, today: date | None = None, memory: Memory | None = None) -> None:
        self._today, self._memory = today, memory
        self._known: dict[Config, Analyzer] = {}

    def analyzer(self, config: Config) -> Analyzer:
        """The analyzer of a configuration, made on first use."""
        from .analyzer import Analyzer

        if config not in self._known:
            self._known[config] = Analyzer(config, today=self._today, memory=self._memory)
        return self._known[config]

    def check(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """Read and analyse documents, together; one that cannot be read is a failure, with the reason."""
        read = [_read(task) for task in tasks]
        together: dict[tuple[Config, Format], list[tuple[int, Document]]] = {}
        outcomes: dict[int, Outcome] = {}
        for number, document in enumerate(read):
            if isinstance(document, Outcome):
                outcomes[number] = document
            else:
                key = tasks[number].config, document.format
                together.setdefault(key, []).append((number, document))
        for (config, format), drafts in together.items():
            names = [None if tasks[number].name == _UNNAMED else tasks[number].name for number, _ in drafts]
            reports = self.analyzer(config).outcomes([draft.text for _, draft in drafts], format, names)
            for (number, draft), report in zip(drafts, reports, strict=True):
                outcomes[number] = _outcome(tasks[number], draft, report)
        return (outcomes[number] for number in range(len(tasks)))


def _outcome(task: Task, draft: Document, report: Report | Unjudged) -> Outcome:
    if isinstance(report, Unjudged):
        return Outcome(task.failure(report.reason))
    result = Result(task.name, draft.text, report, offsets=draft.offsets)
    return Outcome(result, task.config.fail_on, task.fail_under)


def _read(task: Task) -> Document | Outcome:
    if task.problem is not None:
        return Outcome(task.failure(task.problem))
    try:
        return from_bytes(task.name, load(task.path, task.config.max_bytes), task.kind, task.config.max_bytes)
    except BlamelessError as error:
        return Outcome(task.failure(str(error)))
    except Exception as error:  # a fault of ours in one file must not cost the others
        return Outcome(task.failure(fault(error)))


def check(
    tasks: Sequence[Task], today: date | None = None, jobs: int | None = None, memory: Memory | None = None
) -> Iterator[Outcome]:
    """What comes of each document, in order.

    Args:
        tasks: the documents.
        today: the day to hold due dates against; that of each analysis where ``None``.
        jobs: how many processes share the work; where ``None``, as many as pay for the size of the files.
        memory: says which earlier incidents a document repeats.

    Raises:
        BlamelessError: where no process can be started.
    """
    if any(task.path == STDIN for task in tasks):
        jobs = 1  # standard input belongs to this process
    jobs = jobs or jobs_for(sum(map(_size, tasks)))
    if jobs == 1 or len(tasks) == 1:
        checker = Checker(today, memory)
        return chain.from_iterable(checker.check(batch) for batch in batches(tasks, _size, first=1))
    return _in_processes(tasks, jobs, today, memory)


def _in_processes(tasks: Sequence[Task], jobs: int, today: date | None, memory: Memory | None) -> Iterator[Outcome]:
    from .run.pool import Pool

    pool: Pool[Task, Outcome] = Pool(_work, jobs, _start, (today, memory))
    for batch, outcomes in pool.run(batches(tasks, _size)):
        for task, outcome in zip(batch, outcomes, strict=True):
            yield Outcome(task.failure(outcome.reason)) if isinstance(outcome, Unjudged) else outcome


def _size(task: Task) -> int:
    try:
        return os.path.getsize(task.path) if task.problem is None and task.path != STDIN else 0
    except OSError:
        return 0


_checker: Checker | None = None


def _start(today: date | None, memory: Memory | None) -> None:
    global _checker
    from .analyzer import Analyzer

    _checker = Checker(today, memory)
    Analyzer(today=today).warm_up()


def _work(tasks: Sequence[Task]) -> list[Outcome]:
    assert _checker is not None
    return list(_checker.check(tasks))
