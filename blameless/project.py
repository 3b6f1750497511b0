"""The configuration file of a project: the settings of an analysis, and what it says of the files it governs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._toml import LARGEST, line_of, loads
from .config import Config, check_rule, from_mapping, override, shown, words
from .errors import ConfigError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

OWN_FILE = ".blameless.toml"
PROJECT_FILE = "pyproject.toml"
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""What JSON leaves as it is, no reader sees and some terminals obey."""
_KEYS = ("exclude", "per-file-ignores", "fail-under")


@dataclass(frozen=True, slots=True)
class Project:
    """A configuration and its file, if there is one.

    ``exclude`` are patterns as in ``.gitignore`` of files that are not checked where a folder is walked,
    ``per_file_ignores`` patterns with the rules that are ignored in the files they fit. Both are held against the
    path from the folder of the configuration on. ``fail_under`` is the overall score below which a check fails.
    """

    config: Config = field(default_factory=Config)
    file: Path | None = None
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fail_under: float = 0.0

    def excludes(self, path: str) -> bool:
        """Whether a file is not to be checked."""
        return bool(self.exclude) and patterns(self.exclude).match_file(self._below(path))

    def config_for(self, path: str) -> Config:
        """The configuration of a file: that of the project, without the rules that are ignored in it."""
        below = self._below(path) if self.per_file_ignores else ""
        ignored = [rules for pattern, rules in self.per_file_ignores if patterns((pattern,)).match_file(below)]
        more = (rule for rules in ignored for rule in rules)
        return override(self.config, ignore=(*self.config.ignore, *more)) if ignored else self.config

    def to_toml(self) -> str:
        """All settings as the keys of a configuration file."""
        told = {name.name.replace("_", "-"): getattr(self.config, name.name) for name in fields(Config)}
        told |= {"exclude": self.exclude, "fail-under": self.fail_under}
        tables = {"severity": told.pop("severity"), "per-file-ignores": dict(self.per_file_ignores)}
        lines = [f"# {_value(str(self.file))[1:-1] if self.file else 'no configuration file: the defaults'}"]
        lines += [f"{key} = {_value(value)}" for key, value in told.items() if value is not None]
        for name, table in tables.items():
            lines += ["", f"[{name}]", *(f"{_value(key)} = {_value(value)}" for key, value in table.items())]
        return "\n".join(lines) + "\n"

    def _below(self, path: str) -> str:
        folder = self.file.parent if self.file else Path.cwd()
        return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")


def _value(value: object) -> str:
    """A string, number or list of them as TOML, which writes them as JSON does; what nobody sees is spelled out."""
    text = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: json.dumps(match[0])[1:-1], text)


@lru_cache(maxsize=256)
def patterns(lines: tuple[str, ...]) -> GitIgnoreSpec:
    """What patterns of ``.gitignore`` say.

    Raises:
        ConfigError: where one is no pattern.
    """
    from .intake.patterns import excluded

    for line in lines:
        try:
            excluded((line,))
        except ValueError as error:
            raise ConfigError(str(error), value=line) from None
    return excluded(lines)


def read_project(path: Path) -> Project | None:
    """The configuration of one file, or ``None`` for a ``pyproject.toml`` without ``[tool.blameless]``.

    Raises:
        ConfigError: where the file cannot be read or says something unknown; with the line, where it is in one.
    """
    try:
        text = _text(path)
        values = loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError among them
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    try:
        table = _table(values) if path.name == PROJECT_FILE else values
        return None if table is None else _project(table, path)
    except ConfigError as error:
        line = line_of(text, error.key, error.value, "tool.blameless" if path.name == PROJECT_FILE else "")
        raise ConfigError(f"{path}:{line}: {error}" if line else f"{path}: {error}") from None


def _table(values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tool = values.get("tool", {})
    table = tool.get("blameless") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError("[tool.blameless] must be a table", key="blameless")
    return table


def _project(table: Mapping[str, Any], path: Path) -> Project:
    named = {key.replace("_", "-"): value for key, value in table.items()}
    config = from_mapping({key: value for key, value in table.items() if key.replace("_", "-") not in _KEYS}, _KEYS)
    if config.model is not None:
        config = override(config, model=str(path.parent / config.model))  # from where the file is
    exclude = words(named.get("exclude", ()), "exclude")
    patterns(exclude)
    ignores = tuple(_ignores(named.get("per-file-ignores", {})))
    fail_under = named.get("fail-under", 0)
    if not isinstance(fail_under, (int, float)) or isinstance(fail_under, bool) or not 0 <= fail_under <= 100:
        raise ConfigError("fail-under must be a score from 0 to 100", key="fail-under")
    return Project(config, path.resolve(), exclude, ignores, float(fail_under))


def _ignores(table: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(table, Mapping):
        raise ConfigError(f"per-file-ignores must be a table, not {shown(table)}", key="per-file-ignores")
    for pattern, rules in table.items():
        patterns((pattern,))
        found = words(rules, f'per-file-ignores of "{pattern}"', key=pattern)
        for rule in found:
            check_rule(rule, "per-file-ignores")
        yield pattern, found


def _text(path: Path) -> str:
    if os.path.exists(path) and not os.path.isfile(path):
        raise ConfigError(f"{path}: {'a folder' if os.path.isdir(path) else 'not a file'}; give a configuration file")
    with open(path, encoding="utf-8") as file:
        return file.read(LARGEST + 1)  # one more than is read tells that there is more


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that we may not look into
        return False


def find_project(start: Path) -> Project:
    """The configuration that governs a file: the nearest one upwards from it, or the defaults.

    In one folder ``.blameless.toml`` goes before ``pyproject.toml``; one without ``[tool.blameless]`` does not count.
    """
    folder = start.resolve()
    for place in (folder, *folder.parents):
        for name in (OWN_FILE, PROJECT_FILE):
            if _is_file(place / name) and (project := read_project(place / name)) is not None:
                return project
    return Project()
