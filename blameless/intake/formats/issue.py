"""Issues of GitHub, GitLab and Jira as their interfaces give them, in JSON; converted to Markdown.

Read are the title, the day it was made and the description; what others wrote below it is no part of a postmortem.
https://docs.github.com/rest/issues/issues, https://docs.gitlab.com/api/issues,
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ...errors import InputError
from ..convert.adf import markdown_of
from ..encoding import decode
from ..format import Decoded, Format

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _decode(data: bytes) -> Decoded:
    try:
        value = json.loads(decode(data).removeprefix("\ufeff"))
        found = _text(value)
    except RecursionError:
        raise InputError("nested too deeply to be read") from None
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}") from None
    return Decoded(found, "markdown", "converted")


def _text(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, list) and value:
        how = "write one to a file, or all as JSON Lines for `blameless score --text`"
        raise InputError(f"{len(value):,} issues in one file; {how}")
    if not isinstance(value, dict):
        raise InputError("not a GitHub, GitLab or Jira issue: no JSON object")
    fields = value.get("fields")
    if isinstance(fields, dict):
        return _document(fields.get("summary"), fields.get("created"), _jira(fields.get("description")))
    body = next((value[key] for key in ("body", "description") if key in value), None)
    if "title" not in value or not isinstance(body, (str, type(None))):
        raise InputError("not a GitHub, GitLab or Jira issue: no title with a body, no description and no fields")
    return _document(value["title"], value.get("created_at", value.get("createdAt")), body or "")


def _jira(description: Any) -> str:
    """A description of Jira: wiki mark-up, or a tree in the Atlassian Document Format from version 3 on."""
    if isinstance(description, Mapping):
        return markdown_of(description)
    if isinstance(description, str) and description.strip():
        from ..documents import decoded
        from .jira import FORMAT as WIKI

        return decoded(WIKI, description.encode("utf-8", "replace")).text
    return ""


def _document(title: Any, created: Any, body: str) -> str:
    """The issue as Markdown.

    Raises:
        InputError: where nothing but its title is written.
    """
    if not body.strip():
        raise InputError("an issue without a description: there is nothing to check")
    day = _DAY.match(created) if isinstance(created, str) else None
    head = f"---\ndate: {day[0]}\n---\n" if day else ""
    return f"{head}# {' '.join(str(title or '').split())}\n\n{body}\n"


FORMAT = Format("issue", (".json",), _decode, walked=False)
