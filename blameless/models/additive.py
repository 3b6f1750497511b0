"""Sums of ramps: each piece of evidence earns points as it grows from one value to another, none before and no more after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import BlamelessError
from .artefact import Artefact

if TYPE_CHECKING:
    import numpy as np

KIND = "additive"


class Additive:
    """Scores from 0 to 1 for several labels, each a sum of ramps over named evidence; evidence that is not given is nought.

    Ramp ``i`` earns ``points[i]`` for label ``label[i]`` as evidence ``evidence[i]`` goes from ``begin[i]`` to ``end[i]``, in
    proportion in between. Points are never negative, so a score moves one way with each piece of evidence: up with it where its
    ramps lead upwards, down with it where they lead downwards. ``base`` is what a label starts from, ``ceiling`` what it
    reaches with all evidence at its best, ``share`` its weight in the mean of
    all, ``toll`` what part of that mean a label at nought takes.

    Args:
        artefact: one of this kind.

    Raises:
        BlamelessError: where its parts do not fit together.
    """

    def __init__(self, artefact: Artefact) -> None:
        import numpy as np

        ramps, labels = artefact.array("points", None).shape[0], len(artefact.labels)
        self._label, self._evidence = (artefact.array(name, ramps).astype(np.int64) for name in ("label", "evidence"))
        self._begin, self._end, self._points = (
            artefact.array(name, ramps).astype(np.float64) for name in ("begin", "end", "points")
        )
        self.base = artefact.array("base", labels).astype(np.float64)
        self.share = dict(zip(artefact.labels, artefact.array("share", labels).astype(float).tolist(), strict=True))
        self.toll = dict(zip(artefact.labels, artefact.array("toll", labels).astype(float).tolist(), strict=True))
        self.ceiling = self.base.copy()
        np.add.at(self.ceiling, self._label, self._points)
        self.artefact = artefact
        self.labels = artefact.labels
        self.thresholds = artefact.thresholds
        self.hash = artefact.hash
        self.vocabulary = artefact.vocabulary
        if not ramps or (self._begin == self._end).any() or (self._points < 0).any():
            raise BlamelessError("its ramps lead nowhere, or take points away")
        if min(self.share.values()) < 0 or not all(0 <= toll <= 1 for toll in self.toll.values()):
            raise BlamelessError("what its labels weigh is no share")
        for places, length in ((self._label, labels), (self._evidence, len(self.vocabulary))):
            if places.min() < 0 or places.max() >= length:
                raise BlamelessError("its ramps ask for what there is not")
        if len({(place, up) for place, up in zip(self._evidence, self._end > self._begin, strict=True)}) > len(
            set(self._evidence.tolist())
        ):
            raise BlamelessError("its ramps lead both ways for the same evidence")

    def predict(self, batch: Sequence[Mapping[str, float]]) -> np.ndarray:
        """The score of each label, 0 to 1, of the shape (inputs, labels)."""
        import numpy as np

        scores = np.tile(self.base, (len(batch), 1))
        for row, evidence in zip(scores, batch, strict=True):
            np.add.at(row, self._label, self._points * self._reached(evidence))
        return np.clip(scores / 100, 0.0, 1.0)

    def lost(self, evidence: Mapping[str, float]) -> dict[str, dict[str, float]]:
        """For each label, what each piece of evidence earned less than it could, in points of 100."""
        found: dict[str, dict[str, float]] = {label: {} for label in self.labels}
        missing = self._points * (1 - self._reached(evidence))
        for label, place, points in zip(self._label, self._evidence, missing.tolist(), strict=True):
            if points > 0:
                name, of = self.vocabulary[place], found[self.labels[label]]
                of[name] = of.get(name, 0.0) + points
        return found

    def overall(self, scores: Mapping[str, float]) -> float:
        """One score for those of several labels: their mean by their shares, less the toll of each; from 100 where none has a share."""
        total = sum(self.share[label] for label in scores)
        mean = sum(self.share[label] * score for label, score in scores.items()) / total if total else 100.0
        for label, score in scores.items():
            mean *= 1 - self.toll[label] * (100 - score) / 100
        return mean

    def best(self) -> dict[str, float]:
        """For each piece of evidence the value at which no more is to be earned."""
        found: dict[str, float] = {}
        for place, begin, end in zip(self._evidence, self._begin.tolist(), self._end.tolist(), strict=True):
            name = self.vocabulary[place]
            best = max if end > begin else min
            found[name] = best(found.get(name, end), end)
        return found

    def _reached(self, evidence: Mapping[str, float]) -> np.ndarray:
        """How far along each ramp the evidence is, 0 to 1."""
        import numpy as np

        values = np.array([evidence.get(name, 0.0) for name in self.vocabulary])[self._evidence]
        return np.clip((values - self._begin) / (self._end - self._begin), 0.0, 1.0)
