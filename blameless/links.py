"""Where the documentation lives on the web: what help texts, reports and editors point to."""

from __future__ import annotations

from urllib.parse import quote

DOCS = "https://blameless-postmortems.readthedocs.io/en/stable"
"""The root of the documentation, without a slash at its end; ``pyproject.toml`` names the same."""


def page(name: str) -> str:
    """The address of a page: ``page("formats")``."""
    return f"{DOCS}/{name}/"


def rule_page(rule: str) -> str:
    """The address of a rule's own page, which stays the same for as long as the rule has its id."""
    return f"{DOCS}/rules/{quote(rule)}/"


SCHEMA = f"{DOCS}/check.schema.json"
"""The address of the JSON Schema of ``check --format json``."""
