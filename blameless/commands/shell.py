"""What every command does alike: messages, exit codes, days, being stopped, and where output goes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from ..intake.walk import LeftOut


class Commands(TyperGroup):
    """The commands; Ctrl-C ends them quietly at any moment, also while what they need is being loaded."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List each command with the whole of its first sentence, which is cut off after a line otherwise."""
        commands = [self.commands[name] for name in self.list_commands(ctx)]
        shown = [(each.name, each.get_short_help_str(limit=1000)) for each in commands if not each.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(shown)

    def invoke(self, ctx: Any) -> object:
        """Run the command that is asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise typer.Exit(_code(stop)) from None


def _code(stop: KeyboardInterrupt) -> int:
    return 143 if isinstance(stop, Terminated) else 130


def say(message: str, err: bool = False) -> None:
    """A closing line as it is, with whatever a file name may hold made harmless."""
    from ..show.escape import line

    typer.echo(line(message), err=err)


def tell(message: str) -> None:
    """A line on standard error, with whatever a file name may hold made harmless."""
    from ..show.escape import line

    typer.echo(f"blameless: {line(message)}", err=True)


def tell_of(left_out: LeftOut) -> None:
    """Say once what of folders is not looked at."""
    for line in left_out.told():
        tell(line)


def fail(message: str) -> NoReturn:
    """End with a message and exit code 2."""
    tell(message)
    raise typer.Exit(2)


class Terminated(KeyboardInterrupt):
    """Somebody has asked this process to end."""


@contextmanager
def stoppable(said: str = "stopped") -> Iterator[None]:
    """Ctrl-C and SIGTERM end a command with a line, whatever it has started ended and no half of a file left behind."""

    def terminate(number: int, frame: object) -> NoReturn:
        raise Terminated

    with suppress(ValueError):  # signals are heard by the main thread only
        signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt as stop:
        tell(said)
        raise typer.Exit(_code(stop)) from None


def day(value: str | None, option: str = "--today") -> date | None:
    """The day that an option gives; ``None`` where it is not given."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        fail(f"{option}: {value!r} is not a date like 2024-05-31")


@contextmanager
def destination(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole or not at all."""
    if output is None:
        yield sys.stdout
        return
    from ..destination import destination as whole

    try:
        with whole(output) as out:
            yield out
    except OSError as error:
        fail(f"{output}: cannot be written: {error.strerror or error}")
