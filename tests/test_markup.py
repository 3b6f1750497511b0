"""reStructuredText and AsciiDoc are read as the blocks that they show, each word with its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blameless import InputError
from blameless.intake.formats import blocks_of
from blameless.parse import Block, Prose, Source
from blameless.read.document import read_postmortem

RST = """\
Mail queue outage
=================

:Date: 2024-05-03

The queue *stood* **still**, see :ref:`the page <mail>` and
snake\\_case with ``mailq -x``.

Timeline
--------

=====  ================
Time   What
=====  ================
14:02  The queue grows
14:42  Mail flows
=====  ================

+----------+-----------+
| Action   | Owner     |
+==========+===========+
| Add an   | Ana Ruiz  |
| alert    |           |
+----------+-----------+

.. Dave forgot it.

.. tab-set::
   :class: x

   It was mended.

- [x] one
  more

  #. two

Term
   explained

::

   we forgot

Nobody was told.

   So it is said.

   -- Ana
"""
ADOC = """\
= Mail queue outage
:toc:

The queue _stood_ *still*, see <<mail,the page>> and
https://example.com[snake_case] with `mailq -x`. +
C++ a*b*c

// Dave forgot it.
////
Dave forgot it.
////

== Timeline ==

[%header,cols="1,3"]
|===
|Time |What
|14:02 |The queue
grows
|14:42
2+|Mail \\| flows
|===

* [x] one
more
. two

NOTE: It was mended.

Term:: explained

----
we forgot
----

[quote, Ana]
So it is said.

.Actions
,===
Add,Ana Ruiz
,===
"""


def read(text: str, kind: str) -> list[Block]:
    return blocks_of(kind)(Source(text), 0)


def proses(blocks: list[Block]) -> list[Prose]:
    """All prose of blocks, cells too."""
    found = [block.prose for block in blocks if block.prose is not None]
    for block in blocks:
        found += [*block.header, *(cell for row in block.rows for cell in row.cells)]
    return found


def shown(text: str, kind: str) -> list[object]:
    told: list[object] = []
    for block in read(text, kind):
        if block.kind == "table":
            told.append([[cell.text for cell in cells] for cells in (block.header, *(row.cells for row in block.rows))])
        elif block.prose is None:
            told.append(block.kind)
        else:
            mark = "#" * block.level + " " if block.level else ""
            mark += f"{block.item.depth} " if block.item else ""
            told.append(f"{mark}{'> ' if block.quoted else ''}{block.prose.text}")
    return told


def test_restructured_text() -> None:
    assert shown(RST, "rst") == [
        "# Mail queue outage",
        "Date: 2024-05-03",
        "The queue stood still, see the page and\nsnake_case with mailq -x.",
        "## Timeline",
        [["Time", "What"], ["14:02", "The queue grows"], ["14:42", "Mail flows"]],
        [["Action", "Owner"], ["Add an\nalert", "Ana Ruiz"]],
        "It was mended.",
        "0 one\nmore",
        "1 two",
        "Term",
        "explained",
        "code",
        "Nobody was told.",
        "> So it is said.",
        "> Ana",
    ]
    item = next(block.item for block in read(RST, "rst") if block.item)
    assert item is not None and item.checked is True and RST[item.start] == "-"


def test_asciidoc() -> None:
    assert shown(ADOC, "asciidoc") == [
        "# Mail queue outage",
        "The queue stood still, see the page and\nsnake_case with mailq -x.\nC++ a*b*c",
        "## Timeline",
        [["Time", "What"], ["14:02", "The queue\ngrows"], ["14:42", "Mail | flows"]],
        "0 one\nmore",
        "1 two",
        "NOTE: It was mended.",
        "Term",
        "explained",
        "code",
        "> So it is said.",
        "Actions",
        [[], ["Add", "Ana Ruiz"]],
    ]
    blocks = read(ADOC, "asciidoc")
    assert [block.item.checked for block in blocks if block.item] == [True, None]


@pytest.mark.parametrize(("text", "kind"), [(RST, "rst"), (ADOC, "asciidoc")])
def test_each_word_has_its_place(text: str, kind: str) -> None:
    for prose in proses(read(text, kind)):
        for run in prose.runs:
            if run.length == run.source_length and (said := prose.text[run.start : run.start + run.length]).strip():
                assert text[run.source : run.source + run.length] == said
        start, end = prose.span()
        assert not prose.text or 0 <= start < end <= len(text)
    bold = [prose.text[a:b] for prose in proses(read(text, kind)) for a, b in prose.strong]
    assert "still" in bold and "Term" in bold
    assert [prose.text[a:b] for prose in proses(read(text, kind)) for a, b in prose.code] == ["mailq -x"]


@pytest.mark.parametrize(("text", "kind"), [(RST, "rst"), (ADOC, "asciidoc")])
def test_line_ends_of_windows(text: str, kind: str) -> None:
    found, other = (read_postmortem(each, blocks_of(kind)) for each in (text, text.replace("\n", "\r\n")))
    assert [sentence.text for sentence in found.sentences] == [sentence.text for sentence in other.sentences]
    assert [sentence.start for sentence in found.sentences] != [sentence.start for sentence in other.sentences]


SIGNS = st.text(st.sampled_from("*_`|=-.+:[]<>#/\\ \n\tab1,&~\"'"), max_size=60)


@given(SIGNS, st.sampled_from(["rst", "asciidoc"]))
def test_whatever_is_written_is_answered(text: str, kind: str) -> None:
    for prose in proses(read(text, kind)):
        start, end = prose.span()
        assert 0 <= start <= end <= len(text)


def deep(kind: str) -> str:
    return "".join("  " * depth + "- a\n\n" for depth in range(300)) if kind == "rst" else "*" * 5_000 + " a\n"


def test_what_is_too_deep_or_too_long() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        read(deep("rst"), "rst")
    with pytest.raises(InputError, match="too large"):
        read("a b c\n" * 200_000, "rst")
    assert read(deep("asciidoc"), "asciidoc")


@pytest.mark.parametrize(
    "text",
    [
        "|===\n" + "|a |b\n" * 30_000,
        "----\n" * 30_001,
        "* a\n" * 50_000,
        "*a `b _c #d [" * 20_000,
        "a:: " * 50_000,
        "<<" * 100_000,
        "https://" * 30_000,
    ],
    ids=["table", "delimiters", "items", "marks", "terms", "references", "links"],
)
def test_asciidoc_takes_time_with_its_length(text: str) -> None:
    import time

    times = []
    for part in (text[: len(text) // 4], text):
        started = time.process_time()
        read(part, "asciidoc")
        times.append(time.process_time() - started)
    assert times[1] < 10 * times[0] + 1  # with the square it would be sixteen times and seconds
