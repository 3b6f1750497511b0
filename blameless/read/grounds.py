"""Grounds of blame: acts that read as blame, as ``lexicon/grounds.toml`` describes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..lexicon import load
from .acts import Act


@dataclass(frozen=True, slots=True)
class Ground:
    """One description of acts that read as blame."""

    name: str
    actors: frozenset[str]
    verbs: frozenset[str]
    all: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]

    def holds(self, act: Act) -> bool:
        """Whether an act fits the description."""
        marks = set(act.marks)
        return (
            (not self.actors or act.actor in self.actors)
            and (not self.verbs or act.verb in self.verbs)
            and self.all <= marks
            and (not self.any or not self.any.isdisjoint(marks))
            and self.none.isdisjoint(marks)
        )


@cache
def grounds() -> tuple[Ground, ...]:
    """All grounds, in the order of the file."""
    return tuple(
        Ground(
            name=entry["name"],
            actors=frozenset(entry.get("actors", ())),
            verbs=frozenset(entry.get("verbs", ())),
            all=frozenset(entry.get("marks", ())),
            any=frozenset(entry.get("any", ())),
            none=frozenset(entry.get("not", ())),
        )
        for entry in load("grounds")["ground"]
    )


def grounds_of(act: Act) -> Iterator[Ground]:
    """The grounds an act gives."""
    return (ground for ground in grounds() if ground.holds(act))
