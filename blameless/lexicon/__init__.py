"""Word lists and patterns, kept as TOML beside this file, apart from the code that uses them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from .._toml import tomllib


@cache
def load(name: str) -> dict[str, Any]:
    """The contents of ``lexicon/<name>.toml``; read once, not to be changed by callers."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """The lines of ``lexicon/<name>.txt``; lines that begin with ``#`` are comments."""
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
