"""Reading: sentences to evidence, by spaCy. Later rooms see evidence, never spaCy."""

from __future__ import annotations

from .evidence import Evidence, Match, Reader

__all__ = ["Evidence", "Match", "Reader"]
