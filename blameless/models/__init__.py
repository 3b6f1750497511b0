"""What was learnt: one protocol, one artefact format, loading by name or folder. Knows no other room."""

from __future__ import annotations

from .additive import Additive
from .artefact import Artefact, read_artefact, write_artefact
from .convolution import Convolution
from .linear import LinearModel
from .protocol import Model, Passage
from .shipped import Models, load_model, load_models, model_path, models_hash
from .transformer import Transformer
from .trees import Trees

__all__ = [
    "Additive",
    "Artefact",
    "Convolution",
    "LinearModel",
    "Model",
    "Models",
    "Passage",
    "Transformer",
    "Trees",
    "load_model",
    "load_models",
    "model_path",
    "models_hash",
    "read_artefact",
    "write_artefact",
]
