"""A sentence encoder over word pieces, run by ONNX Runtime on one thread.

The most telling of the networks and the slowest by far: it reads only what others find worth it. Its weights are bytes
(dynamic quantisation, seven bits of range, so that older processors add without overflow). Passages go through it one by one:
what is rounded depends on all that goes through together, and an answer must not depend on its neighbours.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import BlamelessError
from .artefact import Artefact
from .calibration import probabilities
from .protocol import Passage
from .wordpieces import WordPieces

if TYPE_CHECKING:
    import numpy as np

KIND = "transformer"
INPUTS = ("pieces", "segments")
"""What the graph takes, both of the shape (1, pieces): numbers of word pieces, and 0 in the heading, 1 in the text."""
ODDS = "odds"
"""What it gives: log-odds of the shape (1, labels)."""
GRAPH = "graph"
"""The array that holds it."""
_LONGEST_TEXT, _LONGEST_HEADING = 1500, 120
"""Characters beyond which nothing is looked at."""


class Transformer:
    """A trained encoder with one answer for each label; answers on passages. Safe to use from several threads.

    Args:
        artefact: one of this kind. Its array ``graph`` holds the bytes of an ONNX graph, its settings ``longest`` and
            ``longest_heading`` how many pieces of text and heading are read; of a heading that may be none.

    Raises:
        BlamelessError: where its parts do not fit together.
    """

    def __init__(self, artefact: Artefact) -> None:
        self.labels, self.thresholds, self.hash = artefact.labels, artefact.thresholds, artefact.hash
        self._calibration = artefact.calibration
        self._longest, self._longest_heading = _count(artefact, "longest", 1), _count(artefact, "longest_heading", 0)
        self._pieces = WordPieces(artefact.vocabulary)
        self._session = _session(artefact)
        self._probe()

    def predict(self, batch: Sequence[Passage]) -> np.ndarray:
        """The probability of each label, of the shape (passages, labels)."""
        import numpy as np

        rows = [self._run(*self._row(passage)) for passage in batch]
        scores = np.concatenate(rows) if rows else np.zeros((0, len(self.labels)), dtype=np.float32)
        return probabilities(scores, self.labels, self._calibration)

    def _row(self, passage: Passage) -> tuple[list[int], list[int]]:
        pieces = self._pieces
        heading = pieces.numbers(passage.heading[:_LONGEST_HEADING], self._longest_heading)
        text = pieces.numbers(passage.text[:_LONGEST_TEXT], self._longest)
        numbers = [pieces.start, *heading, pieces.end, *text, pieces.end]
        return numbers, [0] * (len(heading) + 2) + [1] * (len(text) + 1)

    def _run(self, pieces: Sequence[int], segments: Sequence[int]) -> np.ndarray:
        """Log-odds of one passage.

        Raises:
            BlamelessError: where the graph fails, which one of ours does not.
        """
        import numpy as np

        given = {name: np.array([row], dtype=np.int64) for name, row in zip(INPUTS, (pieces, segments), strict=True)}
        try:
            return self._session.run([ODDS], given)[0]
        except Exception as error:  # the library's errors share no class of their own
            raise BlamelessError(f"its graph fails ({_first_line(error)})") from None

    def _probe(self) -> None:
        """Read as many pieces as there may be, each the last of the vocabulary.

        Raises:
            BlamelessError: where the graph cannot, or gives no answer for each label.
        """
        pieces = [self._pieces.last] * (self._longest + self._longest_heading + 3)
        shape = self._run(pieces, [0] * len(pieces)).shape
        if shape != (1, len(self.labels)):
            raise BlamelessError(f"its graph gives answers of the shape {shape} for {len(self.labels)} labels")


def _count(artefact: Artefact, name: str, least: int) -> int:
    value = artefact.settings.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 500:
        raise BlamelessError(f'its setting "{name}" is {value!r}, not a number of pieces from {least} to 500')
    return value


def runtime() -> Any:
    """ONNX Runtime, kept from telling of its use.

    From 1.30 on, as it is loaded, its builds write an identifier of the machine and a diary into the user's cache, and send it to their
    makers from threads without which a forked process ends badly. The variable is read while it is loaded; the call is for a
    process that has loaded it before.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime


def _session(artefact: Artefact) -> Any:
    """What runs the graph, on one thread and in order."""
    onnxruntime = runtime()
    graph = artefact.array(GRAPH, None)
    if graph.dtype.kind != "u" or graph.dtype.itemsize != 1:
        raise BlamelessError("its graph is no row of bytes")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(graph.tobytes(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors share no class of their own
        raise BlamelessError(f"its graph cannot be read ({_first_line(error)})") from None
    if {each.name for each in session.get_inputs()} != set(INPUTS) or {e.name for e in session.get_outputs()} != {ODDS}:
        raise BlamelessError(f"its graph does not make {ODDS} of {' and '.join(INPUTS)}")
    return session


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
