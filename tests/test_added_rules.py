"""A rule is one entry in one file, here or in another package; nothing else has to know of it, and nothing else lists rules."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from blameless._toml import tomllib
from blameless.catalogue import GROUP, Rule, catalogue
from blameless.judge.claims import claims
from blameless.lexicon import load

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "blameless"
HOUSE_RULES = Path(__file__).with_name("house_rules.py")
REPORT = """# Downtime of the shop

The customer was careless and deleted the wrong project by mistake, which should never have happened. We are back \N{GRINNING FACE}

## Impact

Much was lost. <!-- blameless: ignore tone -->

## Action items

- Add an alert at 2 % failed orders and at 3 % and at 4 % and at 5 % and at 6 % and at 7 % and at 8 % and at 9 % and at 10 %. Owner: Ana
"""
# What the package with the rules of the house is asked once it is installed; each answer comes back by name.
ASKED = """
import json, sys
from dataclasses import asdict, replace
from datetime import date
from blameless import Analyzer, Config
from blameless.archive.tables import documents
from blameless.catalogue import catalogue
from blameless.judge.examples import fires
from blameless.judge.rule import checks
from docs.make_rules import page

added = [check.rule for check in checks() if check.find.__module__ == "house_rules" or check.rule.id == "blame/customer"]
names = tuple(rule.id for rule in added)
report, without = (Analyzer(Config(ignore=ignore)).analyze(sys.argv[1]) for ignore in ((), names))
print(json.dumps({
    "added": names,
    "dimensions": {rule.id: rule.dimension for rule in added},
    "examples": [rule.id for rule in added if not all(fires(rule, text) for text in rule.bad)]
        + [rule.id for rule in added if any(fires(rule, text) for text in rule.good)],
    "found": sorted({finding.rule for finding in report.findings}),
    "with": asdict(report.scores),
    "without": asdict(without.scores),
    "pages": [rule.id for rule in added if rule.id not in page(rule) or rule.bad[0].strip()[:40] not in page(rule)],
    "columns": [column.name for column in documents()],
    "order": list(catalogue()),
}))
"""


def installed(folder: Path, code: str) -> dict[str, str]:
    """The environment of a process that has a package with this module installed, as pip leaves it."""
    (folder / "house_rules.py").write_text(code, encoding="utf-8")
    metadata = folder / "house_rules-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\nhouse = house_rules\n", encoding="utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}


def run(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, capture_output=True, text=True)


def test_another_package_adds_a_rule_of_each_family_in_one_file(tmp_path: Path) -> None:
    env = installed(tmp_path, HOUSE_RULES.read_text(encoding="utf-8"))
    done = run(env, "-c", ASKED, REPORT)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    added = set(told["added"])
    assert {rule.split("/")[0] for rule in added} == {rule.family for rule in catalogue().values()} | {"house"}
    # judged: on their examples, and beside the others
    assert not told["examples"]
    assert added <= set(told["found"])
    # weighed; of a note without them, nothing is asked in some dimensions
    for dimension in {name for name in told["dimensions"].values() if name}:
        without = told["without"][dimension]
        assert told["with"][dimension] < (100 if without is None else without), dimension
    # documented, counted, listed with their families
    assert not told["pages"] and added <= set(told["columns"])
    order = [rule.split("/")[0] for rule in told["order"]]
    assert [family for at, family in enumerate(order) if order[at - 1 : at] != [family]] == list(dict.fromkeys(order))
    assert order[-1] == "house"
    # shown
    one = run(env, "-m", "blameless", "rules", "blame/customer")
    assert "customer carelessly deleted" in one.stdout and "affects the blamelessness score" in one.stdout
    every = run(env, "-m", "blameless", "rules", "-f", "json")
    assert added <= {each["id"] for each in json.loads(every.stdout)}


@pytest.mark.parametrize("command", [("rules",), ("check", "data/samples/checkout-outage.md")])
def test_a_package_whose_rules_cannot_be_loaded_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    env = installed(tmp_path, "import no_such_module_anywhere\n")
    done = run(env, "-m", "blameless", *command)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "house_rules" in done.stderr and "no_such_module_anywhere" in done.stderr


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "Blame Person"), ("severity", "fatal"), ("dimension", "beauty"), ("about", "word"), ("weight", 2.0)],
)
def test_a_rule_that_says_something_unknown_is_refused(field: str, value: object) -> None:
    values = {name: getattr(catalogue()["tone/animated"], name) for name in Rule.__dataclass_fields__}
    with pytest.raises(ValueError, match=field if field != "id" else "family/name"):
        Rule(**{**values, field: value})


# --- no other list ----------------------------------------------------------------------------------------------------


def _strings(path: Path) -> set[str]:
    """Every string of a module or of a file of data: keys and values."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
        return {value for value in constants if isinstance(value, str)}
    if path.suffix == ".toml":
        return set(_leaves(tomllib.loads(text)))
    return set(_leaves(json.loads(text)))


def _leaves(value: object):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)


# Texts by the rule they are for. It is not what is asked which rules there are: one that has no text there gives its own suggestion.
TEXTS = PACKAGE / "lexicon" / "suggestions.toml"
RULES = PACKAGE / "judge" / "rules"


def test_no_rule_is_named_outside_its_file() -> None:
    files = [path for suffix in ("py", "toml", "json") for path in PACKAGE.rglob(f"*.{suffix}")]
    files = [path for path in files if path.parent != RULES and path != TEXTS and path.parent.name != "models"]
    named = {str(path.relative_to(ROOT)): found for path in files if (found := _strings(path) & catalogue().keys())}
    assert len(files) > 100 and not named


def test_a_rule_is_named_in_one_file() -> None:
    named = {path.name: _strings(path) & catalogue().keys() for path in RULES.glob("*.py")}
    assert sum(map(len, named.values())) == len(set().union(*named.values()))


def test_texts_by_rule_are_of_rules_there_are() -> None:
    assert set(load("suggestions")) <= set(claims())
