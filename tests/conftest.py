"""Shared fixtures."""

from __future__ import annotations

import faulthandler
import functools
import gc
import os
import pickle
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from blameless import Analyzer, Report
from blameless.read import Action, Postmortem, Reader
from blameless.read.items import with_actions

# The same cases in every run, so that a green gate stays green; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
POSTMORTEMS = ROOT / "data" / "postmortems"
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


def forget() -> None:
    """Empty what is kept of texts; what is loaded once, as models and word lists, stays."""
    for each in gc.get_objects():
        ours = isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith("blameless.")
        if ours and (each.cache_parameters()["maxsize"] or 0) > 16:
            each.cache_clear()


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


class Judged(NamedTuple):
    """One of our own postmortems with what is said of it, and the seconds of processor time that took."""

    text: str
    report: Report
    seconds: float


HOPELESS = 600
"""Seconds after which a document that never ends is told with a traceback."""


def judged_alone(text: str, work: Callable[[str], Any]) -> tuple[Any, float]:
    """What is made of a text, and the seconds of processor time that took."""
    faulthandler.dump_traceback_later(HOPELESS, exit=True)
    started = time.process_time()
    made = work(text)
    seconds = time.process_time() - started
    faulthandler.cancel_dump_traceback_later()
    return made, seconds


@pytest.fixture(scope="session")
def postmortems(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """All of ``data/postmortems`` by name, each judged once in a run, whichever of its workers asks first."""
    kept = tmp_path_factory.getbasetemp() / "postmortems"
    if "PYTEST_XDIST_WORKER" in os.environ:
        kept = kept.parent.with_name(kept.name)
    with _one_at_a_time(kept.with_suffix(".lock")):
        if not kept.exists():
            analyzer.analyze("Warm up.")
            texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(POSTMORTEMS.glob("*.md"))}
            kept.write_bytes(
                pickle.dumps(
                    {name: Judged(text, *judged_alone(text, analyzer.analyze)) for name, text in texts.items()}
                )
            )
        return pickle.loads(kept.read_bytes())


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Let other workers of this run wait; who has died holds up nobody."""
    with open(path, "w") as lock:
        try:
            import fcntl
        except ImportError:
            pass
        else:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
