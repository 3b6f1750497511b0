"""Text that is shown in part."""

from __future__ import annotations


def excerpt(text: str, most: int) -> str:
    """A text on one line, of ``most`` characters at most: where it is longer, it ends in “…”."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
