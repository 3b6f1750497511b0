"""In which way a system failed, as the passage on the cause puts it: certificates, capacity, a change, …

Counted, not learnt: what names a way to fail stands in ``lexicon/failure_modes.toml``. A document has the two ways that its title and cause
name most often at the most; what names none has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from ..lexicon import load
from .words import all_stems

_MOST = 2
_LONGEST = 3
"""Words of a phrase."""
_SHARE = 0.5
"""A second way must be named at least so often for each time that the first is."""


def failure_modes(title: str, cause: str) -> tuple[str, ...]:
    """The ways to fail that a title and a passage on the cause name, the one named most often first."""
    said = [*all_stems(title), "", *all_stems(cause)]
    counts = Counter(
        mode
        for size in range(1, _LONGEST + 1)
        for start in range(len(said) - size + 1)
        for mode in _index().get(tuple(said[start : start + size]), ())
    )
    ranked = counts.most_common(_MOST)
    return tuple(mode for mode, count in ranked if count >= _SHARE * ranked[0][1])


@cache
def _index() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The ways to fail that each phrase names, by its stems."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, mode in load("failure_modes").items():
        for phrase in mode["terms"]:
            key = tuple(all_stems(phrase))
            found[key] = (*found.get(key, ()), name)
    return found
