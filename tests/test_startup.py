"""What is loaded when: a command that judges nothing must not wait for the libraries that judging takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "samples" / "checkout-outage.md"
JUDGING = {"spacy", "thinc", "numpy", "pandas", "sklearn", "scipy"}
PARSING = {"markdown_it", "sentencex", "dateutil", "yaml"}


def loaded(code: str) -> set[str]:
    """The top-level modules that a new interpreter has loaded after running ``code``."""
    script = f"import sys\n{code}\nprint('|'.join(name for name in sys.modules if '.' not in name))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.splitlines()[-1].split("|"))


def command(*arguments: str) -> str:
    """Code that runs the command line and goes on after it."""
    return f"from blameless.cli import app\ntry: app({list(arguments)!r})\nexcept SystemExit: pass"


@pytest.mark.parametrize(
    "code",
    [
        "import blameless",
        "from blameless import Config, Finding, Report; Config(ignore=('blame',))",
        command("--help"),
        command("rules"),
        command("rules", "blame/person"),
        command("template"),
        command("check", "--help"),
    ],
)
def test_nothing_heavy_is_loaded_before_there_is_a_document(code: str) -> None:
    assert not loaded(code) & (JUDGING | PARSING)


def test_the_models_are_named_without_being_loaded() -> None:
    assert not loaded("from blameless.archive.partition import Settings; assert Settings().models") & JUDGING


def test_a_document_is_read_without_spacy() -> None:
    code = "from blameless.read.document import read_postmortem; read_postmortem('# Outage\\n\\nWe forgot it.\\n')"
    assert not loaded(code) & JUDGING


def test_a_check_needs_no_pandas() -> None:
    assert not loaded(command("check", str(SAMPLE))) & {"pandas"}


@pytest.mark.parametrize("module", ["typer", "blameless.cli", "blameless.check", "blameless.analyzer"])
def test_ctrl_c_while_something_is_loaded_ends_quietly(tmp_path: Path, module: str) -> None:
    """Loading takes a good part of a second; who changes their mind then is shown no traceback, nor exit code 1, which means findings."""
    (tmp_path / "sitecustomize.py").write_text(
        f"""
import sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
"""
    )
    done = subprocess.run(
        [sys.executable, "-m", "blameless", "check", str(SAMPLE)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        check=False,
    )
    assert done.returncode == 130 and "Traceback" not in done.stderr and not done.stdout
