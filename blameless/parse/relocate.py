"""A postmortem that was read in the one form of its text, moved to the text that was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .canonical import Canonical
from .directives import Ignore
from .document import Action, Candidate, Label, Moment, Part, Postmortem, Sentence, Unread
from .prose import Prose, Run
from .source import Source


class _Mover:
    """Moves the values of one postmortem."""

    def __init__(self, source: Source, canonical: Canonical) -> None:
        self.source, self.canonical, self.read = source, canonical, Source(canonical.text)
        self.span = canonical.span
        self.known: dict[int, Prose] = {}

    def prose(self, prose: Prose) -> Prose:
        """The prose with runs that lead to the text that was given; sentences of one block share one."""
        if id(prose) not in self.known:
            runs = [run for each in prose.runs for run in self._runs(each)]
            self.known[id(prose)] = replace(prose, runs=tuple(runs))
        return self.known[id(prose)]

    def _runs(self, run: Run) -> Iterator[Run]:
        """A run cut where the text was changed: what was changed is indivisible."""
        if run.length != run.source_length:
            start, end = self.span(run.source, run.source + run.source_length)
            yield Run(run.start, run.length, start, end - start)
            return
        end = run.source + run.length
        position = run.source
        for changed, behind in [*self.canonical.changed_between(position, end), (end, end)]:
            for low, high in ((position, changed), (max(position, changed), behind)):
                if low < high:
                    left, right = self.span(low, high)
                    yield Run(run.start + low - run.source, high - low, left, right - left)
            position = max(position, behind)

    def sentence(self, sentence: Sentence) -> Sentence:
        start, end = self.span(sentence.start, sentence.end)
        return replace(sentence, start=start, end=end, prose=self.prose(sentence.prose))

    def part(self, part: Part) -> Part:
        start, end = self.span(part.start, part.end)
        body = min(max(self.span(part.start, part.body)[1], start), end)
        return replace(part, start=start, body=body, end=end, line=self.source.line_of(start))

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

    def ignore(self, ignore: Ignore) -> Ignore:
        start, end = self.span(ignore.start, ignore.end)
        return replace(ignore, start=start, end=end, first=self._line(ignore.first), last=self._line(ignore.last))

    def _line(self, line: int) -> int:
        return self.source.line_of(self.canonical.given(self.read.line_span(line - 1)[0]))

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
