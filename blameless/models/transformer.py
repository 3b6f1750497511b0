"""A sentence encoder over word pieces, run by ONNX Runtime on one thread, that can be asked half-way.

The most telling of the networks and the slowest by far: it reads only what others find worth it. Its first layers answer all
questions; asked to its last layer it takes twice as long and is surer. Its weights are bytes
(dynamic quantisation, seven bits of range, so that older processors add without overflow). Passages go through it one by one:
what is rounded depends on all that goes through together, and an answer must not depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import BlamelessError
from .artefact import Artefact
from .calibration import probabilities
from .protocol import Model, Passage
from .wordpieces import WordPieces

if TYPE_CHECKING:
    import numpy as np

KIND = "transformer"
INPUTS = ("pieces", "segments")
"""What the graph takes, both of the shape (1, pieces): numbers of word pieces, and 0 in the heading, 1 in the text."""
ODDS, STATE = "odds", "state"
"""What it gives: log-odds of the shape (1, labels), and the state of each piece, from which the rest of the layers goes on."""
SHALLOW, DEEP = "shallow", "deep"
"""The arrays that hold the two graphs: from pieces to odds and state, and from a state to odds."""
REMEMBERED = 64
"""Passages whose state is kept after the first answer: who asks for the last one soon after gets it at half the price."""
_LONGEST_TEXT, _LONGEST_HEADING = 1500, 120
"""Characters beyond which nothing is looked at."""


class Transformer:
    """A trained encoder with one answer for each label; answers on passages. Safe to use from several threads.

    Asked itself, it answers after its first layers; ``deep`` is the same network asked to its last.

    Args:
        artefact: one of this kind. Its arrays ``shallow`` and ``deep`` hold the bytes of ONNX graphs, its settings
            ``longest`` and ``longest_heading`` how many pieces of text and heading are read.

    Raises:
        BlamelessError: where its parts do not fit together.
    """

    def __init__(self, artefact: Artefact) -> None:
        layers = _Layers(artefact)
        layers.probe()
        self._shallow, self._deep = _Asked(artefact, layers.shallow), _Asked(artefact, layers.deep)
        self.labels, self.thresholds, self.hash = artefact.labels, artefact.thresholds, artefact.hash

    @property
    def deep(self) -> Model[Passage]:
        """The same questions, asked of the whole network."""
        return self._deep

    def predict(self, batch: Sequence[Passage]) -> np.ndarray:
        """The probability of each label after the first layers, of the shape (passages, labels)."""
        return self._shallow.predict(batch)


class _Asked:
    """The encoder asked at one depth.

    Raises:
        BlamelessError: where it gives no answer for each label.
    """

    def __init__(self, artefact: Artefact, odds: Callable[[Passage], np.ndarray]) -> None:
        self.labels, self.thresholds, self.hash = artefact.labels, artefact.thresholds, artefact.hash
        self._calibration = artefact.calibration
        self._odds = odds
        shape = odds(Passage("One two.", "Three")).shape
        if shape != (1, len(self.labels)):
            raise BlamelessError(f"its graph gives answers of the shape {shape} for {len(self.labels)} labels")

    def predict(self, batch: Sequence[Passage]) -> np.ndarray:
        """The probability of each label, of the shape (passages, labels)."""
        import numpy as np

        rows = [self._odds(passage) for passage in batch]
        scores = np.concatenate(rows) if rows else np.zeros((0, len(self.labels)), dtype=np.float32)
        return probabilities(scores, self.labels, self._calibration)


class _Layers:
    """Runs the graphs on one passage."""

    def __init__(self, artefact: Artefact) -> None:
        self._longest, self._longest_heading = (_count(artefact, name) for name in ("longest", "longest_heading"))
        self._pieces = WordPieces(artefact.vocabulary)
        self._first = _session(artefact, SHALLOW, INPUTS, (ODDS, STATE))
        self._rest = _session(artefact, DEEP, (STATE,), (ODDS,))
        self._answers = lru_cache(REMEMBERED)(self._read)

    def shallow(self, passage: Passage) -> np.ndarray:
        """Log-odds after the first layers, of the shape (1, labels)."""
        return self._answers(passage)[0]

    def deep(self, passage: Passage) -> np.ndarray:
        """Log-odds after the last layer, of the shape (1, labels)."""
        return _run(self._rest, [ODDS], {STATE: self._answers(passage)[1]})[0]

    def _read(self, passage: Passage) -> tuple[np.ndarray, np.ndarray]:
        odds, state = _run(self._first, [ODDS, STATE], self._row(passage))
        return odds, state

    def probe(self) -> None:
        """Read as many pieces as there may be, each the last of the vocabulary.

        Raises:
            BlamelessError: where the graph cannot.
        """
        pieces = [self._pieces.last] * (self._longest + self._longest_heading + 3)
        _run(self._first, [STATE], _inputs(pieces, [0] * len(pieces)))

    def _row(self, passage: Passage) -> dict[str, np.ndarray]:
        pieces = self._pieces
        heading = pieces.numbers(passage.heading[:_LONGEST_HEADING], self._longest_heading)
        text = pieces.numbers(passage.text[:_LONGEST_TEXT], self._longest)
        numbers = [pieces.start, *heading, pieces.end, *text, pieces.end]
        segments = [0] * (len(heading) + 2) + [1] * (len(text) + 1)
        return _inputs(numbers, segments)


def _inputs(pieces: Sequence[int], segments: Sequence[int]) -> dict[str, np.ndarray]:
    import numpy as np

    return {name: np.array([row], dtype=np.int64) for name, row in zip(INPUTS, (pieces, segments), strict=True)}


def _run(session: Any, outputs: Sequence[str], inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """Outputs of a graph.

    Raises:
        BlamelessError: where the graph fails, which one of ours does not.
    """
    try:
        return session.run(outputs, inputs)
    except Exception as error:  # the library's errors share no class of their own
        raise BlamelessError(f"its graph fails ({_first_line(error)})") from None


def _count(artefact: Artefact, name: str) -> int:
    value = artefact.settings.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 500:
        raise BlamelessError(f'its setting "{name}" is {value!r}, not a number of pieces up to 500')
    return value


def _session(artefact: Artefact, name: str, takes: Sequence[str], gives: Sequence[str]) -> Any:
    """What runs a graph, on one thread and in order."""
    import onnxruntime

    graph = artefact.array(name, None)
    if graph.dtype.kind != "u" or graph.dtype.itemsize != 1:
        raise BlamelessError(f'its graph "{name}" is no row of bytes')
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(graph.tobytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors share no class of their own
        raise BlamelessError(f'its graph "{name}" cannot be read ({_first_line(error)})') from None
    if {each.name for each in session.get_inputs()} != set(takes) or {e.name for e in session.get_outputs()} != set(
        gives
    ):
        raise BlamelessError(f'its graph "{name}" does not make {" and ".join(gives)} of {" and ".join(takes)}')
    return session


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
