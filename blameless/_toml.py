"""The TOML reader: the standard library's, or its backport where Python has none yet; and what it is not given."""

from __future__ import annotations

import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover
    import tomli as tomllib  # pyright: ignore[reportMissingImports]

LARGEST = 1_000_000
"""Characters of TOML that are read; no configuration is as long."""
DEEPEST = 32
"""Parts of a dotted key. The reader takes time and memory with their square: 64 kB of them are 43 s and 4 GB."""
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DEEP = re.compile(rf"(?<![\w.\"'-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{DEEPEST}}}")


def loads(text: str) -> dict[str, Any]:
    """The values of a TOML document.

    Raises:
        ValueError: where it is none, too large or nested too deeply; the message says which.
    """
    if len(text) > LARGEST:
        raise ValueError(f"larger than {LARGEST // 1000:,} kB")
    if _DEEP.search(text):
        raise ValueError(f"a key of more than {DEEPEST} parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def line_of(text: str, key: str, value: str = "", table: str = "") -> int | None:
    """The line of a key in a TOML document, or of a word in its value; ``None`` where neither is found.

    The reader does not tell where it read what, so they are looked for: from the head of ``table`` on, if there is one.
    """
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if table and line.strip().startswith(f"[{table}")]
    wanted = re.compile(_key_pattern(key))
    first = heads[0] if heads else 0
    at = next((number for number in range(first, len(lines)) if key and wanted.search(lines[number])), None)
    if value:
        within = [n for n in range(at or first, len(lines)) if re.search(rf"""["']{re.escape(value)}["']""", lines[n])]
        at = within[0] if within else at
    return None if at is None else at + 1


def _key_pattern(key: str) -> str:
    """A key where it is set or heads a table; "-" and "_" are the same, and "severity of x" is the key x."""
    parts = map(re.escape, re.split("[-_]", key.rpartition(" of ")[2]))
    return rf"""^\s*(?:\[[\w.-]*)?["']?{"[-_]".join(parts)}["']?\s*[=\].]"""


__all__ = ["DEEPEST", "LARGEST", "line_of", "loads", "tomllib"]
