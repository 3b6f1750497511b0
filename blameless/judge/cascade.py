"""The steps of judging that see words only: a gate for every passage, a student for what it lets through, an encoder for what may blame.

Each step costs more than the one before it, and sees a fraction of the text. What they say are probabilities; what is
done about them is decided by :mod:`.verdicts` and :mod:`.items`, with more to go by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from ..models import Model, Passage

if TYPE_CHECKING:
    from ..parse import Sentence
    from ..read import Candidate

T = TypeVar("T")
Said = Mapping[str, float]
"""The probability of each label of the student, and of the encoder where it was asked; "first blame" is the student's then."""
FIRST = "first blame"
_REMEMBERED = 16_384
"""Passages whose odds are kept: tables, logs and templates repeat themselves."""


class Cascade:
    """Gate, student and encoder; safe to use from several threads.

    Each one's thresholds are the probabilities, label by label, from which the next is asked; the encoder's are those from
    which a sentence is parsed.
    """

    def __init__(self, gate: Model[Passage], student: Model[Passage], encoder: Model[Passage]) -> None:
        self._gate, self._student, self._encoder = gate, student, encoder
        self._first: dict[Passage, Said | None] = {}
        self._last: dict[Passage, Said] = {}
        self._lock = Lock()

    def screen(self, passages: Sequence[Passage]) -> list[Said | None]:
        """What the student says of each passage; ``None`` where the gate is shut."""
        return self._each(passages, self._first, self._screen)

    def read(self, passages: Sequence[Passage]) -> list[Said | None]:
        """What student and encoder say of each passage; ``None`` where the gate is shut.

        The encoder answers for blame where the student finds any likely; :data:`FIRST` is there only then.
        """
        first = dict(zip(passages, self.screen(passages), strict=True))
        likely = _likely({passage: said for passage, said in first.items() if said is not None}, self._student)
        asked = self._each(likely, self._last, partial(_named, model=self._encoder))
        last = dict(zip(likely, asked, strict=True))
        return [None if (said := first[each]) is None else answer(said, last.get(each)) for each in passages]

    def _each(
        self,
        passages: Sequence[Passage],
        known: dict[Passage, T],
        ask: Callable[[Sequence[Passage]], Mapping[Passage, T]],
    ) -> list[T]:
        """The answer for each passage: the one that is known, or that of a model, which is remembered."""
        with self._lock:
            found = {passage: known[passage] for passage in passages if passage in known}
        fresh = ask([passage for passage in dict.fromkeys(passages) if passage not in found])
        with self._lock:
            if len(known) > _REMEMBERED:
                known.clear()
            known.update(fresh)
        found.update(fresh)
        return [found[passage] for passage in passages]

    def _screen(self, passages: Sequence[Passage]) -> dict[Passage, Said | None]:
        prose = [passage for passage in passages if _is_prose(passage.text)]
        passed = _likely(_named(prose, self._gate), self._gate)
        return {**dict.fromkeys(passages), **_named(passed, self._student)}

    def may_blame(self, said: Said | None) -> bool:
        """Whether a sentence is worth parsing."""
        return said is not None and FIRST in said and exceeds(said, self._encoder.thresholds)


def passage_of(each: Sentence | Candidate) -> Passage:
    """A sentence or candidate as the models see it."""
    return Passage(" ".join(each.text.split()), each.heading)


def exceeds(said: Said, thresholds: Mapping[str, float]) -> bool:
    """Whether a label is at all likely enough."""
    return any(said[label] >= least for label, least in thresholds.items())


def answer(first: Said, last: Said | None) -> Said:
    """What later steps are told: what the student said, and the encoder for its own labels where it was asked."""
    return first if last is None else {**first, **last, FIRST: first["blame"]}


def _likely(said: Mapping[Passage, Said], model: Model[Passage]) -> list[Passage]:
    """The passages that a model passes on."""
    return [passage for passage, each in said.items() if exceeds(each, model.thresholds)]


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
