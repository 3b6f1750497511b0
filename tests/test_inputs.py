"""Kinds of input: by name, by content or by option, each is read as what it shows, with offsets into its text."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from typer.testing import CliRunner

import blameless
from blameless import InputError, analyze
from blameless.archive.sinks import read_rows
from blameless.archive.tables import documents
from blameless.cli import app
from blameless.errors import ConfigError
from blameless.intake import formats
from blameless.intake.documents import Document, from_bytes
from blameless.intake.format import Decoded, Format
from blameless.intake.formats import built_in, input_format
from blameless.read import Postmortem
from blameless.read.document import read_postmortem

PAGE = """<!DOCTYPE html>
<html><head><title>Mail queue outage</title><style>p {}</style></head>
<body>
    <nav><ul><li>Home</li></ul></nav>

    <h2>Impact</h2>

        <p>Mail stood still for 40 minutes.</p>

    <h2>Action items</h2>
    <ul>
        <li><input type="checkbox" checked> Renew the certificate by machine (Ana Ruiz, 2024-05-03)</li>
    </ul>
</body></html>
"""


def read(name: str, data: bytes | str, kind: str | None = None) -> tuple[Document, Postmortem]:
    """A document of a name and a content, and what is found in it."""
    document = from_bytes(name, data.encode() if isinstance(data, str) else data, kind)
    return document, read_postmortem(document.text, formats.blocks_of(document.format))


def checked(*arguments: object, given: bytes | None = None) -> tuple[dict, int]:
    """What ``check`` tells as JSON, and its exit code."""
    result = CliRunner().invoke(app, ["check", "--format", "json", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return json.loads(result.stdout), result.exit_code


@pytest.mark.parametrize("name", built_in())
def test_each_kind_says_what_it_is(name: str) -> None:
    kind = input_format(name)
    assert kind.name == name
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in kind.suffixes)


def test_no_two_kinds_share_a_suffix() -> None:
    suffixes = [suffix for name in built_in() for suffix in input_format(name).suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize("name", ["page.html", "page.md", "page.txt", "<stdin>"])
def test_a_page_is_read_whatever_it_is_called(name: str) -> None:
    document, found = read(name, PAGE)
    assert (document.format, document.offsets) == ("html", "original")
    assert found.title == "Mail queue outage"
    assert [part.title for part in found.parts] == ["Mail queue outage", "Impact", "Action items"]
    assert [sentence.text for sentence in found.sentences if sentence.kind == "paragraph"] == [
        "Mail stood still for 40 minutes."
    ]
    (item,) = analyze(PAGE, "html").action_items
    assert (item.owner, item.due_date, item.done) == ("Ana Ruiz", "2024-05-03", True)
    assert PAGE[item.start : item.end] == item.text


def test_markdown_around_html_stays_markdown() -> None:
    assert read("a.md", "<p align='center'>\n\n# Outage\n\n</p>\n\nAll was down.\n")[0].format == "markdown"
    assert read("a.md", "Write `<!DOCTYPE html>` first.\n")[0].format == "markdown"


STORED = (
    '<h2>Summary</h2><p>Mail <ac:structured-macro ac:name="status"><ac:parameter ac:name="colour">Red</ac:parameter>'
    '<ac:parameter ac:name="title">STOOD STILL</ac:parameter></ac:structured-macro></p>'
    '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">bash</ac:parameter>'
    "<ac:plain-text-body><![CDATA[mailq\n\nrestart]]></ac:plain-text-body></ac:structured-macro>"
    "<h2>Action items</h2><ac:task-list><ac:task><ac:task-id>7</ac:task-id><ac:task-status>incomplete</ac:task-status>"
    '<ac:task-body><ac:link><ri:user ri:username="ana.ruiz" /></ac:link> adds an alert at 80 % by '
    '<time datetime="2024-05-03" /></ac:task-body></ac:task><ac:task><ac:task-status>complete</ac:task-status>'
    "<ac:task-body>Remove the old sender</ac:task-body></ac:task></ac:task-list>"
)


def test_confluence_as_it_is_stored() -> None:
    document, found = read("a.md", STORED)
    assert document.format == "html"
    assert [sentence.text for sentence in found.sentences] == [
        "Mail STOOD STILL",
        "@ana.ruiz adds an alert at 80 % by 2024-05-03",
        "Remove the old sender",
    ]
    first, second = analyze(STORED, "html").action_items
    assert (first.owner, first.due_date, first.done, second.done) == ("@ana.ruiz", "2024-05-03", False, True)


OPEN, DONE = "Add an alert on the length of the queue", "Remove the old sender"


@pytest.mark.parametrize(
    "tasks",
    [
        f'<ul class="inline-task-list"><li data-inline-task-id="1">{OPEN}</li><li class="checked">{DONE}</li></ul>',
        f'<ul class="to-do-list"><li><div class="checkbox checkbox-off"></div> <span>{OPEN}</span></li></ul>'
        f'<ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span>{DONE}</span></li></ul>',
        f'<ul><li><input type="checkbox">{OPEN}</li><li><input type=checkbox checked=""/>{DONE}</li></ul>',
    ],
    ids=["confluence", "notion", "github"],
)
def test_tasks_of_pages(tasks: str) -> None:
    items = analyze(f"<h2>Action items</h2>{tasks}", "html").action_items
    assert [(item.done, what in item.text) for item, what in zip(items, (OPEN, DONE), strict=True)] == [
        (False, True),
        (True, True),
    ]


def test_lists_of_word_pages() -> None:
    page = (
        "<html><body><p class=MsoNormal>Two things:</p><p class=MsoListParagraph><![if !supportLists]><span>·<span>&nbsp;"
        "</span></span><![endif]>the first</p><p class=MsoListParagraph>the second</p><p class=MsoNormal>No more.</p></body>"
    )
    shown = [(sentence.text, sentence.kind) for sentence in read("a.htm", page)[1].sentences]
    assert shown == [
        ("Two things:", "paragraph"),
        ("the first", "item"),
        ("the second", "item"),
        ("No more.", "paragraph"),
    ]


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_a_page_is_read_in_the_encoding_that_it_declares(name: str) -> None:
    page = (
        "<html><head><meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'></head><p>It’s “down”.</p>"
    )
    assert "It’s “down”." in read(name, page.encode("cp1252"))[0].text
    with pytest.raises(InputError, match="not valid"):
        read(name, b"<html><meta charset=shift_jis><p>\xff\xff</p>")


@pytest.mark.parametrize(
    "name", ["undefined", "punycode", "idna", "unicode_escape", "cp037", "utf-7", "utf-16", "rot13", "hex", "nosuch"]
)
def test_a_page_that_declares_what_is_no_charset_is_read_as_any_other(name: str) -> None:
    page = f'<meta charset="{name}"><p>The caf\u00e9 \\u0041 was shut \u2013 it was late.</p>'
    document, _ = read("a.html", page.encode())
    assert "caf\u00e9 \\u0041 was shut \u2013" in document.text
    with pytest.raises(InputError, match="not valid UTF-8"):
        read("a.html", page.encode("cp1252"))


def test_a_fragment_that_begins_with_a_byte_order_mark() -> None:
    assert read("a.html", "\ufeff<p>All was down.</p>")[1].sentences[0].text == "All was down."


def test_rows_of_tables_may_be_html(tmp_path: Path) -> None:
    rows = [{"body": PAGE}, {"body": "# Outage\n\nMail stood still.\n"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out = tmp_path / "s.jsonl"
    result = CliRunner().invoke(app, ["score", str(tmp_path / "a.jsonl"), "--text", "body", "-o", str(out), "-q"])
    assert result.exit_code == 0, result.output
    found = [row for page in read_rows(out, documents()) for row in page]
    assert [(row["error"], row["action_items"]) for row in found] == [(None, 1), (None, 0)]


def test_standard_input_is_what_its_name_or_the_option_says(tmp_path: Path) -> None:
    fragment = b"All was down.<p>We forgot it.</p>"
    for options in (("--stdin-filename", "a.html"), ("--input-format", "html")):
        values, _ = checked("-", *options, given=fragment)
        (document,) = values["documents"]
        assert "offsets" not in document
        assert document["metrics"]["sentences"] == 2
    result = CliRunner().invoke(app, ["check", "-", "--input-format", "htlm"], input="x")
    assert result.exit_code == 2 and 'did you mean "html"?' in result.stderr


LOUD = Format(
    "loud", (".loud", ".md"), lambda data: Decoded(data.decode().lower(), "markdown", "converted"), magic=b"LOUD"
)


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch):
    """Kinds of another package."""
    entries = [
        EntryPoint("loud", "test_inputs:LOUD", formats.GROUP),
        EntryPoint("gone", "no_such_module:FORMAT", formats.GROUP),
        EntryPoint("odd", "test_inputs:PAGE", formats.GROUP),
    ]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: entries if group == formats.GROUP else [])
    caches = (formats._added, formats._by_suffix, formats.names, formats.input_format)
    for each in caches:
        each.cache_clear()
    yield
    monkeypatch.undo()
    for each in caches:
        each.cache_clear()


def test_files_are_read_from_python(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("All was down.<p>We forgot it.</p>", encoding="utf-8")
    document = blameless.read_document(tmp_path / "a.html")
    assert blameless.analyze(document.text, document.format).metrics.sentences == 2
    assert blameless.read_document(str(tmp_path / "a.html"), "text").format == "text"
    for unread, why in (("docx", "read_document makes text"), ("htlm", "did you mean")):
        with pytest.raises(ValueError, match=why):
            blameless.analyze("x", unread)


def test_another_package_adds_a_kind(added: None, tmp_path: Path) -> None:
    (tmp_path / "a.loud").write_text("LOUD NOISE.\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("Loud noise.\n", encoding="utf-8")
    values, _ = checked(tmp_path)
    assert [Path(each["path"]).name + " " + each.get("offsets", "original") for each in values["documents"]] == [
        "a.loud converted",
        "b.md original",
    ]
    assert read("<stdin>", "LOUD NOISE.")[0].text == "loud noise."
    shown = CliRunner().invoke(app, ["check", str(tmp_path / "a.loud")]).stdout
    assert (
        "Converted file" in shown
        and "Converted file" not in CliRunner().invoke(app, ["check", str(tmp_path / "b.md")]).stdout
    )
    for name, why in (("gone", "cannot be loaded"), ("odd", "is no Format"), ("quiet", "there is no kind")):
        with pytest.raises(ConfigError, match=why):
            input_format(name)


def test_dates_times_and_contractions_as_word_processors_set_them() -> None:
    text = (
        "# Mail queue outage\n\nWe should’ve tested it, and could\u2019ve caught it.\n\n## Timeline\n\n- 14\u223602 UTC The queue grows\n"
        "\n## Action items\n\n- [ ]  Add an alert on the queue @Ana Ruiz @March 14, 2025\n"
        "- Renew the certificate by machine (owner: Ana Ruiz, due 2025\u201103\u201114)\n"
    )
    report = analyze(text)
    assert [(item.owner, item.due_date) for item in report.action_items] == [("Ana Ruiz", "2025-03-14")] * 2
    assert [text[entry.start : entry.end] for entry in report.timeline] == ["14\u223602 UTC The queue grows"]
    assert report.timeline[0].when == "14:02:00+00:00"
    flagged = {text[f.start : f.end] for f in report.findings if f.rule == "blame/counterfactual"}
    assert any("should’ve tested" in each for each in flagged)


def test_the_label_of_an_image_is_not_judged() -> None:
    said = "Dave forgot to renew the certificate."
    for text in (f"![{said}](a.png)\n", f'<p><img src="a.png" alt="{said}"></p>\n'):
        (sentence,) = read_postmortem(text).sentences
        assert (sentence.text, sentence.quoted) == (said, True)
    (sentence,) = read_postmortem(f"![the graph](a.png) {said}\n").sentences
    assert not sentence.quoted


GOOGLE = """\
# **Mail queue outage** {#mail-queue-outage}

**Date:** May 3, 2024

## **Action items** {#action-items}

| Action | Owner | Due |
| :---- | :---- | :---- |
| Add an alert on queue\\_length \\> 100 | [Ana Ruiz](mailto:ana@example.com) | May 31, 2024 |

- [ ] Renew the certificate by machine, [Ana Ruiz](mailto:ana@example.com), May 31, 2024

![][image1]

[image1]: <data:image/png;base64,iVBORw0KGgo=>
"""


def test_markdown_of_google_docs() -> None:
    found = read_postmortem(GOOGLE)
    assert [part.title for part in found.parts if part.level < 3] == ["Mail queue outage", "Action items"]
    report = analyze(GOOGLE)
    assert [item.due_date for item in report.action_items] == ["2024-05-31"] * 2
    assert report.action_items[0].owner == "Ana Ruiz"
    assert report.metrics.date == "2024-05-03"


NOTION = """\
# Mail queue outage

Owner: Ana Ruiz
Date: May 3, 2024

<aside>
💡 The queue stood still for 40 minutes.

</aside>

- Details
{indent}
    Nobody was told.
{indent}
    - deeper

| Name | Assignee | Due |
| --- | --- | --- |
| [Add an alert](Add%20an%20alert%2012ab34cd56ef7890.md) | Ana Ruiz | May 31, 2024 |
""".replace("{indent}", "    ")


def test_markdown_of_notion() -> None:
    found = read_postmortem(NOTION)
    told = [sentence.text for sentence in found.sentences]
    assert "Nobody was told." in told and any("40 minutes." in text for text in told)
    assert found.metrics.date == "2024-05-03" and not found.metrics.unread
