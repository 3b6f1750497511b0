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


__all__ = ["DEEPEST", "LARGEST", "loads", "tomllib"]
