"""Text from bytes."""

from __future__ import annotations

import codecs
import re

from ..errors import InputError

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding=["']?([\w.:-]{1,40})|<meta[^>]{0,400}?charset=["']?\s*([\w.:-]{1,40})""", re.I
)
_LOOKED_AT = 4_096
"""Bytes in which a page declares its encoding; browsers look at 1,024, and Word writes more than that before it."""
_AS_WINDOWS = frozenset({"ascii", "iso8859-1"})
"""Encodings whose names stand for windows-1252 on a page (WHATWG Encoding Standard)."""
_NO_CHARSETS = frozenset({"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"})
"""What Python decodes and no page is written in: names of hosts, literals of strings, whatever this machine is set to."""
_MARK_UP = b"<meta charset='abcdefghijklmnopqrstuvwxyz'/> &#0123456789; ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What reads as itself in every encoding in which a declaration could have been read."""


def decode(data: bytes) -> str:
    """Text from bytes: UTF-8, or UTF-16 where a byte order mark says so.

    Raises:
        InputError: for binary data and for bytes that are no UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeError:
            raise InputError("not valid UTF-16") from None
    if b"\0" in data[:8192]:
        raise InputError("a binary file, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"not valid UTF-8 (byte {error.start + 1}, line {line}); save the file as UTF-8") from None


def decode_page(data: bytes) -> str:
    """Text from the bytes of a page of HTML, in the encoding that it declares, else as :func:`decode`.

    Raises:
        InputError: for binary data and for bytes that are not in that encoding.
    """
    declared = _declared(data)
    if declared is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    if b"\0" in data[:8192]:
        raise InputError("a binary file, not text")
    try:
        return data.decode(declared)
    except UnicodeError:  # codecs need not raise the kind of it that tells where
        try:
            return decode(data)
        except InputError:
            raise InputError(f"not valid {declared}, though it declares that; save the file as UTF-8") from None


def _declared(data: bytes) -> str | None:
    """The encoding that a page declares, where it is another than UTF-8 and one that Python reads."""
    match = _DECLARED.search(data[:_LOOKED_AT])
    if match is None:
        return None
    try:
        found = codecs.lookup((match[1] or match[2]).decode("ascii"))
    except LookupError:
        return None
    if found.name == "utf-8" or found.name in _NO_CHARSETS or not _reads_mark_up(found):
        return None
    return "cp1252" if found.name in _AS_WINDOWS else found.name


def _reads_mark_up(codec: codecs.CodecInfo) -> bool:
    """Whether a codec decodes text, and mark-up to what it is."""
    if not getattr(codec, "_is_text_encoding", True):
        return False
    try:
        return codec.decode(_MARK_UP)[0] == _MARK_UP.decode("ascii")
    except UnicodeError:
        return False
