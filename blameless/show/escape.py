"""What documents and file names hold, made harmless for where it goes. Every output escapes here and nowhere else.

HTML is escaped by Jinja, which does so on its own.
"""

from __future__ import annotations

import codecs
import json
import os
import re
from collections.abc import Mapping
from typing import Any, TextIO
from urllib.parse import quote

_UNSEEN = "\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff"
"""What no reader sees and some obey: control characters, marks that turn the direction of a line, half characters."""
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSEEN}]")
_NOT_IN_JSON = re.compile(f"[{_UNSEEN}]")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_BLANK = r"\s\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
"""What shows nothing: spreadsheets pass over some of it before a formula."""
_FORMULA = re.compile(f"'*(?:[{_BLANK}]*[=+\\-@＝＋－＠]|[\t\r\n])")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
_CALLS = re.compile(r"([@#](?=\w))")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def visible(text: str) -> str:
    """``text`` with whatever a terminal would obey spelled out (``\\x1b``); line ends and tabs stay."""
    return _CONTROL.sub(_spelled, text)


def line(text: str) -> str:
    """As :func:`visible`, on one line, as for file names and messages."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def to_json(value: object, out: TextIO, indent: int | None = None) -> str:
    """JSON for a stream: what can be read as it is, where the stream takes it, and all else as ``\\u....``."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    text = _NOT_IN_JSON.sub(_in_json, text)
    if not codecs.lookup(getattr(out, "encoding", None) or "utf-8").name.startswith("utf"):
        text = _NOT_ASCII.sub(lambda match: json.dumps(match[0])[1:-1], text)
    return text


def _in_json(match: re.Match[str]) -> str:
    half = "\ud800" <= match[0] <= "\udfff"  # no JSON can hold it: spelled out, as everywhere
    return _spelled(match).replace("\\", "\\\\") if half else f"\\u{ord(match[0]):04x}"


def csv_cell(text: str, formulas: bool = False) -> str:
    """A cell of CSV without control characters, which are spelled out, and with one kind of line end.

    Unless ``formulas`` are wanted, no spreadsheet takes it for one: an apostrophe goes before; see :func:`from_csv_cell`.
    """
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if not formulas and _FORMULA.match(text) else text


def from_csv_cell(cell: str) -> str:
    """The text of a cell that :func:`csv_cell` wrote, but for what it spelled out."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, on one line; on GitHub it calls nobody ("@ana") and links to no issue ("#1")."""
    return _CALLS.sub(r"\1&#8203;", _MARKDOWN.sub(r"\\\1", line(text)))


def xml(text: str) -> str:
    """Text without what XML 1.0 cannot hold; mark-up is escaped by the library that writes it."""
    return _NOT_IN_XML.sub(_spelled, visible(text))


def workflow(text: str, is_property: bool = False) -> str:
    """A message of a workflow command (``::error file=...::message``), or one of its properties."""
    text = visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if is_property else text


def relative(path: str) -> str:
    """A file name as repositories have it: from the working folder on where it lies below, with "/" between its parts."""
    if os.path.isabs(path):
        below = os.path.relpath(path)
        path = path if below.startswith(os.pardir) else below
    return os.path.normpath(path).replace(os.sep, "/")


def uri(path: str) -> str:
    """A file name as a URI, relative where it is; bytes that are no UTF-8 are kept."""
    quoted = quote(path.encode("utf-8", "surrogateescape"), safe="/~")
    return f"file://{quoted}" if quoted.startswith("/") else quoted


_PLAIN: Mapping[int, str] = str.maketrans(
    {
        "→": "->",
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "─": "-",
        "•": "*",
    }
)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, in letters that it has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.end


codecs.register_error("blameless.plainly", _plainly)


def take_anything(stream: Any) -> None:
    """Let a stream of whatever encoding take whatever is written to it."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="blameless.plainly")
