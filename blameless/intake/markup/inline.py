"""Inline Markdown with positions: markdown-it-py's own inline rules, run by a state that notes where each token began.

markdown-it-py gives blocks their lines but inline tokens no positions. Its rules read ``state.pos`` before they push a
token, so a state that writes that position down is all it takes; no rule is written again here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from ...parse import Prose, Run
from .builder import Builder
from .html.events import attributes

_MARKS = re.compile(r"[\n\\`~*_\[\]!<&]")
"""What can begin or end a token: markdown-it-py also stops where a plugin might want it to, at ``:`` or ``-``."""
_RAW = "<![CDATA["
_DEEPEST = 20
"""Images in images that are looked into; each takes a look at all that follows."""
_UNSEEN = re.compile(r"<(script|style)\b", re.I)
_BREAKING_TAGS = ("<br", "<p", "</p", "<li", "<td", "<div")


class _PositionedState(StateInline):
    """A state that keeps, for every token, the position in ``src`` where it began."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._pending_from = 0

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self._pending_from = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:
        token = super().pushPending()
        token.meta["pos"] = self._pending_from
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:  # type: ignore[override]
        token = super().push(ttype, tag, nesting)
        position = self.pos
        # A run of delimiters ("**") is pushed as several tokens while ``pos`` stands still.
        before = self.tokens[-2] if len(self.tokens) > 1 else None
        if before is not None and before.type == "text" and before.meta.get("delimiter") == self.pos:
            position = before.meta["pos"] + len(before.content)
        token.meta["pos"] = position
        if ttype == "text":
            token.meta["delimiter"] = self.pos
        return token


class PositionedInline(ParserInline):
    """The inline parser of :mod:`markdown_it`, on a state that keeps positions."""

    def __init__(self) -> None:
        super().__init__()
        self.terminator_re = _MARKS
        self.ruler2.disable(["fragments_join"])  # joining text tokens would lose where the parts began

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _PositionedState(src, md, env, tokens)
        state.level = max(md.options["maxNesting"] - _DEEPEST, 0)  # that option is for blocks
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


_OPENING = {"strong_open": "strong", "s_open": "struck"}
_CLOSING = {"strong_close": "strong", "s_close": "struck", "link_close": "link"}


def _code_length(content: str, position: int) -> int:
    """Length of the code span that begins at ``position``, with its backticks."""
    ticks = 1
    while content.startswith("`", position + ticks):
        ticks += 1
    fence = "`" * ticks
    end = position + ticks
    while (end := content.find(fence, end)) != -1:
        after = end + ticks
        if not content.startswith("`", after):
            return after - position
        while content.startswith("`", after):
            after += 1
        end = after
    return ticks


def _add_lines(builder: Builder, text: str, position: int) -> None:
    """Add text that stands in the content as it is; line by line, as the lines of a block lie apart in the source."""
    for number, line in enumerate(text.split("\n")):
        if number:
            builder.add("\n", position - 1, 1)
        builder.add(line, position)
        position += len(line) + 1


def _add_html(builder: Builder, tag: str, position: int) -> None:
    """Add what a tag, a comment or raw data show between the words of a paragraph."""
    name = tag[:5].lower()
    if tag.startswith(_RAW):
        _add_lines(builder, tag[len(_RAW) : -3], position + len(_RAW))
    elif name == "<img ":
        builder.open("picture")
        builder.add(" ".join(attributes(tag[4:-1]).get("alt", "").split()), position, len(tag))
        builder.close("picture")
    elif name.startswith(_BREAKING_TAGS):
        builder.add("\n", position, len(tag))


class _Unseen:
    """Scripts and styles between the words of a block, of which nobody sees anything. One that is never closed is a word."""

    def __init__(self, content: str) -> None:
        self._content = content.lower()
        self._last: dict[str, int] = {}
        self._within = ""

    def hides(self, token: Token, position: int) -> bool:
        """Whether a token stands in one, its tags included; asked of each in its turn."""
        tag = token.content.lower() if token.type == "html_inline" else ""
        if self._within:
            if tag.startswith(f"</{self._within}"):
                self._within = ""
            return True
        opened = _UNSEEN.match(tag)
        if opened is None or self._closed(opened[1]) < position:
            return False
        self._within = opened[1]
        return True

    def _closed(self, name: str) -> int:
        """Where the last of a name ends."""
        if name not in self._last:
            self._last[name] = max(
                (found.start() for found in re.finditer(rf"</{name}\s*>", self._content)), default=-1
            )
        return self._last[name]


def prose(content: str, parser: MarkdownIt, env: EnvType, places: Sequence[tuple[int, int]]) -> Prose:
    """The plain text of one block.

    Args:
        content: the block's inline Markdown.
        parser: a parser whose ``inline`` is a :class:`PositionedInline`.
        env: what the parser knows of the document: its link references.
        places: for each line of ``content``, the offset it begins at and the source offset that corresponds to it.
    """
    if not _MARKS.search(content):
        return Prose(content, (Run(0, len(content), places[0][1], len(content)),) if content else ())
    builder = Builder(places)
    autolink = False
    unseen = _Unseen(content)
    for token in parser.inline.parse(content, parser, env, []):
        position = token.meta.get("pos", 0)
        kind = token.type
        if unseen.hides(token, position) and kind not in _CLOSING:
            continue
        if kind.startswith("link_"):
            autolink = kind == "link_open" and token.markup == "autolink"
        if kind == "text" and autolink:  # its text is a normalised URL: "<...>" as a whole stands for it
            builder.add(token.content, position, content.find(">", position) + 1 - position)
        elif kind == "text":
            builder.add(token.content, position)
        elif kind == "text_special":
            builder.add(token.content, position, len(token.markup))
        elif kind == "code_inline":
            builder.open("code")
            builder.add(token.content, position, _code_length(content, position))
            builder.close("code")
        elif kind in ("softbreak", "hardbreak"):
            builder.add("\n", position, 1)
        elif kind == "html_inline":
            _add_html(builder, token.content, position)
        elif kind == "image":  # what it shows is said by its label, mark-up and all
            builder.open("picture")
            _add_lines(builder, token.content, position + 2)
            builder.close("picture")
        elif kind == "link_open":
            builder.open("link", str(token.attrGet("href") or ""))
        elif kind in _OPENING:
            builder.open(_OPENING[kind])
        elif kind in _CLOSING:
            builder.close(_CLOSING[kind])
    return builder.prose()
