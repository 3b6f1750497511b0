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
    around: list[tuple[int, list[DocumentSymbol]]] = []  # where each open section ends, and what is inside it
    for span in sorted(meanings, key=lambda span: (span[0], -span[1])):
        while around and around[-1][0] <= span[0]:
            around.pop()
        end = min(span[1], around[-1][0]) if around else span[1]  # a child ends where its parent does
        children: list[DocumentSymbol] = []
        (around[-1][1] if around else top).append(_symbol(meanings[span], (span[0], end), children, places))
        around.append((end, children))
    return top


def _symbol(
    sections: Sequence[Section], span: tuple[int, int], children: list[DocumentSymbol], places: Places
) -> DocumentSymbol:
    kinds = ", ".join(section.kind.replace("_", " ") for section in sections)
    heading = places.range(span[0], max(span[0], min(places.line(sections[0].line)[1], span[1])))
    name = line(sections[0].title).strip() or kinds
    return DocumentSymbol(name, SymbolKind.String, places.range(*span), heading, kinds, children=children)
