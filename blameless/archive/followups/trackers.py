"""Issues ready for a tracker: a JSON object a line, each the body of one request of its API. Nothing is sent.

======== ==================================================================================================
github   ``POST /repos/OWNER/REPO/issues``: ``gh api repos/OWNER/REPO/issues --input -`` for each line
gitlab   ``POST /projects/ID/issues``
jira     ``POST /rest/api/3/issue``, the description in Atlassian's document format
linear   the ``input`` of ``issueCreate``
======== ==================================================================================================

Each body ends with the key of its item, by which a second import can find what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TextIO

from ...errors import InputError
from ...excerpts import excerpt
from ...show.counts import count_of
from ...show.escape import line, markdown, to_json
from .items import Followup

_LONGEST_TITLE = 200
"""Characters; Jira takes 255 at most, GitHub 256."""
LABELS = ("postmortem",)
_Body = dict[str, Any]


def _title(item: Followup) -> str:
    return excerpt(line(item.text), _LONGEST_TITLE)


def _told(item: Followup) -> list[tuple[str, str]]:
    """What is known of an item, as label and value."""
    due = item.due_date or item.due
    state = f"overdue by {count_of(item.late, 'day')}" if item.late else ""
    told = [
        ("Postmortem", f"{item.title or item.document} ({item.document}, line {item.line})"),
        ("Date", item.day or ""),
        ("Owner", item.owner or "nobody yet"),
        ("Due", f"{due}{', ' + state if state else ''}" if due else "no date yet"),
        ("Promised in", count_of(item.recurs, "postmortem") if item.recurs > 1 else ""),
        ("Before starting", "define “done”" if item.vague else ""),
    ]
    return [(label, line(value)) for label, value in told if value]


def _markdown(item: Followup) -> str:
    """A description for trackers that read Markdown. What the document says is quoted and calls nobody."""
    told = "\n".join(f"- **{label}:** {markdown(value)}" for label, value in _told(item))
    return f"> {markdown(item.text)}\n\n{told}\n\n<!-- blameless: {item.key} -->\n"


def _github(item: Followup, project: str | None) -> _Body:
    return {"title": _title(item), "body": _markdown(item), "labels": list(LABELS)}


def _gitlab(item: Followup, project: str | None) -> _Body:
    due = {"due_date": item.due_date} if item.due_date else {}
    return {"title": _title(item), "description": _markdown(item), "labels": ",".join(LABELS), **due}


def _jira(item: Followup, project: str | None) -> _Body:
    fields: _Body = {
        "project": {"key": project},
        "issuetype": {"name": "Task"},
        "summary": _title(item),
        "description": _atlassian(item),
        "labels": [*LABELS, f"blameless-{item.key}"],
    }
    return {"fields": {**fields, **({"duedate": item.due_date} if item.due_date else {})}}


def _atlassian(item: Followup) -> _Body:
    """A description as a document of Atlassian's: text stays text, whatever it holds."""

    def paragraph(text: str) -> _Body:
        return {"type": "paragraph", "content": [{"type": "text", "text": text}]}

    told = [{"type": "listItem", "content": [paragraph(f"{label}: {value}")]} for label, value in _told(item)]
    quote = {"type": "blockquote", "content": [paragraph(line(item.text))]}
    return {"type": "doc", "version": 1, "content": [quote, {"type": "bulletList", "content": told}]}


def _linear(item: Followup, project: str | None) -> _Body:
    due = {"dueDate": item.due_date} if item.due_date else {}
    return {"teamId": project, "title": _title(item), "description": _markdown(item), **due}


_TRACKERS: dict[str, Callable[[Followup, str | None], _Body]] = {
    "github": _github,
    "gitlab": _gitlab,
    "jira": _jira,
    "linear": _linear,
}
TRACKERS = tuple(_TRACKERS)
_PROJECT = {"jira": "the project key, e.g. OPS", "linear": "the team id"}


def untracked(items: Iterable[Followup]) -> list[Followup]:
    """The items that want an issue: not done, and without a ticket."""
    return [item for item in items if item.unfinished and item.ticket is None]


def write_issues(items: Iterable[Followup], tracker: str, project: str | None, out: TextIO) -> None:
    """Write the body of an issue for each item, a line each.

    Args:
        items: the items; see :func:`untracked`.
        tracker: one of :data:`TRACKERS`.
        project: where the issues go, for trackers that want it in the body.
        out: the stream.

    Raises:
        InputError: where such a tracker is given no project.
    """
    if tracker in _PROJECT and not project:
        raise InputError(f"--tracker {tracker} needs --project: {_PROJECT[tracker]}")
    for item in items:
        out.write(to_json(_TRACKERS[tracker](item, project), out) + "\n")
