"""Whether output is in colour: as ``--color`` says, else as NO_COLOR and FORCE_COLOR, else where there is a terminal."""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import Literal, TextIO

Choice = Literal["auto", "always", "never"]
_CHOICE: ContextVar[Choice] = ContextVar("colour", default="auto")


def choose(choice: Choice) -> None:
    """Settle it for the command that runs; ``"auto"`` leaves it to the environment and the stream."""
    _CHOICE.set(choice)


def is_wanted(out: TextIO) -> bool:
    """Whether a stream gets colours (https://no-color.org, https://force-color.org)."""
    choice = _CHOICE.get()
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or out.isatty()
