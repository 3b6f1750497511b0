"""Jira's wiki mark-up, as descriptions of issues hold it and its tables export them; converted to Markdown."""

from __future__ import annotations

from ..convert.box import converted
from ..encoding import decode
from ..format import Decoded, Format


def _decode(data: bytes) -> Decoded:
    return Decoded(converted("jira", decode(data).encode()), "markdown", "converted")


FORMAT = Format("jira", (".jira",), _decode, needs=("jira2markdown",))
