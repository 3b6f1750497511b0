"""What was found in the one form of a text, moved to the text that was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .canonical import Canonical
from .directives import Ignore
from .document import Part, Sentence
from .prose import Prose, Run
from .source import Source


class Mover:
    """Moves what was found in ``canonical.text``; it gets the offsets and lines of the text that was given, ``source``."""

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

    def ignore(self, ignore: Ignore) -> Ignore:
        start, end = self.span(ignore.start, ignore.end)
        return replace(ignore, start=start, end=end, first=self._line(ignore.first), last=self._line(ignore.last))

    def _line(self, line: int) -> int:
        return self.source.line_of(self.canonical.given(self.read.line_span(line - 1)[0]))
