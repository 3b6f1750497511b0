"""What every model can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np

Input = TypeVar("Input", contravariant=True)


class Passage(NamedTuple):
    """A sentence, or an item of a list, with the heading it stands under; both as plain text."""

    text: str
    heading: str = ""


class Model(Protocol[Input]):
    """Answers a fixed set of questions about what it is given.

    ``labels`` names the questions, ``thresholds`` holds what was chosen by cross-validation for those that are decided by
    this model alone, ``hash`` tells two models apart, in any process and on any machine.
    """

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def thresholds(self) -> Mapping[str, float]: ...

    @property
    def hash(self) -> str: ...

    def predict(self, batch: Sequence[Input]) -> np.ndarray:
        """The probability of each label, of the shape (inputs, labels); the same for an input in whatever batch."""
        ...
