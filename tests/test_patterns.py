"""Patterns of ``.gitignore`` and ``--glob`` mean what pathspec says, and take no second try at a star."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec.patterns.gitignore.basic import GitIgnoreBasicPattern
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern
from typer.testing import CliRunner

from blameless.cli import app
from blameless.intake.patterns import chosen, ignores, without_second_tries

TEXT = "# Outage\n\nThe queue was full from 10:00 to 10:40.\n"
PATTERN = st.lists(
    st.sampled_from(["*", "a", "b", "?", "/", "**/", "/**", "*.", "[ab]", "\\*", "*a", "!", "-", ".md"]),
    min_size=1,
    max_size=9,
).map("".join)
NAME = st.text("ab-*.", min_size=1, max_size=4)
PATH = st.builds(
    lambda names, end: "/".join(names) + end, st.lists(NAME, min_size=1, max_size=4), st.sampled_from("/ ")
)


@given(PATTERN, st.lists(PATH, min_size=1, max_size=8))
def test_a_pattern_fits_what_it_fitted(pattern: str, paths: list[str]) -> None:
    for kind in (GitIgnoreSpecPattern, GitIgnoreBasicPattern):
        try:
            said, _ = kind.pattern_to_regex(pattern)
        except ValueError:
            continue
        if said is None:
            continue
        quick = re.compile(without_second_tries(said))
        for path in map(str.strip, paths):
            expected, found = re.search(said, path), quick.search(path)
            assert (expected is None) == (found is None), (said, path)
            assert not expected or not found or expected.groupdict().get("ps_d") == found.groupdict().get("ps_d")


SLOW = ["*a*a*a*ab", "*a" * 40 + "b", "**/a" * 20 + "/b", "**/*a" * 20 + "b", "/".join(["*a*a*ab", "**"] * 20) + "/x"]
SLOW += ["*" * 4_000 + "b", "*" * 100_000 + "b", "*?" * 50 + "b", "*[ab]" * 40 + "c"]
LONG = ["a" * 250, "/".join(["a" * 250] * 15), "/".join(["a"] * 1_900)]


@pytest.mark.parametrize("pattern", SLOW, ids=range(len(SLOW)))
def test_many_stars_cost_no_time(pattern: str) -> None:
    started = time.process_time()
    ignored, wanted = ignores([pattern]), chosen([pattern])
    for name in LONG:
        assert not ignored.match_file(name) and not wanted.match_file(name)
    assert time.process_time() - started < 2


def test_lines_that_are_no_pattern_are_passed_over() -> None:
    found = ignores(["[z-a]", "draft\\", "", "# a note", "*.tmp", "[open", "!"])
    assert found.match_file("a.tmp") and not found.match_file("draft")


def test_both_commands_obey_such_patterns_at_once(tmp_path: Path) -> None:
    name = "a" * 120
    (tmp_path / f"{name}.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / f"{name}b.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*a" * 20 + "*b.md\n[z-a]\n", encoding="utf-8")
    started = time.process_time()
    checked = CliRunner().invoke(app, ["check", str(tmp_path), "--format", "jsonl", "--fail-on", "never"])
    assert checked.exit_code == 0 and len(checked.stdout.splitlines()) == 1
    command = ["score", str(tmp_path), "--glob", "*a" * 20 + "*.md", "-o", str(tmp_path / "s.csv")]
    scored = CliRunner().invoke(app, command)
    assert scored.exit_code == 0 and "1 document (" in scored.stderr
    assert time.process_time() - started < 30
    refused = CliRunner().invoke(app, ["score", str(tmp_path), "--glob", "[z-a]", "-o", str(tmp_path / "s.csv")])
    assert refused.exit_code == 2 and "--glob: no pattern" in refused.stderr
