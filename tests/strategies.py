"""Generated Markdown: documents with every construct the parser must keep offsets through."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "We",
        "forgot",
        "the",
        "node",
        "Dave",
        "14:02",
        "naïve",
        "café",
        "e\u0301te\u0301",
        "日本",
        "👩‍💻",
        "&amp;",
        "&#8212;",
        "\\*",
        "\\|",
        "`x | y`",
        "**bold**",
        "_it_",
        "[link](https://example.com/a_b)",
        "<https://example.com>",
        "~~gone~~",
        "#42",
        "OPS-7",
        "2024-03-01",
        "Owner:",
        "(Ana)",
        "a\tb",
        "![i](p.png)",
        "<br>",
        "<!-- c -->",
        "***both***",
        "5 %",
        "should",
        "have",
        "\u00a0",
        "x<y",
        "[ref][r]",
        "``a`b``",
        "$",
        "\\",
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: " ".join(words))
ENDED = st.builds(lambda text, end: text + end, SENTENCE, st.sampled_from([".", "!", "?", "", "…", ":"]))
INDENT = st.sampled_from(["", " ", "  ", "   ", "\t"])
BULLET = st.sampled_from(["- ", "* ", "+ ", "1. ", "2) ", "- [ ] ", "- [x] ", "-\t"])

PARAGRAPH = st.lists(st.builds(lambda i, s: i + s, INDENT, ENDED), min_size=1, max_size=4).map("\n".join)
HEADING = st.one_of(
    st.builds(lambda n, s, e: "#" * n + " " + s + e, st.integers(1, 6), SENTENCE, st.sampled_from(["", " #", " ##  "])),
    st.builds(lambda s, u: s + "\n" + u, SENTENCE, st.sampled_from(["===", "---", "--- "])),
    st.sampled_from(
        ["## Timeline", "## Action items", "## Root cause and resolution", "**Impact**", "Summary:", "# 1. Summary"]
    ),
)
ITEMS = st.lists(
    st.builds(lambda d, b, s: "  " * d + b + s, st.integers(0, 3), BULLET, ENDED), min_size=1, max_size=5
).map("\n".join)
ROW = st.lists(SENTENCE, min_size=2, max_size=4).map(lambda cells: "| " + " | ".join(cells) + " |")
TABLE = st.builds(
    lambda rows: "| Time | Action |\n|---|:--|\n" + "\n".join(rows), st.lists(ROW, min_size=1, max_size=3)
)
QUOTE = st.builds(
    lambda text: "\n".join("> " + line for line in text.split("\n")), st.one_of(PARAGRAPH, ITEMS, TABLE, HEADING)
)
CODE = st.sampled_from(
    [
        "```\nforgot x\n```",
        "    indented code",
        "<div>\nraw <b>html</b>\n</div>",
        "[r]: https://example.com 'title'",
        "***",
        "~~~py\n~~~",
    ]
)
BLOCK = st.one_of(
    PARAGRAPH,
    HEADING,
    ITEMS,
    TABLE,
    QUOTE,
    CODE,
    st.builds(lambda b, t: b + t.replace("\n", "\n  "), BULLET, st.one_of(TABLE, QUOTE, PARAGRAPH)),
)
FRONT = st.sampled_from(
    [
        "",
        "---\ntitle: x\ndate: 2024-03-01\n---\n\n",
        "+++\ntitle = 'x'\n+++\n",
        "---\n",
        "\ufeff",
        "\ufeff---\ntitle: y\n---\n",
    ]
)
JOINT = st.sampled_from(["\n\n", "\n", "\n\n\n", "\n \n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document, with one of the three ways to end a line."""
    text = draw(FRONT)
    for block in draw(st.lists(BLOCK, min_size=0, max_size=8)):
        text += block + draw(JOINT)
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
