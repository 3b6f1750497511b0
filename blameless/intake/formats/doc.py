"""What Confluence and Jira call .doc when they export for Word: a web archive, or a page.

A file of old Word is called so too and is not read; so they are not looked for in folders.
"""

from __future__ import annotations

from ...errors import InputError
from ..format import Decoded, Format
from . import html, mail

_OTHERS = (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"PK")
"""What files begin with that Word writes under that name: old Word, rich text, and new Word."""
_NOT_READ = "old Word files (.doc) are not read; save it as .docx"


def _decode(data: bytes) -> Decoded:
    if data.startswith(_OTHERS):
        raise InputError(_NOT_READ)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return html.FORMAT.decode(data)
    try:
        return mail.FORMAT.decode(data)
    except InputError:
        raise InputError(_NOT_READ) from None


FORMAT = Format("doc", (".doc",), _decode, walked=False)
