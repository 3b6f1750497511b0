"""The HTML report: what it marks, what it refuses to be, and how it behaves in a real browser."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from goldens import FORMATS, written
from hypothesis import given, settings
from hypothesis import strategies as st

from blameless import Finding, Report
from blameless.show import Failure, Result
from blameless.show.formats import reporter
from blameless.show.moments import event, shown
from blameless.show.page.marks import lines
from blameless.show.page.scale import MARGIN, WIDTH, drawing

TEXT = (FORMATS / "document.md").read_text(encoding="utf-8")
REPORT = Report.from_dict(json.loads((FORMATS / "report.json").read_text(encoding="utf-8")))
EVIL = (
    "# <script>document.title='owned'</script>\n\n<img src=x onerror=\"document.title='owned'\"> </mark></div><b>\n\n"
    "[x](javascript:document.title='owned') {{ 7 * 7 }} {% raw %} \" onfocus=\"document.title='owned' &lt;i&gt; \x1b[2J \u202e\n"
)


def page(*outcomes: Result | Failure) -> str:
    out = io.StringIO()
    reporter("html")(outcomes, out)
    return out.getvalue()


def evil() -> Result:
    finding = replace(REPORT.findings[0], start=3, end=40, message=EVIL, suggestion=EVIL, text=EVIL, sentence=EVIL)
    item = replace(REPORT.action_items[0], text=EVIL, owner=EVIL, due=EVIL, due_date=None, ticket="javascript:alert(1)")
    entry = replace(REPORT.timeline[0], text=EVIL)
    report = replace(REPORT, findings=(finding,), action_items=(item,), timeline=(entry, *REPORT.timeline[1:]))
    return Result(f"{EVIL}.md", EVIL, report)


class Reading(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said += data


# --- the pieces ------------------------------------------------------------------------------------------------------


def finding(start: int, end: int, severity: str = "info") -> Finding:
    return replace(REPORT.findings[0], start=start, end=end, severity=severity)  # type: ignore[arg-type]


@settings(max_examples=200)
@given(st.text("ab \n\r", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), max_size=6))
def test_every_finding_begins_once_and_no_letter_is_lost(text: str, spans: list[tuple[int, int]]) -> None:
    found = [finding(min(start, len(text)), min(start + length, len(text))) for start, length in spans]
    written = list(lines(text, found))
    assert "".join(piece.text for line in written for piece in line) == re.sub(r"[\r\n]", "", text)
    assert len(written) == len(re.split(r"\r\n|\r|\n", text))
    begun = [number for line in written for piece in line for number in piece.begins]
    assert sorted(begun) == list(range(len(found)))
    for number, each in enumerate(found):
        marked = "".join(piece.text for line in written for piece in line if number in piece.findings)
        assert marked == re.sub(r"[\r\n]", "", text[each.start : each.end])


def test_the_gravest_finding_gives_a_piece_its_look() -> None:
    (line,) = lines("abcdef", [finding(0, 4), finding(2, 6, "error")])
    assert [(piece.text, piece.severity) for piece in line] == [("ab", "info"), ("cd", "error"), ("ef", "error")]


def test_a_timeline_to_scale() -> None:
    report = replace(
        REPORT,
        timeline=tuple(
            replace(REPORT.timeline[0], when=when)
            for when in ("2024-06-04T09:00", "2024-06-04T09:30", "2024-06-04T11:00", None)
        ),
        metrics=replace(REPORT.metrics, started="2024-06-04T09:00:00+00:00", detected="09:30", resolved="nonsense"),
    )
    found = drawing(report)
    assert found is not None
    first, middle, last = (spot.x for spot in found.entries)
    assert (first, last) == (MARGIN, WIDTH - MARGIN) and (middle - first) / (last - first) == pytest.approx(0.25)
    assert [spot.name for spot in found.milestones] == ["started"], "a time of day alone has no place among days"
    assert found.ticks[0].name == "09:00" and len(found.ticks) <= 8
    assert drawing(replace(report, timeline=report.timeline[:1])) is None


def timed(*moments: str, text: str = "x") -> Report:
    """A report with a timeline of these moments, and nothing known of the incident besides."""
    entries = tuple(replace(REPORT.timeline[0], when=when, text=text) for when in moments)
    return replace(
        REPORT, timeline=entries, metrics=replace(REPORT.metrics, started=None, detected=None, resolved=None)
    )


def test_the_axis_has_the_clock_of_its_moments_and_says_which() -> None:
    found = drawing(timed("2024-06-04T09:10:00+05:30", "2024-06-04T10:40:00+05:30"))
    assert found is not None and found.zone == "UTC+05:30"
    assert [tick.name for tick in found.ticks] == ["09:15", "09:30", "09:45", "10:00", "10:15", "10:30"]
    assert found.ticks[0].x == pytest.approx(MARGIN + (WIDTH - 2 * MARGIN) * 5 / 90, abs=0.1)
    unsaid = drawing(timed("2024-06-04T09:10:00", "2024-06-04T10:40:00"))
    assert unsaid is not None and unsaid.zone == "" and unsaid.ticks == found.ticks
    read = Reading(page(Result("a.md", TEXT, timed("2024-06-04T09:10:00+05:30", "2024-06-04T10:40:00+05:30"))))
    assert "UTC+05:30" in read.said.split()


@pytest.mark.parametrize("hours", [20, 26, 47])
def test_over_midnight_the_axis_names_the_day(hours: int) -> None:
    last = (datetime(2024, 6, 4, 18) + timedelta(hours=hours)).isoformat()
    found = drawing(timed("2024-06-04T18:00:00-08:00", f"{last}-08:00"))
    assert found is not None
    names = [tick.name for tick in found.ticks]
    assert "2024-06-05" in names and "00:00" not in names
    for clocks in "|".join(names).split("2024-06-0"):
        assert len(clocks.split("|")) == len(set(clocks.split("|"))), "a clock time twice on one day"
    dayless = drawing(timed("00:00:00", "03:00:00"))
    assert dayless is not None and dayless.ticks[0].name == "00:00", "no day is known that midnight could begin"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2024-06-04T09:00:00+00:00", "2024-06-04 09:00 UTC"),
        ("2024-06-04T09:00:07-03:30", "2024-06-04 09:00:07 UTC-03:30"),
        ("2024-06-04T09:00:00", "2024-06-04 09:00"),
        ("09:30:00+00:00", "09:30 UTC"),
        ("2024-06-04", "2024-06-04"),
        (None, "–"),
    ],
)
def test_moments_for_people(when: str | None, said: str) -> None:
    assert shown(when) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("| 2024-06-04 09:10 | Alerts \\| pages fire |", "Alerts | pages fire"),
        ("| **09:20 UTC** | The on-call | restarts |", "The on-call | restarts"),
        ("09:20 | The on-call restarts", "The on-call restarts"),
        ("2024-06-04 09:10</td><td>Alerts <b>fire", "Alerts fire"),
        ("10:01 – we saw the\n  queue", "we saw the queue"),
        ("10:05 UTC**: done", "done"),
        ("09:20 – 09:40 the queue stood", "09:20 – 09:40 the queue stood"),
        ("At 10:07, the queue was empty", "At 10:07, the queue was empty"),
        ("| 09:20 |  |", "09:20"),
        ("The type List<String> is gone", "The type List<String> is gone"),
    ],
)
def test_what_happened_stands_without_its_time_and_cell_marks(text: str, said: str) -> None:
    assert event(text, "2024-06-04T09:20:00") == said
    report = timed("2024-06-04T09:20:00", "2024-06-04T09:30:00", text=text)
    found = drawing(report)
    assert found is not None and {spot.name for spot in found.entries} == {said}
    assert said in Reading(page(Result("a.md", "x", report))).said


def test_a_time_that_is_shown_nowhere_else_stays() -> None:
    assert event("| 10:01 | The queue |", None) == "10:01 | The queue"


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_else() -> None:
    read = Reading(page(Result("a.md", TEXT, REPORT)))
    for tag, attributes in read.elements:
        assert tag not in ("link", "img", "iframe", "object", "base")
        assert not {"src", "style", "srcset", "action"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    anchors = [attributes["href"] for tag, attributes in read.elements if tag == "a" and "href" in attributes]
    assert all(anchor[1:] in ids for anchor in anchors if anchor and anchor.startswith("#"))
    assert sum(bool(anchor and re.fullmatch(r"#d1-f\d+", anchor)) for anchor in anchors) == len(REPORT.findings)


def test_every_line_of_a_finding_tells_of_it_and_only_the_first_aloud() -> None:
    one = replace(finding(4, 14), message="A message of its own.", suggestion="Something to do.")
    text = page(Result("a.md", "One two\nthree four", replace(REPORT, findings=(one,))))
    assert text.count("<mark") == 2 and "title=" not in text.split('<div class="sheet">')[1].split("</section>")[0]
    first, second = re.findall(r"<mark.*?</mark>", text)
    tips = [re.search(r'<span class="tip"([^>]*)>(.*)</span></mark>', mark) for mark in (first, second)]
    assert tips[0] and tips[1] and tips[0][2] == tips[1][2] and "Something to do." in tips[0][2]
    assert 'role="tooltip"' in tips[0][1] and tips[1][1] == ' aria-hidden="true"'


def test_counts_and_scores_are_told_as_people_do() -> None:
    scores = replace(REPORT.scores, overall=None)
    read = Reading(page(Result("a.md", "One two", replace(REPORT, findings=(finding(0, 3),), scores=scores))))
    assert "1 finding" in read.said and "1 findings" not in read.said
    assert "Too short for an overall score." in read.said and "– of 100" not in read.said


def test_no_text_becomes_mark_up() -> None:
    clean, read = (Reading(page(each)) for each in (Result("a.md", "x" * 99, evil().report), evil()))
    harmless = {tag for tag, _ in Reading(page(Result("a.md", TEXT, REPORT))).elements}
    assert {tag for tag, _ in read.elements} <= harmless | {tag for tag, _ in clean.elements}
    assert [tag for tag, _ in read.elements].count("script") == 1
    assert "{{ 7 * 7 }}" in read.said and "\\x1b[2J" in read.said and "\u202e" not in read.said
    assert not [
        href for _, each in read.elements if (href := each.get("href")) and not href.startswith(("#", "https://"))
    ]


def test_a_stream_of_another_encoding_gets_the_same_page() -> None:
    out = io.TextIOWrapper(io.BytesIO(), "cp1252", errors="blameless.plainly")
    reporter("html")([Result("a.md", TEXT, REPORT)], out)
    out.flush()
    data = out.buffer.getvalue()  # type: ignore[attr-defined]
    assert Reading(data.decode("utf-8")).said == Reading(page(Result("a.md", TEXT, REPORT))).said


# --- in a browser ----------------------------------------------------------------------------------------------------


def test_the_list_filters_and_jumps(open_page: Any) -> None:
    tab = open_page(written("html"))
    assert tab.locator(".list li:visible").count() == len(REPORT.findings)
    tab.get_by_label("info").uncheck()
    tab.get_by_label("warning").uncheck()
    errors = [each for each in REPORT.findings if each.severity == "error"]
    assert tab.locator(".list li:visible").count() == len(errors)
    assert tab.locator("[role=status]").inner_text() == f"{len(errors)} of {len(REPORT.findings)} findings"
    tab.get_by_label("Rule").select_option("action/vigilance")
    assert tab.locator(".list li:visible").count() == sum(each.rule == "action/vigilance" for each in errors)
    tab.locator(".list li:visible a").first.click()
    assert "This relies on people paying attention." in tab.locator(".tip:visible").first.inner_text()
    assert tab.problems == []


def test_a_finding_tells_of_itself_on_hover_and_on_focus(open_page: Any) -> None:
    tab = open_page(written("html"))
    mark = tab.locator("mark", has_text="This was careless").first
    tip = mark.locator(".tip")
    assert not tip.is_visible()
    mark.hover()
    assert tip.is_visible() and "Confidence" in tip.inner_text() and "Delete" in tip.inner_text()
    tab.mouse.move(0, 0)
    assert not tip.is_visible()
    while not mark.evaluate("it => it === document.activeElement"):
        tab.keyboard.press("Tab")
    assert tip.is_visible()
    tab.keyboard.press("Escape")
    assert not tip.is_visible()


def test_nothing_in_the_text_runs(open_page: Any) -> None:
    tab = open_page(page(evil(), Failure(EVIL, EVIL)))
    tab.locator("mark").first.focus()
    tab.wait_for_timeout(200)
    assert tab.evaluate("document.querySelectorAll('img, b, script').length") == 1
    assert tab.title() != "owned" and tab.problems == []
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    tab.wait_for_timeout(200)
    assert any("Content Security Policy" in problem for problem in tab.problems), "and if it could, the policy stops it"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(open_page: Any, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python")
    tab = open_page(written("html"), color_scheme=scheme, bypass_csp=True)
    tab.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run()")
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]] == []
    assert len(found["passes"]) > 15


def test_on_paper_every_suggestion_is_there(open_page: Any, tmp_path: Path) -> None:
    tab = open_page(written("html"))
    tab.emulate_media(media="print")
    assert tab.locator(".list .instead:visible").count() == len(REPORT.findings)
    assert not tab.locator("form").is_visible() and tab.pdf()[:4] == b"%PDF"


def test_without_scripts_all_is_there(open_page: Any) -> None:
    tab = open_page(written("html"), java_script_enabled=False)
    assert tab.locator(".list li:visible").count() == len(REPORT.findings)
    assert not tab.locator("form").is_visible()
