"""What a contradiction is, and the texts that may hold both of its places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...postmortem import Label, Postmortem


@dataclass(frozen=True)
class Contradiction:
    """Two places that cannot both be right, as ranges of the source, and what each says, in words."""

    first: tuple[int, int]
    second: tuple[int, int]
    first_says: str
    second_says: str


def texts(postmortem: Postmortem) -> Iterator[tuple[str, Callable[[int, int], tuple[int, int]]]]:
    """The texts that may contradict themselves, each with the way from its offsets to the source's."""
    for sentence in postmortem.sentences:
        if not sentence.quoted and "action_items" not in sentence.sections:
            yield sentence.text, sentence.span
    for label in postmortem.labels:
        if label.kind == "front":
            yield label.text, _whole(label)


def _whole(label: Label) -> Callable[[int, int], tuple[int, int]]:
    return lambda start, end: (label.start, label.end)
