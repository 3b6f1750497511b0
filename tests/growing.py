"""Documents of any size, each of one kind that is pasted into postmortems or sent to break a parser.

Every function gives about ``size`` characters. What they imitate must be read in time that grows with the size alone;
``test_growth.py`` measures it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

Document = Callable[[int], str]
GENERATORS: dict[str, Document] = {}


def _document(make: Callable[[int], Iterator[str]]) -> Document:
    """Register a generator of pieces: it is asked for pieces until the document is long enough."""

    def document(size: int) -> str:
        pieces, length = [], 0
        for piece in make(size):
            pieces.append(piece)
            length += len(piece)
            if length >= size:
                break
        return "".join(pieces)

    document.__name__ = document.__qualname__ = make.__name__
    document.__doc__ = make.__doc__
    GENERATORS[make.__name__] = document
    return document


def _lines(name: str, what: str, line: str, head: str = "", end: str = "\n") -> None:
    """Register a document of one line over and over; ``{n}`` in it counts, ``{m}`` counts minutes, ``{h}`` hours."""

    def make(size: int) -> Iterator[str]:
        yield head
        for n in count(1):
            yield line.replace("{n}", str(n)).replace("{m}", f"{n % 60:02}").replace("{h}", f"{n // 60 % 24:02}") + end

    make.__name__, make.__doc__ = name, what
    _document(make)


_lines("repeated_line", "One sentence, a line each, in one paragraph.", "The team was careless.")
_lines("repeated_sentence", "One sentence over and over, on one line.", "The queue was full.", end=" ")
_lines("numbered_sentences", "Sentences that differ, on one line.", "Worker {n} ran out of memory.", end=" ")
_lines("numbered_lines", "Sentences that differ, a line each.", "Worker {n} ran out of memory again and was restarted.")
_lines("paragraphs", "Short paragraphs.", "Worker {n} ran out of memory.", end="\n\n")
_lines("label_lines", "Settings as people paste them.", "Label {n}: value")
_lines("known_labels", "Labels that mean something, in one paragraph.", "Impact: {n} users")
_lines("owner_labels", "Labels of action items, in one paragraph.", "Owner: worker {n}", head="# Action items\n\n")
_lines("equals_lines", "A properties file.", "service.worker.{n}.timeout = 30s")
_lines("yaml_lines", "A values file.", "  - name: worker-{n}\n    replicas: 3")
_lines("timestamped_lines", "A chat log, a line each.", "{h}:{m} worker {n} restarted")
_lines(
    "timestamped_under_heading", "A chat log in the timeline.", "{h}:{m} worker {n} restarted", head="## Timeline\n\n"
)
_lines("timestamps_on_a_line", "Times in a row.", "{h}:{m} worker {n} restarted.", head="## Timeline\n\n", end=" ")
_lines("dated_lines", "A log with dates.", "2024-03-01 {h}:{m}:00 worker {n} restarted")
_lines("log_lines", "A program's log.", "2024-03-01T{h}:{m}:00Z ERROR [worker-{n}] connection reset")
_lines("stack_trace", "Stack traces.", "    at com.example.Worker.run(Worker.java:{n})")
_lines("timeline_items", "A long timeline.", "- {h}:{m} UTC: worker {n} restarted", head="## Timeline\n\n")
_lines(
    "timeline_rows",
    "A timeline as a table.",
    "| {h}:{m} | worker {n} restarted |",
    head="## Timeline\n\n| Time | What |\n|---|---|\n",
)
_lines(
    "timeline_headings",
    "A timeline whose entries are headings.",
    "### {h}:{m}\n\nWorker {n} restarted.\n",
    head="## Timeline\n\n",
)
_lines(
    "action_items",
    "A backlog.",
    "- [ ] Add an alert on disk {n} (owner: Ana, due 2024-03-01, OPS-{n})",
    head="## Action items\n\n",
)
_lines("action_lines", "A backlog without bullets.", "Add an alert on disk {n}.", head="## Action items\n\n")
_lines(
    "action_rows",
    "A backlog as a table.",
    "| Add an alert on disk {n} | Ana | 2024-03-01 |",
    head="## Action items\n\n| Action | Owner | Due |\n|---|---|---|\n",
)
_lines(
    "action_brackets",
    "One item with many notes in brackets.",
    "(see OPS-{n})",
    head="## Action items\n\n- Add an alert ",
    end=" ",
)
_lines("lessons_lines", "Lessons, a line each.", "We learned that worker {n} restarts.", head="## Lessons\n\n")
_lines("advice_lines", "What should be done, a line each.", "In the future we should watch worker {n}.")
_lines("repeated_heading", "One heading over and over.", "## Timeline\n\nWorker {n} restarted.\n")
_lines(
    "repeated_headings_known", "Sections over and over.", "## Action items\n\n- Add an alert.\n\n## Impact\n\nNone.\n"
)
_lines("empty_headings", "Headings over nothing.", "## Heading {n}\n")
_lines("empty_known_headings", "Sections that say nothing.", "## Impact\n")
_lines("nested_headings", "Headings that go down and up.", "# A\n\n## Impact\n\n### Timeline\n\n#### Impact\n")
_lines("bold_labels", "Bold labels in one paragraph.", "**Label {n}**: value")
_lines("bold_items", "Bullets with a bold label.", "- **Label {n}**: value")
_lines("off_comments", "Regions that are switched off and never on.", "<!-- blameless: off tone -->")
_lines(
    "off_on_comments",
    "Regions switched off and on.",
    "<!-- blameless: off tone -->\nIt broke.\n\n<!-- blameless: on tone -->\n",
)
_lines("off_far_comments", "Long regions of many rules.", "<!-- blameless: off tone -->\nDave forgot it.\n" + "\n" * 30)
_lines("ignore_comments", "Ignored lines.", "Dave forgot it. <!-- blameless: ignore blame/person -->\n")
_lines("ignores_over_blanks", "Comments that look for a line to silence.", "<!-- blameless: ignore -->\n\n")
_lines("images_open", "Images that never close.", "![", end="")
_lines("links_open", "Links that never close.", "[a](", end="")
_lines("links", "Links.", "[OPS-{n}](https://example.com/browse/OPS-{n})", end=" ")
_lines("references", "Reference links and their targets.", "See [r{n}].\n\n[r{n}]: https://example.com/{n}\n")
_lines("brackets_open", "Brackets that never close.", "[", end="")
_lines("parentheses_open", "Parentheses that never close.", "(", end="")
_lines("stars", "Emphasis that never closes.", "*a", end=" ")
_lines("bold_words", "Bold words.", "**a**", end=" ")
_lines("underscores", "Names with underscores.", "worker_pool_{n}", end=" ")
_lines("backticks", "Code spans of growing fences.", "`a``b", end=" ")
_lines("code_spans", "Code spans.", "`worker-{n}`", end=" ")
_lines("double_quotes", "Quotation marks.", '"', end=" ")
_lines("quoted_words", "Words in quotation marks.", '"worker {n}"', end=" ")
_lines("apostrophes", "Apostrophes.", "it's", end=" ")
_lines("angle_brackets", "Tags that never close.", "<a ", end="")
_lines("comments_open", "Comments that never close.", "a <!-- ", end="")
_lines("entities", "Entities.", "&amp;", end=" ")
_lines("backslashes", "Escapes.", "\\*", end="")
_lines("semicolons", "Clauses joined by semicolons.", "worker {n} restarted;", end=" ")
_lines("colons", "Colons.", " :", end="")
_lines("dashes", "Dashes.", "a - ", end="")
_lines("no_sentence_end", "Words without an end.", "worker", end=" ")
_lines("one_word", "One word.", "a", end="")
_lines("blanks", "Blanks between two words.", " ", head="a", end="")
_lines("blank_lines", "Blank lines.", "", head="a\n")
_lines("digits", "Digits.", "1", end="")
_lines("clock_digits", "Digits and colons.", "12:", end="")
_lines("slash_digits", "Digits and slashes.", "1/", end="")
_lines("addresses", "URLs.", "https://example.com/a/b?c={n}", end=" ")
_lines("mail_addresses", "Addresses.", "ana@example.com", end=" ")
_lines("base64", "An attachment.", "QmxhbWVsZXNzIHBvc3Rtb3J0ZW1zIGFyZSBhYm91dCBzeXN0ZW1zLCBub3QgcGVvcGxl")
_lines("json_line", "A JSON document on one line.", '{"worker": {n}, "state": "restarted"},', end=" ")
_lines("csv_lines", "A CSV file.", "{n},worker,restarted,2024-03-01")
_lines("tabs", "Tab-separated values.", "{n}\tworker\trestarted")
_lines("block_quote", "A mail that is answered.", "> Worker {n} restarted.")
_lines("list_items", "Bullets.", "- Worker {n} restarted.")
_lines("loose_list", "Bullets with blank lines between them.", "- Worker {n} restarted.\n")
_lines("numbered_list", "Numbered items.", "{n}. Worker restarted.")
_lines(
    "list_with_children",
    "Bullets with bullets under them.",
    "- Worker {n}\n  - It restarted.\n  - Owner: Ana",
    head="## Action items\n\n",
)
_lines(
    "one_list_many_children",
    "One bullet with many under it.",
    "  - It restarted {n} times.",
    head="## Timeline\n\n- 14:00 Workers\n",
)
_lines("table_rows", "A table.", "| {n} | worker | restarted |", head="| a | b | c |\n|---|---|---|\n")
_lines("wide_table", "A table row of many cells.", "cell {n} |", head="| a | b |\n|---|---|\n| ", end=" ")
_lines("fenced_code", "A code block that never closes.", "worker {n} restarted", head="```\n")
_lines("indented_code", "Indented code.", "    worker {n} restarted")
_lines("placeholders", "A form.", "[insert name {n}]\n")
_lines("names", "A list of people.", "Ana Smith,", end=" ")
_lines("mentions", "Mentions.", "@ana{n}", end=" ")
_lines("commas", "One endless enumeration.", "worker {n},", end=" ")
_lines("combining_marks", "Combining marks.", "e\u0301", end="")
_lines("emoji", "Emoji.", "👩‍💻", end="")
_lines("carriage_returns", "Lines ended by CRLF.", "Worker {n} restarted.", end="\r\n")
_lines("hard_breaks", "Lines broken on purpose.", "Worker {n} restarted.  ")
_lines("form_feeds", "Pages.", "Worker {n} restarted.", end="\f")
_lines("line_separators", "Unicode line separators.", "Worker {n} restarted.", end="\u2028")
_lines("html_paragraphs", "A page exported as HTML.", "<p>Worker {n} restarted &amp; recovered.</p>")
_lines("html_list", "A list exported as HTML.", "<li>Worker {n} restarted.</li>", head="<ul>\n")
_lines("html_table", "A table exported as HTML.", "<tr><td>{n}</td><td>restarted</td></tr>", head="<table>\n")
_lines("html_deep_list", "A list exported as HTML, ever deeper.", "<ul><li>Worker {n} restarted.")
_lines("html_nested_tables", "A mail laid out with tables.", "<table><tr><td>Worker {n} restarted.")
_lines(
    "html_one_cell", "A cell with many paragraphs.", "<p>Worker {n} restarted.</p>", head="<table><tr><td>a</td><td>"
)
_lines("html_bold_open", "Bold that never closes.", "<b>worker {n}", head="<div>")
_lines("html_comments_open", "Comments in HTML that never close.", "a <!-- ", head="<div>", end="")
_lines("html_quotes_open", "Attributes that never close.", "<a b=\"c'", head="<div>")
_lines("html_scripts_open", "Scripts that never close.", "<script>", head="<div>")
_lines("html_unclosed", "Elements that never close.", "<div>", end="")
_lines("html_titles_open", "Titles that never close.", "<title>a", head="<div>", end="")
_lines("html_raw_open", "Raw data that never close.", "a <![CDATA[ ", head="<div>", end="")
_lines(
    "html_macros",
    "Code in macros of a wiki.",
    "<ac:plain-text-body><![CDATA[It broke.]]></ac:plain-text-body>",
    head="<div>",
)
_lines(
    "html_captions", "Text between the cells of a table.", "<caption>It broke.</caption><tr><td>1<td>2", head="<table>"
)
_lines("html_code_in_cell", "A long log in a cell.", "worker {n} restarted", head="<table><tr><td>a<td><pre>", end="\n")
_lines("html_images", "Images in HTML.", "<img src='a.png' alt='Worker {n}'>", head="<div>", end=" ")
_lines("images", "Images.", "![Worker {n}](a.png)", end=" ")
_lines("images_in_images", "Images in images that never close.", "![a ![b", end=" ")
_lines("front_matter_note", "A note in front matter.", "  Worker {n} restarted.", head="---\nnote: |\n")
_lines("html_attributes_open", "A tag that never ends.", "a='", head="<div ", end=" ")
_lines("html_inline", "HTML inside a paragraph.", "<b>worker</b><br>", end=" ")
_lines("underlines", "Headings that are underlined.", "Worker {n}\n---")
_lines("rules", "Lines of dashes.", "---", head="a\n")
_lines("front_matter_keys", "Front matter that never ends.", "key{n}: value", head="---\n")
_lines("toml_keys", "TOML front matter that never ends.", "key{n} = 1", head="+++\n")
_lines("durations", "Durations.", "It took {n} minutes to notice.", end=" ")
_lines("detection_sentences", "Who noticed, over and over.", "A customer reported error {n}.", end=" ")
_lines("cause_sentences", "The cause, over and over.", "The cause was worker {n}.", end=" ")
_lines("severity_words", "Severities.", "severity", end=" ")


@_document
def deep_list(size: int) -> Iterator[str]:
    """Bullets in bullets, a hundred deep, again and again."""
    for n in count():
        yield "  " * (n % 100) + "- level\n"


@_document
def deep_quote(size: int) -> Iterator[str]:
    """Replies to replies."""
    for n in count():
        yield ">" * (n % 50) + " It restarted.\n\n"


@_document
def deeper_quote(size: int) -> Iterator[str]:
    """Replies to replies, deeper than anything is read."""
    for n in count():
        yield ">" * (n % 300) + " It restarted.\n\n"


@_document
def front_matter_prose(size: int) -> Iterator[str]:
    """Text between two rules."""
    yield (
        "---\n"
        + "Note: it restarted.\n\nAnd again.\n" * (min(size, 60_000) // 33)
        + "---\n"
        + "It broke.\n" * (max(size - 60_000, 0) // 10)
    )


@_document
def front_matter_dotted_key(size: int) -> Iterator[str]:
    """TOML front matter with one key of many parts."""
    room = max(size - 40, 2)
    yield "+++\n" + "a." * (room // 2) + "a = 1\n+++\n\nIt broke.\n"


@_document
def front_matter_flow(size: int) -> Iterator[str]:
    """YAML front matter of brackets in brackets."""
    half = max((size - 40) // 2, 1)
    yield "---\na: " + "[" * half + "]" * half + "\n---\n\nIt broke.\n"


@_document
def front_matter_list(size: int) -> Iterator[str]:
    """YAML front matter with a long list."""
    rows = max((size - 40) // 15, 1)
    yield "---\na:\n" + "  - worker: one\n" * rows + "---\n\nIt broke.\n"


@_document
def front_matter_number(size: int) -> Iterator[str]:
    """Front matter with one long number."""
    yield "---\nseverity: 0x" + "F" * max(size - 40, 1) + "\n---\n\nIt broke.\n"


@_document
def front_matter_aliases(size: int) -> Iterator[str]:
    """YAML front matter whose aliases stand for each other."""
    yield "---\na0: &a0 [x, x]\n"
    length = 24
    for n in count(1):
        line = f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n"
        length += len(line)
        if length > size - 40:
            break
        yield line
    yield "---\n\nIt broke.\n" + " " * size
