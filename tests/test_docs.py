"""The documentation says what the code does."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess

from conftest import ROOT
from typer.testing import CliRunner

from blameless import __version__
from blameless._toml import tomllib
from blameless.cli import app
from blameless.intake.formats import built_in, input_format


def test_the_pages_of_rules_are_up_to_date() -> None:
    docs = ROOT / "docs"
    pages = runpy.run_path(str(docs / "make_rules.py"))["pages"]()
    written = [docs / "rules.md", *(docs / "rules").rglob("*.md")]
    assert {str(path.relative_to(docs)): path.read_text(encoding="utf-8") for path in written} == pages, (
        "run: make docs"
    )


def test_the_readme_shows_what_the_command_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n(.*?)```", readme, re.S)
    assert shown is not None
    printed = CliRunner().invoke(app, ["check", str(ROOT / "data" / "samples" / "checkout-outage.md")]).output
    printed = printed.replace(str(ROOT) + "/", "")
    lines = [line.rstrip() for line in printed.splitlines() if "─" not in line]
    wanted = [
        line.rstrip() for line in shown[1].splitlines() if line.strip() and line.strip() != "…" and "─" not in line
    ]
    assert wanted and all(line in lines for line in wanted)


def test_the_pictures_of_the_readme_show_what_the_command_prints() -> None:
    docs = ROOT / "docs"
    module = runpy.run_path(str(docs / "make_pictures.py"))
    picture = (docs / "terminal.svg").read_text(encoding="utf-8")
    shown, printed = (re.findall(r"<text[^>]*>([^<]*)</text>", each) for each in (picture, module["terminal"]()))
    assert shown and shown == printed, "run: make pictures"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("report.png", "terminal.svg"):
        assert f"(docs/{name})" in readme and (docs / name).stat().st_size < 300_000
    assert "@font-face" not in picture and "url(http" not in picture


def test_pages_name_the_version_there_is() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    named = re.findall(r"\bv(\d+\.\d+\.\d+)\b", "".join(path.read_text(encoding="utf-8") for path in pages))
    assert named and set(named) == {__version__}


def test_the_changelog_follows_its_convention() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.M)[0] == "Unreleased"
    order = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
    for version in text.split("\n## ")[1:]:
        head, *groups = version.split("\n### ")
        assert not re.search("^- ", head, re.M), "each line stands under what it does"
        names = [group.partition("\n")[0] for group in groups]
        assert names == sorted(names, key=order.index) and len(set(names)) == len(names)
        lines = [line for group in groups for line in group.split("\n")[1:] if line]
        assert all(line.startswith("- ") for line in lines), "one line each"
        assert len(set(lines)) == len(lines)


def test_the_python_of_the_readme_runs(capsys, monkeypatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", readme, re.S)
    assert code is not None
    monkeypatch.chdir(ROOT)
    exec(compile(code[1], "README.md", "exec"), {})
    assert capsys.readouterr().out


def test_the_python_of_the_frameworks_page_runs(capsys) -> None:
    page = (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8")
    import blameless.spacy  # noqa: F401  # what spaCy imports by the entry point, once this version is installed

    spacy, sklearn = re.findall(r"```python\n(.*?)```", page, re.S)
    exec(compile(spacy, "frameworks.md", "exec"), {})
    assert "blame/person Dave forgot to drain" in capsys.readouterr().out
    exec(compile(sklearn, "frameworks.md", "exec"), {})
    assert "blame/person" in capsys.readouterr().out


def test_the_settings_of_the_editors_page_can_be_read() -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    found = re.findall(r"```(toml|json)\n(.*?)```", page, re.S)
    assert {kind for kind, _ in found} == {"toml", "json"}
    for kind, text in found:
        assert "blameless" in str(json.loads(text) if kind == "json" else tomllib.loads(text))
    extension = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))
    settings = extension["contributes"]["configuration"]["properties"]
    assert all(name in settings for name in re.findall(r'"(blameless\.\w+)":', page))


def test_the_manual_page_is_up_to_date_and_roff() -> None:
    module = runpy.run_path(str(ROOT / "docs" / "make_man.py"))
    written = (ROOT / "man" / "blameless.1").read_text(encoding="ascii")
    assert written == module["page"](), "run: make man"
    assert '.SS "blameless check"' in written and "\\-\\-input\\-format" in written
    if groff := shutil.which("groff"):
        told = subprocess.run([groff, "-man", "-ww", "-z", "-Tutf8"], input=written, capture_output=True, text=True)
        assert not told.stderr and told.returncode == 0


def test_the_page_about_inputs_names_each_kind_and_suffix() -> None:
    page = (ROOT / "docs" / "inputs.md").read_text(encoding="utf-8")
    for name in built_in():
        assert f"| `{name}` |" in page
        assert all(f"`{suffix}`" in page for suffix in input_format(name).suffixes)
