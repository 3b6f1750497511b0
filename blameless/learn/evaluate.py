"""Measuring judgements on labelled sentences and action items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from ..errors import InputError
from ..judge.assess import Assessor
from ..judge.claims import claims
from ..judge.verdicts import Verdict
from ..models import load_models
from ..read import Reader
from .corpus import Example, read_examples
from .items import LabelledItem, read_items

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
    kind: Literal["sentences"] = "sentences"


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def figures_of(task: str, data: Path, model: Path | None = None, split: str | None = None) -> Figures | ItemFigures:
    """The figures for a task ("blame", "vague") on a file or folder of labels.

    Args:
        model: a folder of models; the shipped ones where ``None``.
        split: only lines of this split; all where ``None``.

    Raises:
        InputError: where the labels cannot be read, or none is of the split.
    """
    assessor = Assessor(load_models(model), Reader())
    if task == "blame":
        return evaluate(_of_split(read_examples(data), split, data), assessor)
    return evaluate_items(_of_split(read_items(data), split, data), assessor)


_Any = TypeVar("_Any", Example, LabelledItem)


def _of_split(found: Sequence[_Any], split: str | None, data: Path) -> list[_Any]:
    kept = [each for each in found if split in (None, each.split)]
    if not kept:
        raise InputError(f'{data}: nothing is of the split "{split}"')
    return kept


def evaluate(examples: Sequence[Example], assessor: Assessor) -> Figures:
    """Judge labelled sentences and count."""
    found = assessor.verdicts([example.sentence for example in examples])
    return count(list(zip(examples, found, strict=True)))


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
    for rule in claims():
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


@dataclass(frozen=True)
class ItemFigures:
    """How well action items were judged, each alone under its heading: whether they were seen at all, whether they are vague, and
    whether they rely on vigilance."""

    items: int
    unseen: int
    vague: Rates
    vigilance: Rates
    kind: Literal["items"] = "items"


def evaluate_items(items: Sequence[LabelledItem], assessor: Assessor) -> ItemFigures:
    """Judge labelled action items and count."""
    assessed = assessor.assess([item.postmortem for item in items])
    outlooks = [next(iter(each.choice.outlooks), None) for each in assessed]
    lacks = [None if outlook is None else outlook.lack for outlook in outlooks]
    return ItemFigures(
        items=len(items),
        unseen=sum(outlook is None for outlook in outlooks),
        vague=_rates((item.vague, lack is not None) for item, lack in zip(items, lacks, strict=True)),
        vigilance=_rates(
            (item.vigilance, lack == "vigilance")
            for item, lack in zip(items, lacks, strict=True)
            if item.vigilance is not None
        ),
    )


def _rates(pairs: Iterable[tuple[bool, bool]]) -> Rates:
    counted = list(pairs)
    return Rates(
        sum(wanted and said for wanted, said in counted),
        sum(said and not wanted for wanted, said in counted),
        sum(wanted and not said for wanted, said in counted),
    )
