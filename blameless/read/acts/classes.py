"""The classes of verbs and words of ``lexicon/acts.toml``."""

from __future__ import annotations

from functools import cache

from ...lexicon import load


@cache
def classes() -> dict[str, frozenset[str]]:
    """The words of each class."""
    lexicon = load("acts")
    return {name: frozenset(forms) for table in ("verbs", "words") for name, forms in lexicon[table].items()}
