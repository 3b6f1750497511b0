"""Where the documentation will be published on the web: what help texts, reports and editors point to.

Whoever publishes it elsewhere changes ``DOCS`` here, the address in ``pyproject.toml`` and the ``$id`` of the schema; a
test holds the three together.
"""

from __future__ import annotations

from urllib.parse import quote

DOCS = "https://blameless-postmortems.readthedocs.io/en/stable"
"""The root of the documentation, without a slash at its end. Nothing is there before the documentation is published."""


def page(name: str) -> str:
    """The address of a page: ``page("formats")``."""
    return f"{DOCS}/{name}/"


def rule_page(rule: str) -> str:
    """The address of a rule's own page, which stays the same for as long as the rule has its id."""
    return f"{DOCS}/rules/{quote(rule)}/"


SCHEMA = f"{DOCS}/check.schema.json"
"""The address of the JSON Schema of ``check --format json``."""
