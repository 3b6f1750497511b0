"""The classifier of blame: linear, trained by :mod:`blameless.learn`, stored as plain arrays, applied with NumPy alone.

Three questions share one set of features (:mod:`.features`): is a sentence blameful, is it openly so, and which rule of the
catalogue does it fall under.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import BlamelessError
from ..linear import LinearModel, sigmoid
from ..models import model_path
from ..read import Evidence
from .features import features

NAME = "blame"


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
        model: a row for "blameful", one for "open", and one for each rule.
        rules: the rules of the rows from the third on.
        calibration: slope and offset that turn the first score into a probability.
        threshold: the probability from which a sentence is reported in which the reading room found grounds.
        threshold_alone: the same where the classifier speaks alone.
        threshold_open: the probability from which it is reported as open.
    """

    def __init__(
        self,
        model: LinearModel,
        rules: tuple[str, ...],
        calibration: tuple[float, float] = (1.0, 0.0),
        threshold: float = 0.25,
        threshold_alone: float = 0.6,
        threshold_open: float = 0.7,
    ) -> None:
        self.model = model
        self.rules = rules
        self.calibration = calibration
        self.threshold = threshold
        self.threshold_alone = threshold_alone
        self.threshold_open = threshold_open

    def opinion(self, evidence: Evidence) -> Opinion:
        """Judge one sentence."""
        scores = self.model.scores(features(evidence))
        slope, offset = self.calibration
        return Opinion(
            blameful=sigmoid(slope * float(scores[0]) + offset),
            open=sigmoid(float(scores[1])),
            rule=self.rules[int(scores[2:].argmax())],
        )

    def save(self, folder: Path) -> None:
        """Write the classifier: ``model.json``, ``vocabulary.txt`` and ``weights.npz``."""
        self.model.save(
            folder,
            {
                "rules": list(self.rules),
                "calibration": list(self.calibration),
                "threshold": self.threshold,
                "threshold_alone": self.threshold_alone,
                "threshold_open": self.threshold_open,
            },
        )

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read a classifier that :meth:`save` wrote; nothing of it is executed.

        Raises:
            BlamelessError: where the folder holds no such classifier.
        """
        model, settings = LinearModel.load(folder)
        try:
            if len(model.bias) != 2 + len(settings["rules"]):
                raise BlamelessError(f"{folder}: the weights do not fit the rules")
            return cls(
                model,
                tuple(settings["rules"]),
                (float(settings["calibration"][0]), float(settings["calibration"][1])),
                float(settings["threshold"]),
                float(settings["threshold_alone"]),
                float(settings["threshold_open"]),
            )
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise BlamelessError(f"{folder}: not a classifier of blame ({error})") from error


@cache
def default_classifier() -> Classifier:
    """The shipped classifier, loaded once a process."""
    return Classifier.load(model_path(NAME))
