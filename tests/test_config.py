"""Configuration: where it comes from, what goes before what, and what is refused."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from blameless import Analyzer, Config, ConfigError
from blameless.project import find_project, read_project


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.blameless]\nignore = ["tone"]\n')
    write(tmp_path / "a" / "pyproject.toml", "[tool.other]\n")
    (tmp_path / "a" / "b").mkdir()
    assert find_project(tmp_path / "a" / "b").config.ignore == ("tone",)
    write(tmp_path / "a" / ".blameless.toml", 'min-severity = "warning"\n')
    assert find_project(tmp_path / "a" / "b").config == Config(min_severity="warning")


def test_all_keys(tmp_path: Path) -> None:
    path = write(
        tmp_path / ".blameless.toml",
        'select = ["blame", "action/vague"]\nignore = ["blame/hindsight"]\nfail-on = "warning"\npeople = ["Ana"]\nroles = ["barista"]\nteams = ["guild"]\nproducts = ["Zed"]\nmax-bytes = 5\n[severity]\n"blame/role" = "error"\n"blame/team" = "off"\n',
    )
    project = read_project(path)
    assert project is not None
    config = project.config
    assert config.max_bytes == 5 and config.roles == ("barista",)
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
        read_project(path)
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
        ("max-bytes = 99999999999999999999999999", "must be 1,000,000,000 at most"),
    ],
)
def test_deep_and_huge_files_are_refused_at_once(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / ".blameless.toml", text)
    started = time.monotonic()
    with pytest.raises(ConfigError, match=message) as caught:
        read_project(path)
    assert time.monotonic() - started < 5 and len(str(caught.value)) < 500 + len(str(path))


def test_deep_keys_are_told_from_prose(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", f'[project]\ndescription = """Wait {". " * 200} {"a, b. " * 200}"""\n')
    assert read_project(path) is None


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


def unused(text: str, config: Config | None = None) -> list[str]:
    found = Analyzer(config or Config()).analyze(text).findings
    return [finding.message for finding in found if finding.rule == "ignore/unused"]


@pytest.mark.parametrize("comment", ["Blameless: Off", "BLAMELESS: off", "blameless : off"])
def test_directives_are_heard_in_any_case(comment: str) -> None:
    assert rules(f"<!-- {comment} -->\n\nWe forgot it.\n") == []


@pytest.mark.parametrize(
    "said", ["off", "ignore", "ignore blame", "disable blame/role", "Ignore blame/role, blame/team", "off blame/role"]
)
def test_a_directive_without_its_colon_is_told_and_mended(said: str) -> None:
    text = f"<!-- blameless {said} -->\nWe forgot it.\n"
    assert ("blame/collective", 2) in rules(text)
    found = [each for each in Analyzer().analyze(text).findings if each.rule == "ignore/unused"]
    assert [each.message for each in found] == [
        f"This comment lacks a colon and silences nothing; “blameless: {said}” would."
    ]
    mended = found[0].replacement
    assert mended is not None and mended.text == f"<!-- blameless: {said} -->"
    assert text[mended.start : mended.end] == f"<!-- blameless {said} -->"


@pytest.mark.parametrize(
    "comment",
    [
        "this is a blameless postmortem", "blameless postmortem: keep names out", "Blameless culture", "blameless",
        "blameless on-call review", "blameless on purpose", "blameless off the record", "blameless ignored reviews",
        "ignore blameless off", "blameless ignore what we said before",
    ],
)  # fmt: skip
def test_remarks_on_a_blameless_culture_are_no_directives(comment: str) -> None:
    text = f"<!-- {comment} -->\n\nWe forgot it.\n"
    assert rules(text) == [("blame/collective", 3)]


def test_a_comment_on_all_rules_that_silences_nothing_is_told() -> None:
    idle = "# Outage\n\nA queue stood.\n\n<!-- blameless: ignore -->\nThe disk filled up at noon.\n"
    assert unused(idle) == ["This comment silences nothing."]
    assert unused("<!-- blameless: ignore -->\nWe forgot it.\n") == []
    assert unused(idle, Config(select=("action", "ignore"))) == [], "another rule may be what it is for"


def test_what_switches_on_what_is_not_off_is_told() -> None:
    off = "<!-- blameless: off blame -->\nWe forgot it.\n\n"
    told = ["This comment switches on what is not off."]
    assert unused("We left.\n\n<!-- blameless: on -->\n") == told
    assert unused(f"{off}<!-- blameless: on blame -->\n\n<!-- blameless: enable -->\n") == told
    assert unused(f"{off}<!-- blameless: on tone -->\n") == told
    assert unused(f"{off}<!-- blameless: on -->\n") == []
    assert unused(f"{off}<!-- blameless: on blaim -->\n") == ['There is no rule "blaim" (did you mean "blame"?).']


@pytest.mark.parametrize(
    "name", ["blame/collective", "blame/collective/", "blame/collective/*", "blame", "blame/", "blame/*"]
)
def test_every_way_to_name_a_rule_is_heard(name: str) -> None:
    text = "We forgot it."
    assert rules(text) == [("blame/collective", 1)]
    for config in (Config(select=(name,)), Config(severity={name: "warning"})):
        [finding] = [f for f in Analyzer(config).analyze(text).findings if f.rule == "blame/collective"]
        assert finding.severity == ("warning" if config.severity else "info")
    assert "blame/collective" not in {f.rule for f in Analyzer(Config(ignore=(name,))).analyze(text).findings}
    assert "blame/collective" not in {
        f.rule for f in Analyzer().analyze(f"{text} <!-- blameless: ignore {name} -->").findings
    }


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
            read_project(path)
    else:
        assert read_project(path) is None


@pytest.mark.parametrize("verbs", [("disable", "enable"), ("off", "enable"), ("disable", "on")])
def test_disable_and_enable_are_off_and_on(verbs: tuple[str, str]) -> None:
    first, last = verbs
    text = f"<!-- blameless: {first} blame -->\n\nWe forgot it.\n\n<!-- blameless: {last} blame -->\n\nWe forgot it.\n"
    assert rules(text) == [("blame/collective", 7)]


@pytest.mark.parametrize("said", ["silence blame", "disabel", "disable-line blame", "", "ignored", "Of"])
def test_unknown_comments_are_told_and_silence_nothing(said: str) -> None:
    text = f"<!-- blameless: {said} -->\n\nWe forgot it.\n"
    assert rules(text) == [("ignore/unused", 1), ("blame/collective", 3)]
    told = Analyzer().analyze(text).findings[0].message
    assert f'"{said.split(" ")[0]}"' in told if said else "no directive" in told
    assert "ignore, off, disable, on, enable" in told


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('select = ["tone"]\n\nignor = ["tone"]\n', 3, 'unknown key "ignor"'),
        ('select = ["tone"]\nignore = [\n  "tone",\n  "blame/persn",\n]\n', 4, 'no rule "blame/persn"'),
        ('min_severity = "warn"\n', 1, '"warn" is none of'),
        ('select = []\n[severity]\n"tone" = "info"\n"blame/role" = "fatal"\n', 4, '"fatal" is none of'),
        ("exclude = []\nfail-under = 101\n", 2, "a score from 0 to 100"),
        ('\n[per-file-ignores]\n"a.md" = ["tone"]\n"b/**" = ["tones"]\n', 4, 'no rule "tones"'),
        ('\n[per-file-ignores]\n"b/**" = "tone"\n', 3, "must be a list of words"),
        ("[fail]\n", 1, 'unknown key "fail" (did you mean "fail-on"?)'),
        ('exclude = ["a", "!"]\n', 1, "'!'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = write(tmp_path / ".blameless.toml", text)
    with pytest.raises(ConfigError) as caught:
        read_project(path)
    assert str(caught.value).startswith(f"{path}:{line}: ") and message in str(caught.value)
    table = text.replace("[severity]", "[tool.blameless.severity]").replace("[per-file-", "[tool.blameless.per-file-")
    table = table.replace("[fail]", "[tool.blameless.fail]")
    path = write(tmp_path / "pyproject.toml", f'[project]\nignore = "ignor"\n[tool.blameless]\n{table}')
    with pytest.raises(ConfigError, match=f"pyproject.toml:{line + 3}: "):
        read_project(path)


def test_files_are_excluded_and_ruled_by_their_path(tmp_path: Path) -> None:
    text = 'exclude = ["drafts/", "*.tmp.md"]\nignore = ["tone"]\n[per-file-ignores]\n"2019/**" = ["action", "blame/role"]\n'
    project = read_project(write(tmp_path / ".blameless.toml", text))
    assert project is not None
    assert project.excludes(str(tmp_path / "drafts" / "a.md")) and project.excludes(str(tmp_path / "x" / "b.tmp.md"))
    assert not project.excludes(str(tmp_path / "a.md"))
    assert project.config_for(str(tmp_path / "2019" / "q1" / "a.md")).ignore == ("tone", "action", "blame/role")
    assert project.config_for(str(tmp_path / "a.md")) is project.config


def test_patterns_of_a_configuration_take_no_second_try_at_a_star(tmp_path: Path) -> None:
    text = 'exclude = ["*a*a*a*a*a*a*ab"]\n[per-file-ignores]\n"*c*c*c*c*c*c*cd" = ["tone"]\n'
    project = read_project(write(tmp_path / ".blameless.toml", text))
    assert project is not None
    begun = time.perf_counter()
    assert not project.excludes(str(tmp_path / ("a" * 200))) and project.excludes(str(tmp_path / ("a" * 20 + "b")))
    assert project.config_for(str(tmp_path / ("c" * 200))) is project.config
    assert time.perf_counter() - begun < 5
    with pytest.raises(ConfigError, match="z-a"):
        read_project(write(tmp_path / ".blameless.toml", 'exclude = ["[z-a]"]\n'))


def test_a_configuration_is_shown_as_it_is_written(tmp_path: Path) -> None:
    text = (
        'select = ["blame"]\npeople = ["Zoë \\"Z\\""]\nfail-under = 40.5\nexclude = ["a/"]\n'
        '[severity]\n"blame/role" = "off"\n[per-file-ignores]\n"b/*" = ["tone"]\n'
    )
    first = read_project(write(tmp_path / ".blameless.toml", text))
    assert first is not None
    again = read_project(write(tmp_path / "again" / ".blameless.toml", first.to_toml()))
    assert again is not None and again.to_toml().splitlines()[1:] == first.to_toml().splitlines()[1:]
    assert (again.config, again.exclude, again.per_file_ignores) == (
        first.config,
        first.exclude,
        first.per_file_ignores,
    )
