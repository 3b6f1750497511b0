"""The one format in which models are kept: a folder with numbers, words and settings, and nothing that could be executed.

``model.json`` says what it is and holds the hash of the other two, ``arrays.npz`` the numbers, ``vocabulary.txt`` the words, one
a line. Whatever does not fit together is an error when it is read, not a wrong answer later.
"""

from __future__ import annotations

import hashlib
import json
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BlamelessError

if TYPE_CHECKING:
    import numpy as np

FORMAT = 2
LARGEST = 200_000_000
"""Bytes of a file, packed or unpacked, beyond which it is no model of ours."""
_SETTINGS, _ARRAYS, _WORDS = "model.json", "arrays.npz", "vocabulary.txt"


@dataclass(frozen=True)
class Artefact:
    """A model as it is kept.

    ``kind`` names the class that reads it, ``labels`` its questions. ``thresholds`` maps a question, or the name of a
    decision, to a probability; ``calibration`` maps a question to the slope and offset that make a probability of its score.
    ``settings`` are the kind's own, JSON-ready. ``arrays`` are finite numbers. ``hash`` is that of everything else; it is
    worked out by :func:`read_artefact` and :func:`write_artefact`.
    """

    kind: str
    labels: tuple[str, ...]
    arrays: Mapping[str, np.ndarray]
    vocabulary: tuple[str, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    hash: str = ""

    def array(self, name: str, *shape: int | None) -> np.ndarray:
        """An array of this shape, where ``None`` stands for any length.

        Raises:
            BlamelessError: where there is none of that name or it has another shape.
        """
        found = self.arrays.get(name)
        if found is None:
            raise BlamelessError(f'it lacks the array "{name}"')
        if len(found.shape) != len(shape) or any(w not in (None, h) for w, h in zip(shape, found.shape, strict=True)):
            wanted = " by ".join("any" if length is None else str(length) for length in shape)
            raise BlamelessError(f'its array "{name}" has the shape {found.shape}, not {wanted}')
        return found


def write_artefact(artefact: Artefact, folder: Path) -> str:
    """Write a model to a folder; gives its hash. The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_arrays(folder / _ARRAYS, artefact.arrays)
    (folder / _WORDS).write_bytes("".join(word + "\n" for word in artefact.vocabulary).encode())
    values = {
        "format": FORMAT,
        "kind": artefact.kind,
        "labels": list(artefact.labels),
        "thresholds": dict(artefact.thresholds),
        "calibration": {name: list(pair) for name, pair in artefact.calibration.items()},
        "settings": dict(artefact.settings),
        "files": {name: _hash((folder / name).read_bytes()) for name in (_ARRAYS, _WORDS)},
    }
    text = json.dumps(values, indent=2, allow_nan=False) + "\n"
    (folder / _SETTINGS).write_text(text, encoding="utf-8")
    return _hash(text.encode())


def _write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """As ``numpy.savez_compressed``, but without the time of day in it."""
    import numpy as np

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(arrays[name]), allow_pickle=False)


def read_artefact(folder: Path) -> Artefact:
    """Read a model; nothing of it is executed.

    Raises:
        BlamelessError: where the folder holds none, or one that is broken; the message names the folder and the reason.
    """
    try:
        return _read(folder)
    except OSError as error:
        raise BlamelessError(f"{folder}: no model can be read ({error.strerror or error})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, EOFError, zipfile.BadZipFile) as error:
        raise BlamelessError(f"{folder}: not a model of blameless ({error})") from error


def read_hash(folder: Path) -> str:
    """The hash of a model, whose numbers and words are not read for it: what says what it is holds the hash of those.

    Raises:
        BlamelessError: where the folder holds none.
    """
    try:
        return _hash(_bytes(folder / _SETTINGS))
    except (OSError, ValueError) as error:
        raise BlamelessError(f"{folder}: no model can be read ({getattr(error, 'strerror', None) or error})") from error


def _read(folder: Path) -> Artefact:
    text = _bytes(folder / _SETTINGS)
    values = json.loads(text.decode("utf-8"))
    if values["format"] != FORMAT:
        raise ValueError(f"it has the format {values['format']}; this version reads {FORMAT}")
    packed, words = _bytes(folder / _ARRAYS), _bytes(folder / _WORDS)
    for name, content in ((_ARRAYS, packed), (_WORDS, words)):
        if values["files"][name] != _hash(content):
            raise ValueError(f"{name} is not the file it was saved with")
    vocabulary = tuple(words.decode("utf-8").split("\n")[:-1])
    if len(set(vocabulary)) != len(vocabulary):
        raise ValueError("its vocabulary holds a word twice")
    return Artefact(
        kind=_text(values["kind"]),
        labels=tuple(_text(label) for label in values["labels"]),
        arrays=_arrays(folder / _ARRAYS),
        vocabulary=vocabulary,
        thresholds={_text(name): _share(value) for name, value in values["thresholds"].items()},
        calibration={_text(name): (_number(a), _number(b)) for name, (a, b) in values["calibration"].items()},
        settings=dict(values["settings"]),
        hash=_hash(text),
    )


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} is larger than a model's file can be")
    return path.read_bytes()


def _arrays(path: Path) -> dict[str, np.ndarray]:
    import numpy as np

    with zipfile.ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > LARGEST:
            raise ValueError(f"{path.name} unpacks to more than a model can be")
    with np.load(path, allow_pickle=False) as loaded:
        arrays = {name: loaded[name] for name in loaded.files}
    for name, array in arrays.items():
        if array.dtype.kind not in "iuf" or not np.isfinite(array).all():
            raise ValueError(f'its array "{name}" holds what is no finite number')
    return arrays


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} stands where a name should")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise TypeError(f"{value!r} stands where a finite number should")
    return float(value)


def _share(value: Any) -> float:
    if not 0 <= _number(value) <= 1:
        raise ValueError(f"the threshold {value} is no probability")
    return float(value)
