"""Standard streams as commands need them: there, taking every letter, and let go of when their reader has gone."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from .escape import take_anything


def prepare() -> None:
    """Let standard output and error take anything, in whatever encoding; where one is closed, it goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        take_anything(getattr(sys, name))


def abandon(stream: TextIO) -> None:
    """Send what is still written to a stream nowhere, so that Python does not fail on it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
