"""The steps of judging that see words only: a gate for every passage, an encoder's first answer, and its last.

Each step costs more than the one before it, and sees a fraction of the text. What they say are probabilities; what is
done about them is decided by :mod:`.verdicts` and :mod:`.items`, with more to go by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from ..models import Encoder, Model, Passage

if TYPE_CHECKING:
    from ..parse import Candidate, Sentence

Said = Mapping[str, float]
"""An encoder's probability for each of its labels."""
_TOGETHER = 32
"""Passages between first and last answer, of which the encoder remembers so many."""
_REMEMBERED = 16_384
"""Passages whose odds are kept: tables, logs and templates repeat themselves."""


class Cascade:
    """Gate and encoder; safe to use from several threads.

    Args:
        gate: which passages are worth the encoder; its thresholds are those from which it opens, label by label.
        encoder: the probabilities that later steps go by; its thresholds are those of its first answer from which the last is
            asked for, label by label.
    """

    def __init__(self, gate: Model[Passage], encoder: Encoder) -> None:
        self._gate = gate
        self._encoder = encoder
        self._known: dict[Passage, Said | None] = {}
        self._lock = Lock()

    def read(self, passages: Sequence[Passage]) -> list[Said | None]:
        """What the encoder says of each passage; ``None`` where the gate is shut.

        It is its last answer, or the first where that finds nothing likely; what the first was stands beside it under the
        names ``"first blame"`` and so on.
        """
        with self._lock:
            found = {passage: self._known[passage] for passage in passages if passage in self._known}
        fresh = self._read([passage for passage in dict.fromkeys(passages) if passage not in found])
        with self._lock:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known.update(fresh)
        found.update(fresh)
        return [found[passage] for passage in passages]

    def _read(self, passages: Sequence[Passage]) -> dict[Passage, Said | None]:
        found: dict[Passage, Said | None] = dict.fromkeys(passages)
        passed = [
            passage
            for passage, said in _named([p for p in passages if _is_prose(p.text)], self._gate).items()
            if exceeds(said, self._gate.thresholds)
        ]
        for begin in range(0, len(passed), _TOGETHER):
            first = _named(passed[begin : begin + _TOGETHER], self._encoder)
            likely = [passage for passage, said in first.items() if exceeds(said, self._encoder.thresholds)]
            last = _named(likely, self._encoder.deep)
            found.update(
                (passage, answer(said, last.get(passage), self._encoder.thresholds)) for passage, said in first.items()
            )
        return found


def passage_of(each: Sentence | Candidate) -> Passage:
    """A sentence or candidate as the models see it."""
    return Passage(" ".join(each.text.split()), each.heading)


def exceeds(said: Said, thresholds: Mapping[str, float]) -> bool:
    """Whether a label is at all likely enough."""
    return any(said[label] >= least for label, least in thresholds.items())


def answer(first: Said, last: Said | None, labels: Iterable[str]) -> Said:
    """What later steps are told: the last answer where there is one, and the first one's for some labels."""
    return {**(first if last is None else last), **{f"first {label}": first[label] for label in labels}}


def _named(passages: Sequence[Passage], model: Model[Passage]) -> dict[Passage, Said]:
    """A model's answers, by passage and label."""
    rows = model.predict(passages)
    return {
        passage: dict(zip(model.labels, row.tolist(), strict=True)) for passage, row in zip(passages, rows, strict=True)
    }


def _is_prose(text: str) -> bool:
    """Whether there is anything to judge: two words of letters at least."""
    words = 0
    for word in text.split():
        words += word[0].isalpha() and len(word) > 1
        if words > 1:
            return True
    return False
