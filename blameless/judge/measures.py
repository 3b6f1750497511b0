"""What a document is weighed by: the likelihood of blame, what its action items hold, which parts are told and with how much substance.

All measures count different sentences, items and words, so that text said twice counts once, and text that says nothing of
the kind counts nothing. What a rule finds lacking is measured by that rule: see ``Rule.evidence``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ..catalogue import Rule, catalogue
from ..lexicon import fold, load
from ..remembered import remembered
from .rule import Context, Hit, checks

if TYPE_CHECKING:
    from ..parse import Sentence
    from ..read import Action
    from .items import Outlook
    from .verdicts import Likelihood

_WORD = re.compile(r"[^\W\d_]{3,}|\d[\d.,:]*")
_PRECISE = re.compile(r"\d|`")
_DIGIT = re.compile(r"\d")
_SHARED = 2
"""Words that an action has in common with the cause where it is about it."""
_PARTS = {
    "summary words": ("summary",),
    "impact words": ("impact",),
    "timeline words": ("timeline",),
    "cause words": ("root_cause",),
    "conditions words": ("contributing_factors",),
    "detection words": ("detection",),
    "response words": ("response",),
    "follow-up words": ("action_items",),
    "lesson words": ("lessons", "went_well", "went_badly"),
}
"""Section kinds by the name of their substance."""

_COUNTED = ("drama", "filled")
"""What is measured by how often rules find it, and not by whether."""


class Measures(NamedTuple):
    """What a document is weighed by, by name; what is not named is nought. ``forgiven``: what costs it nothing, as nobody asks."""

    values: dict[str, float]
    forgiven: frozenset[str]


def of_text(context: Context) -> dict[str, float]:
    """What is measured of the text alone, whatever rules there are: its parts, sentences and timeline."""
    return dict(chain(_parts(context), _sentences(context), _timeline(context)))


def measure(context: Context, rules: Sequence[Rule], text: Mapping[str, float] | None = None) -> Measures:
    """Measure a document.

    Args:
        context: the document and what the models say of it.
        rules: those that are switched on; where none is that speaks to something, it is forgiven, and so it is where a comment in
            the text silences all that they say of it.
        text: what :func:`of_text` measures of it, where that is known.
    """
    about = _by_evidence(rules)
    heard = _heard(context, about)
    values, silenced = _told(context, about, heard)
    values.update(_blame(context, rules))
    values.update(_items(context, _Items(context, about, heard)))
    values.update(of_text(context) if text is None else text)
    return Measures(values, silenced | (_by_evidence(catalogue().values()).keys() - about.keys()))


def _by_evidence(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The rules that speak to each piece of evidence."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for name in rule.evidence:
            found[name].append(rule)
    return found


def _heard(context: Context, about: Mapping[str, Sequence[Rule]]) -> dict[str, Sequence[Hit]]:
    """What each rule finds that speaks to something, whatever the length of the document, which decides only what a reader is told."""
    speaking = {rule.id for each in about.values() for rule in each}
    return {
        check.rule.id: context.hits(check) if check.applies(context) else ()
        for check in checks()
        if check.rule.id in speaking
    }


def _told(
    context: Context, about: Mapping[str, Sequence[Rule]], heard: Mapping[str, Sequence[Hit]]
) -> tuple[dict[str, float], frozenset[str]]:
    """What the rules find no fault with, and what comments in the text silence."""
    source = context.postmortem.source
    values: dict[str, float] = {}
    silenced = set()
    for name, rules in about.items():
        hits = [(rule, hit) for rule in rules for hit in heard[rule.id]]
        loud = {
            hit.sentence or str(hit.start)
            for rule, hit in hits
            if not context.silence.covers(rule.id, source.line_of(hit.start))
        }
        values[name] = float(len(loud) if name in _COUNTED else not loud)
        if hits and not loud:
            silenced.add(name)
    return values, frozenset(silenced)


class _Items:
    """What the rules leave of each action item under each name: all where a comment silences them, less where one with a weight finds fault."""

    def __init__(
        self, context: Context, about: Mapping[str, Sequence[Rule]], heard: Mapping[str, Sequence[Hit]]
    ) -> None:
        self._silence = context.silence
        self._about = about
        self._taken: dict[tuple[str, int], float] = defaultdict(float)
        source = context.postmortem.source
        for name, rules in about.items():
            for rule in rules:
                for hit in heard[rule.id] if rule.weight else ():
                    if not self._silence.covers(rule.id, source.line_of(hit.start)):
                        self._taken[name, hit.start] += rule.weight

    def silent(self, name: str, action: Action) -> bool:
        return any(self._silence.covers(rule.id, action.item.line) for rule in self._about.get(name, ()))

    def left(self, name: str, action: Action) -> float:
        return max(0.0, 1.0 - self._taken.get((name, action.item.start), 0.0))


def _blame(context: Context, rules: Sequence[Rule]) -> Iterator[tuple[str, float]]:
    on = {rule.id for rule in rules}
    counted: dict[str, Likelihood] = {}
    for likely in context.likelihoods:
        sentence, verdict = likely.sentence, likely.verdict
        if verdict is not None and (
            verdict.rule not in on
            or context.silence.covers(verdict.rule, context.postmortem.source.line_of(sentence.start))
        ):
            continue
        counted[" ".join(sentence.text.split())] = likely
    blame = sorted((likely.blame for likely in counted.values()), reverse=True)
    open_ = [min(likely.blame, likely.open) for likely in counted.values()]
    found = [likely.verdict for likely in counted.values() if likely.verdict is not None]
    yield "blame", sum(blame)
    yield "gravest", blame[0] if blame else 0.0
    yield "second", blame[1] if len(blame) > 1 else 0.0
    yield "open", sum(open_)
    yield "openly", max(open_, default=0.0)
    yield "found", len(found)
    yield "found open", sum(verdict.open for verdict in found)


def _items(context: Context, of: _Items) -> Iterator[tuple[str, float]]:
    actions = context.postmortem.actions
    outlooks = context.choice.outlooks if context.choice else ()
    pairs = list({action.plain: (action, outlook) for action, outlook in zip(actions, outlooks, strict=True)}.values())
    yield "hinted", float(bool(actions) or (context.choice is not None and context.choice.any))
    yield "items", len(pairs)
    yield from _OF_NO_ITEMS.items()
    if not pairs:
        return
    yield from _substance(context, pairs, of)
    kept = {name: sum(_has(action, name, of) for action, _ in pairs) / len(pairs) for name in _FIELDS}
    yield from kept.items()


_OF_NO_ITEMS = {
    **dict.fromkeys(("concrete", "concrete share", "detection items", "concrete detection items"), 0.0),
    **dict.fromkeys(("owners", "dates", "tickets"), 0.0),
    "vigilance": 1.0,
}
"""What is measured of action items where there are none; their rules ask nothing then."""
_FIELDS = {"owners": "owner", "dates": "due", "tickets": "ticket"}


_DONE = 0.3
"""What an action item that is done counts without an owner, a date or a ticket: readers ask less of it, and not nothing."""


def _has(action: Action, name: str, of: _Items) -> float:
    if getattr(action.item, _FIELDS[name]) is not None or of.silent(name, action):
        return of.left(name, action)
    return _DONE if action.item.done else 0.0


def _substance(context: Context, pairs: Sequence[tuple[Action, Outlook]], of: _Items) -> Iterator[tuple[str, float]]:
    """How concrete the action items are, and what they are about."""
    concrete = {
        action.plain: of.left("concrete", action) * (1.0 if of.silent("concrete", action) else 1 - each.vague)
        for action, each in pairs
    }
    texts = {plain: fold(plain) for plain in concrete}
    sooner = [plain for plain in texts if notices_sooner(plain)]
    yield "concrete", sum(concrete.values())
    yield "concrete share", sum(concrete.values()) / len(pairs)
    yield (
        "vigilance",
        sum(0.0 if of.silent("vigilance", action) else each.vigilance for action, each in pairs) / len(pairs),
    )
    yield "detection items", len(sooner)
    yield "concrete detection items", sum(concrete[plain] for plain in sooner)
    yield "response items", sum(bool(_pattern("responds_better").search(text)) for text in texts.values())
    yield "precise items", sum(bool(_PRECISE.search(action.item.text)) for action, _ in pairs)
    words = [_words([text]) for text in texts.values()]
    yield "item words", len(set().union(*words))
    cause = _cause(context)
    yield "cause items", sum(len(each & cause) >= _SHARED for each in words)


def notices_sooner(action: str) -> bool:
    """Whether an action item, as plain text, would have the next such incident noticed sooner."""
    return _pattern("notices_sooner").search(fold(action)) is not None


def _cause(context: Context) -> set[str]:
    """The words in which the cause is told; where no section tells it, those of the whole but the action items."""
    sentences = context.postmortem.sentences
    told = [s.text for s in sentences if not {"root_cause", "contributing_factors"}.isdisjoint(s.sections)]
    return _words(told or [s.text for s in sentences if "action_items" not in s.sections])


def _parts(context: Context) -> Iterator[tuple[str, float]]:
    postmortem = context.postmortem
    words: dict[str, set[str]] = defaultdict(set)
    for sentence in postmortem.sentences:
        for kind in set(sentence.sections):
            words[kind] |= _words_in(sentence.text)
    for part in postmortem.implied:
        for kind in part.kinds:
            words[kind] |= _words([postmortem.source.text[part.start : part.end]])
    for name, kinds in _PARTS.items():
        yield name, len(set().union(*(words[kind] for kind in kinds)))
    headed = {kind for part in postmortem.parts if not part.empty for kind in part.kinds} - {"none"}
    yield "headed parts", len(headed)
    yield "parts", len(headed | {kind for part in postmortem.implied for kind in part.kinds})
    yield "follow-ups", float("action_items" in headed or bool(postmortem.actions))
    yield "response", float(any(not part.empty for part in postmortem.parts_of("response")))


def _sentences(context: Context) -> Iterator[tuple[str, float]]:
    sentences = {fold(sentence.text): sentence for sentence in context.postmortem.sentences}
    counts = Counter(chain.from_iterable(map(_said_in, sentences)))
    yield from ((name, counts[name]) for name in (*_SAID, "timed signs"))
    yield "figures", _figures(sentences)


_SAID = {"causes": "causes", "signs": "noticed", "tools": "tools", "blind spots": "blind"}
"""What is counted of sentences, each with the list of what says so."""


@remembered(4_096)
def _said_in(text: str) -> tuple[str, ...]:
    """What a sentence, in folded text, counts for."""
    found = [name for name, list_ in _SAID.items() if _pattern(list_).search(text)]
    return (*found, "timed signs") if "signs" in found and _pattern("time").search(text) else (*found,)


def _figures(sentences: Mapping[str, Sentence]) -> int:
    """Sentences of impact and summary that give a figure; of all, where neither is there."""
    inside = [text for text, each in sentences.items() if not {"impact", "summary"}.isdisjoint(each.sections)]
    return sum(bool(_DIGIT.search(text)) for text in inside or sentences)


def _timeline(context: Context) -> Iterator[tuple[str, float]]:
    moments = {moment.plain: moment for moment in context.postmortem.timeline}
    metrics = context.postmortem.metrics
    yield "entries", len(moments)
    yield "timed", sum(moment.instant is not None for moment in moments.values())
    yield "zone", float(any(moment.zoned for moment in moments.values()))
    yield "noticing entries", sum(bool(_pattern("noticed").search(fold(plain))) for plain in moments)
    yield "start", float(metrics.started is not None)
    yield "noticed at", float(metrics.detected is not None)
    yield "end", float(metrics.resolved is not None)
    yield "time to detect", float(metrics.time_to_detect is not None)
    yield "time to respond", float(metrics.time_to_respond is not None)
    yield "time to resolve", float(metrics.time_to_resolve is not None)
    yield "monitoring", float(metrics.detected_by == "monitoring")


def _words(texts: Iterable[str]) -> set[str]:
    """The different words of substance in texts."""
    return set().union(*map(_words_in, texts))


@remembered(4_096)
def _words_in(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text))) - _empty()


@cache
def _empty() -> frozenset[str]:
    return frozenset(load("measures")["empty"])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load('measures')[name])})(?!\w)")
