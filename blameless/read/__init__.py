"""Reading: sentences to evidence, by spaCy. Later rooms see evidence, never spaCy."""

from __future__ import annotations

from .acts import Act
from .evidence import Evidence, Reader
from .phrases import Match

__all__ = ["Act", "Evidence", "Match", "Reader"]
