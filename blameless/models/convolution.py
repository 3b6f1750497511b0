"""A small convolutional network over words, in NumPy, whose answers are the same on every machine and in every batch.

A word is the sum of four rows: itself, its first and last four letters, and its shape. Layers look at a word and its
neighbours; what comes out of each is added to what went in. The heading is a bag of words, added to every word. What is
pooled over the sentence (mean and maximum) gives the scores.

Between layers every value is a whole number from -127 to 127, and weights are bytes, so that every sum is a whole number
below 2**24: exact in single precision, in whatever order a machine adds. What is left are single roundings, which IEEE 754
fixes. The scheme is that of B. Jacob et al., Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference, CVPR 2018, computed with floats, as NumPy multiplies those by BLAS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from ..errors import BlamelessError
from .artefact import Artefact
from .calibration import probabilities
from .one_thread import one_thread
from .protocol import Passage
from .words import SHAPES, bucket, normal_form, shape, tokenize

if TYPE_CHECKING:
    import numpy as np

KIND = "convolution"
_TOP = 127
_LONGEST_SUM = 2**24
_TOKENS = 6_000
"""Words that go through the layers together: what fits the processor's cache."""
_WORDS_KEPT = 40_000
_AFFIX = 4
_HEADING_WORDS = 12


@dataclass(frozen=True)
class _Dense:
    """A layer's weights, turned for multiplication, with what makes whole numbers of the products."""

    weights: np.ndarray
    scale: np.ndarray
    bias: np.ndarray

    def __call__(self, values: np.ndarray) -> np.ndarray:
        product = values @ self.weights
        product *= self.scale
        product += self.bias
        return product


class _Rows:
    """The rows of words met so far: each is put together once. Safe to use from several threads."""

    def __init__(self, vocabulary: Mapping[str, int], parts: Mapping[str, np.ndarray]) -> None:
        import numpy as np

        self._vocabulary = vocabulary
        self._parts = parts
        self._lock = Lock()
        self._places: dict[str, int] = {}
        self._table = np.zeros((1024, parts["words"].shape[1]), dtype=np.int8)

    def of(self, tokens: Sequence[str]) -> np.ndarray:
        """The rows of these words, as single-precision whole numbers."""
        import numpy as np

        with self._lock:
            places, found = self._places, []
            for token in tokens:
                place = places.get(token)
                found.append(self._add(token) if place is None else place)
            rows = self._table[found]
            if len(places) > _WORDS_KEPT:
                places.clear()
        return rows.astype(np.float32)

    def _add(self, token: str) -> int:
        import numpy as np

        place = len(self._places)
        if place == len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        self._table[place] = self._row(token)
        self._places[token] = place
        return place

    def _row(self, token: str) -> np.ndarray:
        import numpy as np

        normal, parts = normal_form(token), self._parts
        total = parts["words"][self._vocabulary.get(normal, -1) + 1].astype(np.int32)
        total += parts["starts"][bucket("p", normal[:_AFFIX], len(parts["starts"]))]
        total += parts["ends"][bucket("s", normal[-_AFFIX:], len(parts["ends"]))]
        total += parts["shapes"][shape(token)]
        return np.clip(total, -_TOP, _TOP).astype(np.int8)


class Convolution:
    """A trained network; answers on passages. Safe to use from several threads.

    Args:
        artefact: one of this kind.

    Raises:
        BlamelessError: where its parts do not fit together.
    """

    def __init__(self, artefact: Artefact) -> None:
        width = artefact.array("words", len(artefact.vocabulary) + 1, None).shape[1]
        parts = {name: artefact.array(name, None, width) for name in ("words", "starts", "ends", "shapes")}
        if len(parts["shapes"]) != SHAPES or any(array.dtype.kind != "i" for array in parts.values()):
            raise BlamelessError("its words are no rows of whole numbers")
        layers = int(artefact.settings.get("layers", 0))
        if not 0 < layers <= 16:
            raise BlamelessError(f"it has {layers} layers")
        hidden = artefact.array("hidden.weights", None, 3 * width).shape[0]
        self.labels = artefact.labels
        self.thresholds = artefact.thresholds
        self.hash = artefact.hash
        self._calibration = artefact.calibration
        self._width = width
        self._rows = _Rows({word: place for place, word in enumerate(artefact.vocabulary)}, parts)
        self._heading = _dense(artefact, "heading", width, width)
        self._layers = [_dense(artefact, f"layer{number}", 2 * width, 3 * width) for number in range(layers)]
        self._whole = _dense(artefact, "whole", width, 2 * width)
        self._hidden = _dense(artefact, "hidden", hidden, 3 * width)
        self._out = _dense(artefact, "out", len(artefact.labels), hidden)

    def predict(self, batch: Sequence[Passage]) -> np.ndarray:
        """The probability of each label, of the shape (passages, labels)."""
        return probabilities(self.scores(batch), self.labels, self._calibration)

    def scores(self, batch: Sequence[Passage]) -> np.ndarray:
        """Log-odds before calibration, of the shape (passages, labels)."""
        import numpy as np

        scores = np.zeros((len(batch), len(self.labels)), dtype=np.float32)
        with one_thread():
            headings = self._headings([passage.heading for passage in batch])
            for places, tokens in _portions(batch):
                scores[places] = self._through([headings[batch[place].heading] for place in places], tokens)
        return scores

    def _headings(self, headings: Sequence[str]) -> dict[str, np.ndarray]:
        """The row that each heading adds to the words under it."""
        import numpy as np

        different = list(dict.fromkeys(headings))
        tokens = [tokenize(heading)[:_HEADING_WORDS] for heading in different]
        rows = [_whole_numbers(self._rows.of(each).mean(axis=0)) if each else np.zeros(self._width) for each in tokens]
        if not rows:
            return {}
        added = _whole_numbers(self._heading(np.array(rows, dtype=np.float32)))
        return dict(zip(different, added, strict=True))

    def _through(self, headings: Sequence[np.ndarray], sentences: Sequence[Sequence[str]]) -> np.ndarray:
        """The scores of sentences, laid end to end with an empty row before each and one at the end."""
        import numpy as np

        width = self._width
        lengths = np.array([len(tokens) for tokens in sentences])
        starts = np.cumsum([0, *(lengths + 1)])
        gaps, starts = starts, starts[:-1]
        owner = np.repeat(np.arange(len(sentences)), lengths + 1)
        heading = np.array(headings, dtype=np.float32)
        state = np.zeros((gaps[-1] + 1, width), dtype=np.float32)
        inside = np.ones(len(state), dtype=bool)
        inside[gaps] = False
        state[inside] = self._rows.of([token for tokens in sentences for token in tokens])
        state[:-1] += heading[owner]
        _settle(state, gaps)
        window = np.zeros((len(state), 3 * width), dtype=np.float32)
        for number, layer in enumerate(self._layers):
            window[1:, :width] = state[:-1]
            window[:, width : 2 * width] = state
            window[:-1, 2 * width :] = state[1:]
            change = layer(window)
            state += np.maximum(change[:, :width], change[:, width:])
            _settle(state, gaps)
            if number == 0:
                pooled = _pooled(state, starts, lengths)
                state[:-1] += self._whole(pooled)[owner]
                _settle(state, gaps)
        pooled = np.concatenate([_pooled(state, starts, lengths, swapped=True), heading], axis=1)
        hidden = self._hidden(pooled)
        return self._out(_whole_numbers(np.maximum(hidden, 0)))


def _portions(batch: Sequence[Passage]) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Passages of like length together, each with its words."""
    tokens = [tokenize(passage.text) or [" "] for passage in batch]
    places: list[int] = []
    count = 0
    for place in range(len(batch)):
        places.append(place)
        count += len(tokens[place]) + 1
        if count >= _TOKENS or place + 1 == len(batch):
            yield places, [tokens[each] for each in places]
            places, count = [], 0


def _whole_numbers(values: np.ndarray) -> np.ndarray:
    """Values rounded to whole numbers within bounds."""
    import numpy as np

    return np.clip(np.rint(values), -_TOP, _TOP).astype(np.float32)


def _settle(state: np.ndarray, gaps: np.ndarray) -> None:
    """Round the state to whole numbers within bounds, in place, and empty the gaps."""
    import numpy as np

    np.rint(state, out=state)
    np.clip(state, -_TOP, _TOP, out=state)
    state[gaps] = 0


def _pooled(state: np.ndarray, starts: np.ndarray, lengths: np.ndarray, swapped: bool = False) -> np.ndarray:
    """Mean and maximum (at least nought) over each sentence; the maximum first where ``swapped``."""
    import numpy as np

    mean = _whole_numbers(np.add.reduceat(state, starts, axis=0) / lengths[:, None].astype(np.float32))
    high = np.maximum.reduceat(state, starts, axis=0)
    return np.concatenate([high, mean] if swapped else [mean, high], axis=1)


def _dense(artefact: Artefact, name: str, rows: int, columns: int) -> _Dense:
    import numpy as np

    weights = artefact.array(f"{name}.weights", rows, columns)
    if weights.dtype.kind != "i" or int(np.abs(weights.astype(np.int64)).sum(axis=1).max()) * _TOP >= _LONGEST_SUM:
        raise BlamelessError(f'its array "{name}.weights" holds no bytes whose sums stay exact')
    return _Dense(
        np.ascontiguousarray(weights.T.astype(np.float32)),
        artefact.array(f"{name}.scale", rows).astype(np.float32),
        artefact.array(f"{name}.bias", rows).astype(np.float32),
    )
