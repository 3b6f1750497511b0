"""Shared fixtures."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from blameless import Analyzer
from blameless.parse import Action, Postmortem
from blameless.read import Reader
from blameless.read.items import with_actions

# The same cases in every run, so that a green gate stays green; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
SHARED = ROOT.parent / "shared"
"""Collections of real postmortems, which are not ours to distribute; what needs them is skipped without them."""

NO_BROWSER = "there is no Chromium, or no playwright to drive it"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which pages nobody has looked at, as a run without a browser is green too."""
    for line in unseen(terminalreporter.getreports("skipped")):
        terminalreporter.write_line(line, yellow=True)


def unseen(skipped: Iterable[Any]) -> list[str]:
    """A line on the tests that were skipped because there is no browser, by file."""
    files = Counter(each.nodeid.partition("::")[0] for each in skipped if NO_BROWSER in str(each.longrepr))
    told = ", ".join(f"{name} ({number})" for name, number in sorted(files.items()))
    return [f"NOT LOOKED AT, as {NO_BROWSER}: {told}"] if told else []


def listed(postmortem: Postmortem) -> tuple[Action, ...]:
    """What stands where action items stand, as it is read, whatever the models think of it."""
    return with_actions(postmortem, [each for each in postmortem.candidates if each.formal]).actions


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def samples() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.md"))}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; where there is none, or no playwright, these tests are skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason=NO_BROWSER)
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip(NO_BROWSER)
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Callable[..., Any]:
    """Opens a page in a tab that notes, in `problems`, what it logs and what it asks the network for."""

    def opened(text: str, **options: Any) -> Any:
        path = tmp_path / "report.html"
        path.write_text(text, encoding="utf-8")
        tab = browser.new_page(viewport={"width": 1400, "height": 900}, **options)
        tab.problems = []
        tab.on("console", lambda message: tab.problems.append(message.text))
        tab.on("pageerror", lambda error: tab.problems.append(str(error)))
        tab.on("request", lambda request: request.url.startswith("file:") or tab.problems.append(request.url))
        tab.goto(path.as_uri())
        return tab

    return opened
