"""Configuration: where it comes from, what goes before what, and what is refused."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from blameless import Analyzer, Config, ConfigError
from blameless.config import find_config, read_config


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.blameless]\nignore = ["tone"]\n')
    write(tmp_path / "a" / "pyproject.toml", "[tool.other]\n")
    (tmp_path / "a" / "b").mkdir()
    assert find_config(tmp_path / "a" / "b").ignore == ("tone",)
    write(tmp_path / "a" / ".blameless.toml", 'min-severity = "warning"\n')
    assert find_config(tmp_path / "a" / "b") == Config(min_severity="warning")


def test_all_keys(tmp_path: Path) -> None:
    path = write(
        tmp_path / ".blameless.toml",
        'select = ["blame", "action/vague"]\nignore = ["blame/hindsight"]\nfail-on = "warning"\npeople = ["Ana"]\nroles = ["barista"]\nteams = ["guild"]\nproducts = ["Zed"]\nmax-bytes = 5\n[severity]\n"blame/role" = "error"\n"blame/team" = "off"\n',
    )
    config = read_config(path)
    assert config is not None and config.max_bytes == 5 and config.roles == ("barista",)
    assert config.severity_of("blame/role", "warning") == "error"
    assert config.severity_of("blame/team", "warning") is None
    assert config.severity_of("blame/hindsight", "info") is None
    assert config.severity_of("section/summary", "warning") is None
    assert config.severity_of("action/vague", "warning") == "warning"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ignor = ["tone"]', 'unknown key "ignor" (did you mean "ignore"?)'),
        ('ignore = ["blame/persn"]', 'no rule "blame/persn" (did you mean "blame/person"?)'),
        ('ignore = "tone"', "must be a list of words"),
        ('min-severity = "warn"', '"warn" is none of'),
        ("max-bytes = -1", "positive number"),
        ('[severity]\n"blame/role" = "fatal"', '"fatal" is none of'),
        ('severity = "error"', "must be a table"),
        ("= 3", "not valid TOML"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / ".blameless.toml", text)
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert message in str(caught.value) and str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" + ".a" * 32_000 + " = 1\n", "a key of more than 32 parts"),
        ("[" + "'a' . " * 500 + "a]\n", "a key of more than 32 parts"),
        ("x = " + "[" * 100_000, "nested too deeply"),
        ("# " + "long " * 300_000, "larger than 1,000 kB"),
        ("max-bytes = " + "9" * 5_000, "not valid TOML"),
        ('people = ["Ana", ""]', "empty word"),
        ("people = [[1]]", "list of words"),
        ("fail-on = 3", "fail-on must be a word"),
        ("max-bytes = true", "positive number"),
    ],
)
def test_deep_and_huge_files_are_refused_at_once(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / ".blameless.toml", text)
    started = time.monotonic()
    with pytest.raises(ConfigError, match=message) as caught:
        read_config(path)
    assert time.monotonic() - started < 5 and len(str(caught.value)) < 500 + len(str(path))


def test_deep_keys_are_told_from_prose(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", f'[project]\ndescription = """Wait {". " * 200} {"a, b. " * 200}"""\n')
    assert read_config(path) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"people": "Sandeep"}, "people must be a list of words, not 'Sandeep'"),
        ({"ignore": "blame"}, "ignore must be a list of words"),
        ({"roles": [1]}, "roles must be a list of words"),
        ({"products": None}, "products must be a list of words"),
        ({"severity": ["blame"]}, "severity must be a table"),
        ({"severity": {"blame": 1}}, "severity must be a table"),
        ({"min_severity": 1}, "min-severity must be a word"),
        ({"fail_on": None}, "fail-on must be a word"),
        ({"max_bytes": "10"}, "max-bytes must be a positive number"),
        ({"max_bytes": 0}, "max-bytes must be a positive number"),
    ],
)
def test_wrong_types_are_refused(values: dict, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Config(**values)
    assert message in str(caught.value)


def test_a_configuration_does_not_change() -> None:
    given = {"blame/role": "error"}
    config = Config(people=["Ana"], severity=given)  # type: ignore[arg-type]
    given["blame/role"] = "off"
    assert config.people == ("Ana",) and config.severity == {"blame/role": "error"}
    with pytest.raises(TypeError):
        config.severity["blame/role"] = "off"  # type: ignore[index]
    assert pickle.loads(pickle.dumps(config)) == config == Config(("",)[1:], people=("Ana",), severity=config.severity)
    assert {config: 1}[Config(people=("Ana",), severity={"blame/role": "error"})] == 1


def rules(text: str) -> list[tuple[str, int]]:
    found = Analyzer(Config(select=("blame", "ignore"))).analyze(text).findings
    return [(finding.rule, finding.line) for finding in found]


def test_comments_silence_a_line() -> None:
    assert rules("We forgot it. <!-- blameless: ignore blame/collective -->\n\nWe forgot it.\n") == [
        ("blame/collective", 3)
    ]
    assert rules("<!-- blameless: ignore -->\n\nWe forgot it.\n") == []
    assert rules("<!-- blameless: ignore blame -->\nWe forgot it.\n") == []


def test_comments_silence_a_region() -> None:
    text = "We forgot it.\n\n<!-- blameless: off -->\n\nWe forgot it.\n\n<!-- blameless: on -->\n\nWe forgot it.\n"
    assert rules(text) == [("blame/collective", 1), ("blame/collective", 9)]
    assert rules("<!-- blameless: off blame/person -->\n\nWe forgot it. Dave forgot it.\n") == [("blame/collective", 3)]


def test_comments_that_silence_nothing_are_told() -> None:
    found = (
        Analyzer()
        .analyze(
            "<!-- blameless: ignore blame/role -->\nWe forgot it.\n\n<!-- blameless: ignore blame/rolle -->\nHm.\n"
        )
        .findings
    )
    messages = [f.message for f in found if f.rule == "ignore/unused"]
    assert messages == [
        "This comment silences nothing.",
        'There is no rule "blame/rolle" (did you mean "blame/role"?).',
    ]


def test_comments_in_code_are_code() -> None:
    assert rules("```\n<!-- blameless: off -->\n```\n\nWe forgot it.\n") == [("blame/collective", 5)]


def test_regions_may_overlap() -> None:
    text = "<!-- blameless: off blame -->\n<!-- blameless: off tone -->\nTotal chaos, we forgot it.\n\n<!-- blameless: on tone -->\n\nTotal chaos, we forgot it.\n"
    found = Analyzer(Config(select=("blame", "tone", "ignore"))).analyze(text).findings
    assert [(f.rule, f.line) for f in found] == [("tone/animated", 7)]


def test_an_ignore_for_a_rule_that_is_off_is_left_alone() -> None:
    text = "Dana forgot it. <!-- blameless: ignore blame/person -->\n"
    assert not Analyzer(Config(ignore=("blame",), select=("blame", "ignore"))).analyze(text).findings


@pytest.mark.parametrize("text", ["[tool]\nblameless = 3\n", "tool = 3\n"])
def test_a_wrong_table_is_told(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "pyproject.toml", text)
    if text.startswith("[tool]"):
        with pytest.raises(ConfigError, match="must be a table"):
            read_config(path)
    else:
        assert read_config(path) is None
