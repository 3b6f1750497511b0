"""Where models lie: by name among those that ship, or in a folder of the user's."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import BlamelessError
from .additive import KIND as ADDITIVE
from .additive import Additive
from .artefact import Artefact, read_artefact, read_hash
from .convolution import KIND as CONVOLUTION
from .convolution import Convolution
from .linear import KIND as LINEAR
from .linear import LinearModel
from .protocol import Model, Passage
from .transformer import KIND as TRANSFORMER
from .transformer import Transformer
from .trees import KIND as TREES
from .trees import Trees

_ROOM = Path(__file__).resolve().parent
_KINDS: dict[str, Callable[[Artefact], Any]] = {
    LINEAR: LinearModel.from_artefact,
    CONVOLUTION: Convolution,
    TREES: Trees,
    TRANSFORMER: Transformer,
    ADDITIVE: Additive,
}


@dataclass(frozen=True)
class Models:
    """All that judging needs: the steps of the cascade, what decides at its end, what reads the course of the incident and
    the whole document, and what weighs."""

    gate: Model[Passage]
    student: Model[Passage]
    encoder: Model[Passage]
    blame: Model[Mapping[str, float]]
    action: Model[Mapping[str, float]]
    vague: Model[Mapping[str, float]]
    incident: LinearModel
    document: LinearModel
    worth: LinearModel
    scores: Additive


NAMES = ("gate", "student", "encoder", "blame", "action", "vague", "incident", "document", "worth", "scores")
FIELDS = "fields"
"""The artefact that chooses what fills the fields of action items; it is the same beside whatever models judge."""
_MOST_SHOWN = 200
"""Characters of a path that a message shows."""
PEOPLE_NAMES = "names"
"""The artefact that tells which words of a sentence are of people's names; the same beside whatever models judge, too."""


def model_path(name: str) -> Path:
    """Where a shipped artefact lies: inside the installed package, or beside it in a clone.

    Raises:
        BlamelessError: where the installation lacks it.
    """
    for folder in (_ROOM / name, _ROOM.parent.parent / "models" / name):
        if folder.exists():
            return folder
    raise BlamelessError(f"the model {name} is not installed; reinstall blameless, or run it from a whole clone")


def _shown(path: Path) -> str:
    """A path for a message, cut short where nobody would read on."""
    text = str(path)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _places(folder: Path | None) -> list[Path]:
    """Where each of the models lies: in a folder of the user's, or where that lacks it among the shipped ones."""
    if folder is not None and not os.path.isdir(folder):  # which minds no name that is too long
        what = "a file, not a folder of models" if os.path.exists(folder) else "no such folder of models"
        raise BlamelessError(f"{_shown(folder)}: {what}")
    own = [name for name in NAMES if folder is not None and (folder / name).is_dir()]
    if folder is not None and not own:
        raise BlamelessError(f"{folder}: no folder of models: it holds none of {', '.join(NAMES)}")
    return [folder / name if folder and name in own else model_path(name) for name in NAMES]


@lru_cache(maxsize=4)
def load_models(folder: Path | None = None) -> Models:
    """The models of a folder, loaded once a process; those that it lacks, and all where it is ``None``, are the shipped ones.

    Raises:
        BlamelessError: where there is no such folder, it holds no model at all, or one is broken.
    """
    return Models(*map(load_model, _places(folder)))


def models_hash(folder: Path | None = None) -> str:
    """One hash for all that :func:`load_models` gives: judgements of models with the same one are the same. Loads none of them.

    Raises:
        BlamelessError: where there is no such folder, or it holds no model at all.
    """
    return hashlib.sha256(
        " ".join(map(read_hash, [*_places(folder), model_path(FIELDS), model_path(PEOPLE_NAMES)])).encode()
    ).hexdigest()


@lru_cache(maxsize=16)
def load_model(folder: Path) -> Any:
    """The model that a folder holds, loaded once a process; of whatever kind its artefact says.

    Raises:
        BlamelessError: where it cannot be read, is broken, or of a kind that this version does not know.
    """
    artefact = read_artefact(folder)
    if artefact.kind not in _KINDS:
        raise BlamelessError(f'{folder}: a model of the kind "{artefact.kind}"; known are {", ".join(_KINDS)}')
    try:
        return _KINDS[artefact.kind](artefact)
    except BlamelessError as error:
        raise BlamelessError(f"{folder}: a broken model: {error}") from None
