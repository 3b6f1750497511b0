"""In which way a system failed, as the passage on the cause puts it: certificates, capacity, a change, …

Counted, not learnt: what names a way to fail stands in ``modes.toml``. A document has the two ways that its title and cause
name most often at the most; what names none has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from .._toml import loads
from .words import all_stems

_MOST = 2
_LONGEST = 3
"""Words of a phrase."""
_SHARE = 0.5
"""A second way must be named at least so often for each time that the first is."""


@cache
def labels() -> Mapping[str, str]:
    """What each way to fail is called where people read it."""
    return {name: mode["label"] for name, mode in _modes().items()}


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
def _modes() -> dict[str, dict]:
    return loads(files("blameless.archive").joinpath("modes.toml").read_text(encoding="utf-8"))


@cache
def _index() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The ways to fail that each phrase names, by its stems."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, mode in _modes().items():
        for phrase in mode["terms"]:
            key = tuple(all_stems(phrase))
            found[key] = (*found.get(key, ()), name)
    return found
