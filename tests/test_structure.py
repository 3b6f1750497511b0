"""A text is taken apart by its structure: what finds its blocks and what its words are is handed in, and may be anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from blameless.language.en.english import ENGLISH
from blameless.parse import Block, Language, Prose, Run, Source, Structure, parse

TEXT = """---
dato: 2024-03-01
---
= Nedbrud i ordrekøen
= Forløb
Køen var fuld. Vi tømte den `igen`.
= Hvad nu
Udvid køen.
"""


class Danish:
    """As much of another language as one document takes."""

    def heading_kinds(self, title: str) -> tuple[str, ...]:
        return {"Forløb": ("timeline",), "Hvad nu": ("action_items",)}.get(title, ())

    def otherwise(self, titles: Sequence[str], known: Collection[str]) -> dict[int, str]:
        return {}

    def says_nothing(self, text: str) -> bool:
        return not text.strip()

    def is_moment(self, title: str) -> bool:
        return False

    def titles_prose(self, text: str) -> bool:
        return False


def lines_as_blocks(source: Source, first_line: int) -> list[Block]:
    """A mark-up of headings with ``=`` and of paragraphs of one line; what stands between backticks is code."""
    blocks = []
    for number in range(first_line, len(source.starts)):
        start, end = source.line_span(number)
        text = source.normal[start:end]
        if text.startswith("= "):
            prose = Prose(text[2:], (Run(0, len(text) - 2, start + 2, len(text) - 2),))
            blocks.append(Block("heading", start, end, number + 1, prose, 1 if not blocks else 2))
        elif text:
            code = (text.find("`"), text.rfind("`") + 1)
            prose = Prose(text, (Run(0, len(text), start, len(text)),), code=(code,) if code[1] else ())
            blocks.append(Block("paragraph", start, end, number + 1, prose))
    return blocks


def apart(language: Language) -> Structure:
    return parse(TEXT, lines_as_blocks, language)


def test_the_kinds_of_parts_are_those_that_the_language_tells() -> None:
    assert [(part.title, part.kinds) for part in apart(Danish()).outline.parts] == [
        ("Nedbrud i ordrekøen", ()),
        ("Forløb", ("timeline",)),
        ("Hvad nu", ("action_items",)),
    ]
    assert not any(part.kinds for part in apart(ENGLISH).outline.parts)


def test_all_else_is_structure_and_the_same_in_any_language() -> None:
    told = apart(Danish())
    assert [sentence.text for sentence in told.sentences] == ["Køen var fuld.", "Vi tømte den `igen`.", "Udvid køen."]
    assert all(TEXT[sentence.start : sentence.end] == sentence.text for sentence in told.sentences)
    assert [sentence.heading for sentence in told.sentences] == ["Forløb", "Forløb", "Hvad nu"]
    assert told.front.lines == 3 and list(told.front.values) == ["dato"]
    assert TEXT.index("`igen`") in told.code and TEXT.index("Udvid") not in told.code
    other = apart(ENGLISH)
    assert (told.blocks[0].start, told.directives) == (other.blocks[0].start, other.directives)
    assert [each.span(0, len(each.text)) for each in told.sentences] == [
        each.span(0, len(each.text)) for each in other.sentences
    ]
