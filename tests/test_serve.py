"""The local page and what programs may ask: over HTTP, and in a real browser."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import warm
from conftest import ROOT

from blameless import Analyzer
from blameless.show.formats import names

pytest.importorskip("uvicorn", reason="needs blameless[serve]")
testclient = pytest.importorskip("starlette.testclient")

from blameless.serve import guards  # noqa: E402
from blameless.serve.app import HEADERS, application  # noqa: E402

SCHEMA = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
DRAFT = "# Outage 😀\n\n## Summary\n\n😀 Dave forgot to drain the node. It was **over** at 10:00!!\n"
ENOUGH_TO_SCORE = (
    "The queue grew because the consumer was scaled down for the night and nothing watched its length. " * 3
)
EVIL = "# <script>document.title='owned'</script>\n\nDave forgot <img src=x onerror=\"document.title='owned'\"> to drain the node!!\n"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def client(analyzer: Analyzer) -> Any:
    return testclient.TestClient(application(analyzer, most_bytes=100_000), base_url="http://127.0.0.1")


def test_a_report_is_what_check_prints(client: Any, analyzer: Analyzer) -> None:
    answer = client.post("/analyze", json={"text": DRAFT})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/json")
    jsonschema.validate(
        answer.json(), {**SCHEMA, "$ref": "#/$defs/line", "type": "object", "required": [], "properties": {}}
    )
    expected = {"version": 1, "path": "draft.md", **analyzer.analyze(DRAFT).to_dict()}
    assert answer.json() == json.loads(json.dumps(expected))


@pytest.mark.parametrize("format", names())
def test_every_format_is_there(client: Any, format: str) -> None:
    answer = client.post(f"/analyze?format={format}", json={"text": DRAFT, "path": "notes/a b.md"})
    assert answer.status_code == 200 and "blame/person" in answer.text


def test_the_suffix_says_what_the_text_is(client: Any) -> None:
    text = "# Outage\n\n    Dave forgot to drain the node.\n"
    rules = [
        {each["rule"] for each in client.post("/analyze", json={"text": text, "path": path}).json()["findings"]}
        for path in ("a.md", "a.txt")
    ]
    assert "blame/person" not in rules[0] and "blame/person" in rules[1], "indented, it is code in Markdown only"


@pytest.mark.parametrize(
    ("status", "options"),
    [
        (400, {"content": "{", "headers": {"Content-Type": "application/json"}}),
        (400, {"content": "[" * 90_000, "headers": {"Content-Type": "application/json"}}),
        (400, {"json": ["text"]}),
        (400, {"json": {"text": 1}}),
        (400, {"json": {"text": "a", "path": ""}}),
        (400, {"json": {"text": "a"}, "params": {"format": "pdf"}}),
        (415, {"content": '{"text": "a"}', "headers": {"Content-Type": "text/plain"}}),
        (413, {"json": {"text": "a " * 60_000}}),
        (422, {"json": {"text": " \n"}}),
        (422, {"content": '{"text": "Dave forgot it. \\ud800"}', "headers": {"Content-Type": "application/json"}}),
    ],
)
def test_what_cannot_be_answered_says_why(client: Any, status: int, options: dict[str, Any]) -> None:
    answer = client.post("/analyze", **options)
    assert answer.status_code == status and len(answer.json()["error"]) > 10


def test_no_other_site_gets_in(client: Any) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.post("/analyze", json={"text": DRAFT}, headers={"Host": "evil.example:8765"}).status_code == 400
    for host in ("localhost:8765", "127.0.0.1", "[::1]:8765"):
        assert client.get("/", headers={"Host": host}).status_code == 200
    answer = client.options(
        "/analyze", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_every_answer_says_what_a_browser_may_do(client: Any) -> None:
    for answer in (client.get("/"), client.get("/docs"), client.get("/nothing"), client.post("/analyze", content="x")):
        assert all(answer.headers[name] == value for name, value in HEADERS.items())
        assert "set-cookie" not in answer.headers
    for path in ("/", "/docs"):
        page = client.get(path).text
        assert not re.search(r"\son\w+=|style=|<style|<script>|https?://(?!127\.0\.0\.1|blameless)", page)


def test_a_body_without_an_end_is_not_read_on(client: Any) -> None:
    """More than is allowed, in pieces and without a length: the rest is never asked for."""
    asked, answers = 0, []

    async def endless() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    async def never(*_: Any) -> None:
        raise AssertionError("it is not let through")

    import anyio

    anyio.run(guards.Bounded(never, 10_000), {"type": "http", "headers": []}, endless, send)
    assert asked == 11 and answers[0]["status"] == 413


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import anyio

    monkeypatch.setattr(guards, "_SECONDS", 0.05)
    answers = []

    async def stalled() -> dict[str, Any]:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    async def never(*_: Any) -> None:
        raise AssertionError("it is not let through")

    anyio.run(guards.Bounded(never, 10_000), {"type": "http", "headers": []}, stalled, send)
    assert answers[0]["status"] == 408


def test_a_draft_that_nobody_waits_for_is_not_judged(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when something newer has been typed: the browser has gone before its turn came."""
    import anyio

    def judged(*_: Any) -> None:
        raise AssertionError("it is judged")

    gone = Analyzer()
    monkeypatch.setattr(gone, "outcomes", judged)
    body = json.dumps({"text": DRAFT}).encode()
    coming = [{"type": "http.request", "body": body, "more_body": False}]
    answers = []

    async def receive() -> dict[str, Any]:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/analyze", "query_string": b"", "headers": headers}
    anyio.run(application(gone), scope, receive, send)
    assert answers[0]["status"] == 499


def test_the_specification_is_valid_and_says_what_is_done(client: Any) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    spec = client.get("/openapi.json").json()
    validator.validate(spec)
    operation = spec["paths"]["/analyze"]["post"]
    assert operation["parameters"][0]["schema"]["enum"] == list(names())
    assert set(operation["responses"]) == {"200", "400", "413", "415", "422"}
    page = client.get("/docs").text
    assert all(f'id="{name}"' in page for name in spec["components"]["schemas"])


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of ``blameless serve``, and its process."""
    command = [sys.executable, "-m", "blameless", "serve", "--port", "0"]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, cwd=ROOT)
    assert started.stderr is not None
    said = started.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert found is not None, said
    yield found[0], started
    started.terminate()
    assert started.wait(20) == 143 and "stopped" in started.stderr.read()


def ask(address: str, text: str) -> int:
    """The number of findings; as a client of its own."""
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=900)
    connection.request("POST", "/analyze", json.dumps({"text": text}), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    assert answer.status == 200, body
    return len(body["findings"])


def memory(process: int) -> float:
    """What a process holds in memory, in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_fifty_clients_at_once_and_memory_stays(server: Any) -> None:
    """Each types a draft of its own, ten times; the second half takes no more memory than the first."""
    address, process = server
    paths = sorted((ROOT / "data" / "postmortems").glob("*.md"))[:50]
    drafts = [path.read_text(encoding="utf-8") for path in paths]
    assert len(drafts) == 50
    begin = threading.Barrier(50)

    def client(number: int, rounds: range) -> None:
        begin.wait()
        for turn in rounds:
            ask(address, f"{drafts[number]}\n\nNote {turn}: client {number} wrote this line now.\n")

    held = []
    with ThreadPoolExecutor(50) as pool:
        for rounds in (range(5), range(5, 10)):
            list(pool.map(client, range(50), [rounds] * 50))
            held.append(memory(process.pid))
    print(f"after 250 requests {held[0]:.0f} MB, after 500 {held[1]:.0f} MB")
    assert held[1] - held[0] < 25


def test_a_port_that_is_taken_and_an_address_that_is_none(server: Any) -> None:
    port = server[0].rstrip("/").rpartition(":")[2]
    for options in (["--port", port], ["--host", "192.0.2.1"]):
        command = [*warm.command(), "serve", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2 and "cannot listen at" in done.stderr and "Traceback" not in done.stderr


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture
def tab(browser: Any, server: Any) -> Iterator[Any]:
    """The page, which may speak to its server and to nobody else."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = context.new_page()
    found.set_default_timeout(60_000)
    found.problems = []
    found.on("console", lambda message: found.problems.append(message.text))
    found.on("pageerror", lambda error: found.problems.append(str(error)))
    allowed = (server[0], "data:", "blob:")
    found.on("request", lambda request: request.url.startswith(allowed) or found.problems.append(request.url))
    found.goto(server[0])
    yield found
    assert found.problems == [] and context.cookies() == []
    assert found.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()


def test_a_draft_is_marked_as_it_is_typed(tab: Any) -> None:
    area, rest = tab.get_by_role("textbox", name="The postmortem"), "\n" + ENOUGH_TO_SCORE
    area.fill(rest)
    area.press("Control+Home")
    area.press_sequentially(DRAFT)
    mark = tab.locator("#marked mark.error, #marked mark.warning").first
    mark.wait_for()
    assert mark.inner_text() == "Dave forgot to drain", "behind a smiley too"
    before = tab.locator("#overall").inner_text()
    area.fill(DRAFT.replace("Dave forgot to drain the node", "The node was not drained") + rest)
    tab.wait_for_function("before => document.getElementById('overall').textContent !== before", arg=before)
    assert tab.locator("#moved").inner_text().startswith("▲")
    assert "blame/person" not in tab.locator("#findings").inner_text()


def test_the_marks_lie_under_the_words(tab: Any) -> None:
    tab.get_by_role("textbox", name="The postmortem").fill("A line before. " * 40 + "\n\n" + DRAFT)
    tab.locator("#marked mark").first.wait_for()
    sizes = tab.evaluate(
        "() => { const t = document.getElementById('text'), b = document.querySelector('.backdrop');"
        "return [t.clientWidth, b.clientWidth, t.scrollHeight, b.scrollHeight]; }"
    )
    assert sizes[0] == sizes[1] and abs(sizes[2] - sizes[3]) <= 2


def test_what_can_be_written_is_written_and_copied(tab: Any) -> None:
    area = tab.get_by_role("textbox", name="The postmortem")
    draft = "# Outage 😀\n\n## Summary\n\nAn engineer accidentally deleted the production bucket.\n"
    area.fill(draft)
    tab.get_by_role("button", name="Write it").first.click()
    wanted = draft.replace(
        "An engineer accidentally deleted the production bucket.", "The production bucket was deleted."
    )
    assert area.input_value() == wanted
    tab.get_by_role("button", name="Copy the text").click()
    tab.locator("#status", has_text="copied").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == wanted


def test_a_file_is_opened_and_the_report_saved(tab: Any, tmp_path: Path) -> None:
    path = tmp_path / "checkout.txt"
    path.write_text(DRAFT, encoding="utf-8")
    tab.locator("#open").set_input_files(path)
    tab.locator("#findings li").first.wait_for()
    assert tab.get_by_role("textbox", name="The postmortem").input_value() == DRAFT
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Save the report").click()
    assert saved.value.suggested_filename == "checkout.html"
    assert "checkout.txt" in Path(saved.value.path()).read_text(encoding="utf-8")


def test_what_goes_wrong_is_said_until_it_goes_right(tab: Any) -> None:
    area = tab.get_by_role("textbox", name="The postmortem")
    area.fill("Dave forgot it. " * 70_000)
    tab.locator("#status", has_text="too large").wait_for()
    area.fill(DRAFT)
    tab.locator("#count", has_text="finding").wait_for()
    assert tab.locator("#status").inner_text() == ""
    tab.problems = [each for each in tab.problems if "413" not in each]  # Chromium's own words for the refusal


def test_a_finding_leads_to_its_words(tab: Any) -> None:
    area = tab.get_by_role("textbox", name="The postmortem")
    area.fill(DRAFT)
    item = tab.locator("#findings li", has_text="blame/person")
    item.get_by_role("button", name="line").click()
    selected = tab.evaluate(
        "() => { const t = document.getElementById('text'); return t.value.slice(t.selectionStart, t.selectionEnd); }"
    )
    assert selected == "Dave forgot to drain"


def test_nothing_in_the_text_runs(tab: Any) -> None:
    tab.get_by_role("textbox", name="The postmortem").fill(EVIL)
    tab.locator("#findings li").first.wait_for()
    assert tab.locator("#marked").inner_text().startswith("# <script>") and tab.title() == "blameless"
    assert tab.evaluate("document.querySelectorAll('img, main script').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pages_are_accessible(browser: Any, server: Any, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python")
    for path in ("", "docs"):
        tab = browser.new_page(color_scheme=scheme, bypass_csp=True)
        tab.goto(server[0] + path)
        if not path:
            tab.get_by_role("textbox", name="The postmortem").fill(DRAFT)
            tab.locator("#findings li").first.wait_for(timeout=60_000)
        tab.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        found = tab.evaluate("axe.run()")
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]] == []
        tab.close()


@pytest.mark.parametrize("format", names())
def test_why_a_text_cannot_be_judged_is_told_in_every_format(client: Any, format: str) -> None:
    answer = client.post(
        f"/analyze?format={format}", content=b'{"text": "\\ud800"}', headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert "surrogate" in answer.text or (format == "gitlab" and answer.json() == [])
