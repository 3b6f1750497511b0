"""The words of what docutils tells of a block, with the marks that are set around them."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes

from ....parse import Prose
from ..builder import Builder
from .lines import Lines

_ROLE = re.compile(r":[\w:+.-]+:`([^`<]*)")
UNSEEN = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.target,
    nodes.pending,
    nodes.image,
    nodes.label,
    nodes.footnote_reference,
    nodes.citation_reference,
)
_INLINE = {nodes.strong: "strong", nodes.literal: "code"}


def add_words(builder: Builder, node: Any, lines: Lines, line: int) -> int:
    """Add what a node says that begins in a line; gives the offset behind it."""
    return _Words(lines, builder, line).of(node)


def prose_of(node: Any, lines: Lines, line: int, builder: Builder | None = None) -> Prose:
    """What a node says that begins in a line."""
    builder = builder or Builder([(0, 0)])
    add_words(builder, node, lines, line)
    return builder.prose()


class _Words:
    """Adds what a block says, line by line."""

    def __init__(self, lines: Lines, builder: Builder, line: int) -> None:
        self.lines, self.builder, self.line = lines, builder, line
        self.place = lines.begin(line)

    def of(self, node: Any) -> int:
        for child in node.children:
            if isinstance(child, nodes.Text):
                self._text(str(child))
            elif not isinstance(child, (*UNSEEN, nodes.system_message)):
                self._inline(child)
        return self.place

    def _inline(self, node: Any) -> None:
        mark = next((name for kind, name in _INLINE.items() if isinstance(node, kind)), "")
        if isinstance(node, nodes.problematic) and (role := _ROLE.match(node.astext())):
            self._text(role[1].strip())
            return
        if isinstance(node, nodes.reference):
            mark = "link"
        if mark:
            self.builder.open(mark, str(node.get("refuri", "")) if mark == "link" else "")
        self.of(node)
        if mark:
            self.builder.close(mark)

    def _text(self, text: str) -> None:
        for number, piece in enumerate(text.split("\n")):
            if number:
                self.line += 1
                self.builder.add("\n", self.place, 1)
            if piece:
                self.line, self.place = self.lines.add(self.builder, piece, self.line)


def without(prose: Prose, length: int) -> Prose:
    """Prose without its first characters, which are no code and no link."""
    runs = []
    for run in prose.runs:
        cut = min(max(length - run.start, 0), run.length)
        if cut < run.length:
            kept = run.source_length - cut if run.length == run.source_length else run.source_length
            begin = run.source + cut if run.length == run.source_length else run.source
            runs.append(
                run._replace(start=run.start + cut - length, length=run.length - cut, source=begin, source_length=kept)
            )
    moved = [tuple((a - length, b - length) for a, b in ranges) for ranges in (prose.code, prose.strong, prose.struck)]
    links = tuple(link._replace(start=link.start - length, end=link.end - length) for link in prose.links)
    return Prose(prose.text[length:], tuple(runs), links, *moved)
