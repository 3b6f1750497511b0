"""Markdown as conversions write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"[\\*`<|]|(?<!\w)_|_(?!\w)|~~|&(?=#?\w{1,32};)|\[(?=[^\]\n]{0,999}\]\()")
"""What Markdown would take for mark-up, within a line."""
_START = re.compile(r"([ \t]*)(?:(#{1,6}|[+>-]|={2,}|-{2,})|(\d{1,9})([.)]))(?=\s|$)")
"""The same, at the start of one."""


def escaped(text: str, starts: bool = False) -> str:
    """Text as it is written in Markdown so that it shows as it is; ``starts``: at the start of a line."""
    text = _SIGNS.sub(r"\\\g<0>", text)
    if starts and (match := _START.match(text)):
        sign = match[1] + (f"\\{match[2]}" if match[2] else f"{match[3]}\\{match[4]}")
        text = sign + text[match.end() :]
    return text


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown of one line; without titles, where its first row holds none."""
    kept = [[" ".join(cell.split()) for cell in row] for row in rows]
    kept = [row for row in kept if any(row)]
    if not kept:
        return ""
    width = max(map(len, kept))
    kept = [[*row, *[""] * (width - len(row))] for row in kept]
    head = kept.pop(0) if titles(kept[0]) else [""] * width
    return "\n".join(_row(row) for row in (head, ["---"] * width, *kept)) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def titles(cells: Sequence[str]) -> bool:
    """Whether the first row of a table titles its columns: it is all words, where entries have times, dates and numbers.

    Word, wikis and PDFs rarely say so; the reader of tables looks for an owner and a date by the titles.
    """
    return all(cell.strip() and len(cell) <= 60 and not any(map(str.isdigit, cell)) for cell in cells)
