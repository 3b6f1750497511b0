"""Word lists and patterns, kept as TOML beside this file, apart from the code that uses them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The contents of ``lexicon/<name>.toml``; read once, not to be changed by callers."""
    from .._toml import tomllib

    return tomllib.loads(_read(f"{name}.toml"))


@cache
def words(name: str) -> frozenset[str]:
    """The lines of ``lexicon/<name>.txt``; lines that begin with ``#`` are comments."""
    return frozenset(line for line in _read(f"{name}.txt").splitlines() if line and not line.startswith("#"))


def _read(name: str) -> str:
    from importlib.resources import files

    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def by_word(lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Each word of some lists with the names of the lists it is in, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, forms in lists.items():
        for form in forms:
            found[form].append(name)
    return {word: tuple(names) for word, names in found.items()}


def fold(text: str) -> str:
    """``text`` in lower case, each character in its place.

    A pattern in lower case finds in it what it finds in ``text`` regardless of case (so the odd letters are replaced
    that Python holds to be the same as i and s), in a fifth of the time.
    """
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()
