"""The words of lines of AsciiDoc, with the marks that are set around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ....parse import Prose
from ..builder import Builder
from .lines import Line

_MARK = re.compile(
    r"\\[*_`#+|]|`[`+]?|\*\*?|__?|\[[\w. %-]{1,60}\]#{1,2}|##?"
    r"|<<([^<>,\n]{1,200})(?:,([^<>\n]{1,300}))?>>"
    r"|\b(?:https?://|link:|mailto:|xref:)([^\s\[\]<>]{1,2000})(\[[^\]\n]{0,500}\])?"
    r"|\b(?:image|icon|kbd|btn|anchor):([^\s\[\]:]{0,500})\[([^\]\n]{0,300})\]|footnote:\w{0,40}\[|pass:\w{0,9}\[|\[\[[^\]\n]{1,100}\]\]"
)


class _Inline:
    """Adds the words of a line, with the marks that are set around them."""

    def __init__(self, text: str, start: int, builder: Builder) -> None:
        self.text, self.start, self.builder = text, start, builder
        self.open: dict[str, str] = {}
        """The signs that are open, with what each means."""
        self.last: dict[str, int] = {}
        self.at = 0

    def read(self) -> None:
        for match in _MARK.finditer(self.text):
            if match.start() < self.at:
                continue
            self._add(self.at, match.start())
            self.at = match.end()
            self._mark(match)
        self._add(self.at, len(self.text))
        for kind in self.open.values():
            self.builder.close(kind)

    def _add(self, start: int, end: int) -> None:
        if start < end:
            self.builder.add(self.text[start:end], self.start + start)

    def _mark(self, match: re.Match[str]) -> None:
        found = match[0]
        if found[0] == "\\":
            self._add(match.start() + 1, match.end())
        elif found[0] == "`":
            self._code(match)
        elif found.startswith("<<"):
            self._add(*match.span(2) if match[2] else match.span(1))
        elif match[3]:
            self._link(match)
        elif match[6] is not None or found.startswith("[["):
            return
        elif not found.endswith("["):  # of a footnote the words are shown
            self._toggle(match)

    def _code(self, match: re.Match[str]) -> None:
        end = self.text.find(match[0][::-1], match.end())
        if end < 0:
            self._add(*match.span())
            return
        self.builder.open("code")
        self._add(match.end(), end)
        self.builder.close("code")
        self.at = end + len(match[0])

    def _link(self, match: re.Match[str]) -> None:
        """A link, by its text where it has one."""
        label, scheme = match[4], match[0].partition(":")[0]
        target = match[3] if scheme in ("link", "xref") else f"{scheme}:{match[0].partition(':')[2].partition('[')[0]}"
        self.builder.open("link", target)
        if label and label != "[]":
            begin = match.start(4) + 1
            words = label[1:-1].split(",")[0].rstrip("^")
            self._add(begin, begin + len(words))
        else:
            self._add(match.start(), match.end() - len(label or ""))
        self.builder.close("link")

    def _toggle(self, match: re.Match[str]) -> None:
        """A sign that begins or ends bold, italic or marked words, or is a sign as any."""
        sign = match[0][-1] * (2 if match[0].endswith(match[0][-1] * 2) else 1)
        before, behind = self.text[match.start() - 1 : match.start()], self.text[match.end() : match.end() + 1]
        single = len(sign) == 1
        kind = {"*": "strong", "#": "struck" if "line-through" in match[0] else "marked"}.get(
            sign[0], "plain" + sign[0]
        )
        if sign in self.open and before.strip() and not (single and (behind.isalnum() or behind == "_")):
            self.builder.close(self.open.pop(sign))
        elif (
            sign not in self.open
            and behind.strip()
            and not (single and before.isalnum())
            and self._closes(sign, match.end())
        ):
            self.open[sign] = kind
            self.builder.open(kind)
        else:
            self._add(*match.span())

    def _closes(self, sign: str, start: int) -> bool:
        """Whether what a sign would begin ends on the line; the last place of each sign is looked for once."""
        if sign not in self.last:
            self.last[sign] = self.text.rfind(sign)
        return self.last[sign] > start


def prose_of(lines: Iterable[Line]) -> Prose:
    """The plain text of lines, which stay lines."""
    builder = Builder([(0, 0)])
    behind = 0
    for number, (start, text) in enumerate(lines):
        if number:
            builder.add("\n", behind, 1)
        _Inline(text, start, builder).read()
        behind = start + len(text)
    return builder.prose()


def bold(line: Line) -> Prose:
    """The plain text of a line that is set in bold as a whole."""
    builder = Builder([(0, 0)])
    builder.open("strong")
    _Inline(line.text, line.start, builder).read()
    return builder.prose()
