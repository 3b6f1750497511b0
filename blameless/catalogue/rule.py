"""What is known of a rule without judging by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, get_args

from ..report import DIMENSIONS, SEVERITIES, Past, Severity

About = Literal["sentence", "item", "part", "document"]
_ID = re.compile(r"[a-z]+/[a-z]+(?:[-_][a-z]+)*")


class Scope(IntEnum):
    """How much a document sets out to be, by its length in words; the longer it is, the more is asked of it."""

    NOTE = 0
    BRIEF = 1
    REPORT = 2

    @classmethod
    def of(cls, words: int) -> Scope:
        """A note has fewer than 120 words, a brief fewer than 350; see ``docs/rules.md``."""
        return cls.NOTE if words < 120 else cls.BRIEF if words < 350 else cls.REPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the catalogue.

    Args:
        id: family and name, as ``blame/person``.
        summary: what it flags, in a few words.
        rationale: why that matters.
        source: who says so.
        severity: by default; the configuration may change it.
        dimension: the score it weighs on, ``""`` for none.
        about: what its findings are about. One about a ``sentence`` judges language, and is asked of all but forms that nobody has
            filled in; one about an ``item`` or a ``part`` asks for what only a postmortem holds; one about the ``document`` is asked
            of any.
        suggestion: what to do instead.
        bad: Markdown texts that the rule must flag, judged as the report they stand for.
        good: Markdown texts that it must not flag.
        scope: the least kind of document it asks something of.
        quiet: whether its findings are told only on request: readers mostly call them noise. It weighs all the same.
        asks: what it misses, of what ``models/document`` knows (``judge/documents.py``); where hardly any reader would ask for that, its
            findings are told on request only. They weigh all the same.
        evidence: what of ``weigh/evidence.toml`` it speaks to. What is told there is missing where a rule that speaks to it finds
            something; where all rules are off that do, it costs no points.
        weight: the share, 0 to 1, that a finding takes from what an action item counts in that evidence ("concrete", "owners", "dates",
            "tickets"), for rules about an item that another package adds. Those that come with the package have none: what they
            find is measured.
        past: earlier incidents with which the examples are judged.

    Raises:
        ValueError: where one of them is not what it may be.
    """

    id: str
    summary: str
    rationale: str
    source: str
    severity: Severity
    dimension: str
    about: About
    suggestion: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    scope: Scope = Scope.NOTE
    quiet: bool = False
    asks: str = ""
    evidence: tuple[str, ...] = ()
    weight: float = 0.0
    past: tuple[Past, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f'a rule\'s id is "family/name" in lower case, not {self.id!r}')
        known = {"severity": SEVERITIES, "dimension": (*DIMENSIONS, ""), "about": get_args(About)}
        for name, values in known.items():
            if getattr(self, name) not in values:
                raise ValueError(f"{name} of {self.id} is none of {', '.join(filter(None, values))}")
        if not 0 <= self.weight <= 1:
            raise ValueError(f"weight of {self.id} is not between 0 and 1")

    @property
    def family(self) -> str:
        return self.id.split("/")[0]
