"""What a rule is, and the registry that holds them all.

A rule keeps everything about itself in one place: what it flags, why that matters and who says so, examples that are
its tests, its default severity and what to do instead. ``blameless rules``, the documentation and the tests read it
from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..parse import Action, Part, Postmortem, Sentence
    from ..report import Section, Severity
    from .items import Choice
    from .verdicts import Likelihood, Verdict


class Scope(IntEnum):
    """How much a document sets out to be, by its length in words; the longer it is, the more is asked of it."""

    NOTE = 0
    BRIEF = 1
    REPORT = 2

    @classmethod
    def of(cls, words: int) -> Scope:
        """A note has fewer than 120 words, a brief fewer than 350; see ``docs/rules.md``."""
        return cls.NOTE if words < 120 else cls.BRIEF if words < 350 else cls.REPORT


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a rule found in ``source[start:end]``.

    ``sentence`` is the plain text around it. Where ``severity``, ``suggestion`` or ``confidence`` are given they
    take the place of the rule's own.
    """

    start: int
    end: int
    message: str
    sentence: str = ""
    suggestion: str | None = None
    severity: Severity | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at."""

    postmortem: Postmortem
    verdicts: tuple[Verdict, ...] = ()
    """On the sentences that blame."""
    scope: Scope = Scope.REPORT
    today: date | None = None
    choice: Choice | None = None
    """Of the actions of the postmortem, with the outlook of each; ``None`` where nobody asks."""
    likelihoods: tuple[Likelihood, ...] = ()
    """How likely the sentences blame of which it is at all likely."""

    def sections(self) -> Iterator[Section]:
        """The parts with a meaning, as a report gives them; one that has two meanings is given twice."""
        from ..report import Section

        parts = sorted((*self.postmortem.parts, *self.postmortem.implied), key=lambda part: part.start)
        for part in parts:
            for kind in part.kinds:
                if kind != "none":
                    yield Section(kind, part.title, part.start, part.end, part.line)

    def whole(self, message: str, suggestion: str | None = None) -> Hit:
        """A hit about the document as a whole; it points at the title."""
        start, end = self.postmortem.title_span
        return Hit(start, end, message, self.postmortem.title or "", suggestion)

    def at_part(self, part: Part, message: str, suggestion: str | None = None) -> Hit:
        """A hit about a part; it points at its heading, or at the whole of a part that has none."""
        start, end = part.start, part.body if part.body > part.start else part.end
        end = start + len(self.postmortem.source.text[start:end].rstrip())
        return Hit(start, end, message, part.title, suggestion)

    def at_sentence(self, sentence: Sentence, message: str, suggestion: str | None = None) -> Hit:
        return Hit(sentence.start, sentence.end, message, sentence.text, suggestion)

    def at_action(self, action: Action, message: str, suggestion: str | None = None, confidence: float = 1.0) -> Hit:
        item = action.item
        return Hit(item.start, item.end, message, action.plain, suggestion, confidence=confidence)

    def of_all(self, rule: str, lacking: Sequence[Action], one: str, many: str) -> Iterator[Hit]:
        """One hit for what several action items lack, at the first of them, with the lines of all.

        Those on lines where a comment silences the rule stand for themselves, so that the comment silences something.

        Args:
            one: what is said of a single action item.
            many: what is said of several; ``{count}`` and ``{lines}`` are filled in.
        """
        directives = self.postmortem.directives
        silent = [action for action in lacking if directives.silence(rule, action.item.line)]
        loud = [action for action in lacking if not directives.silence(rule, action.item.line)]
        for action in silent:
            yield self.at_action(action, one)
        if len(loud) == 1:
            yield self.at_action(loud[0], one)
        elif loud:
            yield self.at_action(loud[0], many.format(count=len(loud), lines=_lines(loud)))


_MOST_LINES = 12


def _lines(actions: Sequence[Action]) -> str:
    """The lines of action items, as a person lists them."""
    lines = [str(line) for line in dict.fromkeys(action.item.line for action in actions)]
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    return f"line{'' if len(lines) == 1 else 's'} {', '.join(lines[:_MOST_LINES])}{more}"


Check = Callable[[Context], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue.

    ``dimension`` is the score it weighs on; ``scope`` the least kind of document it asks something of. ``bad`` and
    ``good`` are Markdown texts the rule must and must not fire on, judged as the report they stand for.
    """

    id: str
    summary: str
    rationale: str
    source: str
    severity: Severity
    dimension: str
    suggestion: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    check: Check = field(repr=False)
    scope: Scope = Scope.NOTE
    applies: Callable[[Context], bool] = field(default=lambda context: True, repr=False)
    """Whether the document gives the rule something to ask for, besides its scope."""
    quiet: bool = False
    """Whether its findings are told only on request: readers mostly call them noise. It weighs all the same."""
    evidence: tuple[str, ...] = ()
    """What of ``weigh/evidence.toml`` it speaks to: where all rules are off that do, it costs no points."""

    @property
    def family(self) -> str:
        return self.id.split("/")[0]

    def asked(self, context: Context) -> bool:
        """Whether the rule asks anything of this document."""
        genre = context.postmortem.genre
        if genre and (self.family in _OF_A_POSTMORTEM or (genre == "template" and self.family in _LANGUAGE)):
            return False
        return context.scope >= self.scope and self.applies(context)


_OF_A_POSTMORTEM = frozenset(("action", "section", "summary", "impact", "timeline", "cause", "detection", "template"))
"""Families that ask for what only a postmortem holds; a document that is none is not asked."""
_LANGUAGE = frozenset(("blame", "tone"))
"""Families that judge what somebody wrote; the instructions of a form are nobody's account of an incident."""

_REGISTRY: dict[str, Rule] = {}
_MODULES = (
    "blame",
    "tone",
    "actions",
    "sections",
    "impact",
    "timeline",
    "cause",
    "detection",
    "template",
    "document",
    "ignores",
)


def register(rule: Rule) -> Rule:
    """Add a rule to the catalogue.

    Raises:
        ValueError: where its id is taken.
    """
    if rule.id in _REGISTRY:
        raise ValueError(f"rule {rule.id} is registered twice")
    _REGISTRY[rule.id] = rule
    return rule


def rule(**values: object) -> Callable[[Check], Check]:
    """Register the decorated check as a rule with these values."""

    def add(check: Check) -> Check:
        register(Rule(check=check, **values))  # type: ignore[arg-type]
        return check

    return add


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule by id, in the order of the catalogue."""
    for module in _MODULES:
        import_module(f".rules.{module}", __package__)
    return dict(_REGISTRY)


def families() -> Iterator[str]:
    """The families of rules: ``blame``, ``action``, …"""
    return iter(dict.fromkeys(rule.family for rule in catalogue().values()))
