"""The language server, over standard input and output, with a client that speaks the protocol (pytest-lsp)."""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import warm
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from blameless.read.document import read_postmortem

lsp = pytest.importorskip("pytest_lsp", reason="needs blameless[lsp] and pytest-lsp")
types = pytest.importorskip("lsprotocol.types")
LanguageClient = lsp.LanguageClient

SERVER = [sys.executable, "-m", "blameless", "lsp", "--stdio"]
DRAFT = """# Checkout down 😀

## Summary

The queue 😀 grew for an hour. An engineer accidentally deleted the production bucket.

## Timeline

| time | what |
| --- | --- |
| 09:10 UTC | Dave forgot to drain the node before the upgrade. |

## Action items

- Improve monitoring
"""


@lsp.fixture(
    params=["neovim"],
    scope="module",
    config=lsp.ClientServerConfig(server_command=SERVER, server_env={**os.environ, "PYTHONPATH": str(ROOT)}),
)
async def client(request: Any, lsp_client: LanguageClient):  # pytest-lsp goes by the type
    """An editor with the capabilities of a real one, or one that counts in bytes."""
    name = request.param
    if name == "utf-8":
        general = types.GeneralClientCapabilities(position_encodings=["utf-8", "utf-16"])
        capabilities = types.ClientCapabilities(general=general)
    else:
        capabilities = lsp.client_capabilities(name)
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    result = await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities))
    lsp_client.counts = result.capabilities.position_encoding or "utf-16"
    yield
    await lsp_client.shutdown_session()


class Editor:
    """What an editor does with one document: opens it, types, and applies edits."""

    def __init__(self, client: Any, path: Path, text: str, language: str = "markdown") -> None:
        self.client, self.uri, self.text, self.version = client, path.as_uri(), text, 1
        item = types.TextDocumentItem(self.uri, language, 1, text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    @property
    def document(self) -> Any:
        return types.TextDocumentIdentifier(self.uri)

    async def diagnostics(self) -> dict[str, Any]:
        """The newest diagnostics, by rule."""
        until = time.monotonic() + 60
        while (self.uri, self.version) not in self.client.published:
            assert time.monotonic() < until, "no diagnostics came"
            await asyncio.sleep(0.002)
        return {each.code: each for each in self.client.published[self.uri, self.version][0]}

    def write(self, text: str) -> None:
        self.text, self.version = text, self.version + 1
        document = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def at(self, words: str) -> Any:
        """The range of words, counted by hand and not by the code under test."""
        start = self.text.index(words)
        return types.Range(self._position(start), self._position(start + len(words)))

    def _position(self, offset: int) -> Any:
        line = self.text.count("\n", 0, offset)
        before = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        sizes = {"utf-8": lambda c: len(c.encode()), "utf-16": lambda c: 1 + (ord(c) > 0xFFFF), "utf-32": lambda c: 1}
        return types.Position(line, sum(map(sizes[self.client.counts], before)))

    def applied(self, action: Any) -> str:
        """The text after a code action, whose edit stays within a line."""
        edit = action.edit
        [change] = edit.changes[self.uri] if edit.changes else edit.document_changes[0].edits
        places = {(at.line, at.character): n for n in range(len(self.text) + 1) for at in [self._position(n)]}
        start, end = ((at.line, at.character) for at in (change.range.start, change.range.end))
        return self.text[: places[start]] + change.new_text + self.text[places[end] :]

    async def actions(self, words: str, only: list[str] | None = None) -> list[Any]:
        context = types.CodeActionContext([], only)
        params = types.CodeActionParams(self.document, self.at(words), context)
        return await self.client.text_document_code_action_async(params)


@pytest.fixture
def editor(client: Any, tmp_path: Path):
    """Opens documents in the client; keeps the diagnostics of each version, and when they came."""
    client.published = {}

    def published(params: Any) -> None:
        client.published[params.uri, params.version] = params.diagnostics, time.perf_counter()

    client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = published

    def opened(text: str, name: str = "draft.md", **options: Any) -> Editor:
        return Editor(client, tmp_path / name, text, **options)

    return opened


EVERY_CLIENT = pytest.mark.parametrize("client", ["visual_studio_code", "neovim", "utf-8"], indirect=True)


@EVERY_CLIENT
@pytest.mark.asyncio(loop_scope="module")
async def test_findings_stand_where_the_words_are(editor: Any) -> None:
    draft = editor(DRAFT)
    found = await draft.diagnostics()
    assert found["blame/role"].range == draft.at("engineer accidentally deleted the production bucket")
    assert found["blame/person"].range == draft.at("Dave forgot to drain")
    role = found["blame/role"]
    assert role.source == "blameless" and role.severity == types.DiagnosticSeverity.Warning
    assert role.code_description.href.endswith("/rules/blame/role/") and "→" in role.message


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_typed_is_judged(editor: Any) -> None:
    draft = editor(DRAFT)
    await draft.diagnostics()
    draft.write(
        DRAFT.replace("An engineer accidentally deleted the production bucket", "The production bucket was deleted")
    )
    assert "blame/role" not in await draft.diagnostics()
    draft.write("")
    assert await draft.diagnostics() == {}
    draft.write("# Outage\r\n\r\n\u2028 We are back.\r\rDave forgot to drain the node.")
    found = await draft.diagnostics()
    assert found["blame/person"].range.start == types.Position(4, 0), "U+2028 ends no line, a carriage return does"


@EVERY_CLIENT
@pytest.mark.asyncio(loop_scope="module")
async def test_a_hover_tells_why(editor: Any, client: Any) -> None:
    draft = editor(DRAFT)
    place = draft.at("accidentally").start
    hover = await client.text_document_hover_async(types.HoverParams(draft.document, place))
    told = hover.contents.value
    assert "a person too" in told and "blame/role" in told and "What made this possible" in told
    assert ("**" in told) == (hover.contents.kind == types.MarkupKind.Markdown)
    assert hover.range == draft.at("engineer accidentally deleted the production bucket")
    place = draft.at("The queue").start
    assert await client.text_document_hover_async(types.HoverParams(draft.document, place)) is None


@EVERY_CLIENT
@pytest.mark.asyncio(loop_scope="module")
async def test_an_exact_replacement_is_offered_and_does_what_it_says(editor: Any) -> None:
    draft = editor(DRAFT)
    mend, *_ = await draft.actions("accidentally")
    assert mend.is_preferred and mend.kind == "quickfix" and mend.diagnostics[0].code == "blame/role"
    assert draft.applied(mend) == DRAFT.replace(
        "An engineer accidentally deleted the production bucket", "The production bucket was deleted"
    )


@pytest.mark.parametrize("words", ["accidentally", "forgot", "Improve"])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_comment_silences_the_rule_and_changes_nothing_else(editor: Any, words: str) -> None:
    draft = editor(DRAFT)
    rules = set(await draft.diagnostics())
    action = (await draft.actions(words))[-1]
    rule = action.diagnostics[0].code
    assert action.title == f"Ignore {rule} on this line"
    text = draft.applied(action)
    assert f"<!-- blameless: ignore {rule} -->" in text
    assert [each.text for each in read_postmortem(text).sentences] == [
        each.text for each in read_postmortem(DRAFT).sentences
    ]
    draft.write(text)
    assert set(await draft.diagnostics()) == rules - {rule}


@pytest.mark.asyncio(loop_scope="module")
async def test_only_what_is_asked_for(editor: Any) -> None:
    draft = editor(DRAFT)
    assert not await draft.actions("accidentally", ["refactor"])
    assert await draft.actions("accidentally", ["quickfix"]) and await draft.actions("accidentally", [""])
    assert not await draft.actions("The queue")


@pytest.mark.asyncio(loop_scope="module")
async def test_in_code_no_comment_is_offered_and_of_many_findings_none_is(editor: Any) -> None:
    draft = editor("Dave forgot to drain the node.\n\n" * 12)
    every = await draft.actions(draft.text)
    assert not [each for each in every if each.title.startswith("Ignore")]
    assert len(await draft.actions("Dave forgot to drain the node.\n\n" * 2)) >= 2
    title = editor("---\ntitle: Outage\n---\n\nDave forgot to drain the node.\n", "front.md")
    for action in await title.actions(title.text):
        assert "---\ntitle: Outage\n---\n" in title.applied(action), "front matter stays as it is"


@pytest.mark.asyncio(loop_scope="module")
async def test_sections_are_the_outline(editor: Any, client: Any) -> None:
    draft = editor(DRAFT)
    found = await client.text_document_document_symbol_async(types.DocumentSymbolParams(draft.document))
    assert [(each.name, each.detail) for each in found] == [
        ("Summary", "summary"),
        ("Timeline", "timeline"),
        ("Action items", "action items"),
    ]
    assert found[1].selection_range == draft.at("## Timeline") and found[1].range.end.line >= 10


@pytest.mark.asyncio(loop_scope="module")
async def test_the_configuration_of_the_folder_holds_and_is_read_again(
    editor: Any, client: Any, tmp_path: Path
) -> None:
    own = tmp_path / ".blameless.toml"
    own.write_text("ignore = ['blame']\n", encoding="utf-8")
    draft = editor(DRAFT)
    assert not {rule for rule in await draft.diagnostics() if rule.startswith("blame/")}
    own.write_text("ignore = ['bla']\n", encoding="utf-8")
    client.published.clear()
    client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent(own.as_uri(), types.FileChangeType.Changed)])
    )
    [problem] = (await draft.diagnostics()).values()
    assert 'no rule "bla"' in problem.message and problem.range.start == types.Position(0, 0)
    own.write_text("exclude = ['*.md']\n", encoding="utf-8")
    client.published.clear()
    client.text_document_did_save(types.DidSaveTextDocumentParams(draft.document))
    assert await draft.diagnostics() == {}


@pytest.mark.asyncio(loop_scope="module")
async def test_what_cannot_be_judged_says_so_and_costs_nothing_else(editor: Any, tmp_path: Path) -> None:
    half, large = editor("Dave forgot it. \ud800"), editor("word " * 2_100_000, "large.md")
    assert "surrogate" in (await half.diagnostics())[None].message
    assert "too large" in (await large.diagnostics())[None].message
    assert (
        "blame/person"
        in await editor("Dave forgot to drain the node.", "plain.txt", language="plaintext").diagnostics()
    )


@pytest.mark.asyncio(loop_scope="module")
async def test_a_closed_document_has_no_findings(editor: Any, client: Any) -> None:
    draft = editor(DRAFT)
    await draft.diagnostics()
    client.text_document_did_close(types.DidCloseTextDocumentParams(draft.document))
    draft.version = None
    assert await draft.diagnostics() == {}
    params = types.HoverParams(draft.document, types.Position(0, 0))
    assert await client.text_document_hover_async(params) is None


def long_document() -> str:
    """2,000 words: our own postmortems, one after the other."""
    lines: list[str] = []
    for path in sorted((ROOT / "data" / "postmortems").glob("a*.md")):
        lines += [*path.read_text(encoding="utf-8").splitlines(keepends=True), "\n"]
    while len("".join(lines).split()) > 2000:
        lines.pop()
    return "".join(lines)


def cpu(process: int) -> float:
    """Milliseconds that a process has worked for, whoever else was working at the time; from Linux alone."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.asyncio(loop_scope="module")
async def test_edits_are_judged_while_one_types(editor: Any, client: Any) -> None:
    """200 keys in a document of 2,000 words: what the server works for each is 180 ms at most in 95 of 100.

    Wanted are 150 ms on the clock; of work it was 110 and 130 when last measured, on a machine that others used, where the clock says
    more of them.
    """
    text = long_document()
    draft = editor(text)
    await draft.diagnostics()
    typed = "Marek forgot to renew the certificate, and nobody noticed it for days. "
    places = [n + 2 for n in range(len(text)) if text.startswith(". ", n)]
    worked, waited = [], []
    for number in range(200):
        begun, letter = divmod(number, 20)
        place = places[len(places) * begun // 10] + letter
        before, sent = cpu(client._server.pid), time.perf_counter()
        draft.write(draft.text[:place] + typed[letter] + draft.text[place:])
        await draft.diagnostics()
        worked.append(cpu(client._server.pid) - before)
        waited.append(1000 * (client.published[draft.uri, draft.version][1] - sent))
    for name, took in (("worked", worked), ("waited", waited)):
        p95 = statistics.quantiles(took, n=20)[-1]
        print(f"{len(text.split())} words, {name}: median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms")
    assert statistics.quantiles(worked, n=20)[-1] <= 180


EVIL = "[x](command:evil) <img src=x> `a` @ana \x1b[2J \u202e"


def test_nothing_in_the_text_becomes_mark_up(analyzer: Any) -> None:
    """Editors run commands that links of a hover name, where they trust it."""
    from blameless.lsp.diagnostics import diagnostic
    from blameless.lsp.hovers import hover
    from blameless.lsp.places import Places

    [finding, *_] = analyzer.analyze("Dave forgot to drain the node.").findings
    evil, places = (
        replace(finding, message=EVIL, suggestion=EVIL),
        Places("Dave forgot it.", types.PositionEncodingKind.Utf16),
    )
    shown = MarkdownIt().render(hover([evil], places, True).contents.value)
    assert set(re.findall(r'href="(\w+):', shown)) == {"https"} and "<img" not in shown
    for text in (shown, hover([evil], places, False).contents.value, diagnostic(evil, places).message):
        assert "\x1b" not in text and "\u202e" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_line_without_end_costs_no_more_than_its_length(encoding: str) -> None:
    """A million characters in one line with ten thousand findings: line by line it would take some minutes."""
    from blameless.lsp.places import Places

    began = time.process_time()
    places = Places("aé😀 " * 250_000, types.PositionEncodingKind(encoding))
    for offset in range(0, 1_000_000, 100):
        assert places.offset(places.position(offset)) == offset
    assert time.process_time() - began < 10


def test_sections_inside_sections() -> None:
    from blameless import Section
    from blameless.lsp.places import Places
    from blameless.lsp.symbols import symbols

    text = "# Report\n\n## Impact\n\nMuch.\n\n## Lessons\n\nMany.\n"
    places = Places(text, types.PositionEncodingKind.Utf16)
    impact, lessons = text.index("## Impact"), text.index("## Lessons")
    found = symbols(
        [
            Section("summary", "Report", 0, len(text), 1),
            Section("impact", "Impact", impact, lessons, 3),
            Section("detection", "Impact", impact, lessons, 3),
            Section("lessons", "", lessons, len(text), 7),
        ],
        places,
    )
    assert [(each.name, each.detail) for each in found] == [("Report", "summary")]
    assert [(each.name, each.detail) for each in found[0].children] == [
        ("Impact", "impact, detection"),
        ("lessons", "lessons"),
    ]
    assert found[0].children[0].selection_range == places.range(impact, impact + len("## Impact"))


@given(st.text("aé€😀\r\n\u2028\x0b", max_size=40), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_every_character_has_its_position_and_every_position_its_character(text: str, encoding: str) -> None:
    from blameless.lsp.places import Places

    places, sizes = Places(text, types.PositionEncodingKind(encoding)), {"utf-8": 1, "utf-16": 2, "utf-32": 4}
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # inside an end of line there is no place
        position = places.position(offset)
        assert places.offset(position) == offset
        before = re.split(r"\r\n|\r|\n", text[:offset])
        name = encoding if encoding == "utf-8" else f"{encoding}-le"
        expected = len(before[-1].encode(name)) // sizes[encoding]
        assert (position.line, position.character) == (len(before) - 1, expected)


def test_it_speaks_only_the_protocol_and_ends_with_its_editor() -> None:
    done = subprocess.run(
        SERVER, input=b"", capture_output=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_without_its_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "lsprotocol.py").write_text("raise ImportError('no', name='lsprotocol')", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = subprocess.run(SERVER, input="", capture_output=True, text=True, timeout=60, check=False, env=env)
    assert done.returncode == 2 and "pip install 'blameless[lsp]'" in done.stderr


def test_an_option_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("ignore = ['bla']", encoding="utf-8")
    command = [*warm.command(), "lsp", "--stdio", "--config", str(tmp_path / "c.toml")]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and 'no rule "bla"' in done.stderr


def message(body: str | bytes, length: int | str | None = None) -> bytes:
    data = body if isinstance(body, bytes) else body.encode()
    return b"Content-Length: %s\r\n\r\n%s" % (str(len(data) if length is None else length).encode(), data)


INITIALIZE = message('{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"capabilities":{}}}')
EXIT = message('{"jsonrpc":"2.0","method":"exit"}')
BYE = message('{"jsonrpc":"2.0","id":"bye","method":"shutdown"}') + EXIT


def spoken(sent: bytes) -> tuple[int, list[dict[str, Any]], list[str]]:
    """What a server makes of bytes: its exit code, its messages, and the lines that it logs."""
    command = [*warm.command(), "lsp", "--stdio"]
    done = subprocess.run(command, input=sent, capture_output=True, timeout=60, check=False)
    bodies = [part.partition(b"\r\n\r\n")[2] for part in done.stdout.split(b"Content-Length: ")[1:]]
    return done.returncode, [json.loads(body) for body in bodies], done.stderr.decode().splitlines()


def test_an_end_without_goodbye_is_exit_code_1_as_the_protocol_has_it() -> None:
    assert spoken(INITIALIZE + EXIT)[0] == 1
    assert spoken(INITIALIZE + BYE)[0] == 0
    assert spoken(INITIALIZE)[0] == 0, "an editor that is gone"


@pytest.mark.parametrize(
    ("body", "code", "id"),
    [
        ("{", -32700, None),
        ("\x00", -32700, None),
        (b"\xff\xfe", -32700, None),
        ("[" * 100_000, -32700, None),
        ("[]", -32600, None),
        ("42", -32600, None),
        ("null", -32600, None),
        ('{"id": 7, "method": "shutdown"}', -32600, None),
        ('{"jsonrpc": "1.0", "id": 7, "method": "shutdown"}', -32600, 7),
        ('{"jsonrpc": "2.0", "id": 7, "method": []}', -32600, None),
        ('{"jsonrpc": "2.0", "id": 7}', -32600, None),
        ('{"jsonrpc": "2.0", "id": [7], "method": "shutdown"}', -32600, None),
        ('{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": {}}', -32602, 7),
        ('{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": [1]}', -32602, 7),
        ('{"jsonrpc": "2.0", "id": 7, "method": "no/such"}', -32601, 7),
    ],
)
def test_a_message_that_is_none_is_answered_in_a_line_and_the_session_goes_on(
    body: str | bytes, code: int, id: int | None
) -> None:
    returned, messages, logged = spoken(INITIALIZE + message(body) + BYE)
    assert returned == 0 and [each.get("id") for each in messages] == ["hello", id, "bye"]
    assert messages[1]["error"]["code"] == code
    assert len(logged) == 1 and logged[0].startswith("blameless: ") and len(logged[0]) < 200


@pytest.mark.parametrize(
    "params", ["{}", '{"textDocument": 3}', '{"textDocument": {"uri": 1, "text": null}}', "[]", '"Dave forgot it."']
)
def test_a_notification_that_is_none_costs_a_line(params: str) -> None:
    wrong = message(f'{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{params}}}')
    returned, messages, logged = spoken(INITIALIZE + wrong + BYE)
    assert returned == 0 and [each["id"] for each in messages] == ["hello", "bye"]
    assert len(logged) == 1 and "Traceback" not in logged[0]


def test_nothing_is_answered_before_the_session_begins() -> None:
    early = message(
        '{"jsonrpc":"2.0","id":1,"method":"textDocument/documentSymbol","params":{"textDocument":{"uri":"file:///a.md"}}}'
    )
    returned, messages, logged = spoken(early + INITIALIZE + BYE)
    assert returned == 0 and [each["id"] for each in messages] == [1, "hello", "bye"] and len(logged) == 1
    assert messages[0]["error"]["code"] == -32002


@pytest.mark.parametrize(
    "sent",
    [
        message("{}", "twelve"),
        message("{}", -2),
        message("{}", 10**15),
        message("{}", "9" * 5_000),
        message("{}", 500),
        b"Content-Type: x\r\n\r\n{}",
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        message('{"jsonrpc":"2.0","id":7,"method":"shutdown"}', 10),
        b"\x00" * 100_000,
        b"a" * 1_000_000,
    ],
)
def test_where_nobody_can_tell_where_a_message_begins_the_server_ends_with_a_line(sent: bytes) -> None:
    returned, _, logged = spoken(INITIALIZE + sent + BYE)
    assert returned == 2 and 1 <= len(logged) <= 2
    assert logged[-1].startswith("blameless: the editor ")


def test_headers_are_read_as_generously_as_those_of_mail() -> None:
    body = '{"jsonrpc":"2.0","id":"bye","method":"shutdown"}'
    generous = b"\r\nContent-Type: x\r\ncontent-length:%d \n\r\n%s" % (len(body), body.encode())
    returned, messages, logged = spoken(INITIALIZE + generous + message("", 0))
    assert (returned, [each["id"] for each in messages], logged) == (0, ["hello", "bye"], [])
