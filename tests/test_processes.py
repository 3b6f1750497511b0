"""Threads, pickles and processes: the same reports everywhere, and nothing left behind."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from archives import folder
from conftest import ROOT, SAMPLES

from blameless import Analyzer, Config, DocumentError, InputError, Report, analyze

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.md"))]

COLD = """
import sys, threading
from pathlib import Path
import blameless
texts = [Path(path).read_text(encoding="utf-8") for path in sys.argv[1:]]
shared, barrier, found = blameless.Analyzer(), threading.Barrier(8), [None] * 8
def work(number):
    analyzer = shared if number % 2 else blameless.Analyzer()
    barrier.wait()
    turned = texts[number % len(texts):] + texts[:number % len(texts)]
    found[number] = {text: analyzer.analyze(text) for text in turned}
threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
expected = {text: blameless.Analyzer().analyze(text) for text in texts}
assert all(each == expected for each in found), "threads say different things"
"""


def run(code: str, *arguments: object, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False, **options)


# --- threads ---------------------------------------------------------------------------------------------------------


def test_eight_threads_of_a_process_that_has_loaded_nothing() -> None:
    result = run(COLD, *sorted(SAMPLES.glob("*.md")))
    assert result.returncode == 0, result.stderr


def test_new_analyzers_in_the_threads_of_a_warm_process() -> None:
    expected = [analyze(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: [Analyzer().analyze(text) for text in TEXTS], range(8)):
            assert found == expected


def test_asyncio() -> None:
    analyzer = Analyzer()

    async def all_at_once() -> list[Report]:
        return await asyncio.gather(*(asyncio.to_thread(analyzer.analyze, text) for text in TEXTS))

    assert asyncio.run(all_at_once()) == [analyze(text) for text in TEXTS]


def test_a_batch_changes_nothing() -> None:
    together = list(Analyzer().pipe(TEXTS * 3))
    assert together == [Analyzer().analyze(text) for text in TEXTS] * 3
    assert list(Analyzer().pipe(reversed(TEXTS))) == together[: len(TEXTS)][::-1]


# --- pickles and processes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pickle", "cloudpickle"])
def test_pickles(name: str) -> None:
    dump = pytest.importorskip(name).dumps
    used = Analyzer(Config(people=("Zyxel",), severity={"blame/role": "info"}))
    text = "# Outage\n\nZyxel forgot to drain the node.\n"
    report = used.analyze(text)
    assert pickle.loads(dump(used)).analyze(text) == report
    assert pickle.loads(dump(report)) == report
    error = pickle.loads(dump(DocumentError("nested too deeply to be read", 3)))
    assert (error.index, str(error)) == (3, "text 3: nested too deeply to be read")


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_however_they_are_started(method: str) -> None:
    analyzer = Analyzer()
    expected = [analyzer.analyze(text) for text in TEXTS]  # loaded before a fork copies it
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(analyzer.analyze, TEXTS) == expected


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="there is no fork")
def test_a_fork_while_a_thread_reads() -> None:
    analyzer = Analyzer().warm_up()
    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(lambda: [Analyzer().analyze(text) for text in TEXTS * 3])
        for _ in range(5):
            with multiprocessing.get_context("fork").Pool(1) as forked:
                assert forked.apply_async(analyzer.analyze, (TEXTS[0],)).get(60) == analyzer.analyze(TEXTS[0])
        busy.result()


AFTERWARDS = """
import os, sys
import blameless
text = open(sys.argv[1], encoding="utf-8").read()
shared = blameless.Analyzer()
report = shared.analyze(text)
child = os.fork()
if child == 0:
    sys.exit(0 if shared.analyze(text) == report and shared.analyze(text + "\\n\\nAna should have known it.\\n").findings else 3)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_after_a_report_ends_as_any_process() -> None:
    """With its threads gone, native code of a library may hang or abort when the child ends."""
    result = run(AFTERWARDS, SAMPLES / "checkout-outage.md")
    assert (result.returncode, result.stderr) == (0, "")


FORKED = """
import os, sys, threading, time
from pathlib import Path
import blameless
text, shared = Path(sys.argv[1]).read_text(encoding="utf-8"), blameless.Analyzer()
threads = [threading.Thread(target=shared.analyze, args=(text,)) for _ in range(4)]
for thread in threads: thread.start()
time.sleep(float(sys.argv[2]))
child = os.fork()
if child == 0:
    os._exit(0 if shared.analyze(text).findings else 3)
deadline = time.monotonic() + 60
while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
    time.sleep(0.05)
if ended[0] == 0:
    os.kill(child, 9)
    sys.exit("the child hangs")
for thread in threads: thread.join()
sys.exit(ended[1])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.parametrize("seconds", [*(pytest.param(each, marks=pytest.mark.slow) for each in (0, 0.4, 1.2)), 0.8])
def test_a_fork_while_threads_load(seconds: float) -> None:
    result = run(
        FORKED, SAMPLES / "checkout-outage.md", seconds
    )  # which kills what takes 300 s: the parent may hang too
    assert result.returncode == 0, result.stderr


# --- documents that cannot be judged ---------------------------------------------------------------------------------

BAD = "# Outage\n\nhalf a pair: \ud800\n"


@pytest.mark.parametrize("n_process", [1, 2])
def test_a_bad_text_says_which_it_is_after_all_before_it(n_process: int) -> None:
    reports = Analyzer().pipe([TEXTS[0], TEXTS[1], BAD, TEXTS[2]], n_process)
    assert [next(reports), next(reports)] == [analyze(TEXTS[0]), analyze(TEXTS[1])]
    with pytest.raises(DocumentError, match="text 2: not valid Unicode") as told:
        next(reports)
    assert told.value.index == 2 and told.value.reason.startswith("not valid Unicode")


@pytest.mark.parametrize("n_process", [1, 2])
def test_bad_texts_in_the_places_of_their_reports(n_process: int) -> None:
    texts = [BAD, TEXTS[0], None, *TEXTS, BAD]
    found = list(Analyzer().pipe(texts, n_process, on_error="yield"))  # type: ignore[arg-type]
    assert [each.index for each in found if isinstance(each, DocumentError)] == [0, 2, len(texts) - 1]
    assert [each for each in found if isinstance(each, Report)] == [analyze(text) for text in [TEXTS[0], *TEXTS]]
    assert isinstance(found[2], DocumentError) and "NoneType" in found[2].reason


def test_one_bad_text() -> None:
    with pytest.raises(InputError, match="not valid Unicode"):
        analyze(BAD)
    with pytest.raises(ValueError, match="on_error"):
        Analyzer().pipe([], on_error="skip")  # type: ignore[call-overload]


def test_a_script_without_a_guard_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import blameless\nprint(len(list(blameless.Analyzer().pipe(['x'] * 3, n_process=2))))\n")
    command, environment = [sys.executable, str(script)], {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    assert result.returncode == 1 and 'if __name__ == "__main__"' in result.stderr.splitlines()[-1]
    assert "out of memory" not in result.stderr and result.stderr.count("Traceback") == 1


# --- the end ---------------------------------------------------------------------------------------------------------

PIPE = """
import itertools, blameless
def texts():
    for number in itertools.count():
        yield f"# Outage {number}\\n\\n" + f"Dave forgot to drain node {number}. " * 400
if __name__ == "__main__":
    for report in blameless.Analyzer().pipe(texts(), n_process=2):
        print("one", flush=True)
"""


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those started by these."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = place.read_text().rpartition(")")
        except OSError:
            continue
        parents[int(name.split()[0])] = int(rest.split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def check_that_nothing_is_left(process: subprocess.Popen, how: signal.Signals) -> int:
    """Send a signal; the exit code of the process, which with all it has started must be gone after two seconds."""
    started = descendants(process.pid)
    assert len(started) >= 2
    process.send_signal(how)
    deadline = time.monotonic() + 2
    while process.poll() is None or any(map(alive, started)):
        assert time.monotonic() < deadline, f"left: {process.poll()}, {[pid for pid in started if alive(pid)]}"
        time.sleep(0.02)
    return process.returncode


def _hear_the_keyboard() -> None:
    """A shell's background jobs, and with them these tests, ignore Ctrl-C unless told otherwise."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_a_script(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "script.py"
    script.write_text(PIPE)
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=_hear_the_keyboard,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == b"one\n"
    check_that_nothing_is_left(process, how)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="looks processes up in /proc")
@pytest.mark.parametrize("command", ["check", "score"])
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_processes_end_with_a_command(tmp_path: Path, command: str, how: signal.Signals, code: int) -> None:
    archive = folder(tmp_path / "in", range(3000))
    output = tmp_path / "out.jsonl"
    more = ["--format", "jsonl"] if command == "check" else ["--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-m", "blameless", command, str(archive), "--jobs", "2", "-o", str(output), *more],
        stderr=subprocess.PIPE, text=True, cwd=ROOT, preexec_fn=_hear_the_keyboard,
    )  # fmt: skip
    while len(descendants(process.pid)) < 3:  # two, and the one that Python minds them with
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(1)
    assert check_that_nothing_is_left(process, how) == code
    assert process.stderr is not None and "Traceback" not in (said := process.stderr.read()) and "stopped" in said
    assert not output.exists() and not list(tmp_path.glob("*.part"))
