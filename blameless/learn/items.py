"""Labelled action items, read from JSON Lines and parsed in the layout they were written in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..read import Candidate, Postmortem
from ..read.document import read_postmortem
from .records import read_records


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """An action item with its labels.

    ``postmortem`` is a document that holds nothing else, ``candidate`` the item in it. ``vigilance`` implies ``vague``; it is ``None`` where nobody said. ``group`` holds together what must not be torn
    apart by a split; ``source`` says how the item came to be ("written", "round2", "postmortem", "list").
    """

    postmortem: Postmortem
    candidate: Candidate
    vague: bool
    vigilance: bool | None
    layout: str
    group: str
    split: str
    source: str


def read_items(path: Path) -> list[LabelledItem]:
    """The labelled items of a file or of every ``*.jsonl`` of a folder; those that hold no text are left out.

    Each line is an object with ``text`` and ``v`` (0, 1); ``heading``, ``layout``, ``header`` (of a table),
    ``vigilance``, ``group``, ``split`` and ``source`` are optional, other keys are passed over.

    Raises:
        InputError: where a file cannot be read, a line is no such object, or there is no item at all.
    """
    items = [item for record, where in read_records(path) if (item := _item(record, where)) is not None]
    if not items:
        raise InputError(f"{path}: holds no labelled action item")
    return items


def _item(record: dict[str, Any], where: str) -> LabelledItem | None:
    if record.get("v") not in (0, 1):
        raise InputError(f'{where}: "v" must be 0 or 1')
    if record.get("vigilance", 0) not in (0, 1, None):
        raise InputError(f'{where}: "vigilance" must be 0, 1 or null')
    if record.get("layout") == "table" and not isinstance(record.get("header"), str):
        raise InputError(f'{where}: a row of a table needs its "header"')
    heading = str(record.get("heading") or "Action items")
    postmortem = read_postmortem(document(record, heading))
    if not postmortem.candidates:
        return None
    return LabelledItem(
        postmortem=postmortem,
        candidate=next((each for each in postmortem.candidates if each.formal), postmortem.candidates[0]),
        vague=bool(record["v"]),
        vigilance=None if record.get("vigilance", 0) is None else bool(record.get("vigilance", 0)),
        layout=str(record.get("layout") or ""),
        group=str(record.get("group") or where),
        split=record.get("split") or "",
        source=str(record.get("source") or ""),
    )


def document(item: dict[str, Any], heading: str) -> str:
    """A Markdown document that holds one item, in its layout, under a heading."""
    text, layout = item["text"], item.get("layout")
    if layout == "table":
        columns = item["header"].strip().strip("|").count("|") + 1
        text = f"{item['header']}\n|{'---|' * columns}\n{text}"
    elif layout != "prose":
        text = f"1. {text}" if layout == "numbered" else f"- {text}"
    return f"# Outage of 6 March 2024\n\n## {heading}\n\n{text}\n"
