"""What Confluence and Jira call .doc when they export for Word: a web archive, or a page.

A file of old Word is called so too and is not read; so they are not looked for in folders.
"""

from __future__ import annotations

from ...errors import InputError
from ..format import Decoded, Format
from . import html, mail

_OLD = b"\xd0\xcf\x11\xe0"
"""What a file of old Word begins with."""


def _decode(data: bytes) -> Decoded:
    if data.startswith(_OLD):
        raise InputError("an old Word file; save it as .docx")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return html.FORMAT.decode(data)
    return mail.FORMAT.decode(data)


FORMAT = Format("doc", (".doc",), _decode, walked=False)
