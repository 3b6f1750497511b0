"""The list as a table: Parquet, CSV or JSON Lines, as all tables of an archive are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ...errors import OutputError
from ..sinks import Output
from .items import COLUMNS, Followup

FORMATS = {"csv": ".csv", "parquet": ".parquet", "jsonl": ".jsonl"}
"""The formats that are tables, and the suffix of each."""
_AT_ONCE = 500


def write_table(items: Sequence[Followup], path: Path, suffix: str, formulas: bool = False) -> None:
    """Write a row an item.

    Args:
        items: the items.
        path: where to.
        suffix: one of :data:`FORMATS`, which tells the format; the name of the file must end in it.
        formulas: leave formulas of spreadsheets in CSV what they are.

    Raises:
        OutputError: where it cannot be written.
    """
    if path.suffix.lower() != suffix:
        raise OutputError(f"{path}: the name must end in {suffix}")
    output = Output(path, COLUMNS, formulas)
    try:
        for start in range(0, len(items), _AT_ONCE):
            output.write([{**asdict(item), "key": item.key} for item in items[start : start + _AT_ONCE]])
        output.close()
        output.publish()
    finally:
        output.discard()
