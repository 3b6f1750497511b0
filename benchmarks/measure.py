"""Run commands as whole processes and take the operating system's own account of each: time, processor time, memory.

This module and those that call it stay small on purpose: the kernel counts the memory of the process that starts a
command as the first memory of that command.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

_RSS_UNIT = 1 if os.uname().sysname == "Darwin" else 1024


class Failed(Exception):
    """A command could not be run, or did not do its work; the message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run. ``codes`` are the exit codes of a run that did its work, ``None`` where a tool uses any; ``before``
    is called before each run and not measured."""

    arguments: Sequence[str]
    codes: frozenset[int] | None = frozenset({0})
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds on the clock, seconds of processor time, and MB of the largest process at its peak."""

    seconds: float
    cpu: float
    peak_mb: float


def run(command: Command) -> Measured:
    """Run a command to its end; what it prints goes to a file that is thrown away.

    Raises:
        Failed: where it cannot be started, is killed, or ends with an exit code that is none of its ``codes``.
    """
    command.before()
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        try:
            process = subprocess.Popen(command.arguments, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        except OSError as error:
            raise Failed(f"cannot be started: {error.strerror or error}") from None
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = code = os.waitstatus_to_exitcode(status)
        if code < 0 or code in (126, 127) or (command.codes is not None and code not in command.codes):
            raise Failed(f"ended with {'signal' if code < 0 else 'exit code'} {abs(code)}: {_end_of(said)}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT / 1e6)


def _end_of(said, wanted: int = 300) -> str:
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - wanted))
    return " ".join(said.read().decode("utf-8", "replace").split()) or "it printed nothing"


def in_turn(
    commands: Mapping[str, Command], rounds: int, warm_ups: int = 1, told: Callable[[str], None] = lambda line: None
) -> tuple[dict[str, list[Measured]], dict[str, str]]:
    """Run commands in turn, A B C A B C …, so that a machine that slows down slows all of them.

    Args:
        commands: by name.
        rounds: how often each is run and counted.
        warm_ups: rounds before, not counted.
        told: is called with a line on each run.

    Returns:
        The runs of each command, and for each that failed the reason; one that failed is not run again.
    """
    runs: dict[str, list[Measured]] = {name: [] for name in commands}
    failed: dict[str, str] = {}
    for number in range(-warm_ups, rounds):
        for name, command in commands.items():
            if name in failed:
                continue
            try:
                measured = run(command)
            except Failed as error:
                failed[name] = str(error)
                told(f"{name}: {error}")
                continue
            told(f"{name}: {measured.seconds:.2f} s" + (" (warm-up)" if number < 0 else ""))
            if number >= 0:
                runs[name].append(measured)
    return {name: found for name, found in runs.items() if name not in failed}, failed


def ratio(slower: Sequence[Measured], faster: Sequence[Measured]) -> float:
    """The median over the rounds of the time of one command divided by that of another."""
    return median(a.seconds / b.seconds for a, b in zip(slower, faster, strict=True))


def summary(runs: Sequence[Measured]) -> dict[str, float]:
    """Median, least and greatest time in seconds, and the highest peak in MB."""
    seconds = [one.seconds for one in runs]
    return {
        "seconds": round(median(seconds), 3),
        "least": round(min(seconds), 3),
        "greatest": round(max(seconds), 3),
        "cpu_seconds": round(median(one.cpu for one in runs), 3),
        "peak_mb": round(max(one.peak_mb for one in runs), 1),
    }
