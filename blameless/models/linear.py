"""A linear model over named features: a column for each feature, a row for each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import BlamelessError
from .artefact import Artefact
from .calibration import probabilities

if TYPE_CHECKING:
    import numpy as np

KIND = "linear"


@dataclass(frozen=True)
class LinearModel:
    """Weights of the shape (labels, features) and a bias for each label; answers on mappings of feature names to values.

    Features that are not in the ``vocabulary`` count nothing.
    """

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    weights: np.ndarray
    bias: np.ndarray
    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    hash: str = ""

    def scores(self, batch: Sequence[Mapping[str, float]]) -> np.ndarray:
        """The score of each label before calibration, of the shape (inputs, labels)."""
        import numpy as np

        if not batch:
            return np.zeros((0, len(self.labels)))
        nothing, column_of = len(self.vocabulary), self.vocabulary.get
        columns, values, starts = [], [], []
        for features in batch:
            starts.append(len(columns))
            known = [(column, value) for name, value in features.items() if (column := column_of(name)) is not None]
            known.sort()  # sums are the same in whatever order the features were found
            for column, value in ((nothing, 0.0), *known):
                columns.append(column)
                values.append(value)
        weighted = self._by_feature[columns] * np.array(values)[:, None]
        return np.add.reduceat(weighted, starts, axis=0) + self.bias

    @cached_property
    def _by_feature(self) -> np.ndarray:
        """The weights of the shape (features, labels), and a last row of nothing, for inputs that have no feature."""
        import numpy as np

        return np.vstack([self.weights.T.astype(np.float64), np.zeros(len(self.labels))])

    def predict(self, batch: Sequence[Mapping[str, float]]) -> np.ndarray:
        """The probability of each label, of the shape (inputs, labels)."""
        return probabilities(self.scores(batch), self.labels, self.calibration)

    def artefact(self) -> Artefact:
        """The model as it is kept; weights in half precision."""
        import numpy as np

        return Artefact(
            kind=KIND,
            labels=self.labels,
            arrays={"weights": self.weights.astype(np.float16), "bias": self.bias.astype(np.float32)},
            vocabulary=tuple(sorted(self.vocabulary, key=self.vocabulary.__getitem__)),
            thresholds=self.thresholds,
            calibration=self.calibration,
        )

    @classmethod
    def from_artefact(cls, artefact: Artefact) -> LinearModel:
        """The model that was kept.

        Raises:
            BlamelessError: where its parts do not fit together.
        """
        import numpy as np

        rows, columns = len(artefact.labels), len(artefact.vocabulary)
        unknown = [label for label in artefact.calibration if label not in artefact.labels]
        if unknown:
            raise BlamelessError(f'it is calibrated for "{unknown[0]}", which is none of its labels')
        return cls(
            artefact.labels,
            {name: column for column, name in enumerate(artefact.vocabulary)},
            artefact.array("weights", rows, columns).astype(np.float32),
            artefact.array("bias", rows).astype(np.float32),
            artefact.thresholds,
            artefact.calibration,
            artefact.hash,
        )
