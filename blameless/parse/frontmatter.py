"""Front matter: the YAML or TOML block before the text. Read, never judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import yaml

from .._toml import tomllib
from .due import resolve_due
from .source import Source

MAX_FRONT_MATTER = 64_000
_FENCE = re.compile(r"[ ]?(---|\+\+\+)[ \t]*\n")
_MAX_OPENED = 200
"""libyaml descends on the C stack, which deep nesting overflows: only what cannot be nested deeper is given to it."""
_OPENS_LEVEL = re.compile(r"[\[{?:-]")
_READ_OTHERWISE = re.compile(r"[\t!]")
"""Tabs and tags, which libyaml reads a little differently."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says. ``lines`` is the number of source lines it takes; ``values`` its keys in lower case.

    Keys with "-" or blanks are spelled with "_"; a block that cannot be read has no values.
    """

    lines: int = 0
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, *keys: str) -> str | None:
        """The first of ``keys`` that has a plain value, as text."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return None

    def moment(self, *keys: str) -> datetime | date | str | None:
        """The first of ``keys`` that has a date, a time or a text."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, (date, datetime)) or (isinstance(value, str) and value.strip()):
                return value
        return None

    def day(self) -> date | None:
        """The date of the incident or of the document."""
        for key in ("incident_date", "date", "start_time", "started", "start", "created", "published"):
            value = self.values.get(key)
            if isinstance(value, datetime):
                return value.date()
            if isinstance(value, date):
                return value
            if isinstance(value, str) and (day := resolve_due(value)):
                return day
        return None


def read_front_matter(source: Source) -> FrontMatter:
    """The front matter at the beginning of a document, if it has one."""
    opening = _FENCE.match(source.normal)
    if not opening:
        return FrontMatter()
    fence = opening[1]
    closing = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.M).search(source.normal, opening.end(), MAX_FRONT_MATTER)
    if not closing:
        return FrontMatter()
    text = source.normal[opening.end() : closing.start()]
    if fence == "---" and text.strip() and ":" not in text:
        return FrontMatter()  # a thematic break and a setext heading, not front matter
    try:
        values = _read_yaml(text) if fence == "---" else tomllib.loads(text)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        values = None
    lines = source.line_of(closing.start())
    if not isinstance(values, dict):
        return FrontMatter(lines)
    return FrontMatter(lines, {re.sub(r"[\s-]+", "_", str(key).lower()): value for key, value in values.items()})


def _read_yaml(text: str) -> Any:
    """The value of a YAML document, by libyaml (ten times faster) where that is there, safe and says the same."""
    simple = len(_OPENS_LEVEL.findall(text)) <= _MAX_OPENED and not _READ_OTHERWISE.search(text)
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader) if simple else yaml.SafeLoader)
