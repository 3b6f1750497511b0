"""PDFs that hold text, not pictures of it; converted to Markdown."""

from __future__ import annotations

from ..convert.box import converted
from ..format import Decoded, Format


def _decode(data: bytes) -> Decoded:
    return Decoded(converted("pdf", data), "markdown", "converted")


FORMAT = Format("pdf", (".pdf",), _decode, magic=b"%PDF-", needs=("pdfplumber",))
