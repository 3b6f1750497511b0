"""HTML in Markdown, as wikis, trackers and mail export it, is read as the blocks that it shows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blameless import analyze
from blameless.intake.markup.markdown import read_blocks
from blameless.parse.source import Source

PAGE = """\
<div class="wiki-content">
<h1>Mail queue outage</h1>
<h2>Timeline</h2>
<table class="wrapped"><colgroup><col/></colgroup><tbody>
<tr><th>Time (UTC)</th><th>What</th></tr>
<tr><td>14:02</td><td>The queue grows</td></tr>
<tr><td>14:40</td><td>The sender is <strong>restarted</strong></td></tr>
</tbody></table>

<h2>What happened</h2>
<p>Dave&nbsp;forgot to renew
   the <em>certificate</em> &amp; the alert was off.<br/>Mail stood still.</p>
<blockquote><p>Who forgot it?</p></blockquote>
<pre>we forgot -x</pre>
<script>document.write("<p>we forgot it</p>")</script>
<!-- <p>we forgot it</p> -->
<h2>Action items</h2>
<ul>
<li>Add an alert at 80 % (<a href="https://example.com/browse/OPS-7">OPS-7</a>)</li>
<li><input type="checkbox" checked="checked"> Remove the old sender, due <time datetime="2024-05-03"/></li>
</ul>
</div>
"""


def test_a_page_is_read() -> None:
    report = analyze(PAGE)
    assert [section.kind for section in report.sections] == ["timeline", "summary", "action_items"]
    assert [entry.when for entry in report.timeline] == ["14:02:00+00:00", "14:40:00+00:00"]
    first, second = report.action_items
    assert (first.ticket, first.done) == ("OPS-7", False)
    assert (second.due, second.done) == ("2024-05-03", True)
    blame = [finding for finding in report.findings if finding.rule.startswith("blame/")]
    assert [finding.text for finding in blame] == ["Dave&nbsp;forgot to renew"]
    assert PAGE[blame[0].start : blame[0].end] == blame[0].text
    assert blame[0].sentence == "Dave\xa0forgot to renew the certificate & the alert was off."


def test_it_says_what_its_markdown_says() -> None:
    markdown = "# Mail queue outage\n\n## Timeline\n\n| Time (UTC) | What |\n|---|---|\n| 14:02 | The queue grows |\n"
    rows = "<table><tr><th>Time (UTC)<th>What<tr><td>14:02<td>The queue grows</table>"
    html = f"<h1>Mail queue outage</h1>\n<h2>Timeline</h2>\n{rows}\n"
    told = [[(f.rule, f.message, f.sentence) for f in analyze(text).findings] for text in (markdown, html)]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>a <b>b</b>c</p>", ["a bc"]),
        ("<p>one<p>two", ["one", "two"]),
        ("<p>a &lt;b&gt; &#8212; &unknown; &</p>", ["a <b> — &unknown; &"]),
        ("<p>a\n  b\tc<br>d</p>", ["a b c\nd"]),
        ("<div>a<!-- b --> c</div>", ["a c"]),
        ("<div>a<!-- b", ["a b"]),
        ("<div>a</div><script>b", ["a", "b"]),
        ("<title>a<p>b", ["a", "b"]),
        ("<div><title>a</title>b</div>", ["b"]),
        ("<div><!-->a<!--->b<!---->c</div>", ["abc"]),
        ("<!-- a\n\nb", ["a b"]),
        ("<div>a&#32;b&#9;c&NewLine;d&Tab;e</div>", ["a b c d e"]),
        ("<div>a <![CDATA[b < c]]> d</div>", ["a b < c d"]),
        ("<div>a <![CDATA[b", ["a b"]),
        ("a <![CDATA[b\nc]]> d", ["a b\nc d"]),
        ("<div>a <img src='x' alt='b &amp;\nc'> d</div>", ["a b & c d"]),
        ("a <img alt='b'/> c", ["a b c"]),
        ("<table>a<caption>b</caption></table>", ["a", "b"]),
        ("<div>a <b title='x > y'>b</b></div>", ["a b"]),
        ("<div>a < b</div>", ["a < b"]),
        ("<div>a <b title='x", ["a <b title='x"]),
        ("<table><tr><td><p>mail</p><p>in a cell</p></td></tr></table>", ["mail", "in a cell"]),
        ("- <p>in an item</p>\n", ["in an item"]),
        ("> <p>in a quote\n> of two lines</p>\n", ["in a quote of two lines"]),
        ("<p>a\n\n</p>\n\nb <i>c</i>", ["a", "b c"]),
        ("<dl><dt>Impact</dt><dd>None</dd></dl>", ["Impact", "None"]),
    ],
)
def test_paragraphs(text: str, found: list[str]) -> None:
    assert [block.prose.text for block in read_blocks(Source(text)) if block.prose] == found


def test_lists_in_lists() -> None:
    text = "<ul><li>a<ol><li>b</ol><li>c</ul><p>d</p>"
    blocks = read_blocks(Source(text))
    assert [(b.item.depth, b.item.ordered) if b.item else None for b in blocks] == [
        (0, False),
        (1, True),
        (0, False),
        None,
    ]


def test_cells_hold_what_their_paragraphs_say() -> None:
    (table,) = read_blocks(Source("<table><tr><td>a</td><td><p>b</p><ul><li>c</li></ul></td></tr></table>"))
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b\nc"]]


def test_what_stands_between_cells_is_shown_around_the_table() -> None:
    text = (
        "<table>a<caption>b</caption><thead>c<tr><th>d</th><th>e</th></tr></thead>f<tr>g<td>1</td>h<td>2</td></tr>i"
        "<pre>j</pre></table>k"
    )
    blocks = read_blocks(Source(text))
    shown = [block.prose.text if block.prose else block.kind for block in blocks]
    assert shown == ["a", "b", "c", "table", "f", "g", "h", "i", "code", "k"]
    table = blocks[3]
    assert [cell.text for cell in table.header] == ["d", "e"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["1", "2"]]
    assert text[table.start :].startswith("<tr><th>d")


PROSE = "The queue was full and the worker that drains it had not been started after the restart of the host. "


def test_code_in_a_cell_is_code() -> None:
    (table,) = read_blocks(Source("<table><tr><td>a</td><td>b<pre>c &lt;\n d</pre>e</td></tr></table>"))
    ((_, cell),) = (row.cells for row in table.rows)
    assert cell.text == "b\nc <\nd\ne" and [cell.text[start:end].strip() for start, end in cell.code] == ["c <\nd"]
    report = analyze(f"<table><tr><td>a</td><td><pre>{PROSE}</pre></td></tr></table>")
    assert report.metrics.unread == len(PROSE.strip())


def test_the_text_of_a_macro_is_code() -> None:
    body = f"<ac:plain-text-body><![CDATA[{PROSE * 5}]]></ac:plain-text-body>"
    report = analyze(f"<h1>Outage</h1>\n<div><ac:structured-macro>{body}</ac:structured-macro></div>")
    assert report.metrics.words == 0 and report.metrics.unread == len(PROSE * 5) - 1
    assert "document/unread" in [finding.rule for finding in report.findings]


_TAG = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<h2>",
        "</h2>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<th>",
        "</td>",
        "<b>",
        "</b>",
        "<code>",
        "</code>",
        "<br>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<a",
        "href='x'>",
        "<a",
        "href='x",
        "</a>",
        "<blockquote>",
        "</blockquote>",
        "&amp;",
        "&#x;",
        "<",
        ">",
        "\n",
        "\n\n",
        "<input",
        "type=checkbox>",
        "<time",
        "datetime=x/>",
        "<summary>",
        "</ul",
        "<![CDATA[",
        "]]>",
        "<!-->",
        "<caption>",
        "</caption>",
        "<thead>",
        "</table>",
        "<img alt='we forgot'>",
        "<ac:plain-text-body>",
        "<title>",
        "&#32;",
    ]
)
_WORD = st.sampled_from(["We forgot it.", "14:02", "Ana", "  ", "&nbsp;", "é", "- x", "> "])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_TAG, _WORD), max_size=30).map("".join))
def test_any_soup_keeps_its_places(soup: str) -> None:
    text = "<div>" + soup
    source = Source(text)
    last = 0
    for block in read_blocks(source):
        assert last <= block.start <= block.end <= len(text)
        last = block.start
        cells = [cell for row in block.rows for cell in row.cells]
        for prose in (block.prose, *block.header, *cells):
            for run in prose.runs if prose else ():
                plain = prose.text[run.start : run.start + run.length]
                assert 0 <= run.source <= run.source + run.source_length <= len(text)
                if run.length == run.source_length and not plain.isspace():
                    assert plain == source.normal[run.source : run.source + run.source_length]
