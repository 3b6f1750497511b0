"""Running text as a model over words sees it: its words, and what each looks like."""

from __future__ import annotations

import re
from zlib import crc32

TOKEN = re.compile(
    r"@[\w.-]*\w"  # a handle
    r"|https?://\S+"
    r"|\d(?:[\w:.,/-]*\w)?"  # a number, a time, a date, a version
    r"|[^\W\d_]\w*(?:['’][^\W\d_]+)*"  # a word, "didn't" and "k8s" among them
    r"|[^\w\s]"
)
SHAPES = 12
"""Rows kept for shapes; ten are in use."""


def tokenize(text: str) -> list[str]:
    """The words and marks of a text, as written."""
    return TOKEN.findall(text)


def normal_form(token: str) -> str:
    """What is looked up in a vocabulary: lower case, with handles, numbers, times and addresses replaced by what they are."""
    first = token[0]
    if first == "@" and len(token) > 1:
        return "<handle>"
    if first.isdigit():
        return "<time>" if ":" in token else "<num>"
    if token.startswith(("http:", "https:")):
        return "<url>"
    return token.lower().replace("’", "'")


def shape(token: str) -> int:
    """How a token is written: as a handle, a number, a mark, a capital, a letter, in capitals, with one, without, mixed."""
    first = token[0]
    if first == "@":
        return 1
    if first.isdigit():
        return 2
    if not first.isalpha():
        return 3
    if len(token) == 1:
        return 4 if first.isupper() else 5
    if token.isupper():
        return 6
    if first.isupper() and token[1:].islower():
        return 7
    return 8 if token.islower() else 9


def bucket(kind: str, part: str, buckets: int) -> int:
    """The row of a word's beginning or end among so many; the same in every process."""
    return crc32((kind + part).encode("utf-8", "surrogatepass")) % buckets
