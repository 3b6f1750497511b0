"""What programs can rewrite, as a unified diff of each document, instead of the findings. Nothing is written.

The diff is the one of ``diff -u`` (POSIX.1-2017, *diff*, "Diff -u Output Format"), with file names quoted as git does
(git-config, ``core.quotePath``), so that ``patch -p1`` and ``git apply`` take it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TextIO

from rich.text import Text

from ..errors import ConfigError
from ..report import Finding, Replacement
from . import Failure, Result
from .colour import is_wanted
from .console import console_for
from .counts import count_of
from .escape import relative, visible

_CONTEXT = 3
"""Lines around a change, as everywhere."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_QUOTED = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
"""Bytes that git writes in a way of their own; all that is no printable ASCII is written in octal."""
_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_Opcode = tuple[str, int, int, int, int]


class Preview:
    """The reporter that shows what would be rewritten.

    Args:
        format: the one that was asked for; there is a diff as text only.
        tell: is told at the end, in a sentence, what it comes to.

    Raises:
        ConfigError: for another format.
    """

    def __init__(self, format: str, tell: Callable[[str], None] | None = None) -> None:
        if format != "text":
            raise ConfigError(f"--fix-preview shows a diff as text, not as {format}")
        self._tell = tell

    def __call__(self, outcomes: Iterable[Result | Failure], out: TextIO) -> None:
        """Write the diffs: in colour where that is wanted, harmless on a terminal, exact elsewhere."""
        documents = places = converted = 0
        for outcome in outcomes:
            if isinstance(outcome, Result) and (wanted := apart(outcome.report.findings)):
                if outcome.offsets == "converted":
                    converted += 1
                    continue
                documents += 1
                places += len(wanted)
                _show(diff(outcome.path, outcome.text, wanted), out)
        if self._tell is not None:
            for said in _summary(documents, places, converted):
                self._tell(said)


def _summary(documents: int, places: int, converted: int) -> Iterator[str]:
    if places:
        yield f"{count_of(places, 'place')} in {count_of(documents, 'document')} can be rewritten; nothing was written"
    elif not converted:
        yield "nothing to rewrite"
    if converted:
        yield f"no diff of {count_of(converted, 'converted document')}: it would not fit the file"


def apart(findings: Iterable[Finding]) -> list[Replacement]:
    """The replacements of findings in the order of the text, each once; of those that overlap the first."""
    offered = {finding.replacement for finding in findings if finding.replacement is not None}
    kept: list[Replacement] = []
    for each in sorted(offered, key=lambda each: (each.start, each.end, each.text)):
        if not kept or (each.start >= kept[-1].end and each.start > kept[-1].start):
            kept.append(each)
    return kept


def diff(path: str, text: str, replacements: Sequence[Replacement]) -> Iterator[str]:
    """The lines of a unified diff, each with its line end.

    Args:
        path: the name of the document.
        text: all of it, line ends as they are.
        replacements: what to write where; in order, none over another.
    """
    old = _LINE.findall(text)
    changed, new = _rewritten(text, old, replacements)
    name = relative(path).lstrip("/")
    yield f"--- {_file(f'a/{name}')}\n"
    yield f"+++ {_file(f'b/{name}')}\n"
    for group in _Known(changed).get_grouped_opcodes(_CONTEXT):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        yield f"@@ -{_range(i1, i2)} +{_range(j1, j2)} @@\n"
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from _marked(" ", old[a:b])
            else:
                yield from _marked("-", old[a:b])
                yield from _marked("+", new[c:d])


class _Known(SequenceMatcher[str]):
    """Differences that need not be looked for, which would take more than the time of one pass."""

    def __init__(self, opcodes: list[_Opcode]) -> None:
        super().__init__(None, "", "")
        self._opcodes = opcodes

    def get_opcodes(self) -> list[_Opcode]:  # type: ignore[override]
        return self._opcodes


def _rewritten(text: str, old: Sequence[str], replacements: Sequence[Replacement]) -> tuple[list[_Opcode], list[str]]:
    """What becomes of which lines, and the new lines."""
    starts = [0, *accumulate(map(len, old))]
    opcodes: list[_Opcode] = []
    new: list[str] = []
    done = 0
    for first, stop, those in _by_lines(starts, replacements):
        opcodes.append(("equal", done, first, len(new), len(new) + first - done))
        new += old[done:first]
        lines = _LINE.findall(_applied(text, starts[first], starts[stop], those))
        opcodes.append(("replace", first, stop, len(new), len(new) + len(lines)))
        new += lines
        done = stop
    opcodes.append(("equal", done, len(old), len(new), len(new) + len(old) - done))
    new += old[done:]
    return [code for code in opcodes if code[1] < code[2] or code[3] < code[4]], new


def _by_lines(
    starts: Sequence[int], replacements: Sequence[Replacement]
) -> Iterator[tuple[int, int, list[Replacement]]]:
    """Ranges of lines that change, with the replacements in each."""
    those: list[Replacement] = []
    first = stop = 0
    for each in replacements:
        start, end = (min(bisect_right(starts, place), len(starts) - 1) for place in (each.start, each.end))
        if those and start > stop:
            yield first, stop, those
            those = []
        first = first if those else start - 1
        stop = end
        those.append(each)
    if those:
        yield first, stop, those


def _applied(text: str, start: int, end: int, replacements: Sequence[Replacement]) -> str:
    """``text[start:end]`` with what is to be written there."""
    parts: list[str] = []
    for each in replacements:
        parts += (text[start : each.start], each.text)
        start = each.end
    return "".join(parts) + text[start:end]


def _marked(sign: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield sign + line if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> str:
    """A range of lines, as a hunk names it: an empty one by the line before it."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + 1 if length else start},{length}"


def _file(name: str) -> str:
    """A file name as git writes it: in quotation marks where it has more than printable ASCII, before a tab where it has blanks."""
    data = name.encode("utf-8", "surrogateescape")
    if any(byte in _QUOTED or not 32 <= byte < 127 for byte in data):
        return '"' + "".join(map(_byte, data)) + '"'
    return f"{name}\t" if " " in name else name


def _byte(byte: int) -> str:
    return _QUOTED.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}")


def _show(lines: Iterable[str], out: TextIO) -> None:
    if not (out.isatty() or is_wanted(out)):
        out.writelines(lines)
        return
    console = console_for(out)
    for number, line in enumerate(lines):
        style = "bold" if number < 2 else _STYLES.get(line[0], "")
        shown = visible(line.removesuffix("\n").removesuffix("\r"))
        console.print(Text(shown, style=style), soft_wrap=True)
