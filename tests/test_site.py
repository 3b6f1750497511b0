"""The documentation as a site: built without a warning, nothing fetched, every rule where reports link to."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT

from blameless.judge.rule import catalogue
from blameless.links import DOCS, SCHEMA, page, rule_page

ADDING = ROOT / "docs" / "adding-a-rule.md"


class _Fetched(HTMLParser):
    """Collects what a browser fetches by itself when it opens a page; links that a reader follows are not."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video", "audio", "object", "embed"):
            self.addresses += [value for name in ("src", "data", "srcset") if (value := values.get(name))]
        elif tag == "link" and values.get("rel") not in ("canonical", "prev", "next", "alternate"):
            self.addresses.append(values.get("href") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    pytest.importorskip("material", reason="MkDocs Material is not installed")
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return folder


def _file(site: Path, address: str) -> Path:
    path = site / address.removeprefix(DOCS).lstrip("/")
    return path / "index.html" if address.endswith("/") else path


@pytest.mark.slow
def test_what_reports_link_to_is_there(site: Path) -> None:
    for rule in catalogue():
        assert f'<h1 id="{rule.replace("/", "")}"' in _file(site, rule_page(rule)).read_text(encoding="utf-8")
    assert _file(site, SCHEMA).read_bytes() == (ROOT / "blameless/show/schemas/check.schema.json").read_bytes()
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "blameless").rglob("*.py")]
    named = {name for text in sources for name in re.findall(r"\bpage\(\"(\w+)\"\)", text)}
    assert named and all(_file(site, page(name)).is_file() for name in named)


@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(catalogue())
    for path in pages:
        parser = _Fetched()
        parser.feed(path.read_text(encoding="utf-8"))
        assert parser.addresses
        assert not [address for address in parser.addresses if urlsplit(address).netloc], path
    for path in site.rglob("*.css"):
        assert not re.search(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", path.read_text(encoding="utf-8")), path


@pytest.mark.slow
def test_no_markup_of_docstrings_is_left_over(site: Path) -> None:
    text = (site / "api" / "index.html").read_text(encoding="utf-8")
    assert "Analyse one document" in text and not re.search(r":(?:meth|func|class|data|attr):", text)


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^(`{{3,}}){language}\n(.*?)^\1$", ADDING.read_text(encoding="utf-8"), re.S | re.M)


def _clone(folder: Path) -> None:
    """What somebody who adds a rule has before them."""
    for name in ("blameless", "docs", "tests/test_rules.py", "tests/conftest.py"):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    (folder / "models").symlink_to(ROOT / "models")


@pytest.mark.slow
def test_a_rule_can_be_added_as_its_page_says(tmp_path: Path) -> None:
    _clone(tmp_path)
    [(_, code)] = _blocks("python")
    (tmp_path / code.splitlines()[0].removeprefix("# ")).write_text(code, encoding="utf-8")
    for _, change in _blocks("diff"):
        name, before, added = (line[4:] if line.startswith("---") else line[1:] for line in change.splitlines())
        edited = (tmp_path / name).read_text(encoding="utf-8")
        assert edited.count(f"{before}\n") == 1
        (tmp_path / name).write_text(edited.replace(f"{before}\n", f"{before}\n{added}\n"), encoding="utf-8")

    def run(command: str) -> subprocess.CompletedProcess[str]:
        command = command.replace("make docs", "python docs/make_rules.py").replace(
            "blameless ", "python -m blameless "
        )
        command = command.replace("python ", f"'{sys.executable}' ")
        return subprocess.run(
            command, shell=True, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
        )

    commands = [line for _, block in _blocks("sh") for line in block.splitlines()]
    explained, tested, checked, documented = map(run, commands)
    assert explained.returncode == 0 and "The style guide of our house" in explained.stdout
    assert tested.returncode == 0 and re.search(r"\b5 passed", tested.stdout), tested.stdout
    assert checked.returncode == 0 and "“battled” tells the incident as a war." in checked.stdout
    assert documented.returncode == 0 and (tmp_path / "docs/rules/tone/war.md").is_file()
    assert "[`tone/war`](rules/tone/war.md)" in (tmp_path / "docs/rules.md").read_text(encoding="utf-8")
