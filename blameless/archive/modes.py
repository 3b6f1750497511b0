"""In which way a system failed, as the passage on the cause puts it: certificates, capacity, a change, …

Counted, not learnt: what names a failure mode stands in ``lexicon/failure_modes.toml``. A phrase says more than a word, and counts as
often as it has words. A document has two modes at the most; what names none has none.
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
"""What a second mode must count for each that the first counts."""


def failure_modes(title: str, cause: str) -> tuple[str, ...]:
    """The failure modes that a title and a passage on the cause name, the one that counts most first, among equals that of a phrase."""
    said = [*all_stems(title), "", *all_stems(cause)]
    counts: Counter[str] = Counter()
    for size in range(_LONGEST, 0, -1):
        for start in range(len(said) - size + 1):
            counts.update(dict.fromkeys(_index().get(tuple(said[start : start + size]), ()), size))
    ranked = counts.most_common(_MOST)
    return tuple(mode for mode, count in ranked if count >= _SHARE * ranked[0][1])


@cache
def _index() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The failure modes that each phrase names, by its stems."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, mode in load("failure_modes").items():
        for phrase in mode["terms"]:
            key = tuple(all_stems(phrase))
            found[key] = (*found.get(key, ()), name)
    return found
