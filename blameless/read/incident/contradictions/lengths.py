"""Lengths of time: whether two can both be right, and how people say them."""

from __future__ import annotations

_LEAST, _SHARE = 300.0, 0.15
"""Seconds, and share of the longer, by which two times differ that cannot both be right, with "about" and rounding allowed for."""
DAY = 86_400.0


def differ(one: float, other: float) -> bool:
    """Whether two lengths in seconds cannot both be right."""
    return abs(one - other) > max(_LEAST, _SHARE * max(one, other))


def spoken(seconds: float) -> str:
    """A duration as people say it: "42 minutes", "3 h 10 min", "2 days"."""
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} hours"
    return f"{hours // 24} days" + (f" {hours % 24} h" if hours % 24 else "")
