"""Take the pictures of the README from the sample: ``report.png``, the page in headless Chromium, and ``terminal.svg``.

``python docs/make_pictures.py`` needs Playwright and a Chromium (``CHROMIUM`` names another than Debian's).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.text import Text

HERE = Path(__file__).resolve().parent
SAMPLE = "data/samples/checkout-outage.md"
LINES, WIDTH = 22, 80
"""Of the report on a terminal, what the picture shows."""
# without the fonts that rich would have readers fetch; theirs will do
_SVG = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.S)


def report(*options: str) -> str:
    """What ``blameless check`` prints about the sample."""
    command = [sys.executable, "-m", "blameless", "check", SAMPLE, "--fail-on", "never", *options]
    return subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def terminal() -> str:
    """The beginning of the report as SVG, in the colours of a terminal."""
    console = Console(record=True, width=WIDTH, file=StringIO(), highlight=False)
    console.print(Text.from_ansi("\n".join(report("--color", "always").splitlines()[:LINES])))
    return console.export_svg(title=f"blameless check {SAMPLE}", code_format=_SVG, unique_id="report")


def photograph(page: Path, target: Path) -> None:
    """What a page tells of the text as PNG: the postmortem with its findings marked, and the list of them beside it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        view = browser.new_page(viewport={"width": 1200, "height": 1000}, color_scheme="light")
        view.goto(page.as_uri())
        view.locator(".desk").first.evaluate(
            "desk => desk.scrollIntoView({ block: 'start' })"
        )  # below the table of scores
        view.screenshot(path=target)
        browser.close()


def main() -> None:
    (HERE / "terminal.svg").write_text(terminal(), encoding="utf-8")
    with TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(report("--format", "html"), encoding="utf-8")
        photograph(page, HERE / "report.png")


if __name__ == "__main__":
    main()
