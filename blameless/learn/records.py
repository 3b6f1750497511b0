"""Labelled data as they stand in files: JSON Lines, each line an object with a text."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..intake.encoding import decode
from ..intake.walk import whole

SPLITS = ("train", "dev", "test")
_LONGEST = 10_000
"""Characters of a text; what parses sentences takes memory with their length."""


def read_records(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a file or of every ``*.jsonl`` of a folder, each with the place it stands at ("file:line").

    Raises:
        InputError: where a file cannot be read, or a line is no object with a ``text`` and, where it has one, a ``split``
            that there is.
    """
    for file in sorted(path.glob("*.jsonl")) if os.path.isdir(path) else [path]:
        try:
            text = decode(whole(file)).removeprefix("\ufeff")
        except InputError as error:
            raise InputError(f"{file}: {error}") from None
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                where = f"{file}:{number}"
                yield _record(line, where), where


def _record(line: str, where: str) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(line)
    except RecursionError:
        raise InputError(f"{where}: nested too deeply to be read") from None
    except ValueError as error:
        raise InputError(f"{where}: not JSON: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str) or not record["text"].strip():
        raise InputError(f'{where}: needs an object with a "text"')
    if len(record["text"]) > _LONGEST:
        raise InputError(f'{where}: a "text" of more than {_LONGEST:,} characters; a line holds one sentence or item')
    if record.get("split") not in (None, *SPLITS):
        raise InputError(f'{where}: "split" must be one of {", ".join(SPLITS)}')
    return record
