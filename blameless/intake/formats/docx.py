"""Word files (.docx), as Google Docs and Confluence export them too; converted to Markdown."""

from __future__ import annotations

from ..convert.box import converted
from ..format import Decoded, Format


def _decode(data: bytes) -> Decoded:
    return Decoded(converted("docx", data), "markdown", "converted")


FORMAT = Format("docx", (".docx",), _decode, magic=b"PK\x03\x04", needs=("mammoth", "markdownify"))
