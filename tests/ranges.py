"""Run tests with the lowest and the highest versions that the dependencies may have: ``make ranges``.

Only wheels count, so that the lowest version is the lowest that this Python has a wheel of.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.10", "3.13")
TOOLS = ("pytest", "hypothesis", "cloudpickle")
TESTS = ("golden", "frames", "cli", "config", "front_matter", "escapes")


def uv(*arguments: object) -> bool:
    """Whether uv did it, with a Python that is there already."""
    command = [sys.executable, "-m", "uv", *map(str, arguments), "--no-python-downloads", "--quiet"]
    environment = {**os.environ, "PYENV_VERSION": ":".join(PYTHONS)}  # else pyenv hides all but one Python
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def passes(version: str, resolution: str) -> bool:
    """Whether the tests pass with one Python and one end of the ranges."""
    place = ROOT / "build" / "ranges" / f"{version}-{resolution}"
    python, versions = place / "bin" / "python", place / "versions.txt"
    wheels = ("--only-binary", ":all:", "--python", python)
    tests = [f"tests/test_{name}.py" for name in TESTS]
    return (
        uv("venv", "--clear", "--python", version, place)
        and uv("pip", "compile", "pyproject.toml", "--resolution", resolution, "-o", versions, *wheels)
        and uv("pip", "install", "-r", versions, *TOOLS, *wheels)
        and subprocess.run([python, "-m", "pytest", *tests], cwd=ROOT, check=False).returncode == 0
    )


def main() -> None:
    failed = []
    for version in PYTHONS:
        for resolution in ("lowest-direct", "highest"):
            print(f"Python {version}, {resolution}", flush=True)
            if not passes(version, resolution):
                failed.append(f"Python {version}, {resolution}")
    sys.exit(f"failed: {'; '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
