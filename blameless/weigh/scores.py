"""The scores of a document, and what each point was lost for, as ``docs/scoring.md`` defines them.

Each dimension is a sum of points that evidence earns (:class:`~blameless.models.Additive`), learnt from readers; the overall score
is the mean of the other dimensions that can be judged, less a part of it where the language blames. Nothing that a writer mends takes points away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from .._toml import tomllib
from ..report import DIMENSIONS, Loss, Scores

if TYPE_CHECKING:
    from ..catalogue import Rule
    from ..models import Additive

LEAST_WORDS = 40
"""A text of fewer words is too short to be judged as a whole: no reader gave a grade to less."""
_LEAST_POINTS = 0.05


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence: how a person is told of it, what it counts, and between which values points are earned."""

    name: str
    label: str
    unit: Literal["share", "count", "told"]
    knots: tuple[float, ...]


@cache
def evidence() -> dict[str, Evidence]:
    """All evidence by name, from ``evidence.toml``."""
    return {
        name: Evidence(name, each["label"], each["unit"], tuple(each["knots"]))
        for name, each in _table()["evidence"].items()
    }


@cache
def dimensions() -> dict[str, tuple[str, ...]]:
    """For each dimension the names of the evidence that it may go by."""
    return {name: tuple(_table()["dimensions"][name]) for name in DIMENSIONS}


@cache
def _table() -> dict:
    return tomllib.loads(files("blameless.weigh").joinpath("evidence.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Judgeable:
    """What of a document can be judged: its ``words``, the number of action ``items``, of sentences that ``blame``, and whether it
    is ``asked`` for action items where it has none."""

    words: int
    items: int
    blame: int
    asked: bool

    def judges(self, dimension: str) -> bool:
        """Whether there is enough for a dimension."""
        if dimension in ("actions", "ownership"):
            return self.items > 0 or self.asked
        return self.words >= LEAST_WORDS or (dimension == "blamelessness" and self.blame > 0)


def weigh(
    measures: Mapping[str, float],
    forgiven: Collection[str],
    rules: Sequence[Rule],
    enough: Judgeable,
    model: Additive,
) -> tuple[Scores, tuple[Loss, ...]]:
    """The scores of a document, and what they lost their points for.

    Args:
        measures: the value of each piece of evidence; what is not named is nought.
        forgiven: evidence that costs nothing, whatever its value.
        rules: those that are switched on; a dimension on which none of them weighs has no score.
        enough: what of the document can be judged.
        model: how many points evidence earns.
    """
    best = model.best()
    counted = {**measures, **{name: best[name] for name in forgiven if name in best}}
    lost = model.lost(counted)
    asked = {rule.dimension for rule in rules}
    judged = [name for name in DIMENSIONS if name in asked and enough.judges(name)]
    ceiling = dict(zip(model.labels, model.ceiling.tolist(), strict=True))
    values = {name: min(100.0, max(0.0, ceiling[name] - sum(lost[name].values()))) for name in judged}
    whole = bool(judged) and enough.words >= LEAST_WORDS
    overall = model.overall(values) if whole else None
    cost = _cost(values, model) if whole else {}
    speak = _speak(rules)
    losses = [
        Loss(
            dimension=dimension,
            evidence=name,
            label=evidence()[name].label,
            value=round(counted.get(name, 0.0), 3),
            best=best[name],
            points=round(points, 2),
            overall=round(cost.get(dimension, 0.0) * points, 2),
            rules=speak.get(name, ()),
        )
        for dimension in judged
        for name, points in lost[dimension].items()
        if points >= _LEAST_POINTS
    ]
    scores = {field.name: values.get(field.name) for field in fields(Scores)} | {"overall": overall}
    return (
        Scores(**{name: None if value is None else round(value, 1) for name, value in scores.items()}),
        tuple(sorted(losses, key=lambda loss: (-loss.overall, -loss.points, loss.dimension, loss.evidence))),
    )


def _cost(values: Mapping[str, float], model: Additive) -> dict[str, float]:
    """What a point lost in each dimension takes from the overall score; the tolls are taken from what the others leave."""
    total = sum(model.share[name] for name in values)
    left = model.overall({name: value for name, value in values.items() if model.share[name]}) if total else 100.0
    return {name: model.share[name] / total if model.share[name] else model.toll[name] * left / 100 for name in values}


def _speak(rules: Sequence[Rule]) -> dict[str, tuple[str, ...]]:
    """The rules that speak to each piece of evidence."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        for name in rule.evidence:
            found[name] = (*found.get(name, ()), rule.id)
    return found
