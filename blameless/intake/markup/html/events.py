"""HTML as tags and stretches of text, with their places.

The tags are found here, not by :mod:`html.parser`: in most versions of Python that are supported that takes the square
of the length where a tag or a comment is left open (CVE-2025-6069), and it tells where a tag begins but not where it
ends or which characters an entity took. Two patterns and one rule for what is left open do it in one pass, with
offsets. What an entity stands for is the standard library's to say.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from html import unescape
from typing import Literal, NamedTuple

from .elements import ALIASES, MACRO_BODIES, SHOWN_PARAMETER, UNSEEN

_ATTRIBUTE = re.compile(r"""([\w:.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_NAME = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)")
_IN_TAG = re.compile(r""">|=\s*(?:"[^"]*"|'[^']*')""")
_DECLARATIONS = (
    ("<!--", "-->"),
    ("<![CDATA[", "]]>"),
    ("<![if !supportLists]>", "<![endif]>"),
    ("<!", ">"),
    ("<?", ">"),
)
"""What is no element, and where it ends. The third is of Word: around the bullet of an item, which it writes as text."""
_EMPTY_COMMENT = re.compile("<!--(?:-?>|-->)")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an HTML tag, from what follows its name."""
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}


class Event(NamedTuple):
    """A tag or a stretch of text at ``content[start:end]``; ``name`` is that of the element, ``""`` for text."""

    kind: Literal["open", "close", "text", "code"]
    name: str
    start: int
    end: int


class _Ends:
    """Where things end; what has no end from somewhere on has none further down, and is not looked for again."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._missing: set[str] = set()

    def find(self, end: str, start: int) -> re.Match[str] | None:
        """The next place where ``end``, a pattern, is found."""
        if end in self._missing:
            return None
        found = re.compile(end, re.I).search(self._content, start)
        if found is None:
            self._missing.add(end)
        return found


def events(content: str) -> Iterator[Event]:
    """Tags and text in order; comments, declarations and what is not shown are left out.

    What never ends hides nothing: a tag makes the rest text, of a comment or an element only its beginning is left out.
    (A browser hides the rest of the page, as its author would have noticed; who cuts an export short does not.)
    """
    position, length, ends = 0, len(content), _Ends(content)
    body = False  # the next raw data are the text of a macro, as code
    while position < length:
        opening = content.find("<", position)
        opening = length if opening < 0 else opening
        if opening > position:
            yield Event("text", "", position, opening)
        if opening == length:
            return
        tag = _NAME.match(content, opening)
        if tag is None:
            position = yield from _declaration(content, opening, ends, body)
            continue
        end = _tag_end(content, tag.end())
        if end is None:
            yield Event("text", "", opening, length)
            return
        name, position = ALIASES.get(tag[2].lower(), tag[2].lower()), end
        body = name in MACRO_BODIES and not tag[1]
        yield Event("close" if tag[1] else "open", name, opening, end)
        unseen = name in UNSEEN and not tag[1] and content[end - 2] != "/"
        if unseen and name == "ac:parameter" and SHOWN_PARAMETER.search(content, opening, end):
            unseen = False
        if unseen and (close := ends.find(rf"</{name}\b", end)):
            position = close.start()
            if name == "pre" and position > end:
                yield Event("code", name, end, position)


def _declaration(content: str, start: int, ends: _Ends, body: bool) -> Generator[Event, None, int]:
    """What is shown of a comment, a declaration or a stretch of raw data, and where it ends."""
    if empty := _EMPTY_COMMENT.match(content, start):
        return empty.end()
    for mark, end in _DECLARATIONS:
        if content.startswith(mark, start):
            inside = start + len(mark)
            closing = ends.find(re.escape(end), inside)
            stop = closing.start() if closing else len(content)
            if mark == "<![CDATA[" and stop > inside:
                yield Event("code" if body else "text", "", inside, stop)
            elif closing is None:
                return inside
            return closing.end() if closing else stop
    yield Event("text", "", start, start + 1)
    return start + 1


def _tag_end(content: str, position: int) -> int | None:
    """Where a tag ends: behind the next ``>`` that no attribute's value holds."""
    for match in _IN_TAG.finditer(content, position):
        if match[0] == ">":
            return match.end()
    return None
