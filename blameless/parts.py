"""Tables in parts: a folder of Parquet files that is one table, as Spark and Dask write it."""

from __future__ import annotations

import os
from pathlib import Path


def parts_of(path: Path) -> list[Path]:
    """The files of a table that is a folder, in their order; none where a path is no such folder."""
    folder = os.path.isdir(path)  # which asks of a name that is too long as of any other
    return sorted(part for part in path.glob("part*.parquet") if part.is_file()) if folder else []
