"""The linters that are measured: where they come from, and how each is called on a folder of Markdown."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from .measure import Command, Failed

PROSELINT = "0.16.0"
ALEX = "11.0.1"
WRITE_GOOD = "1.0.8"
BLAMELESS = (sys.executable, "-m", "blameless")


@dataclass(frozen=True, slots=True)
class Tool:
    """A linter: its version, and the command that checks a folder of Markdown files, all on one level."""

    name: str
    version: str
    check: Callable[[Path], Command]


def _files(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.glob("*.md"))


def blameless(place: Path) -> Tool:
    """The command of this clone."""
    from blameless import __version__

    return Tool(
        "blameless",
        __version__,
        lambda folder: Command([*BLAMELESS, "check", str(folder)], frozenset({0, 1})),
    )


def proselint(place: Path) -> Tool:
    """proselint from PyPI, in an environment of its own."""
    home = place / f"proselint-{PROSELINT}"
    if not (home / "bin" / "proselint").exists():
        _install([sys.executable, "-m", "venv", str(home)])
        _install([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", f"proselint=={PROSELINT}"])
    command = str(home / "bin" / "proselint")
    return Tool("proselint", PROSELINT, lambda folder: Command([command, "check", str(folder)], frozenset({0, 1})))


def alex(place: Path) -> Tool:
    """alex from npm."""
    command = _npm(place, "alex", ALEX)
    return Tool("alex", ALEX, lambda folder: Command([command, *_files(folder)], frozenset({0, 1})))


def write_good(place: Path) -> Tool:
    """write-good from npm; its exit code is a count of suggestions."""
    command = _npm(place, "write-good", WRITE_GOOD)
    return Tool("write-good", WRITE_GOOD, lambda folder: Command([command, *_files(folder)], None))


def _npm(place: Path, package: str, version: str) -> str:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Failed(f"{program} is not installed")
    home = place / f"{package}-{version}"
    command = home / "node_modules" / ".bin" / package
    if not command.exists():
        home.mkdir(parents=True, exist_ok=True)
        _install(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), f"{package}@{version}"]
        )
    return str(command)


def _install(arguments: list[str]) -> None:
    """Run an installer.

    Raises:
        Failed: with the last line that it printed, where it does not succeed.
    """
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=900, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"cannot be installed: {error}") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise Failed(f"cannot be installed: {lines[-1][:200]}")


ALL = {"blameless": blameless, "proselint": proselint, "alex": alex, "write-good": write_good}


def ready(names: Iterable[str], place: Path) -> tuple[list[Tool], dict[str, str]]:
    """The tools of these names, installed below ``place``, and for each that is not to be had the reason."""
    tools, missing = [], {}
    for name in names:
        try:
            tools.append(ALL[name](place))
        except Failed as error:
            missing[name] = str(error)
    return tools, missing
