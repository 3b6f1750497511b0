"""Small archives for the tests, and a way to run the command as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import ROOT

PEOPLE = ("Ana", "Marek", "Priya", "Tomasz")


def body(number: int) -> str:
    """A short postmortem; each number has its own."""
    who = PEOPLE[number % len(PEOPLE)]
    blame = f"{who} forgot to rotate key {number}." if number % 3 else f"The key {number} expired at midnight."
    return (
        f"# Outage {number}, 2024-04-{number % 28 + 1:02}\n\n{blame} An alert fired after {number % 50 + 1} minutes.\n\n"
        f"The certificate expired because the job that renews it ran on a host that was retired in spring. "
        f"Payments failed for every customer until the renewal was run from another host.\n\n"
        f"## Action items\n\n- {who} to add an alert on key age by 2024-05-{number % 28 + 1:02} (OPS-{number})\n"
        f"- Improve monitoring\n"
    )


def folder(root: Path, numbers: range) -> Path:
    """A folder of postmortems, some of them deeper down."""
    for number in numbers:
        path = root / ("" if number % 5 else "deep/er") / f"p{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body(number), encoding="utf-8")
    return root


def score(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """``blameless score`` as a process."""
    command = [sys.executable, "-m", "blameless", "score", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False, **options)
