"""Word files, PDFs, mail and issues are converted to what they show; hostile ones end in a message, in time."""

from __future__ import annotations

import io
import json
import sys
import zipfile
import zlib
from contextlib import suppress
from email.message import EmailMessage
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from blameless import InputError
from blameless.intake.convert import box
from blameless.intake.convert.writing import escaped, table
from blameless.intake.documents import Document, from_bytes
from blameless.intake.formats import blocks_of
from blameless.parse import Block, Source


def read(name: str, data: bytes, max_bytes: int | None = None) -> tuple[Document, list[Block]]:
    """A document and its blocks."""
    document = from_bytes(name, data, max_bytes=max_bytes)
    return document, blocks_of(document.format)(Source(document.text), 0)


def shown(blocks: list[Block]) -> list[object]:
    """What blocks say: headings with their level, items with a dash, tables as rows, the titles first."""
    told: list[object] = []
    for block in blocks:
        if block.kind == "table":
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            told.append([[cell.text for cell in block.header], *rows])
        elif block.prose is not None:
            mark = "#" * block.level + " " if block.level else "- " if block.item else ""
            told.append(mark + block.prose.text)
    return told


def word(**parts: str) -> bytes:
    """The bytes of a Word file with a heading, a paragraph, a list and a table."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Mail queue outage", 1)
    document.add_paragraph("The queue stood still for 40 minutes, see snake_case & <br>.")
    document.add_heading("Timeline (UTC)", 2)
    for time, what in (("14:02", "The queue grows"), ("14:42", "Mail flows | again")):
        document.add_paragraph(f"{time} {what}", style="List Bullet")
    document.add_heading("Action items", 2)
    rows = (("Action", "Owner", "Due"), ("Add an alert at 80 %", "Ana Ruiz", "2024-05-03"))
    grid = document.add_table(rows=2, cols=3)
    for row, texts in zip(grid.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """A Word file with a part in the place of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()


def test_a_word_file() -> None:
    document, blocks = read("a.docx", word())
    assert (document.format, document.offsets) == ("markdown", "converted")
    assert shown(blocks) == [
        "# Mail queue outage",
        "The queue stood still for 40 minutes, see snake_case & <br>.",
        "## Timeline (UTC)",
        "- 14:02 The queue grows",
        "- 14:42 Mail flows | again",
        "## Action items",
        [["Action", "Owner", "Due"], ["Add an alert at 80 %", "Ana Ruiz", "2024-05-03"]],
    ]
    assert read("<stdin>", word())[0].text == document.text  # by its first bytes


MAIN = "word/document.xml"
OPEN, CLOSE = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>',
    b"</w:body></w:document>",
)
BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><a>&j;</a>"
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (OPEN + b" " * 60_000_000 + CLOSE, "too large"),
        (BOMB, "entities"),
        (OPEN + b"<w:tbl>" * 5_000 + b"</w:tbl>" * 5_000 + CLOSE, "nested too deeply"),
        (OPEN, "damaged"),
        (OPEN + CLOSE, "no text"),
    ],
    ids=["zip bomb", "entity bomb", "deep", "cut short", "empty"],
)
def test_hostile_word_files(content: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read("a.docx", repacked(word(), MAIN, content))


def test_files_that_are_no_word_files() -> None:
    whole = word()
    for data, why in (
        (whole[: len(whole) // 2], "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "old Word file"),
        (b"PK\x03\x04 no more", "damaged"),
    ):
        with pytest.raises(InputError, match=why):
            read("a.docx", data)


def printed() -> bytes:
    """The bytes of a PDF of two pages with the same."""
    fpdf = pytest.importorskip("fpdf")
    pdf = fpdf.FPDF()
    for page in range(3):
        pdf.add_page()
        pdf.set_font("helvetica", size=8)
        pdf.cell(text="Northwind, internal", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
        if page:
            pdf.set_font("helvetica", size=11)
            pdf.cell(text=f"Nothing else happened in part {page}.")
            continue
        pdf.set_font("helvetica", size=20)
        pdf.cell(text="Mail queue outage", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=11)
        pdf.ln(4)
        pdf.multi_cell(0, text="The queue stood still for 40 minutes, and nobody was told of it before the first customer "
                       "called us. " * 3, new_x="LMARGIN", new_y="NEXT")  # fmt: skip
        pdf.ln(6)
        for text in ("- 14:02 The queue grows", "- 14:42 Mail flows again"):
            pdf.cell(text=text, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=15)
        pdf.ln(4)
        pdf.cell(text="Action items", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=11)
        with pdf.table() as grid:
            for row in (("Action", "Owner", "Due"), ("Add an alert at 80 %", "Ana Ruiz", "2024-05-03")):
                grid.row(row)
    return bytes(pdf.output())


def test_a_pdf() -> None:
    document, blocks = read("a.pdf", printed())
    assert document.offsets == "converted"
    found = shown(blocks)
    assert isinstance(found[2], str) and found[2].count("nobody was told") == 3
    found[2] = found[2].split(",")[0]
    assert found == [
        "Northwind, internal",
        "# Mail queue outage",
        "The queue stood still for 40 minutes",
        "- 14:02 The queue grows",
        "- 14:42 Mail flows again",
        "## Action items",
        [["Action", "Owner", "Due"], ["Add an alert at 80 %", "Ana Ruiz", "2024-05-03"]],
        "Nothing else happened in part 1.",
        "Nothing else happened in part 2.",
    ]
    assert document.text.isascii()


def with_content(stream: bytes) -> bytes:
    """A PDF of one page, drawn by a stream that is compressed here."""
    packed = zlib.compress(stream, 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode() + packed + b"\nendstream",
    )
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj".encode() + each + b"endobj\n"
    table = "xref\n0 5\n0000000000 65535 f \n" + "".join(f"{place:010} 00000 n \n" for place in places)
    return body + f"{table}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7\n", "damaged|no text"),
        (printed()[:900], "damaged|no text"),
        (with_content(b""), "no text"),
        (with_content(b"[" * 3_000_000), "damaged|no text|more than|nested"),
    ],
    ids=["no more", "cut short", "blank", "deep"],
)
def test_hostile_pdfs(data: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read("a.pdf", data)


def test_conversions_are_given_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    spend = "import resource, sys; sys.stdin.buffer.read(); resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    monkeypatch.setattr(box, "_CHILD", spend)
    with pytest.raises(InputError, match="more than"):
        box.converted("docx", b"x")
    monkeypatch.setattr(box, "_CHILD", "import sys; sys.stdin.buffer.read(); b'x' * (1 << 50)")
    with pytest.raises(InputError, match="more than"):
        box.converted("docx", b"x")


def test_a_process_that_keeps_no_bytecode_has_none_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "import sys; sys.stdin.buffer.read(); print(f'+{sys.dont_write_bytecode}', end='')"
    monkeypatch.setattr(box, "_CHILD", told)
    for kept in (True, False):
        monkeypatch.setattr(sys, "dont_write_bytecode", kept)
        assert box.converted("docx", b"x") == str(kept)


def test_a_converter_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    from typer.testing import CliRunner

    from blameless.cli import app

    (tmp_path / "a.md").write_text("All was down.\n", encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"x")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    named = CliRunner().invoke(app, ["check", str(tmp_path / "b.docx")])
    assert named.exit_code == 2 and "pip install 'blameless[convert]'" in named.stderr
    folder = CliRunner().invoke(app, ["check", str(tmp_path), "--format", "concise", "--fail-on", "never"])
    assert folder.exit_code == 0 and "1 file is not read" in folder.stderr and "b.docx" in folder.stderr


def mail(html: bool) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Mail queue <outage>"
    message["From"], message["To"] = "a@example.com", "b@example.com"
    message.set_content("The queue stood still.\n")
    if html:
        message.add_alternative("<p>The queue&nbsp;stood <b>still</b>.</p>", subtype="html")
    message.add_attachment(b"\0\1", maintype="application", subtype="pdf", filename="a.pdf")
    return bytes(message)


def test_mail() -> None:
    document, blocks = read("a.eml", mail(html=True))
    assert (document.format, document.offsets) == ("html", "converted")
    assert shown(blocks) == ["# Mail queue <outage>", "The queue\xa0stood still."]
    document, blocks = read("a.eml", mail(html=False))
    assert (document.format, shown(blocks)) == ("text", ["Mail queue <outage>", "The queue stood still."])


def test_what_wikis_call_doc() -> None:
    archive = (
        b"Subject: Exported From Confluence\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><body><h1>Mail queue outage</h1><p>It =E2=80=9Cstood=E2=80=9D.</p></body></html>\r\n--x--\r\n"
    )
    assert shown(read("a.doc", archive)[1]) == ["# Mail queue outage", "It “stood”."]
    assert shown(read("a.doc", b"<html><h1>Mail</h1>")[1]) == ["# Mail"]
    with pytest.raises(InputError, match="old Word"):
        read("a.doc", b"\xd0\xcf\x11\xe0")
    for data in (
        b"\0\1\2",
        b"Subject: x\n\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 2_000,
        b"Subject: x\n" + b"\n--x" * 20_000,
    ):
        with pytest.raises(InputError, match="mail"):
            read("a.eml", data)


PART = b"Content-Type: multipart/mixed; boundary=xx\n\n--xx\n"
BODY = b"\n\nThe queue was full.\n"
HEADERS = {
    "split parameters": lambda n: b"Content-Type: text/plain; " + b"a*0*=x; " * n + BODY,
    "of a part": lambda n: PART + b"Content-Type: text/plain; " + b"a*0*=x; " * n + BODY + b"--xx--\n",
    "of a mail in a mail": lambda n: (
        b"Content-Type: message/rfc822\n\nContent-Type: text/plain; " + b"a*0*=x; " * n + BODY
    ),
    "disposition": lambda n: b"Content-Type: text/plain\nContent-Disposition: inline; " + b"a*0*=x; " * n + BODY,
    "comments": lambda n: b"Content-Type: text/plain; " + b"(" * 8 * n + BODY,
    "encoded words": lambda n: b"Content-Type: text/plain\nSubject: " + b"=?utf-8?q?a?= " * n + BODY,
    "folded words": lambda n: b"Content-Type: text/plain\nSubject: a\n" + b" =?utf-8?q?a?=\n" * n + BODY,
    "many headers": lambda n: b"Content-Type: text/plain\n" + b"X-A: a\n" * n + BODY,
    "many parts": lambda n: PART + (b"Content-Type: text/plain; " + b"a*0*=x; " * 100 + BODY + b"--xx\n") * (n // 100),
}


@pytest.mark.parametrize("name", HEADERS)
def test_mail_is_read_in_time_that_grows_with_its_length(name: str) -> None:
    took = []
    for size in (1_000, 8_000):
        data = HEADERS[name](size)
        started = process_time()
        with suppress(InputError):
            from_bytes("a.eml", data)
        took.append(process_time() - started)
    assert took[1] < max(0.5, 16 * took[0]) and took[1] < 4


def test_headers_that_nobody_writes() -> None:
    many = b", ".join(b"someone%d@example.com" % n for n in range(3_000))
    document, _ = read("a.eml", b"To: " + many + b"\nContent-Type: text/plain\nSubject: " + b"word " * 500 + BODY)
    title = document.text.partition("\n")[0]
    assert title.endswith("word …") and 900 < len(title) <= 1_002 and "The queue was full." in document.text
    with pytest.raises(InputError, match="a damaged mail: its header Content-Type has 8,012 characters"):
        read("a.eml", HEADERS["split parameters"](1_000))


def node(kind: str, *content: object, **attrs: object) -> dict:
    return {"type": kind, "attrs": attrs, "content": list(content)}


def words(text: str, *marks: str) -> dict:
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


TREE = node(
    "doc",
    node("heading", words("Action items"), level=2),
    node("paragraph", words("All "), words("stood ", "strong"), words("*still*"), {"type": "hardBreak"}, words("again.")),
    node(
        "taskList",
        node("taskItem", words("Add an alert"), node("mention", text="@Ana Ruiz"), node("date", timestamp="1714694400000"), state="TODO"),
        node("taskItem", words("Remove it"), state="DONE"),
    ),
    node("bulletList", node("listItem", node("paragraph", words("one")), node("bulletList", node("listItem", node("paragraph", words("two")))))),
    node("table", *(node("tableRow", *(node("tableCell", node("paragraph", words(cell))) for cell in row)) for row in (("When", "What"), ("14:02", "a|b")))),
    node("codeBlock", words("we forgot\n\nit")),
    node("panel", node("paragraph", words("- no item"))),
)  # fmt: skip


def test_issues() -> None:
    github = {
        "title": "Mail queue outage",
        "body": "It stood.\r\n\r\n- [ ] Add an alert",
        "created_at": "2024-05-02T09:00:00Z",
    }
    gitlab = {"title": "Mail queue outage", "description": "It stood.", "created_at": "2024-05-02T09:00:00Z"}
    assert shown(read("a.json", json.dumps(gitlab).encode())[1])[-2:] == ["# Mail queue outage", "It stood."]
    document, blocks = read("a.json", json.dumps([github]).encode())
    assert document.text.startswith("---\ndate: 2024-05-02\n---\n# Mail queue outage\n")
    assert shown(blocks)[-2:] == ["It stood.", "- [ ] Add an alert"]
    fields = {"summary": "Mail queue outage", "created": "2024-05-02T09:00:00.000+0000", "description": TREE}
    document, blocks = read("a.json", json.dumps({"key": "OPS-7", "fields": fields}).encode())
    assert shown(blocks)[-8:] == [
        "## Action items",
        "All stood *still*\nagain.",
        "- [ ] Add an alert@Ana Ruiz2024-05-03",
        "- [x] Remove it",
        "- one",
        "- two",
        [["When", "What"], ["14:02", "a|b"]],
        "- no item",
    ]
    assert [block.item.checked for block in blocks if block.item][:2] == [False, True]


def test_the_wiki_markup_of_jira() -> None:
    pytest.importorskip("jira2markdown")
    wiki = "h2. Action items\r\n\r\n||Action||Owner||\r\n|Add an *alert*|Ana Ruiz|\r\n\r\n* one\r\n** two\r\n\r\n{code}\r\nwe forgot\r\n{code}\r\n"
    for name, data in (("a.jira", wiki), ("a.json", json.dumps({"fields": {"summary": "Mail", "description": wiki}}))):
        found = shown(read(name, data.encode())[1])
        assert found[-4:] == ["## Action items", [["Action", "Owner"], ["Add an alert", "Ana Ruiz"]], "- one", "- two"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", "not a GitHub, GitLab or Jira issue"),
        ("3", "not a GitHub, GitLab or Jira issue"),
        ("[]", "not a GitHub, GitLab or Jira issue"),
        ('[{"title": "a", "body": "b"}, {"title": "c", "body": "d"}]', "2 issues"),
        ('{"title": "a", "body": {}}', "not a GitHub, GitLab or Jira issue"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"fields": {"description": ' + '{"content": [' * 30_000 + "]}" * 30_000 + "}}", "nested too deeply"),
    ],
)
def test_json_that_is_no_issue(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read("a.json", text.encode())


def test_a_text_that_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.dumps({"title": "a", "body": "All was down. " * 100}).encode()
    with pytest.raises(InputError, match="max-bytes"):
        read("a.json", data, max_bytes=1_000)


PLAIN = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]) | st.sampled_from("*_`<>[]()|\\&#-+~!1.)"))


@given(PLAIN)
@example("&amp; <b> a_b _c_ [x](y) ~~z~~ 1. 2) # - > \\*")
def test_what_is_escaped_is_shown(text: str) -> None:
    text = " ".join(text.split())
    for each in (text, f"a {text}".strip()):
        found = [
            block.prose.text
            for block in read("a.md", f"{escaped(each, starts=True)}\n\nend".encode())[1]
            if block.prose
        ]
        assert found == [part for part in (each, "end") if part]


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=3), min_size=1, max_size=3))
def test_cells_are_shown(rows: list[list[str]]) -> None:
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    written = table([[escaped(cell) for cell in row] for row in rows])
    if not cells:
        assert written == ""
        return
    (block,) = read("a.md", written.encode())[1]
    found = [[cell.text for cell in row.cells] for row in block.rows]
    header = [cell.text for cell in block.header]
    found = [header, *found] if any(header) else found
    assert [[cell for cell in row if cell] for row in found] == [[cell for cell in row if cell] for row in cells]
