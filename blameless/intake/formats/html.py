"""HTML: pages, and what Confluence, Notion, Jira and mail programs export; offsets point into the mark-up as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..encoding import decode, decode_page
from ..format import Decoded, Format

if TYPE_CHECKING:
    from ...parse import Block, Source

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S]){0,2000}-->\s*){0,9}<(?:!doctype\s+html|html|head|body)\b", re.I
)
_BEGINS = re.compile(r"\s*<(?:h[1-6]|p|div|table|ul|ol|dl|section|article|main|ac:[\w-]+)\b", re.I)
_ENDS = re.compile(r"</[\w:-]+>\s*\Z|/>\s*\Z")
_RAW = (("<![CDATA[", "]]>"), ("<pre", "</pre"))
"""What holds text that is not to be taken for Markdown, and where it ends."""
_HEAD = 20_000
"""Characters in which a page begins as one."""
_TAIL = 200
"""Characters at the end of a text in which its last tag ends."""


def is_page(text: str) -> bool:
    """Whether a text is HTML from its beginning to its end, whatever its file is called.

    It is so where it begins as a page does; and a fragment, as wikis store it, where it begins with an element, ends with
    one, and no blank line is followed by anything but a tag: there Markdown would go on.
    """
    head = text[:_HEAD].removeprefix("\ufeff")
    if _PAGE.match(head):
        return True
    return bool(_BEGINS.match(head) and _ENDS.search(text[-_TAIL:])) and not _goes_on(text)


def _goes_on(text: str) -> bool:
    """Whether something else than a tag follows a blank line outside of code."""
    blank, closing = False, ""
    for line in map(str.strip, text.split("\n")):
        if closing:
            closing = "" if closing in line else closing
            continue
        if blank and line and line[0] != "<":
            return True
        blank = not line
        closing = next((end for mark, end in _RAW if line.rfind(mark) > line.rfind(end)), "")
    return False


def decode_or_page(data: bytes, kind: str) -> Decoded:
    """The text of a file of a kind; that of a page where it is one, whatever its name says.

    Raises:
        InputError: where it is no text.
    """
    if _PAGE.match(data[:_HEAD].decode("latin-1")):
        return _decode(data)
    text = decode(data)
    return Decoded(text, "html" if is_page(text) else kind)


def _decode(data: bytes) -> Decoded:
    return Decoded(decode_page(data), "html")


def _blocks(source: Source, first_line: int) -> list[Block]:
    from ..markup.html.page import read_page

    return read_page(source, first_line)


FORMAT = Format("html", (".html", ".htm", ".xhtml"), _decode, _blocks)
