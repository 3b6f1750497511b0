"""Word files to Markdown: mammoth says what a document means, markdownify writes that down.

mammoth goes by the styles of a document (headings, lists, tables, what was deleted under review), not by its looks. Its
own Markdown lacks tables, and its authors advise to make it of its HTML, as here.
"""

from __future__ import annotations

import re
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from bs4 import BeautifulSoup
from mammoth import convert_to_html
from markdownify import MarkdownConverter

from ...errors import InputError
from .writing import escaped, titles

_OLD = b"\xd0\xcf\x11\xe0"
"""What files of Word begin with that are old, or locked with a password."""
_LARGEST = 50_000_000
"""Bytes of all XML of a file, unpacked; a book has two million."""
_DEEPEST = 200
"""Elements in elements; a document has about fifteen, and ten more for each table in a table."""
_BLANK_LINES = re.compile(r"\n{3,}")


def convert(data: bytes) -> str:
    """The Markdown of a Word file, without its pictures.

    Raises:
        InputError: where it is none, or larger or deeper than anybody's document.
    """
    if data.startswith(_OLD):
        raise InputError("an old Word file, or one with a password; save it as .docx without one")
    try:
        with ZipFile(BytesIO(data)) as parts:
            _check(parts)
    except BadZipFile:
        raise InputError("damaged, or not a Word file (.docx)") from None
    soup = BeautifulSoup(convert_to_html(BytesIO(data), convert_image=lambda image: []).value, "html.parser")
    for each in soup.find_all("table"):
        _title(each)
    return _BLANK_LINES.sub("\n\n", _Writer(heading_style="ATX", bullets="-").convert_soup(soup)).strip() + "\n"


def _check(parts: ZipFile) -> None:
    """Refuse what is no Word file, or was made to keep its reader busy."""
    names = [part for part in parts.infolist() if part.filename.endswith((".xml", ".rels"))]
    if not any(part.filename.startswith("word/") for part in names):
        raise InputError("not a Word file (.docx)")
    if sum(part.file_size for part in names) > _LARGEST:  # zipfile unpacks no more than a file says that there is
        raise InputError(f"too large: more than {_LARGEST / 1e6:g} MB once unpacked")
    for part in names:
        _check_depth(parts.read(part))


def _check_depth(data: bytes) -> None:
    depth = 0

    def start(name: str, attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise InputError("nested too deeply to be converted")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*arguments: object) -> None:
        raise InputError("it declares entities, which Word files never do")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, declared
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise InputError("damaged: its XML cannot be read") from None


def _title(table) -> None:
    """Make titles of the cells of a first row that holds such."""
    row = table.find("tr")
    cells = row.find_all("td", recursive=False) if row is not None else []
    if cells and titles([cell.get_text(" ") for cell in cells]):
        for cell in cells:
            cell.name = "th"


class _Writer(MarkdownConverter):
    """markdownify, which escapes every sign or too few."""

    def escape(self, text, parent_tags):  # type: ignore[no-untyped-def]
        return escaped(text, starts=True) if text else ""
