"""Configuration: which rules are on, how grave they are, and what a house calls its people, teams and products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from .catalogue import covers, plain, unknown
from .errors import ConfigError, nearest
from .report import SEVERITIES, Severity

_WORDS = ("select", "ignore", "people", "roles", "teams", "products")


LARGEST = 1_000_000_000
"""The most that ``max_bytes`` may be; reading as much takes an hour."""


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
    folder of models to judge by instead of the shipped ones; a file's is relative to where that file is. ``all_rules`` tells
    the findings, too, of rules that are told on request only.
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
    all_rules: bool = False

    def __post_init__(self) -> None:
        for name in _WORDS:
            object.__setattr__(self, name, words(getattr(self, name), name))
        object.__setattr__(self, "severity", _severities(self.severity))
        for name in ("select", "ignore"):
            for entry in getattr(self, name):
                check_rule(entry, name)
        for rule, level in self.severity.items():
            check_rule(rule, "severity")
            _check_choice(level, (*SEVERITIES, "off"), f"severity of {rule}")
        _check_choice(self.min_severity, SEVERITIES, "min-severity")
        _check_choice(self.fail_on, (*SEVERITIES, "never"), "fail-on")
        if not isinstance(self.max_bytes, int) or isinstance(self.max_bytes, bool) or self.max_bytes <= 0:
            raise ConfigError("max-bytes must be a positive number of bytes", "max-bytes")
        if self.max_bytes > LARGEST:
            raise ConfigError(f"max-bytes must be {LARGEST:,} at most", "max-bytes")
        if not isinstance(self.all_rules, bool):
            raise ConfigError("all-rules must be true or false", "all-rules")
        if self.model is not None and not (isinstance(self.model, str) and self.model.strip()):
            raise ConfigError(f"model must be a folder, not {shown(self.model)}", "model")

    def requests(self, rule: str) -> bool:
        """Whether a rule that is told on request only is asked for: by name or family, or as all are."""
        return self.all_rules or _covered(rule, self.select) or rule in self.severity

    def severity_of(self, rule: str, default: Severity) -> Severity | None:
        """The severity a rule reports with, or ``None`` where it is switched off."""
        if not (self.select or self.ignore or self.severity):
            return default
        if (self.select and not _covered(rule, self.select)) or _covered(rule, self.ignore):
            return None
        level = self.severity.get(rule, self.severity.get(rule.split("/")[0], default))
        return None if level == "off" else level  # type: ignore[return-value]


def _covered(rule: str, entries: Iterable[str]) -> bool:
    return any(covers(entry, rule) for entry in entries)


def words(value: Any, name: str, key: str = "") -> tuple[str, ...]:
    """Words as a tuple; a single word in their place is a mistake that would otherwise be taken letter by letter.

    Raises:
        ConfigError: where they are none; ``key`` says where, if that is not ``name``.
    """
    key = key or name
    if isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(word, str) for word in value):
        if not all(word.strip() for word in value):
            raise ConfigError(f"{name} holds an empty word", key)
        return tuple(sorted(value) if isinstance(value, (set, frozenset)) else value)
    raise ConfigError(f"{name} must be a list of words, not {shown(value)}", key)


def _severities(value: Any) -> Severities:
    if isinstance(value, Mapping) and all(isinstance(each, str) for pair in value.items() for each in pair):
        return Severities({plain(rule): level for rule, level in value.items()})
    raise ConfigError(f"severity must be a table of rule = severity, not {shown(value)}", "severity")


def shown(value: Any) -> str:
    """A value for a message, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def check_rule(entry: str, where: str) -> None:
    """Refuse what names neither a rule nor a family.

    Raises:
        ConfigError: with the nearest that there is; ``where`` says which setting names it.
    """
    if wrong := unknown(entry):
        raise ConfigError(f"{where}: {wrong}", where, entry)


def _check_choice(value: str, known: Iterable[str], where: str) -> None:
    if not isinstance(value, str):
        raise ConfigError(f"{where} must be a word, not {shown(value)}", where)
    if value not in known:
        raise ConfigError(f'{where}: "{value}" is none of {", ".join(known)}{nearest(value, known)}', where, value)


_NAMES = {name.replace("_", "-"): name for name in (f.name for f in fields(Config))}


def from_mapping(values: Mapping[str, Any], others: Iterable[str] = ()) -> Config:
    """A configuration from the keys of a table.

    Args:
        values: the table.
        others: further keys that could have been meant by one that is not known.

    Raises:
        ConfigError: for an unknown key, a value of the wrong type, or an unknown rule.
    """
    if not isinstance(values, Mapping) or not all(isinstance(key, str) for key in values):
        raise ConfigError(f"settings must be a table of keys and values, not {shown(values)}")
    read: dict[str, Any] = {}
    for key, value in values.items():
        name = _NAMES.get(key.replace("_", "-"))
        if name is None:
            raise ConfigError(f'unknown key "{key}"{nearest(key, [*_NAMES, *others])}', key=key)
        read[name] = value
    return Config(**read)


def override(config: Config, **values: Any) -> Config:
    """``config`` with the values that are not ``None`` put in their place."""
    return replace(config, **{name: value for name, value in values.items() if value is not None})
