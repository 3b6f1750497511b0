"""How users name rules: by id or by family, in the configuration, on the command line and in comments."""

from __future__ import annotations

from ..errors import nearest
from .registry import catalogue, families


def plain(name: str) -> str:
    """A name without what may stand behind it: ``blame`` of ``blame/`` and ``blame/*``."""
    return name.rstrip("/*")


def covers(name: str, rule: str) -> bool:
    """Whether a name stands for a rule: it is its id, or that of its family."""
    wanted = plain(name)
    return rule == wanted or rule.startswith(wanted + "/")


def unknown(name: str) -> str | None:
    """What is to be said of a name that stands for no rule, with the nearest that does; ``None`` for one that does."""
    known = [*catalogue(), *families()]
    return None if plain(name) in known else f'there is no rule "{name}"{nearest(plain(name), known)}'
