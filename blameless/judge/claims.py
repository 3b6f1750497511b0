"""Which rule a sentence falls under that was found to blame: each rule of blame says in its own file what it claims.

A sentence is claimed by what was read in it; of several rules the more specific goes first. Where nothing was read that a rule
claims, the encoder's types decide, and for finger-pointing whoever acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from .rule import Check, Context, Hit, Rule, add, checks

if TYPE_CHECKING:
    from ..read import Evidence, Match
    from ..report import Severity
    from .verdicts import Verdict

ANYONE = ""
"""The actor of a rule that claims the acts of those whom no other rule names."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Which blameful sentences fall under a rule.

    Args:
        rank: the lower goes first; the rules that come with the package have 10, 20, …
        grounds: by the names of ``lexicon/grounds.toml`` and of the phrases of ``lexicon/blame.toml``.
        actors: whose acts it claims where their ground is no other rule's; :data:`ANYONE` for those named nowhere.
        type: the encoder's type of blame that it stands for, a letter of the labelling guide.
        open: whether all that it claims is openly blameful, whatever models find, as a name beside an error is.
        finds: the ranges of a sentence's text that it claims, for a rule with words of its own.
    """

    rank: float
    grounds: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    type: str = ""
    open: bool = False
    finds: Callable[[Evidence], Iterable[tuple[int, int]]] | None = None


@cache
def claims() -> dict[str, Claim]:
    """What each rule of blame claims, the more specific first."""
    found = ((check.rule.id, check.claim) for check in checks() if check.claim is not None)
    return dict(sorted(found, key=lambda pair: pair[1].rank))


@cache
def _by(name: str) -> dict[str, str]:
    """The rule of each ground, actor or type; of several rules that name it, the one that goes first."""
    found: dict[str, str] = {}
    for rule, claim in claims().items():
        said: str | tuple[str, ...] = getattr(claim, name)
        for each in (said,) if isinstance(said, str) else said:
            found.setdefault(each, rule)
    return found


def rule_of_actor(actor: str) -> str:
    """The rule of finger-pointing that falls on a kind of actor."""
    by_actor = _by("actors")
    return by_actor.get(actor, by_actor[ANYONE])


def rule_of_type(type: str, actor: str) -> str:
    """The rule of a type of blame; by whoever acts where no rule stands for the type."""
    return (_by("type").get(type) if type else None) or rule_of_actor(actor)


def rule_of_match(match: Match) -> str:
    """The rule that what was read in a sentence speaks for."""
    return _by("grounds").get(match.ground) or rule_of_actor(match.actor)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Words of a sentence that a rule claims: ``text[start:end]``; ``ground`` names what was found, ``""`` for words of its own."""

    rule: str
    ground: str
    start: int
    end: int


def claimed(evidence: Evidence) -> Claimed | None:
    """What the first of the rules claims that claim anything in a sentence: acts before fixed phrases, from the left."""
    known = claims()
    found: list[tuple[tuple[float, bool, int], Claimed]] = []
    for match in evidence.matches:
        rule = rule_of_match(match)
        key = (known[rule].rank, match.phrase, match.start)
        found.append((key, Claimed(rule, match.kind, match.start, match.end)))
    for rule, claim in known.items():
        for start, end in claim.finds(evidence) if claim.finds else ():
            found.append(((claim.rank, False, start), Claimed(rule, "", start, end)))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def add_blame(claim: Claim, message: str, *, severity: Severity, **values: Any) -> None:
    """Judge by a rule of blame: it reports the verdicts on the sentences that it claims.

    Args:
        claim: which blameful sentences fall under it.
        message: of its findings; ``{words}`` stands for the words found.
        severity: by default; openly blameful sentences are errors, whatever their rule, and no other is.
        values: the other fields of :class:`~blameless.catalogue.Rule`, but for the dimension.
    """
    about = Rule(severity=severity, dimension="blamelessness", about="sentence", **values)

    def find(context: Context) -> Iterator[Hit]:
        from .suggestions import quoted, suggestion  # late, as listing the rules needs no reading room

        for verdict in context.verdicts:
            if verdict.rule == about.id:
                sentence = verdict.evidence.sentence
                yield Hit(
                    *sentence.span(verdict.start, verdict.end),
                    message.format(words=quoted(sentence.text[verdict.start : verdict.end])),
                    sentence.text,
                    suggestion(verdict),
                    _severity(verdict, severity),
                    round(verdict.confidence, 2),
                    verdict.rewriting and verdict.rewriting.replacement(context.postmortem.source.text),
                )

    add(Check(about, find, claim=claim))


_SURE = 0.5
"""From this probability on, readers call six in ten of the findings on documents of writers nobody has seen right; below it, three in ten."""


def _severity(verdict: Verdict, usual: Severity) -> Severity:
    if verdict.open:
        return "error"
    return "info" if verdict.confidence < _SURE else "warning" if usual == "error" else usual
