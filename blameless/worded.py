"""Whether a text is written in words, of whatever language, and not in data."""

from __future__ import annotations

import re

_SIGN = re.compile(r"[^\w\s.,;:!?'’\"“”()-]|[\d_]")
_MOST_SIGNS = 0.12
"""The share of signs that what is written in words stays below: brackets, operators, underscores, digits."""


def is_worded(text: str) -> bool:
    """Whether a text is written in words, and not in data."""
    return len(_SIGN.findall(text)) <= _MOST_SIGNS * len(text)
