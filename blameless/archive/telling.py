"""Past incidents like a draft, told on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import TextIO

from rich.console import Console
from rich.text import Text

from ..show.console import STYLES, console_for
from ..show.counts import count_of
from ..show.escape import line, to_json
from .memory import Match, Passage

_MOST_ACTIONS = 5


def write_text(found: Sequence[Match], reruns: Collection[str], size: int, out: TextIO) -> None:
    """Write each incident with what makes it like this one and what was never done.

    Args:
        found: the incidents, the likeliest first.
        reruns: the ids of those that share the cause and left an action open.
        size: how many documents the archive remembers.
        out: the stream.
    """
    console = console_for(out)
    for match in found:
        _incident(console, match, match.id in reruns)
    shown = count_of(len(found), "incident") if found else "No incident"
    console.print(Text(f"{shown} like this one, of {count_of(size, 'document')} in the archive", style="bold"))


def _incident(console: Console, match: Match, rerun: bool) -> None:
    console.print(Text(line(match.title or match.id), style="bold"))
    told = [
        line(match.id),
        line(match.date) if match.date else "no date",
        f"{match.likelihood:.0%} likely to share cause or mechanism",
    ]
    console.print(Text(f"  {', '.join(told)}", style="dim"))
    alike = ", ".join(f"{name} {value:.2f}" for name, value in match.aspects.items())
    console.print(Text(f"  how alike (0 to 1): {alike}", style="dim"))
    for name, pair in (("cause", match.cause), ("symptom", match.symptom)):
        if pair is not None:
            _passages(console, name, pair)
    if match.modes:
        console.print(Text(f"  way to fail of both: {', '.join(map(line, match.modes))}"))
    if match.words:
        console.print(Text(f"  rare words of both: {', '.join(map(line, match.words))}"))
    unfinished = match.unfinished
    if unfinished:
        style = STYLES["error"] if rerun else STYLES["warning"]
        console.print(
            Text(f"  never done: {len(unfinished)} of {count_of(len(match.promises), 'action')}", style=style)
        )
        for promise in unfinished[:_MOST_ACTIONS]:
            owner = line(promise.owner) if promise.owner else "nobody"
            console.print(Text(f"    {line(promise.text)} ({owner}, line {promise.line})"))
        if len(unfinished) > _MOST_ACTIONS:
            console.print(Text(f"    and {len(unfinished) - _MOST_ACTIONS} more", style="dim"))
    elif match.promises:
        console.print(Text(f"  all of its {count_of(len(match.promises), 'action')} done", style="green"))
    console.print()


def _passages(console: Console, name: str, pair: tuple[Passage, Passage]) -> None:
    here, there = pair
    console.print(Text(f"  {name}, here (line {here.line}): {line(here.text)}"))
    console.print(Text(f"  {name}, then (line {there.line}): {line(there.text)}"))


def write_json(found: Sequence[Match], reruns: Collection[str], size: int, out: TextIO) -> None:
    """Write ``{"version": 1, "documents": …, "similar": […]}``; ``rerun`` says which share the cause and left an action open."""
    similar = [{**asdict(match), "aspects": dict(match.aspects), "rerun": match.id in reruns} for match in found]
    out.write(to_json({"version": 1, "documents": size, "similar": similar}, out, indent=2) + "\n")
