"""The terminal: its width and colours."""

from __future__ import annotations

import os
from typing import TextIO

from rich.console import Console

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
"""How each severity looks."""
_MAX_WIDTH = 100


def console_for(out: TextIO) -> Console:
    """A console on a stream: no colour where it is no terminal or NO_COLOR is set, 80 columns where none are known."""
    terminal = out.isatty()
    console = Console(
        file=out,
        force_terminal=terminal,
        no_color=not terminal or bool(os.environ.get("NO_COLOR")),
        highlight=False,
        soft_wrap=False,
    )
    console.width = min(console.width, _MAX_WIDTH) if terminal else 80
    return console
