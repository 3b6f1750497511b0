"""What was learnt: one protocol, one artefact format, loading by name or folder. Knows no other room."""

from __future__ import annotations

from .artefact import Artefact, read_artefact, write_artefact
from .convolution import Convolution
from .linear import LinearModel
from .protocol import Model, Passage
from .shipped import load_model, model_path

__all__ = [
    "Artefact",
    "Convolution",
    "LinearModel",
    "Model",
    "Passage",
    "load_model",
    "model_path",
    "read_artefact",
    "write_artefact",
]
