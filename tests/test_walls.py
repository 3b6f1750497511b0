"""What each room of the package may import is as pyproject.toml says, and what it says there can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def walls(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in a folder by the contracts beside it."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.argv[1:] = ['--no-logo', '--no-cache']; lint_imports_command()"
    env = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run([sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True)


def test_every_room_keeps_to_its_walls() -> None:
    done = walls(ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert " 0 broken" in done.stdout


def test_what_breaks_a_wall_is_told(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "blameless", tmp_path / "blameless", ignore=shutil.ignore_patterns("__pycache__", "*.txt", "*.npz")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "blameless" / "attic.py").write_text("", encoding="utf-8")
    for path, line in (
        ("config.py", "from .judge.rule import checks"),
        ("judge/items.py", "import spacy"),
        ("parse/outline.py", "from ..language.en.headings import heading_kinds"),
        ("run/policy.py", "from ..weigh import weigh"),
        ("models/artefact.py", "import pickle"),
    ):
        with open(tmp_path / "blameless" / path, "a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    done = walls(tmp_path)
    assert done.returncode == 1
    for told in (
        "blameless.config -> blameless.judge.rule",
        "blameless.judge.items -> spacy",
        "blameless.parse.outline -> blameless.language.en.headings",
        "blameless.run.policy -> blameless.weigh",
        "blameless.models.artefact -> pickle",
        "attic",  # a room without a place
    ):
        assert told in done.stdout, told
