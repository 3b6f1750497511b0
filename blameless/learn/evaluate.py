"""Measuring judgments of blame on labelled sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..judge.classifier import Classifier
from ..judge.verdicts import PRECEDENCE, Verdict, verdicts
from ..read import Evidence, Reader
from .corpus import Example, read_evidence
from .train import train

BINS = (0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """Hits, false alarms and misses, with what follows from them (0..1; ``None`` where nothing was counted)."""

    hits: int
    false_alarms: int
    misses: int

    @property
    def precision(self) -> float | None:
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float | None:
        return _share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)


@dataclass(frozen=True)
class Figures:
    """How well blame was judged.

    ``rules`` counts the sentences of each rule: found under whatever id, and reported under this id rightly or wrongly.
    ``calibration`` has, for each range of confidence, how many findings fell into it, their mean confidence and the share that was right.
    Shares are 0..1, ``None`` where there was nothing to count.
    """

    sentences: int
    blame: Rates
    false_alarms_per_1000: float | None
    open_recall: float | None
    degree_right: float | None
    pairs_apart: float | None
    negatives_clean: float | None
    rules: dict[str, Rates]
    calibration: tuple[tuple[float, int, float, float], ...]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def evaluate(examples: Sequence[Example], classifier: Classifier, reader: Reader | None = None) -> Figures:
    """Judge labelled sentences and count."""
    evidence = read_evidence(examples, reader)
    found = {id(verdict.evidence): verdict for verdict in verdicts(evidence, classifier)}
    return count([(example, found.get(id(each))) for example, each in zip(examples, evidence, strict=True)])


def count(judged: Sequence[tuple[Example, Verdict | None]]) -> Figures:
    """The figures of judged sentences."""
    blameful = [(example, verdict) for example, verdict in judged if example.degree]
    hits = [(example, verdict) for example, verdict in blameful if verdict]
    false = [(example, verdict) for example, verdict in judged if verdict and not example.degree]
    openly = [verdict for example, verdict in blameful if example.degree == 2]
    negatives = [verdict for example, verdict in judged if example.source == "negative" and not example.degree]
    return Figures(
        sentences=len(judged),
        blame=Rates(len(hits), len(false), len(blameful) - len(hits)),
        false_alarms_per_1000=_share(1000 * len(false), len(judged)),
        open_recall=_share(sum(verdict is not None for verdict in openly), len(openly)),
        degree_right=_share(sum(v is not None and v.open == (e.degree == 2) for e, v in hits), len(hits)),
        pairs_apart=_pairs(judged),
        negatives_clean=_share(sum(verdict is None for verdict in negatives), len(negatives)),
        rules=_by_rule(judged),
        calibration=tuple(_calibration(judged)),
    )


def _pairs(judged: Iterable[tuple[Example, Verdict | None]]) -> float | None:
    """The share of pairs of which the blameful half is found and the other is not."""
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for example, verdict in judged:
        if example.source == "pair":
            groups[example.group].append((example.degree > 0, verdict is not None))
    whole = [halves for halves in groups.values() if len({wanted for wanted, _ in halves}) == 2]
    return _share(sum(all(wanted == found for wanted, found in halves) for halves in whole), len(whole))


def _by_rule(judged: Sequence[tuple[Example, Verdict | None]]) -> dict[str, Rates]:
    rates = {}
    for rule in PRECEDENCE:
        wanted = [verdict for example, verdict in judged if example.rule == rule and example.degree]
        reported = [example for example, verdict in judged if verdict and verdict.rule == rule]
        if wanted or reported:
            missed = sum(verdict is None for verdict in wanted)
            false = sum(not example.degree for example in reported)
            rates[rule] = Rates(len(wanted) - missed, false, missed)
    return rates


def _calibration(judged: Sequence[tuple[Example, Verdict | None]]) -> Iterable[tuple[float, int, float, float]]:
    low = 0.0
    for high in BINS:
        inside = [(v.confidence, e.degree > 0) for e, v in judged if v and low < v.confidence <= high]
        if inside:
            yield (
                high,
                len(inside),
                sum(c for c, _ in inside) / len(inside),
                sum(right for _, right in inside) / len(inside),
            )
        low = high


def ablation(examples: Sequence[Example], reader: Reader | None = None) -> dict[str, Figures]:
    """Figures on the test part, of classifiers trained on the rest: grounds alone, words alone, and both."""
    learnt = [example for example in examples if example.split != "test"]
    tested = [example for example in examples if example.split == "test"]
    evidence = read_evidence(tested, reader)
    figures = {"grounds alone": count([(e, _grounds_alone(x)) for e, x in zip(tested, evidence, strict=True)])}
    variants: dict[str, Callable[[str], bool]] = {
        "words alone": lambda feature: feature[0] in "wh",
        "words and acts, no grounds": lambda feature: feature[0] != "g",
        "all": lambda feature: True,
    }
    for name, kept in variants.items():
        classifier = train(learnt, reader, kept).classifier
        found = {id(verdict.evidence): verdict for verdict in verdicts(evidence, classifier)}
        figures[name] = count([(e, found.get(id(x))) for e, x in zip(tested, evidence, strict=True)])
    return figures


def _grounds_alone(evidence: Evidence) -> Verdict | None:
    if not evidence.matches:
        return None
    match = evidence.matches[0]
    is_open = match.rule in ("blame/person", "blame/judgment", "blame/punishment")
    return Verdict(evidence, match.rule, 1.0, is_open, match.ground, match.start, match.end)
