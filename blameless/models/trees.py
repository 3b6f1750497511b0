"""Boosted decision trees over named features: a handful of numbers, with what they mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import BlamelessError
from .artefact import Artefact
from .calibration import probabilities

if TYPE_CHECKING:
    import numpy as np

KIND = "trees"
_DEEPEST = 64


class Trees:
    """Trees for one label; answers on mappings of feature names to values. Features that are not given are nought.

    The nodes of all trees stand in one table: ``feature`` is the column asked, -1 in a leaf; ``threshold`` the value up to which
    the answer is ``left``, else ``right`` (rows of the table); ``value`` what a leaf adds to the log-odds; ``roots`` where each
    tree begins. ``bias`` is where the sum starts.

    Args:
        artefact: one of this kind.

    Raises:
        BlamelessError: where its parts do not fit together.
    """

    def __init__(self, artefact: Artefact) -> None:
        import numpy as np

        nodes = artefact.array("feature", None).shape[0]
        self._feature = artefact.array("feature", nodes).astype(np.int64)
        self._threshold = artefact.array("threshold", nodes).astype(np.float64)
        self._next = np.stack([artefact.array(name, nodes).astype(np.int64) for name in ("right", "left")])
        self._value = artefact.array("value", nodes).astype(np.float64)
        self._roots = artefact.array("roots", None).astype(np.int64)
        self._bias = float(artefact.array("bias", 1)[0])
        self.artefact = artefact
        self.labels = artefact.labels
        self.thresholds = artefact.thresholds
        self.hash = artefact.hash
        self._calibration = artefact.calibration
        self._columns = {name: column for column, name in enumerate(artefact.vocabulary)}
        inner = self._feature >= 0
        if len(self.labels) != 1 or not len(self._roots) or not _within(self._roots, nodes):
            raise BlamelessError("it holds no trees for one label")
        if not _within(self._feature[inner], len(self._columns)) or not _within(self._next[:, inner], nodes):
            raise BlamelessError("its trees ask for what there is not")
        if (self._next[:, inner] <= np.flatnonzero(inner)).any():
            raise BlamelessError("its trees lead back to where they began")

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The features it asks for, in the order of its columns."""
        return tuple(self._columns)

    def predict(self, batch: Sequence[Mapping[str, float]]) -> np.ndarray:
        """The probability of the label, of the shape (inputs, 1)."""
        return probabilities(self.scores(batch)[:, None], self.labels, self._calibration)

    def scores(self, batch: Sequence[Mapping[str, float]]) -> np.ndarray:
        """Log-odds before calibration, of the shape (inputs,)."""
        import numpy as np

        values = np.zeros((len(batch), len(self._columns)), dtype=np.float32)
        for row, features in zip(values, batch, strict=True):
            for name, value in features.items():
                column = self._columns.get(name)
                if column is not None:
                    row[column] = value
        at = np.tile(self._roots, (len(batch), 1))
        inputs = np.arange(len(batch))[:, None]
        for _ in range(_DEEPEST):
            asked = self._feature[at]
            inner = asked >= 0
            if not inner.any():
                break
            left = values[inputs, np.maximum(asked, 0)] <= self._threshold[at]
            at = np.where(inner, self._next[left.astype(np.int64), at], at)
        return self._value[at].sum(axis=1) + self._bias


def _within(places: np.ndarray, length: int) -> bool:
    return bool(((places >= 0) & (places < length)).all())
