"""Where the title of a document leads: the user's own address, an address made of its id, or its file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..errors import InputError
from ..show.escape import uri

COLUMNS = ("url", "link")
"""Columns of the user's that hold addresses."""
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+\Z")
_ID = "{id}"

Link = Callable[[Mapping[str, Any]], "str | None"]
"""From a row of scores to an address; ``None`` where there is none."""


def linker(template: str | None = None, output: Path | None = None) -> Link:
    """What tells where a title leads.

    Args:
        template: an address in which ``{id}`` stands for the id of the document; it goes before all else.
        output: the file that the page is written to, from which a document's file is found by a relative path.

    Raises:
        InputError: where the template is no address with ``{id}`` in it.
    """
    if template is not None and (_ID not in template or not _ADDRESS.match(template.replace(_ID, "x"))):
        raise InputError(f"--link: {template!r} is no address like https://git.example/blob/main/{_ID}")

    def link(row: Mapping[str, Any]) -> str | None:
        if template is not None:
            return template.replace(_ID, quote(str(row["id"]), safe="/~"))
        for column in COLUMNS:
            if isinstance(address := row.get(column), str) and _ADDRESS.match(address.strip()):
                return address.strip()
        path = row.get("path")
        if output is None or not isinstance(path, str) or not os.path.isabs(path):
            return None
        relative = os.path.relpath(path, os.path.dirname(os.path.realpath(output)))
        return uri(
            relative.replace(os.sep, "/") if relative.startswith(os.pardir) else f"./{relative.replace(os.sep, '/')}"
        )

    return link


def no_link(row: Mapping[str, Any]) -> str | None:
    """Leads nowhere."""
    return None
