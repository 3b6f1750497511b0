"""What judging by a rule takes: what it may look at, what it finds, and the function that finds it.

What a rule says of itself stands in the catalogue; the file of a rule gives both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ..catalogue import Rule, Scope, catalogue, register
from ..report import Past

if TYPE_CHECKING:
    from ..parse import Part, Sentence
    from ..read import Action, Postmortem
    from ..read.incident import Incident
    from ..report import Replacement, Section, Severity
    from .claims import Claim
    from .items import Choice
    from .silence import Silence
    from .verdicts import Likelihood, Verdict


__all__ = ["Check", "Context", "Hit", "Rule", "Scope", "add", "checks", "rule"]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something a rule found in ``source[start:end]``.

    ``sentence`` is the plain text around it. Where ``severity``, ``suggestion`` or ``confidence`` are given they
    take the place of the rule's own. ``told``: whether it is told without being asked for, where that is not for its rule to say.
    """

    start: int
    end: int
    message: str
    sentence: str = ""
    suggestion: str | None = None
    severity: Severity | None = None
    confidence: float = 1.0
    replacement: Replacement | None = None
    told: bool | None = None

    def told_where(self, sure: bool) -> Hit:
        """Told as its rule is where that is sure, else on request only."""
        return self if sure else replace(self, told=False)


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
    past: tuple[Past, ...] = ()
    """Earlier incidents that share the cause, the likeliest first; nothing where no archive is asked."""
    likelihoods: tuple[Likelihood, ...] = ()
    """How likely the sentences blame of which it is at all likely."""
    incident: Incident | None = None
    """The course of the incident, of which the metrics are a part; ``None`` where nobody asks."""
    spared: frozenset[str] = frozenset()
    """What of ``Rule.asks`` a reader would not ask this document for: it is told after all, or nobody would miss it."""
    silence: Silence = field(init=False, repr=False, compare=False)
    """What comments in the text silence."""
    _hits: dict[str, tuple[Hit, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        from .silence import Silence  # late, as listing the rules needs no parser

        object.__setattr__(self, "silence", Silence(self.postmortem.directives))

    def hits(self, check: Check) -> tuple[Hit, ...]:
        """What a rule finds here; it looks once, for what is told and for what is measured."""
        if check.rule.id not in self._hits:
            self._hits[check.rule.id] = tuple(check.find(self))
        return self._hits[check.rule.id]

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

    def of_all(
        self,
        rule: str,
        lacking: Sequence[Action],
        one: str,
        many: str,
        suggest: Callable[[Sequence[Action]], str | None] = lambda lacking: None,
    ) -> Iterator[Hit]:
        """One hit for what several action items lack, at the first of them, with the lines of all.

        Those on lines where a comment silences the rule stand for themselves, so that the comment silences something.

        Args:
            one: what is said of a single action item.
            many: what is said of several; ``{count}`` and ``{lines}`` are filled in.
            suggest: what to write instead, of those that a hit is about; what the rule itself suggests where it gives ``None``.
        """
        silent = [action for action in lacking if self.silence.covers(rule, action.item.line)]
        loud = [action for action in lacking if not self.silence.covers(rule, action.item.line)]
        for action in silent:
            yield self.at_action(action, one, suggest([action]))
        if loud:
            message = one if len(loud) == 1 else many.format(count=len(loud), lines=_lines(loud))
            yield self.at_action(loud[0], message, suggest(loud))


_MOST_LINES = 12


def _lines(actions: Sequence[Action]) -> str:
    """The lines of action items, as a person lists them."""
    lines = [str(line) for line in dict.fromkeys(action.item.line for action in actions)]
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    return f"line{'' if len(lines) == 1 else 's'} {', '.join(lines[:_MOST_LINES])}{more}"


@dataclass(frozen=True, slots=True)
class Check:
    """What judges by a rule.

    ``find`` gives what it flags. ``applies`` says whether the document gives the rule something to ask for, besides its scope.
    ``claim``, for rules of blame, says which blameful sentences fall under it.
    """

    rule: Rule
    find: Callable[[Context], Iterable[Hit]]
    applies: Callable[[Context], bool] = lambda context: True
    claim: Claim | None = None

    def asked(self, context: Context) -> bool:
        """Whether the rule asks anything of this document."""
        genre, about = context.postmortem.genre, self.rule.about
        if genre and about in ("item", "part"):  # what only a postmortem holds
            return False
        if (
            genre == "template" and about == "sentence"
        ):  # the instructions of a form are nobody's account of an incident
            return False
        return context.scope >= self.rule.scope and self.applies(context)

    def told(self, context: Context) -> bool:
        """Whether what the rule finds in this document is told without being asked for."""
        return not self.rule.quiet and self.rule.asks not in context.spared


_CHECKS: dict[str, Check] = {}


def add(check: Check) -> Check:
    """Judge by a rule, which goes into the catalogue.

    Raises:
        ValueError: where its id is taken.
    """
    register(check.rule)
    _CHECKS[check.rule.id] = check
    return check


def rule(
    *, applies: Callable[[Context], bool] = lambda context: True, **values: Any
) -> Callable[[Callable[[Context], Iterable[Hit]]], Callable[[Context], Iterable[Hit]]]:
    """Judge by the decorated function: it finds what a rule with these values flags.

    Args:
        applies: whether a document gives the rule something to ask for, besides its scope.
        values: the fields of :class:`~blameless.catalogue.Rule`.
    """

    def decorate(find: Callable[[Context], Iterable[Hit]]) -> Callable[[Context], Iterable[Hit]]:
        add(Check(Rule(**values), find, applies))
        return find

    return decorate


def checks() -> Iterator[Check]:
    """What judges, in the order of the catalogue."""
    return (_CHECKS[id] for id in catalogue() if id in _CHECKS)
