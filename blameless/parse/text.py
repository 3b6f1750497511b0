"""Lines and sentences of a block's prose."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from sentencex import segment  # pyright: ignore[reportAttributeAccessIssue]

from ..remembered import remembered
from ..worded import is_worded
from .prose import Prose

_STARTS_ENTRY = re.compile(
    r"\s*(?:[-*•‣▪◦–]\s|\[?\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,?\s+\d|\d{1,2}[.)]\s|[A-Z][\w/&' -]{0,40}:(?:\s|$))"
)
_ENDS_SENTENCE = re.compile(r"[.!?:;][\"')\]”’]*\s*$")
_NARROW = 60
"""No editor wraps lines shorter than this."""


def _wraps(line: str, following: str, width: int) -> bool:
    """Whether ``following`` goes on with what ``line`` began, as in hard-wrapped text.

    A writer's editor wraps a line where the next word no longer fits; a line that ends earlier was ended on purpose.
    """
    if not line.strip() or not following.strip() or _STARTS_ENTRY.match(following):
        return False
    if len(line.strip()) < _NARROW and _ENDS_SENTENCE.search(line) and not following.lstrip()[0].islower():
        return False
    first = following.split(None, 1)[0]
    if first[0].islower() or line.rstrip()[-1:] in ",(-–—&/":
        return True
    return len(line.strip()) + 1 + len(first) > width


def line_ranges(text: str) -> list[tuple[int, int]]:
    """Ranges of ``text`` that are lines to a reader: physical lines, with hard-wrapped ones joined."""
    if "\n" not in text:
        return [(0, len(text))]
    lines = text.split("\n")
    width = max(len(line) for line in lines)
    ranges, start, position = [], 0, 0
    for number, line in enumerate(lines):
        position += len(line)
        last = number + 1 == len(lines)
        if last or not _wraps(line, lines[number + 1], width):
            ranges.append((start, position))
            start = position + 1
        position += 1
    return [(begin, end) for begin, end in ranges if text[begin:end].strip()]


_COUNTED = re.compile(r"\w+(?:[-'’.]\w+)*")


@remembered(8_192)
def count_words(text: str) -> int:
    """How many words a text has, with numbers, names of files and the like counted as one each."""
    return len(_COUNTED.findall(text))


_LOG_LINE = re.compile(
    r"\s*(?:\[?(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2}\s+\d{1,2}|\d\d/[A-Z][a-z]{2}/\d{4})[ T:]\d\d:\d\d:\d\d[^\n]{0,60}?(?:\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|TRACE|CRITICAL|NOTICE)\b|\w\[\d+\]:|level=)"
    r"|\[?(?:ERROR|WARN(?:ING)?|FATAL|DEBUG|TRACE)\]?[: ]|Traceback \(most recent|(?:at |File \")[\w./<>]+[(:\"]|\w+(?:Error|Exception): )"
)


def is_log_line(line: str) -> bool:
    """Whether a line of text was written by a program: a log entry, a line of a stack trace, an exception."""
    return _LOG_LINE.match(line) is not None


def sentence_ranges(prose: Prose) -> tuple[tuple[int, int], ...]:
    """Ranges of the sentences of a block, without the white space around them; log lines hold none.

    ``sentencex`` (Wikimedia, MIT) finds the ends: it knows abbreviations, decimals and initials, and reads some
    nine million words a second, so that splitting costs nothing beside judging.
    """
    if prose.sentences is None:
        object.__setattr__(prose, "sentences", _sentences_of(prose.text))
    assert prose.sentences is not None
    return prose.sentences


def sentences_between(prose: Prose, begin: int, end: int) -> Sequence[tuple[int, int]]:
    """The ranges of the sentences of a block that begin in ``begin..end``; found without looking at the others."""
    ranges = sentence_ranges(prose)
    return ranges[bisect_left(ranges, (begin, 0)) : bisect_left(ranges, (end, 0))]


@remembered(4_096)
def _sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_split(Prose(text, ())))


def _split(prose: Prose) -> Iterator[tuple[int, int]]:
    for begin, end in line_ranges(prose.text):
        line = prose.text[begin:end].replace("\n", " ")
        if is_log_line(line):
            continue
        for low, high in _segments(line):
            start, stop = prose.trimmed(begin + low, begin + high)
            if stop - start > LONGEST:
                yield from _parted(prose, start, stop)
            elif start < stop:
                yield start, stop


LONGEST = 1_500
"""Characters of the longest stretch that is judged as one sentence."""
_CLAUSE = 400
"""Where a longer stretch has no end of sentence, characters of the pieces it is judged in, at most."""
_BOUNDARIES = tuple(map(re.compile, (r";\s*", r"\s*\n", r"[,:]\s+|\s[–—-]+\s", r"\s+")))
"""Where a stretch without an end of sentence is cut, the better places first."""


def _parted(prose: Prose, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a stretch without an end of sentence: its clauses. A dump of data has none."""
    if not is_worded(prose.text[start:end]):
        return
    for low, high in _cut(prose.text, start, end, _BOUNDARIES):
        low, high = prose.trimmed(low, high)
        if low < high <= low + LONGEST:
            yield low, high


def _cut(text: str, start: int, end: int, boundaries: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """A range in pieces of ``_CLAUSE`` characters at most, cut at the first boundaries as far as they go."""
    if end - start <= _CLAUSE or not boundaries:
        yield start, end
        return
    for begin, stop in _pieces(text, start, end, boundaries[0]):
        yield from _cut(text, begin, stop, boundaries[1:])


def _pieces(text: str, start: int, end: int, boundary: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """A range cut at boundaries; what together stays below ``_CLAUSE`` characters stays together, but for semicolons."""
    apart = boundary is _BOUNDARIES[0]
    begin = last = start
    for match in boundary.finditer(text, start, end):
        if apart or match.end() - begin > _CLAUSE:
            cut = match.end() if apart or last == begin else last
            yield begin, cut
            begin = cut
        last = match.end()
    yield begin, end


_WINDOW = 5_000
"""Characters given to the splitter at once: among quotation marks it takes time with the square of the length."""


def _segments(line: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line of any length, with the white space around them.

    What ends with a window is begun again in the next one; a sentence longer than a window is cut between words.
    """
    position = 0
    while position < len(line):
        pieces = segment("en", line[position : position + _WINDOW])
        last = position + _WINDOW >= len(line)
        for piece in pieces if last or len(pieces) == 1 else pieces[:-1]:
            end = position + len(piece)
            if not last and len(pieces) == 1:
                end = line.rfind(" ", position + 1, end) + 1 or end
            yield position, end
            position = end
