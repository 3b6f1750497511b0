"""A range of times with its length in one breath, which is another."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....language.en.dates import Found, find_moments
from ..durations import find_durations
from .contradiction import Contradiction, texts
from .lengths import DAY, differ, spoken

if TYPE_CHECKING:
    from ...postmortem import Postmortem

_RANGE = re.compile(r"\s*(?:[A-Z]{2,4}\s*)?(?:-|–|—|to|until|till|and|→|->|~)\s*[~≈]?\s*", re.I)
"""What stands between the two ends of a range."""
_BESIDE = re.compile(
    r"[\s*_]{0,3}(?:[A-Z]{2,4}\b)?[\s*_)]{0,3}[,;:=]?\s?(?:[(\[]\s?|for |lasting |or )?(?:~|≈|about |around |approx(?:imately|\.)? |total(?: of)? |duration:? ?)?"
)
"""What stands between a range and the duration in brackets that says how long it is."""
_BEFORE = re.compile(r"[\s*_]{0,3}(?:[(\[]\s?(?:[a-z][a-z ]{0,24} )?(?:from |between )?|,? ?from )[~≈]?\s?", re.I)
"""What stands between a duration and the range in brackets that says when it was."""


def in_one_breath(postmortem: Postmortem) -> Iterator[Contradiction]:
    """A range of times with its length beside it: "14:02–14:44 UTC (55 minutes)", "55 minutes (14:02–14:44)"."""
    for text, span in texts(postmortem):
        durations = list(find_durations(text))
        if not durations:
            continue
        moments = list(find_moments(text, postmortem.date.year if postmortem.date else None, postmortem.slash_order))
        for first, second in itertools.pairwise(moments):
            if first.time is None or second.time is None or not _RANGE.fullmatch(text, first.end, second.start):
                continue
            if _half(text, second) and not _half(text, first):
                continue  # "10:30 to 2:30 AM": which half of the day the first is of, nobody knows
            one, other = first.time, second.time
            seconds = (other.hour - one.hour) * 3600.0 + (other.minute - one.minute) * 60 + other.second - one.second
            if first.date and second.date:
                seconds += (second.date - first.date).days * DAY
            if seconds <= 0 and not (first.date and second.date):
                seconds += DAY
            if first.zoned and second.zoned and first.offset is not None and second.offset is not None:
                seconds -= 60.0 * (second.offset - first.offset)
            for start, end, told in durations:
                beside = _BESIDE.fullmatch(text, second.end, start) or _BEFORE.fullmatch(text, end, first.start)
                if beside and seconds > 0 and differ(told, seconds):
                    yield Contradiction(
                        span(first.start, second.end),
                        span(start, end),
                        f"{' '.join(text[first.start : second.end].split()).strip('() ')} is {spoken(seconds)}",
                        f"the text says {text[start:end]}",
                    )


_HALF = re.compile(r"[ap]\.?m\b", re.I)


def _half(text: str, found: Found) -> bool:
    return _HALF.search(text, found.start, found.end + 3) is not None
