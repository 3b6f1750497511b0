"""The measuring machinery: it counts what it says, drops what fails with its reason, and its archives are archives."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, listed

from benchmarks import generate, results, tools
from benchmarks.__main__ import main
from benchmarks.archives import Archive, flat
from benchmarks.measure import Command, Failed, Measured, in_turn, ratio, run
from benchmarks.parts import side_by_side
from benchmarks.steps import STEPS
from blameless.read.document import read_postmortem


def python(code: str) -> Command:
    return Command([sys.executable, "-c", code])


def test_documents_are_their_own_and_always_the_same() -> None:
    texts = list(generate.documents(40))
    assert texts == list(generate.documents(40)) and texts[:7] == list(generate.documents(7))
    assert len(set(texts)) == 40 and texts != list(generate.documents(40, seed=1))
    sources = {path.read_text(encoding="utf-8") for path in generate.SOURCES.glob("*.md")}
    assert not sources & set(texts)


def test_documents_read_like_postmortems() -> None:
    sources = [read_postmortem(path.read_text(encoding="utf-8")) for path in sorted(generate.SOURCES.glob("*.md"))]
    made = [read_postmortem(text) for text in generate.documents(100)]

    def mean(found, what) -> float:
        return sum(what(one) for one in found) / len(found)

    for what in (
        lambda one: one.metrics.words,
        lambda one: len(listed(one)),
        lambda one: len(one.parts),
        lambda one: one.metrics.detected_by != "unknown",
    ):
        assert mean(made, what) == pytest.approx(mean(sources, what), rel=0.35)


def test_an_archive_is_written_whole(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    (folder / "0000").mkdir(parents=True)
    (folder / "0000" / "old.md").write_text("old", encoding="utf-8")
    words = generate.write(folder, 12)
    written = sorted(folder.rglob("*.md"))
    assert [path.name for path in written] == [f"{index:06}.md" for index in range(12)]
    assert words == sum(len(path.read_text(encoding="utf-8").split()) for path in written)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_a_run_is_measured_as_a_whole_process() -> None:
    code = (
        "import sys; from benchmarks.measure import Command, run;"
        "held = 'import time; held = bytearray(120_000_000); time.sleep(0.3)';"
        "found = run(Command([sys.executable, '-c', held])); print(found.seconds, found.cpu, found.peak_mb)"
    )  # in a small process: the kernel counts the memory of the one that starts a command as that command's first
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    seconds, cpu, peak_mb = map(float, said.split())
    assert 0.3 <= seconds < 10 and cpu < seconds and 120 < peak_mb < 200


def test_commands_run_in_turn_and_failures_are_told() -> None:
    told: list[str] = []
    commands = {
        "a": python("1"),
        "bad": python("import sys; print('no luck'); sys.exit(3)"),
        "none": Command(["/no/such"]),
    }
    runs, failed = in_turn(commands, 2, told=told.append)
    assert {name: len(found) for name, found in runs.items()} == {"a": 2}
    assert failed["bad"] == "ended with exit code 3: no luck" and "No such file" in failed["none"]
    assert [line.split(":")[0] for line in told] == ["a", "bad", "none", "a", "a"]
    with pytest.raises(Failed, match="signal 9"):
        run(python("import os; os.kill(os.getpid(), 9)"))


def test_ratios_are_taken_round_by_round() -> None:
    def runs(*seconds: float) -> list[Measured]:
        return [Measured(value, 0, 0) for value in seconds]

    assert ratio(runs(2, 30, 4), runs(1, 10, 2)) == 2


def test_the_same_files_for_every_tool(tmp_path: Path) -> None:
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    (tmp_path / "docs" / "deep" / "a.md").write_text("one two", encoding="utf-8")
    (tmp_path / "docs" / "b.markdown").write_text("three", encoding="utf-8")
    (tmp_path / "docs" / "c.txt").write_text("no Markdown", encoding="utf-8")
    archive = flat(tmp_path / "docs", tmp_path / "flat", copies=3)
    assert (archive.documents, archive.words) == (6, 9) and len(list(archive.folder.glob("*.md"))) == 6
    with pytest.raises(Failed, match="no Markdown"):
        flat(archive.folder / "nowhere", tmp_path / "other")


def test_what_cannot_be_had_is_left_out_with_its_reason(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    ready, missing = tools.ready(["blameless", "alex", "write-good"], tmp_path)
    assert [tool.name for tool in ready] == ["blameless"]
    assert missing == {"alex": "node is not installed", "write-good": "node is not installed"}


@pytest.mark.slow
@pytest.mark.alone
def test_words_a_second_and_how_many_times_faster(tmp_path: Path) -> None:
    slow = tools.Tool("slow", "1", lambda folder: python("import time; time.sleep(0.6)"))
    own = tools.Tool("blameless", "1", lambda folder: python("import time; time.sleep(0.2)"))
    part = side_by_side([own, slow], Archive(tmp_path, 1, 6_000), 3, lambda line: None)
    row = part["tools"]["slow"]
    assert row["words_per_second"] == round(6_000 / row["seconds"]) and 1.5 < row["blameless_is_faster_by"] < 3.5


@pytest.mark.slow
def test_the_whole_command(tmp_path: Path, capsys) -> None:
    options = ["--docs", str(ROOT / "data" / "samples"), "--tools", "blameless", "--sizes", "3", "--jobs", "1"]
    folders = ["--output", str(tmp_path / "results"), "--place", str(tmp_path / "work")]
    assert main([*options, *folders, "--rounds", "1"]) == 0
    found = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
    assert found["side_by_side"][0]["documents"] == 4 and found["side_by_side"][1]["documents"] == 40
    assert found["start_up"]["commands"]["blameless rules"]["times_that"] > 0
    assert [(row["documents"], row["jobs"]) for row in found["scaling"]["sizes"]] == [(3, 1)]
    assert (
        not found["scaling"]["failed"] and not found["start_up"]["failed"] and not list(tmp_path.glob("work/archive*"))
    )
    page = (tmp_path / "results" / "results.md").read_text(encoding="utf-8")
    assert page == results.page(found) and "| `blameless` |" in page and "× `python -c 'import typer'`" in page
    assert str(ROOT) not in page


def test_wrong_usage_is_told(capsys) -> None:
    for wrong in (
        ["--docs", "/no/folder"],
        ["--tools", "vale"],
        ["--rounds", "0"],
        ["--sizes", "0"],
        ["--parts", "all"],
    ):
        with pytest.raises(SystemExit) as end:
            main(wrong)
        assert end.value.code == 2


def test_each_step_of_judging_has_its_clock() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.steps", str(ROOT / "data" / "samples")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert len(rows) == len(STEPS) + 4 and "4 documents" in done.stdout
