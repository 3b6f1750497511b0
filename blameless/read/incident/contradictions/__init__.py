"""Where a text contradicts itself on when things happened: two places, and the value that each gives.

Only what admits no other reading counts: labels that name their value, two moments and a duration in one breath, a weekday beside a date,
an entry among others of one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import days, ranges, stated
from .contradiction import Contradiction

if TYPE_CHECKING:
    from ...postmortem import Postmortem
    from ..moments import Point


def contradictions(postmortem: Postmortem, points: Sequence[Point]) -> list[Contradiction]:
    """The contradictions of a document in source order, each pair of places once."""
    found = [
        *stated.labels(postmortem, points),
        *ranges.in_one_breath(postmortem),
        *stated.against_timeline(postmortem, points),
        *days.odd_days(postmortem.timeline),
        *days.mistyped_date(postmortem),
        *days.weekdays(postmortem),
    ]
    unique = {(each.first, each.second): each for each in found}
    return sorted(unique.values(), key=lambda each: (each.second, each.first))
