"""The terminal: its width and colours."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console

from .colour import is_wanted

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
"""How each severity looks."""
_MAX_WIDTH = 100


def console_for(out: TextIO) -> Console:
    """A console on a stream: in colour where that is wanted, 80 columns where none are known."""
    colour = is_wanted(out)
    console = Console(
        file=out,
        force_terminal=colour or out.isatty(),
        color_system=("auto" if out.isatty() else "standard") if colour else None,
        no_color=not colour,
        highlight=False,
        soft_wrap=False,
    )
    console.width = min(console.width, _MAX_WIDTH) if out.isatty() else 80
    return console
