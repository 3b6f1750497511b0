"""The first two steps of judging, which see words only: a gate for every passage, and an encoder for those that it lets through.

Each step costs ten times what the one before it does, and sees a tenth of the text. What they say are probabilities; what is
done about them is decided by :mod:`.verdicts` and :mod:`.items`, with more to go by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from ..models import Model, Passage

Said = Mapping[str, float]
"""The encoder's probability for each of its labels."""
_REMEMBERED = 16_384
"""Passages whose odds are kept: tables, logs and templates repeat themselves."""


class Cascade:
    """Gate and encoder; safe to use from several threads.

    Args:
        gate: the probability that the encoder will find a passage likely, for each of its own labels.
        encoder: the probabilities that later steps go by.
    """

    def __init__(self, gate: Model[Passage], encoder: Model[Passage]) -> None:
        self._gate = gate
        self._encoder = encoder
        self._known: dict[Passage, Said | None] = {}
        self._lock = Lock()

    def read(self, passages: Sequence[Passage]) -> list[Said | None]:
        """What the encoder says of each passage; ``None`` where the gate is shut."""
        with self._lock:
            found = {passage: self._known[passage] for passage in passages if passage in self._known}
        fresh = [passage for passage in dict.fromkeys(passages) if passage not in found]
        found.update(self._read(fresh))
        self._remember(fresh, found)
        return [found[passage] for passage in passages]

    def _read(self, passages: Sequence[Passage]) -> dict[Passage, Said | None]:
        found: dict[Passage, Said | None] = dict.fromkeys(passages)
        worth = [passage for passage in passages if _is_prose(passage.text)]
        passed = [
            passage
            for passage, row in zip(worth, self._gate.predict(worth), strict=True)
            if any(share >= self._gate.thresholds[label] for label, share in zip(self._gate.labels, row, strict=True))
        ]
        labels, rows = self._encoder.labels, self._encoder.predict(passed)
        found.update(
            (passage, dict(zip(labels, row.tolist(), strict=True))) for passage, row in zip(passed, rows, strict=True)
        )
        return found

    def _remember(self, passages: Iterable[Passage], found: dict[Passage, Said | None]) -> None:
        with self._lock:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known.update((passage, found[passage]) for passage in passages)


def _is_prose(text: str) -> bool:
    """Whether there is anything to judge: two words of letters at least."""
    words = 0
    for word in text.split():
        words += word[0].isalpha() and len(word) > 1
        if words > 1:
            return True
    return False
