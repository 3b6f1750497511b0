"""The registry that holds the rules, those of other packages included."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..errors import ConfigError
from .rule import Rule

GROUP = "blameless.rules"
"""The group of entry points by which other packages add rules."""
_BUILT_IN = "blameless.judge.rules"
"""Where the rules that come with the package are: each module in it registers some. Found by name, as those of other packages."""
_READING_ORDER = (
    "blame",
    "tone",
    "action",
    "section",
    "summary",
    "impact",
    "timeline",
    "cause",
    "detection",
    "template",
    "document",
    "archive",
    "ignore",
)
"""Families in the order in which they are listed; those not named here come last."""
_REGISTRY: dict[str, Rule] = {}


def register(rule: Rule) -> Rule:
    """Add a rule to the catalogue.

    Raises:
        ValueError: where its id is taken.
    """
    if rule.id in _REGISTRY:
        raise ValueError(f"rule {rule.id} is registered twice")
    _REGISTRY[rule.id] = rule
    return rule


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule by id, in the order in which they are listed.

    Raises:
        ConfigError: where the rules of another package cannot be loaded.
    """
    # late, as naming a rule must not wait for them
    from importlib import import_module
    from importlib.metadata import entry_points
    from pkgutil import iter_modules

    for module in iter_modules(import_module(_BUILT_IN).__path__):
        import_module(f"{_BUILT_IN}.{module.name}")
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            entry.load()
        except Exception as error:  # whatever the other package does wrong while it is loaded
            raise ConfigError(f'the rules "{entry.name}" ({entry.value}) cannot be loaded: {error}') from error
    place = {family: number for number, family in enumerate(_READING_ORDER)}
    return {rule.id: rule for rule in sorted(_REGISTRY.values(), key=lambda rule: place.get(rule.family, len(place)))}


def families() -> Iterator[str]:
    """The families of rules: ``blame``, ``action``, …"""
    return iter(dict.fromkeys(rule.family for rule in catalogue().values()))
