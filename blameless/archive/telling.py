"""Past incidents like a draft, told on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import TextIO

from rich.console import Console
from rich.text import Text

from ..show.console import STYLES, console_for
from ..show.counts import count_of
from ..show.escape import line, to_json
from .memory import Match, Passage, Promise

_MOST_ACTIONS = 5


def write_text(found: Sequence[Match], reruns: Collection[str], size: int, today: date, out: TextIO) -> None:
    """Write each incident with what makes it like this one and which of its actions are still open.

    Args:
        found: the incidents, the likeliest first.
        reruns: the ids of those that share the cause and left an action open.
        size: how many documents the archive remembers.
        today: the day to hold due dates against.
        out: the stream.
    """
    console = console_for(out)
    for match in found:
        _incident(console, match, match.id in reruns, today)
    shown = f"Top {len(found):,}" if found else "No incident like this one"
    told = f"{shown} of {count_of(size, 'document')}" if found else f"{shown}, of {count_of(size, 'document')}"
    again = f"; {count_of(len(reruns), 'rerun')}" if reruns else ""
    console.print(Text(told + again, style="bold"))


def _incident(console: Console, match: Match, rerun: bool, today: date) -> None:
    title, day = line(match.title or match.id), line(match.date) if match.date else "date unknown"
    head = Text("Rerun: ", style=STYLES["error"]) if rerun else Text()
    console.print(head.append(title, style="bold"))
    told = [
        *([line(match.id)] if line(match.id) != title else []),
        *([day] if day not in title and day not in match.id else []),
        f"{_percent(match.likelihood)} likely to share a cause or mechanism",
    ]
    console.print(Text(f"  {', '.join(told)}", style="dim"))
    alike = ", ".join(f"{name} {value:.2f}" for name, value in match.aspects.items())
    console.print(Text(f"  similarity (0–1): {alike}", style="dim"))
    for name, pair in (("cause", match.cause), ("symptom", match.symptom)):
        if pair is not None:
            _passages(console, name, pair)
    if match.modes:
        mode = "shared failure mode" if len(match.modes) == 1 else "shared failure modes"
        console.print(Text(f"  {mode}: {', '.join(map(line, match.modes))}"))
    if match.words:
        console.print(Text(f"  distinctive words in common: {', '.join(map(line, match.words))}"))
    _actions(console, match, rerun, today)
    console.print()


def _percent(likelihood: float) -> str:
    """A likelihood that is no certainty either way."""
    return "> 99 %" if likelihood > 0.99 else "< 1 %" if likelihood < 0.01 else f"{100 * likelihood:.0f} %"


def _actions(console: Console, match: Match, rerun: bool, today: date) -> None:
    unfinished, whole = match.unfinished, len(match.promises)
    if not unfinished:
        if whole:
            console.print(Text(f"  {_all_done(match.promises)}", style="green"))
        return
    style = STYLES["error"] if rerun else STYLES["warning"]
    late = sum(promise.overdue(today) for promise in unfinished)
    overdue = f", {late:,} overdue" if late else ""
    console.print(Text(f"  still open: {len(unfinished)} of {count_of(whole, 'action')}{overdue}", style=style))
    for promise in unfinished[:_MOST_ACTIONS]:
        owner = line(promise.owner) if promise.owner else "no owner"
        due = f", due {promise.due_date}" if promise.due_date else ""
        console.print(Text(f"    {line(promise.text)} ({owner}{due}, line {promise.line})"))
    if len(unfinished) > _MOST_ACTIONS:
        console.print(Text(f"    and {len(unfinished) - _MOST_ACTIONS} more", style="dim"))


def _all_done(promises: Sequence[Promise]) -> str:
    state = "done or dropped" if any(promise.dropped for promise in promises) else "done"
    return f"its only action is {state}" if len(promises) == 1 else f"all of its {len(promises):,} actions are {state}"


def _passages(console: Console, name: str, pair: tuple[Passage, Passage]) -> None:
    here, there = pair
    console.print(Text(f"  {name}, this draft (line {here.line}): {line(here.text)}"))
    console.print(Text(f"  {name}, past incident (line {there.line}): {line(there.text)}"))


def write_json(found: Sequence[Match], reruns: Collection[str], size: int, today: date, out: TextIO) -> None:
    """Write ``{"version": 1, "documents": …, "similar": […]}``; ``rerun`` says which share the cause and left an action open,
    ``overdue`` of an action whether it is still open and past its date."""
    similar = [
        {
            **asdict(match),
            "aspects": dict(match.aspects),
            "promises": [{**asdict(promise), "overdue": promise.overdue(today)} for promise in match.promises],
            "rerun": match.id in reruns,
        }
        for match in found
    ]
    out.write(to_json({"version": 1, "documents": size, "similar": similar}, out, indent=2) + "\n")
