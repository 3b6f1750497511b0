"""The classifier of blame: linear, trained by :mod:`blameless.learn`, stored as plain arrays, applied with NumPy alone.

Three questions share one set of features (:mod:`.features`): is a sentence blameful, is it openly so, and which rule of the
catalogue does it fall under.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BlamelessError
from ..read import Evidence
from ..read.pipeline import model_path
from .features import features

if TYPE_CHECKING:
    import numpy as np

NAME = "blame"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier thinks of a sentence.

    ``blameful`` is the probability that it blames at all, ``open`` the probability that it does so openly if it does;
    ``rule`` is the most likely rule of the catalogue.
    """

    blameful: float
    open: float
    rule: str


class Classifier:
    """A trained classifier.

    Args:
        vocabulary: the features it knows, each with its column.
        weights: a row for "blameful", one for "open", and one for each rule; shape (2 + rules, features).
        bias: one value a row.
        rules: the rules of the rows from the third on.
        calibration: slope and offset that turn the first score into a probability.
        threshold: the probability from which a sentence is reported in which the reading room found grounds.
        threshold_alone: the same where the classifier speaks alone.
        threshold_open: the probability from which it is reported as open.
    """

    def __init__(
        self,
        vocabulary: dict[str, int],
        weights: np.ndarray,
        bias: np.ndarray,
        rules: tuple[str, ...],
        calibration: tuple[float, float] = (1.0, 0.0),
        threshold: float = 0.25,
        threshold_alone: float = 0.7,
        threshold_open: float = 0.7,
    ) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self.bias = bias
        self.rules = rules
        self.calibration = calibration
        self.threshold = threshold
        self.threshold_alone = threshold_alone
        self.threshold_open = threshold_open

    def opinion(self, evidence: Evidence) -> Opinion:
        """Judge one sentence."""
        import numpy as np

        known = [
            (column, value)
            for feature, value in features(evidence).items()
            if (column := self.vocabulary.get(feature)) is not None
        ]
        columns = [column for column, _ in known]
        scores = self.weights[:, columns] @ np.array([value for _, value in known], dtype=np.float32) + self.bias
        slope, offset = self.calibration
        return Opinion(
            blameful=_sigmoid(slope * float(scores[0]) + offset),
            open=_sigmoid(float(scores[1])),
            rule=self.rules[int(scores[2:].argmax())],
        )

    def save(self, folder: Path) -> None:
        """Write the classifier: ``model.json``, ``vocabulary.txt`` and ``weights.npz``."""
        import numpy as np

        folder.mkdir(parents=True, exist_ok=True)
        ordered = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        (folder / "vocabulary.txt").write_text("\n".join(ordered) + "\n", encoding="utf-8")
        np.savez_compressed(folder / "weights.npz", weights=self.weights.astype(np.float16), bias=self.bias)
        settings = {
            "format": FORMAT,
            "rules": list(self.rules),
            "calibration": list(self.calibration),
            "threshold": self.threshold,
            "threshold_alone": self.threshold_alone,
            "threshold_open": self.threshold_open,
        }
        (folder / "model.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read a classifier that :meth:`save` wrote; nothing of it is executed.

        Raises:
            BlamelessError: where the folder holds no such classifier.
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
            if weights.shape != (2 + len(settings["rules"]), len(lines)):
                raise BlamelessError(f"{folder}: the weights do not fit the vocabulary")
            return cls(
                {feature: column for column, feature in enumerate(lines)},
                weights,
                bias,
                tuple(settings["rules"]),
                (float(settings["calibration"][0]), float(settings["calibration"][1])),
                float(settings["threshold"]),
                float(settings["threshold_alone"]),
                float(settings["threshold_open"]),
            )
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            raise BlamelessError(f"{folder}: not a classifier of blameless ({error})") from error


def _sigmoid(score: float) -> float:
    from math import exp

    return 1 / (1 + exp(-score)) if score > -700 else 0.0


@cache
def default_classifier() -> Classifier:
    """The shipped classifier, loaded once a process."""
    return Classifier.load(model_path(NAME))
