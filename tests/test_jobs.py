"""Work in several processes: the same results in the same order, and errors where they belong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from blameless.cli import app
from blameless.errors import BlamelessError
from blameless.run import DIED, HEAVIEST, MOST, WORTH_A_PROCESS, Unjudged, batches, jobs_for
from blameless.run.pool import Pool

RUNNER = CliRunner()


def _nothing() -> None:
    pass


def _double(numbers: list[int]) -> list[int]:
    return [2 * number for number in numbers]


def _die_at_seven(numbers: list[int]) -> list[int]:
    if 7 in numbers:
        os._exit(1)
    return numbers


def _die_once(marks: list[str]) -> list[str]:
    """Dies at each file that is there, and takes it away."""
    for mark in marks:
        if os.path.exists(mark):
            os.unlink(mark)
            os._exit(1)
    return marks


def _never_start() -> None:
    os._exit(1)


def _refuse() -> None:
    raise BlamelessError("the model is not installed")


def _flat(found) -> list:
    return [each for _, results in found for each in results]


def test_batches_are_bounded_and_lose_nothing() -> None:
    weights = [1] * 70 + [HEAVIEST] * 2 + [HEAVIEST // 2] * 3
    found = list(batches(weights, lambda weight: weight))
    assert [weight for batch in found for weight in batch] == weights
    assert [len(batch) for batch in found] == [MOST, MOST, 6, 1, 1, 2, 1]


def test_batches_are_drawn_as_they_are_needed() -> None:
    drawn = []

    def numbers():
        for number in range(1_000):
            drawn.append(number)
            yield number

    assert len(next(batches(numbers(), lambda _: 1))) == MOST
    assert len(drawn) == MOST
    next(Pool(_double, 2, _nothing).run(batches(numbers(), lambda _: 1)))
    assert len(drawn) <= 6 * MOST


@pytest.mark.parametrize("ordered", [True, False])
def test_results_come_with_their_batches(ordered: bool) -> None:
    found = list(Pool(_double, 2, _nothing).run(batches(range(500), lambda _: 1), ordered))
    assert all(results == [2 * number for number in batch] for batch, results in found)
    assert sorted(_flat(found)) == [2 * number for number in range(500)]
    assert not ordered or _flat(found) == [2 * number for number in range(500)]


@pytest.mark.parametrize("ordered", [True, False])
def test_an_item_that_kills_its_process_costs_no_other(ordered: bool) -> None:
    found = _flat(Pool(_die_at_seven, 2, _nothing).run(batches(range(20), lambda _: 1, most=4), ordered))
    assert Unjudged(DIED) in found and len(found) == 20
    assert {each for each in found if each != Unjudged(DIED)} == set(range(20)) - {7}
    assert not ordered or found[7] == Unjudged(DIED)


def test_a_process_killed_from_outside_loses_nothing(tmp_path: Path) -> None:
    marks = [str(tmp_path / str(number)) for number in range(4)]
    for mark in marks[1:3]:
        Path(mark).touch()
    assert _flat(Pool(_die_once, 1, _nothing).run([marks])) == marks  # one is killed again while items are tried alone


def test_processes_that_cannot_start_are_told_of() -> None:
    with pytest.raises(BlamelessError, match="no process can be started"):
        list(Pool(_double, 2, _never_start).run([[1]]))
    with pytest.raises(BlamelessError, match="not installed"):
        list(Pool(_double, 2, _refuse).run([[1]]))


def test_small_work_is_done_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert [jobs_for(size) for size in (0, WORTH_A_PROCESS, 2 * WORTH_A_PROCESS, 10**9)] == [1, 1, 2, 2]


@pytest.mark.slow
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
    result = RUNNER.invoke(app, ["check", "-", "--jobs", "2", "--format", "jsonl"], input="# Outage\n\nX.\n")
    assert '"<stdin>"' in result.stdout
