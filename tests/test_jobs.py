"""Work in several processes: the same results in the same order, and errors where they belong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from blameless.cli import app
from blameless.errors import BlamelessError
from blameless.parallel import HEAVIEST, MOST, WORTH_A_PROCESS, batches, in_order, jobs_for

RUNNER = CliRunner()


def _nothing() -> None:
    pass


def _double(numbers: list[int]) -> list[int]:
    return [2 * number for number in numbers]


def _die(numbers: list[int]) -> list[int]:
    os._exit(1)


def test_batches_are_bounded_and_lose_nothing() -> None:
    weights = [1] * 70 + [HEAVIEST] * 2 + [HEAVIEST // 2] * 3
    found = list(batches(weights, lambda weight: weight))
    assert [weight for batch in found for weight in batch] == weights
    assert [len(batch) for batch in found] == [MOST, MOST, 7, 1, 2, 1]


def test_batches_are_drawn_as_they_are_needed() -> None:
    drawn = []

    def numbers():
        for number in range(1_000):
            drawn.append(number)
            yield number

    assert len(next(batches(numbers(), lambda _: 1))) == MOST
    assert len(drawn) == MOST
    next(in_order(_double, batches(numbers(), lambda _: 1), 2, _nothing, ()))
    assert len(drawn) <= 6 * MOST


def test_results_come_in_order() -> None:
    numbers = list(range(500))
    assert list(in_order(_double, batches(numbers, lambda _: 1), 2, _nothing, ())) == [2 * n for n in numbers]


def test_a_process_that_dies_is_told_of() -> None:
    with pytest.raises(BlamelessError, match="died"):
        list(in_order(_die, [[1]], 2, _nothing, ()))


def test_small_work_is_done_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert [jobs_for(size) for size in (0, WORTH_A_PROCESS, 2 * WORTH_A_PROCESS, 10**9)] == [1, 1, 2, 2]


def test_a_check_in_two_processes_says_the_same(tmp_path: Path) -> None:
    for index in range(2 * MOST):
        (tmp_path / f"{index:02}.md").write_text(f"# Outage {index}\n\nDave forgot to drain node {index}.\n")
    (tmp_path / "binary.md").write_bytes(b"\0\1")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / ".blameless.toml").write_text('ignore = ["blame"]\n')
    (tmp_path / "one" / "own.md").write_text("# Outage\n\nDave forgot to drain the node.\n")
    alone, shared = (
        RUNNER.invoke(app, ["check", str(tmp_path), "nowhere.md", "--format", "jsonl", "--jobs", jobs])
        for jobs in ("1", "2")
    )
    assert alone.stdout == shared.stdout and alone.stderr == shared.stderr
    assert alone.exit_code == shared.exit_code == 2
    assert "binary.md: a binary file" in shared.stderr and "nowhere.md: no such file" in shared.stderr
    assert shared.stdout.count("\n") == 2 * MOST + 3


def test_standard_input_is_read_here() -> None:
    result = RUNNER.invoke(app, ["check", "-", "-", "--jobs", "2", "--format", "jsonl"], input="# Outage\n\nX.\n")
    assert '"<stdin>"' in result.stdout
