"""Labels of an action item's fields ("Owner", "due date", "tracked in"), and values that mean something of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ...lexicon import load


@cache
def label_forms() -> Mapping[str, str]:
    """Each label, in lower case, with its field: ``owner``, ``due``, ``ticket`` or ``status``."""
    return {form: name for name, forms in load("actions")["labels"].items() for form in forms}


@cache
def label_nouns() -> frozenset[str]:
    """Labels that end a name where a word stands before them: "Storage team: add a disk"."""
    return frozenset(load("actions")["label_nouns"]["forms"])


@cache
def values(name: str) -> frozenset[str]:
    """A list of field values that mean something of their own: ``nobody``, ``never``, ``done``, …"""
    return frozenset(load("actions")["values"][name])


@cache
def _at_start() -> re.Pattern[str]:
    escaped = "|".join(sorted(map(re.escape, label_forms()), key=len, reverse=True))
    return re.compile(rf"(?P<label>{escaped})\s*(?:[:=]|\s[—–-]\s)\s*(?P<value>[^\n;|)\]]{{1,100}})", re.I)


def field_of(text: str) -> tuple[str, str] | None:
    """The field a whole bullet gives ("Owner: Ana"), with its value."""
    match = _at_start().match(text.strip())
    return (label_forms()[match["label"].lower()], match["value"]) if match else None


@cache
def _anywhere() -> re.Pattern[str]:
    """A label with a value, wherever it stands; where a word stands before "team" or "lead", these end a name instead."""
    escaped = "|".join(sorted(map(re.escape, label_forms()), key=len, reverse=True))
    nouns = "|".join(map(re.escape, sorted(label_nouns())))
    free = rf"(?:^|(?<!\w\s)(?=(?:{nouns})\b)|(?!(?:{nouns})\s*(?:[:=]|[—–-]\s))(?<=[\s(\[|;,.*—–/-]))"
    value = r"(?P<value>[^\n;|)\]]{1,100})"
    return re.compile(rf"{free}(?:(?:{escaped})/)?(?P<label>{escaped})\s*(?:[:=]|\s[—–-]\s)\s*{value}", re.I)


def names_owner_or_due(text: str) -> bool:
    """Whether a label of an owner or a due date stands in a text, with something behind it."""
    return any(label_forms()[match["label"].lower()] in ("owner", "due") for match in _anywhere().finditer(text))


def without_labels(text: str) -> str:
    """A text with a space in the place of each label and its value."""
    return _anywhere().sub(" ", text)
