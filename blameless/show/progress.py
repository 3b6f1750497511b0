"""How far a long run is: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text


class _Rate(ProgressColumn):
    """Documents a second."""

    def render(self, task: Task) -> Text:
        elapsed = task.finished_time if task.finished else task.elapsed
        rate = task.fields["documents"] / elapsed if elapsed else 0.0
        return Text(f"{rate:,.1f}/s" if rate < 100 else f"{rate:,.0f}/s", style="progress.data.speed")


class Bar:
    """A progress bar with documents, rate and time left; used as a context.

    Args:
        out: where it is drawn; nothing is where that is no terminal.
        quiet: draw nothing at all.
    """

    def __init__(self, out: TextIO, quiet: bool = False) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[documents]:,} documents"),
            _Rate(),
            TimeRemainingColumn(),
            console=Console(file=out),
            disable=quiet or not out.isatty(),
            transient=True,
        )
        self._task = self._progress.add_task("Looking", total=None, documents=0)
        self._documents = 0

    def __enter__(self) -> Bar:
        if not self._progress.disable:  # older versions of rich end a bar that is not drawn with an empty line
            self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        if not self._progress.disable:
            self._progress.stop()

    def begin(self, size: int) -> None:
        """The documents are being judged; ``size`` is how many units of the source there are."""
        self._progress.update(self._task, description="Judging", total=size)

    def advance(self, units: int, documents: int) -> None:
        """That much more is done."""
        self._documents += documents
        self._progress.update(self._task, advance=units, documents=self._documents)

    def writing(self) -> None:
        """All is judged, and the tables are being written."""
        self._progress.update(self._task, description="Writing")
