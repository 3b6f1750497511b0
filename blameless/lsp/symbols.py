"""The sections of a postmortem as the outline of an editor."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol.types import DocumentSymbol, SymbolKind

from ..report import Section
from ..show.escape import line
from .places import Places


def symbols(sections: Sequence[Section], places: Places) -> list[DocumentSymbol]:
    """Sections inside one another as they are in the document; one that has two meanings is told once, with both."""
    meanings: dict[tuple[int, int], list[Section]] = {}
    for section in sections:
        meanings.setdefault((section.start, section.end), []).append(section)
    top: list[DocumentSymbol] = []
    around: list[tuple[int, DocumentSymbol]] = []
    for span in sorted(meanings, key=lambda span: (span[0], -span[1])):
        while around and around[-1][0] <= span[0]:
            around.pop()
        end = min(span[1], around[-1][0]) if around else span[1]  # a child ends where its parent does
        symbol = _symbol(meanings[span], span[0], end, places)
        parent = around[-1][1] if around else None
        if parent is None:
            top.append(symbol)
        else:
            parent.children = [*(parent.children or ()), symbol]
        around.append((end, symbol))
    return top


def _symbol(sections: Sequence[Section], start: int, end: int, places: Places) -> DocumentSymbol:
    kinds = ", ".join(section.kind.replace("_", " ") for section in sections)
    whole = places.range(start, end)
    heading = places.range(start, min(places.line(sections[0].line)[1], end))
    return DocumentSymbol(
        line(sections[0].title).strip() or kinds, SymbolKind.String, whole, heading, kinds, children=[]
    )
