"""Front matter: the YAML or TOML block before the text. Read, never judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from .._toml import tomllib
from .source import Source

MAX_FRONT_MATTER = 64_000
_FENCE = re.compile(r"[ ]?(---|\+\+\+)[ \t]*\n")
_MAX_OPENED = 200
"""libyaml descends on the C stack, which deep nesting overflows: only what cannot be nested deeper is given to it."""
_OPENS_LEVEL = re.compile(r"[\[{?:-]")
_READ_OTHERWISE = re.compile(r"[\t!]")
"""Tabs and tags, which libyaml reads a little differently."""
_TOO_LONG_A_KEY = re.compile(r"(?<![\w-])(?:(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){32}")
"""A dotted key of many parts, for which the TOML reader takes memory with the square of its length."""
_SETTING = re.compile(r"[ \t]+\S|[\w\"'.\- ]{1,60}?[ \t]*[:=]|[-?!&*\[\]{}#%,@<]|\.\.\.|[\"']")
"""How a line of settings begins: with a key, an indent, or a sign of YAML or TOML; and not with a word of a sentence."""


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
            if isinstance(value, (str, int, float)) and not isinstance(value, bool) and (text := _spelled(value)):
                return text
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
        values = _read_yaml(text) if fence == "---" else _read_toml(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        values = None
    lines = source.line_of(closing.start())
    if values is None and _are_settings(text):
        return FrontMatter(lines)
    if not isinstance(values, dict):
        return FrontMatter()  # text between two rules
    return FrontMatter(lines, {re.sub(r"[\s-]+", "_", _spelled(key).lower()): value for key, value in values.items()})


def _are_settings(text: str) -> bool:
    """Whether what cannot be read is written line by line as settings are: front matter with a mistake in it."""
    return all(_SETTING.match(line) for line in text.splitlines() if line.strip())


def _spelled(value: Any) -> str:
    """A value as text; what Python refuses to spell (a number of thousands of digits) is none."""
    try:
        return str(value).strip()
    except ValueError:
        return ""


def _read_toml(text: str) -> Any:
    return None if _TOO_LONG_A_KEY.search(text) else tomllib.loads(text)


def _read_yaml(text: str) -> Any:
    """The value of a YAML document, by libyaml (ten times faster) where that is there, safe and says the same."""
    simple = len(_OPENS_LEVEL.findall(text)) <= _MAX_OPENED and not _READ_OTHERWISE.search(text)
    return yaml.load(text, _lenient(getattr(yaml, "CSafeLoader", yaml.SafeLoader) if simple else yaml.SafeLoader))


@cache
def _lenient(loader: type) -> type:
    """A YAML loader that takes a value as it is written where it cannot be what it looks like or says it is.

    A date of a thirteenth month, ``!!bool maybe`` or a tag of another program costs its own value, not the whole block.
    Merge keys are not followed: with them, a few lines can stand for billions of keys.
    """

    def construct_object(self: Any, node: yaml.Node, deep: bool = False) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            if not node.tag.startswith("tag:yaml.org,2002:"):
                node.tag = (
                    self.DEFAULT_SEQUENCE_TAG if isinstance(node, yaml.SequenceNode) else self.DEFAULT_MAPPING_TAG
                )
            return loader.construct_object(self, node, deep)  # type: ignore[attr-defined]
        try:
            return loader.construct_object(self, node, deep)  # type: ignore[attr-defined]
        except Exception:  # whatever a constructor makes of what it was not made for
            self.recursive_objects.pop(node, None)
            return node.value

    def flatten_mapping(self: Any, node: yaml.MappingNode) -> None:
        return None

    return type("Lenient", (loader,), {"construct_object": construct_object, "flatten_mapping": flatten_mapping})
