"""Where models lie: by name among those that ship, or in a folder of the user's."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import BlamelessError
from .artefact import Artefact, read_artefact
from .convolution import KIND as CONVOLUTION
from .convolution import Convolution
from .linear import KIND as LINEAR
from .linear import LinearModel

_ROOM = Path(__file__).resolve().parent
_KINDS: dict[str, Callable[[Artefact], Any]] = {
    LINEAR: LinearModel.from_artefact,
    CONVOLUTION: Convolution,
}


def model_path(name: str) -> Path:
    """Where a shipped artefact lies: inside the installed package, or beside it in a clone.

    Raises:
        BlamelessError: where the installation lacks it.
    """
    for folder in (_ROOM / name, _ROOM.parent.parent / "models" / name):
        if folder.exists():
            return folder
    raise BlamelessError(f"the model {name} is not installed; reinstall blameless, or run it from a whole clone")


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
