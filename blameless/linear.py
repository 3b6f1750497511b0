"""A linear model over string features: a column for each feature, a row for each question, stored as plain arrays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import BlamelessError

if TYPE_CHECKING:
    import numpy as np

FORMAT = 1


@dataclass(frozen=True, slots=True)
class LinearModel:
    """What was learnt, whatever it is about.

    ``vocabulary`` gives each known feature its column, ``weights`` have the shape (rows, features), ``bias`` one value
    a row.
    """

    vocabulary: dict[str, int]
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, features: Mapping[str, float]) -> np.ndarray:
        """The score of each row, before calibration, for features with their values; unknown ones count nothing."""
        import numpy as np

        vocabulary = self.vocabulary
        known = [
            (column, value) for feature, value in features.items() if (column := vocabulary.get(feature)) is not None
        ]
        columns = [column for column, _ in known]
        return self.weights[:, columns] @ np.array([value for _, value in known], dtype=np.float32) + self.bias

    def save(self, folder: Path, settings: Mapping[str, Any]) -> None:
        """Write ``model.json`` with these settings, ``vocabulary.txt`` and ``weights.npz``."""
        import numpy as np

        folder.mkdir(parents=True, exist_ok=True)
        ordered = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        (folder / "vocabulary.txt").write_text("\n".join(ordered) + "\n", encoding="utf-8")
        np.savez_compressed(folder / "weights.npz", weights=self.weights.astype(np.float16), bias=self.bias)
        text = json.dumps({"format": FORMAT, **settings}, indent=2)
        (folder / "model.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> tuple[LinearModel, dict[str, Any]]:
        """Read a model and its settings; nothing of it is executed.

        Raises:
            BlamelessError: where the folder holds no such model.
        """
        import numpy as np

        try:
            settings: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            if settings["format"] != FORMAT:
                raise BlamelessError(
                    f"{folder}: a classifier of format {settings['format']}; this version reads {FORMAT}"
                )
            lines = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
            with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
                weights, bias = arrays["weights"].astype(np.float32), arrays["bias"].astype(np.float32)
            if weights.shape != (len(bias), len(lines)):
                raise BlamelessError(f"{folder}: the weights do not fit the vocabulary")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BlamelessError(f"{folder}: not a classifier of blameless ({error})") from error
        return cls({feature: column for column, feature in enumerate(lines)}, weights, bias), settings


def sigmoid(score: float) -> float:
    """A score as a probability."""
    return 1 / (1 + exp(-score)) if score > -700 else 0.0
