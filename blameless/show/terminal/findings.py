"""The findings of a document, the most important first, each with its sentence, what is wrong with it and what to write instead."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.text import Text

from ...report import Finding
from .. import Result
from ..console import STYLES
from ..counts import count_of
from ..gains import ranked

_ABOUT_PARTS = frozenset({"section", "summary", "impact", "cause", "detection", "ignore"})
_CONTEXT = 60
_INDENT = 6


def findings(result: Result, console: Console, most: int) -> RenderableType:
    """So many findings at most; the rest is counted."""
    report = result.report
    if not report.findings:
        return Group(Text(), Text("  Nothing to change.", style="green"))
    shown = ranked(report)[:most]
    page = _Page(console)
    page.line()
    page.line("Findings, most important first", "bold")
    for finding in shown:
        page.line()
        _finding(finding, result.path, page, console.no_color)
    if len(shown) < len(report.findings):
        page.line()
        left_out = count_of(len(report.findings) - len(shown), "finding")
        page.line(f"… and {left_out} more; --all shows them.", "dim")
    return page.text()


def _mark(finding: Finding, plain: bool) -> Text | None:
    """The sentence with the offending words marked, cut to a readable length; nothing where there are no words."""
    words = " ".join(finding.text.split())
    sentence = " ".join(finding.sentence.split())
    if not words or not sentence or finding.rule.split("/")[0] in _ABOUT_PARTS:
        return None
    at = sentence.find(words)
    if at < 0:
        spoken = re.sub(r"[*_`~]|\]\([^)]*\)|\[", "", words)
        at, words = sentence.find(spoken), spoken
    if at < 0 or words == sentence:
        text = sentence if at < 0 else words
        return Text(text if len(text) <= 2 * _CONTEXT else text[: 2 * _CONTEXT].rstrip() + " …")
    before, after = sentence[:at], sentence[at + len(words) :]
    if len(before) > _CONTEXT:
        before = "… " + before[-_CONTEXT:].split(" ", 1)[-1]
    if len(after) > _CONTEXT:
        after = after[:_CONTEXT].rsplit(" ", 1)[0] + " …"
    marked = f"«{words}»" if plain else words
    return Text.assemble(before, (marked, f"{STYLES[finding.severity]} underline"), after)


def _finding(finding: Finding, path: str, page: _Page, plain: bool) -> None:
    place = f"{path}:{finding.line}:{finding.column}"
    page.whole(Text.assemble((place, "bold"), "  ", (finding.severity, STYLES[finding.severity]), f"  {finding.rule}"))
    if (marked := _mark(finding, plain)) is not None:
        page.row(marked)
    page.row(Text(finding.message))
    page.row(Text.assemble(("→ ", "green"), finding.suggestion))


class _Page:
    """Lines of text with a narrow column at the left, wrapped here once: as a table each of them costs five times as much."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lines: list[Text] = []

    def line(self, text: str = "", style: str = "") -> None:
        """A line over the whole width."""
        self._lines.extend(Text(text, style=style).wrap(self._console, self._console.width) or [Text()])

    def whole(self, text: Text) -> None:
        """A line that is not broken, as a path in it may be followed by a click."""
        self._lines.append(text)

    def row(self, body: Text, left: str = "") -> None:
        """Text beside the narrow column; lines that follow are indented like the first."""
        width = self._console.width - _INDENT
        wrapped = [body] if len(body) <= width and cell_len(body.plain) <= width else body.wrap(self._console, width)
        for number, each in enumerate(wrapped):
            margin = " " * _INDENT if number else f"{left:>{_INDENT - 1}} "
            self._lines.append(Text.assemble((margin, "dim"), each))

    def text(self) -> Text:
        """All lines."""
        return Text("\n", no_wrap=True, overflow="ignore").join(self._lines)
