"""What blameless needs of the machine it runs on: no network, no home, no place to write."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest
from archives import folder
from conftest import NO_BROWSER, ROOT, SAMPLES, unseen

SAMPLE = str(SAMPLES / "checkout-outage.md")
WATCHED = Path(__file__).with_name("watched.py")
LIBRARY = """
import blameless
text = open({sample!r}, encoding="utf-8").read()
if __name__ == "__main__":
    assert blameless.analyze(text).findings
    assert len(list(blameless.Analyzer().pipe([text] * 3, n_process=2))) == 3
"""


def watched(tmp_path: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python on these arguments, watched, without HOME."""
    place = tmp_path / "site"
    place.mkdir(exist_ok=True)
    shutil.copy(WATCHED, place / "sitecustomize.py")
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "OMP_NUM_THREADS")}
    found = {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(place), str(ROOT)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=found, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)


def test_the_watch_sees_sockets_and_writing(tmp_path: Path) -> None:
    result = watched(tmp_path, "-c", "import socket; socket.socket()")
    assert result.returncode == 97 and "WATCHED socket" in result.stderr
    result = watched(tmp_path, "-c", "open('x', 'w')", WATCHED_READ_ONLY="1")
    assert result.returncode == 97 and "WATCHED open" in result.stderr


def test_no_socket_and_no_file_as_a_library(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(LIBRARY.format(sample=SAMPLE), encoding="utf-8")
    result = watched(tmp_path, script, WATCHED_READ_ONLY="1")
    assert result.returncode == 0, result.stderr


def test_native_code_keeps_no_diary(tmp_path: Path) -> None:
    """What the watch cannot see, as it is not Python's: ONNX Runtime keeps one under the user's cache, to send it away."""
    home = tmp_path / "home"
    home.mkdir()
    places = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "TMPDIR")}
    result = watched(tmp_path, "-m", "blameless", "check", SAMPLE, "--fail-on", "never", **places)
    assert result.returncode == 0, result.stderr
    assert list(home.rglob("*")) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
def test_native_code_opens_no_socket(tmp_path: Path) -> None:
    script, calls = tmp_path / "script.py", tmp_path / "calls"
    code = f"import blameless, time\nassert blameless.analyze(open({SAMPLE!r}).read()).findings\ntime.sleep(1)\n"
    script.write_text(code, encoding="utf-8")
    command = ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(calls), sys.executable, str(script)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    if "PTRACE" in result.stderr.upper():
        pytest.skip("strace is not allowed here")
    assert result.returncode == 0, result.stderr
    assert [line for line in calls.read_text().splitlines() if "AF_INET" in line] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", SAMPLE, "--fail-on", "never"),
        ("check", SAMPLE, SAMPLE, "--fail-on", "never", "--jobs", "2", "--format", "json"),
        ("rules", "blame/person"),
        ("template",),
    ],
)
def test_no_socket_and_no_file_as_a_command(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = watched(tmp_path, "-m", "blameless", *arguments, WATCHED_READ_ONLY="1", HOME="/nowhere")
    assert result.returncode == 0 and result.stdout and result.stderr == "", result.stderr


@pytest.mark.slow
def test_archives_and_their_page_open_no_socket(tmp_path: Path) -> None:
    archive, scores = folder(tmp_path / "in", range(4)), tmp_path / "s.parquet"
    for arguments in (
        ("score", archive, "-o", scores, "--jobs", "2"),
        ("report", scores, "-o", tmp_path / "page.html"),
    ):
        result = watched(tmp_path, "-m", "blameless", *arguments)
        assert result.returncode == 0, result.stderr


def test_types_come_with_the_package() -> None:
    assert files("blameless").joinpath("py.typed").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="folders in use are not deleted there")
@pytest.mark.parametrize("command", ["check draft.md", f"check {SAMPLE}", "check -", "check .", "score . -o s.csv"])
def test_a_working_folder_that_is_gone(tmp_path: Path, command: str) -> None:
    shell = f'cd "$0" && rmdir "$0" && "{sys.executable}" -m blameless {command} < "{SAMPLE}"'
    gone = tmp_path / "gone"
    gone.mkdir()
    result = subprocess.run(
        ["bash", "-c", shell, str(gone)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr == "blameless: the working folder is gone; change to one that is there\n"


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is that of POSIX")
def test_a_standard_input_that_is_closed() -> None:
    shell = f'"{sys.executable}" -m blameless check - "{SAMPLE}" --format json <&-'
    result = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 2 and result.stderr == "blameless: -: standard input is closed\n"
    values = json.loads(result.stdout)
    assert [error["path"] for error in values["errors"]] == ["-"] and len(values["documents"]) == 1


def test_a_run_without_a_browser_says_which_pages_nobody_has_looked_at() -> None:
    skipped = [
        SimpleNamespace(nodeid=nodeid, longrepr=("conftest.py", 1, f"Skipped: {reason}"))
        for nodeid, reason in (
            ("tests/test_page.py::test_a", NO_BROWSER),
            ("tests/test_page.py::test_b[dark]", NO_BROWSER),
            ("tests/test_spark.py::test_c", "no Java"),
        )
    ]
    assert unseen(skipped) == [f"NOT LOOKED AT, as {NO_BROWSER}: tests/test_page.py (2)"]
    assert unseen(skipped[2:]) == []
