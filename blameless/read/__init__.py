"""Reading: what English says in a text that was taken apart, and sentences to evidence, by spaCy. Later rooms see evidence, never spaCy."""

from __future__ import annotations

from .acts import Act
from .evidence import Evidence, Reader
from .phrases import Match
from .postmortem import Action, Candidate, Label, Moment, Postmortem

__all__ = ["Act", "Action", "Candidate", "Evidence", "Label", "Match", "Moment", "Postmortem", "Reader"]
