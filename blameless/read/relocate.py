"""A postmortem that was read in the one form of its text, moved to the text that was given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..parse import Source
from ..parse.canonical import Canonical
from ..parse.relocate import Mover
from .postmortem import Action, Candidate, Label, Moment, Postmortem, Unread


class _Mover(Mover):
    """Moves what reading found, too."""

    def action(self, action: Action) -> Action:
        start, end = self.span(action.item.start, action.item.end)
        return replace(action, item=replace(action.item, **self._told(start, end)))

    def candidate(self, candidate: Candidate) -> Candidate:
        draft = candidate.draft
        moved = replace(
            draft,
            prose=self.prose(draft.prose),
            details=[self.prose(each) for each in draft.details],
            cells=tuple(cell._replace(prose=self.prose(cell.prose)) for cell in draft.cells),
        )
        return replace(candidate, draft=moved, start=self.span(candidate.start, candidate.start)[0])

    def moment(self, moment: Moment) -> Moment:
        start, end = self.span(moment.entry.start, moment.entry.end)
        return replace(moment, entry=replace(moment.entry, **self._told(start, end)))

    def _told(self, start: int, end: int) -> dict[str, Any]:
        line = self.source.line_of(start)
        return {"text": self.source.text[start:end], "start": start, "end": end, "line": line}

    def label(self, label: Label) -> Label:
        start, end = self.span(label.start, label.end)
        return replace(label, start=start, end=end)

    def unread(self, unread: Unread) -> Unread:
        start, end = self.span(unread.start, unread.end)
        return replace(unread, start=start, end=end)


def relocate(postmortem: Postmortem, given: str, canonical: Canonical) -> Postmortem:
    """What was read in ``canonical.text``, with offsets and lines of the text that was given."""
    source = Source(given)
    move = _Mover(source, canonical)
    return replace(
        postmortem,
        source=source,
        title_span=move.span(*postmortem.title_span),
        parts=tuple(map(move.part, postmortem.parts)),
        sentences=tuple(map(move.sentence, postmortem.sentences)),
        actions=tuple(map(move.action, postmortem.actions)),
        timeline=tuple(map(move.moment, postmortem.timeline)),
        placeholders=tuple(move.span(*place) for place in postmortem.placeholders),
        directives=tuple(map(move.ignore, postmortem.directives)),
        evidence={name: move.span(*place) for name, place in postmortem.evidence.items()},
        implied=tuple(map(move.part, postmortem.implied)),
        unread=tuple(map(move.unread, postmortem.unread)),
        candidates=tuple(map(move.candidate, postmortem.candidates)),
        labels=tuple(map(move.label, postmortem.labels)),
    )
