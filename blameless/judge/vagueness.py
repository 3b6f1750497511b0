"""The classifier of actions: whether one has a visible end state, and whether it relies on people's vigilance.

Linear, trained by :mod:`blameless.learn.vague` on the features of :mod:`.item_features`, applied with NumPy alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BlamelessError
from ..linear import LinearModel, sigmoid
from ..models import model_path
from .item_features import features

if TYPE_CHECKING:
    from ..config import Config
    from ..parse import Action, Postmortem

NAME = "vague"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of an action, as probabilities.

    ``vague``: that nobody could say when it is done. ``vigilance``: that it relies on people being careful, remembering
    or being told again. ``rule`` is the rule of the catalogue it falls under, ``None`` where it is concrete.
    """

    vague: float
    vigilance: float
    rule: str | None


class VagueClassifier:
    """A trained classifier of actions.

    Args:
        model: a row for "vague", one for "relies on vigilance".
        calibration: for each row the slope and offset that turn its score into a probability.
        threshold: the probability from which an action is reported as vague.
        threshold_vigilance: the same for relying on vigilance.
    """

    def __init__(
        self,
        model: LinearModel,
        calibration: tuple[tuple[float, float], tuple[float, float]] = ((1.0, 0.0), (1.0, 0.0)),
        threshold: float = 0.5,
        threshold_vigilance: float = 0.5,
    ) -> None:
        self.model = model
        self.calibration = calibration
        self.threshold = threshold
        self.threshold_vigilance = threshold_vigilance

    def outlook(self, action: Action) -> Outlook:
        """Judge one action."""
        scores = self.model.scores(features(action))
        vague, vigilance = (
            sigmoid(slope * float(score) + offset)
            for score, (slope, offset) in zip(scores, self.calibration, strict=True)
        )
        rule = None
        if vigilance >= self.threshold_vigilance:
            rule = "action/vigilance"
        elif vague >= self.threshold:
            rule = "action/vague"
        return Outlook(vague, vigilance, rule)

    def save(self, folder: Path) -> None:
        """Write the classifier: ``model.json``, ``vocabulary.txt`` and ``weights.npz``."""
        self.model.save(
            folder,
            {
                "calibration": [list(each) for each in self.calibration],
                "threshold": self.threshold,
                "threshold_vigilance": self.threshold_vigilance,
            },
        )

    @classmethod
    def load(cls, folder: Path) -> VagueClassifier:
        """Read a classifier that :meth:`save` wrote; nothing of it is executed.

        Raises:
            BlamelessError: where the folder holds no such classifier.
        """
        model, settings = LinearModel.load(folder)
        try:
            if len(model.bias) != 2:
                raise BlamelessError(f"{folder}: a classifier of actions has two rows, not {len(model.bias)}")
            (slope, offset), (slope2, offset2) = settings["calibration"]
            return cls(
                model,
                ((float(slope), float(offset)), (float(slope2), float(offset2))),
                float(settings["threshold"]),
                float(settings["threshold_vigilance"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BlamelessError(f"{folder}: not a classifier of actions ({error})") from error


@cache
def default_vague_classifier() -> VagueClassifier:
    """The shipped classifier, loaded once a process."""
    return VagueClassifier.load(model_path(NAME))


def outlooks(postmortem: Postmortem, config: Config) -> tuple[Outlook, ...]:
    """The outlook of each action of a postmortem; of none where the rules that ask for it are off, or it is no postmortem."""
    from .rule import catalogue

    asking = (catalogue()[rule] for rule in ("action/vague", "action/vigilance"))
    if postmortem.genre or not any(config.severity_of(rule.id, rule.severity) for rule in asking):
        return ()
    classifier = default_vague_classifier()
    known: dict[Action, Outlook] = {}
    found = []
    for action in postmortem.actions:
        anywhere = replace(action, item=replace(action.item, start=0, end=0, line=0))
        if anywhere not in known:  # tables repeat themselves, and what reads the same is judged the same
            known[anywhere] = classifier.outlook(action)
        found.append(known[anywhere])
    return tuple(found)
