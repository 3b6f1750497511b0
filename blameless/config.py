"""Configuration: which rules are on, how grave they are, and what a house calls its people, teams and products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ._toml import LARGEST, loads
from .errors import ConfigError, nearest
from .report import SEVERITIES, Severity

OWN_FILE = ".blameless.toml"
PROJECT_FILE = "pyproject.toml"


_WORDS = ("select", "ignore", "people", "roles", "teams", "products")


class Severities(Mapping[str, str]):
    """Rules with their severities: a mapping that nobody changes once a configuration holds it."""

    __slots__ = ("_levels",)

    def __init__(self, levels: Mapping[str, str] | None = None) -> None:
        self._levels = dict(levels or {})

    def __getitem__(self, rule: str) -> str:
        return self._levels[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(self._levels)

    def __len__(self) -> int:
        return len(self._levels)

    def __hash__(self) -> int:
        return hash(frozenset(self._levels.items()))

    def __repr__(self) -> str:
        return repr(dict(sorted(self._levels.items())))


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of an analysis. The fields are the keys of ``[tool.blameless]``, with "-" for "_".

    ``select`` and ``ignore`` take rule ids (``blame/person``) and families (``blame``); an empty ``select`` is all.
    ``severity`` maps a rule id to ``error``, ``warning``, ``info`` or ``off``. ``people``, ``roles``, ``teams`` and
    ``products`` are words to know besides the built-in ones. ``max_bytes`` is the largest file that is read. ``model`` is a
    folder of models to judge by instead of the shipped ones; a file's is relative to where that file is.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=lambda: Severities())
    min_severity: Severity = "info"
    fail_on: str = "error"
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    max_bytes: int = 10_000_000
    model: str | None = None

    def __post_init__(self) -> None:
        for name in _WORDS:
            object.__setattr__(self, name, _words(getattr(self, name), name))
        object.__setattr__(self, "severity", _severities(self.severity))
        for name in ("select", "ignore"):
            for entry in getattr(self, name):
                _check_rule(entry, name)
        for rule, level in self.severity.items():
            _check_rule(rule, "severity")
            _check_choice(level, (*SEVERITIES, "off"), f"severity of {rule}")
        _check_choice(self.min_severity, SEVERITIES, "min-severity")
        _check_choice(self.fail_on, (*SEVERITIES, "never"), "fail-on")
        if not isinstance(self.max_bytes, int) or isinstance(self.max_bytes, bool) or self.max_bytes <= 0:
            raise ConfigError("max-bytes must be a positive number of bytes")
        if self.model is not None and not (isinstance(self.model, str) and self.model.strip()):
            raise ConfigError(f"model must be a folder, not {_shown(self.model)}")

    def severity_of(self, rule: str, default: Severity) -> Severity | None:
        """The severity a rule reports with, or ``None`` where it is switched off."""
        if not (self.select or self.ignore or self.severity):
            return default
        if (self.select and not _covered(rule, self.select)) or _covered(rule, self.ignore):
            return None
        level = self.severity.get(rule, self.severity.get(rule.split("/")[0], default))
        return None if level == "off" else level  # type: ignore[return-value]


def _covered(rule: str, entries: Iterable[str]) -> bool:
    return any(rule == entry or rule.startswith(entry.rstrip("/*") + "/") for entry in entries)


def _words(value: Any, name: str) -> tuple[str, ...]:
    """Words as a tuple; a single word in their place is a mistake that would otherwise be taken letter by letter."""
    if isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(word, str) for word in value):
        if not all(word.strip() for word in value):
            raise ConfigError(f"{name} holds an empty word")
        return tuple(sorted(value) if isinstance(value, (set, frozenset)) else value)
    raise ConfigError(f"{name} must be a list of words, not {_shown(value)}")


def _severities(value: Any) -> Severities:
    if isinstance(value, Mapping) and all(isinstance(each, str) for pair in value.items() for each in pair):
        return Severities(value)
    raise ConfigError(f"severity must be a table of rule = severity, not {_shown(value)}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _check_rule(entry: str, where: str) -> None:
    from .judge.rule import catalogue, families

    known = [*catalogue(), *families()]
    if entry.rstrip("/*") not in known:
        raise ConfigError(f'{where}: there is no rule "{entry}"{nearest(entry, known)}')


def _check_choice(value: str, known: Iterable[str], where: str) -> None:
    if not isinstance(value, str):
        raise ConfigError(f"{where} must be a word, not {_shown(value)}")
    if value not in known:
        raise ConfigError(f'{where}: "{value}" is none of {", ".join(known)}{nearest(value, known)}')


_NAMES = {name.replace("_", "-"): name for name in (f.name for f in fields(Config))}


def from_mapping(values: Mapping[str, Any], where: str) -> Config:
    """A configuration from the keys of a table.

    Raises:
        ConfigError: for an unknown key, a value of the wrong type, or an unknown rule; ``where`` names the place.
    """
    read: dict[str, Any] = {}
    for key, value in values.items():
        name = _NAMES.get(key.replace("_", "-"))
        if name is None:
            raise ConfigError(f'{where}: unknown key "{key}"{nearest(key, _NAMES)}')
        read[name] = value
    try:
        return Config(**read)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None


def read_config(path: Path) -> Config | None:
    """The configuration of one file, or ``None`` for a ``pyproject.toml`` without ``[tool.blameless]``.

    Raises:
        ConfigError: where the file cannot be read or says something unknown.
    """
    try:
        values = loads(_text(path))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError among them
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    if path.name == PROJECT_FILE:
        tool = values.get("tool", {})
        table = tool.get("blameless") if isinstance(tool, dict) else None
        if table is not None and not isinstance(table, dict):
            raise ConfigError(f"{path}: [tool.blameless] must be a table")
        return None if table is None else _placed(from_mapping(table, f"{path} [tool.blameless]"), path)
    return _placed(from_mapping(values, str(path)), path)


def _placed(config: Config, path: Path) -> Config:
    """A file's configuration with its folder of models found from where the file is."""
    return config if config.model is None else replace(config, model=str(path.parent / config.model))


def _text(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path}: not a file")
    with open(path, encoding="utf-8") as file:
        return file.read(LARGEST + 1)  # one more than is read tells that there is more


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that we may not look into
        return False


def find_config(start: Path) -> Config:
    """The configuration that governs a file: the nearest one upwards from it, or the defaults.

    In one folder ``.blameless.toml`` goes before ``pyproject.toml``; one without ``[tool.blameless]`` does not count.
    """
    folder = start.resolve()
    for place in (folder, *folder.parents):
        for name in (OWN_FILE, PROJECT_FILE):
            if _is_file(place / name) and (config := read_config(place / name)) is not None:
                return config
    return Config()


def override(config: Config, **values: Any) -> Config:
    """``config`` with the values that are not ``None`` put in their place."""
    return replace(config, **{name: value for name, value in values.items() if value is not None})
