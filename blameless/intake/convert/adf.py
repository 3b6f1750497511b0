"""The Atlassian Document Format, a tree of JSON, to Markdown.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/; what it calls a node of a kind that is not
known here is read as what it holds. (The libraries for it build such trees, or send them to a service.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .writing import escaped, table

_MARKS = {"strong": "**", "em": "*", "strike": "~~"}
_LISTS = ("bulletList", "orderedList", "taskList", "decisionList")
_ITEMS = ("listItem", "taskItem", "decisionItem")
_INDENT = "    "


def markdown_of(document: Mapping[str, Any]) -> str:
    """The Markdown of a document.

    Raises:
        RecursionError: where it is nested more deeply than Python goes.
    """
    return "\n\n".join(_blocks(document))


def _children(node: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    content = node.get("content")
    return [each for each in content if isinstance(each, dict)] if isinstance(content, list) else []


def _given(node: Mapping[str, Any]) -> Mapping[str, Any]:
    given = node.get("attrs")
    return given if isinstance(given, dict) else {}


def _blocks(node: Mapping[str, Any]) -> Iterator[str]:
    """The blocks that a node holds, from top to bottom."""
    words: list[Mapping[str, Any]] = []
    for child in (*_children(node), {"type": "end"}):
        if _is_inline(child):
            words.append(child)
            continue
        if words:
            yield _line(words)
            words = []
        if child.get("type") != "end":
            yield from filter(None, _block(child))


def _is_inline(node: Mapping[str, Any]) -> bool:
    return node.get("type") in ("text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard")


def _block(node: Mapping[str, Any]) -> Iterator[str]:
    kind = node.get("type")
    if kind == "heading":
        level = _given(node).get("level")
        yield "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 2) + " " + _line(_children(node))
    elif kind in _LISTS:
        yield "\n".join(_items(node))
    elif kind == "codeBlock":
        text = "".join(str(each.get("text", "")) for each in _children(node))
        yield "\n".join(f"    {line}" for line in text.split("\n"))
    elif kind == "blockquote":
        yield "\n".join(f"> {line}" for line in "\n\n".join(_blocks(node)).split("\n"))
    elif kind == "table":
        yield table([[_cell(cell) for cell in _children(row)] for row in _children(node)])
    else:
        yield from _blocks(node)


def _items(node: Mapping[str, Any]) -> Iterator[str]:
    for number, item in enumerate(_children(node), 1):
        if item.get("type") not in _ITEMS:  # lists of tasks hold lists of tasks
            yield "\n".join(_INDENT + line for line in "\n\n".join(_block(item)).split("\n"))
            continue
        mark = f"{number}. " if node.get("type") == "orderedList" else "- "
        if item.get("type") == "taskItem":
            mark += "[x] " if _given(item).get("state") == "DONE" else "[ ] "
        text = "\n\n".join(_blocks(item))
        yield mark + text.replace("\n", f"\n{_INDENT}")


def _cell(cell: Mapping[str, Any]) -> str:
    return " ".join("\n".join(_blocks(cell)).split())


def _line(nodes: Sequence[Mapping[str, Any]]) -> str:
    return "".join(_words(node, first=not number) for number, node in enumerate(nodes)).strip()


def _words(node: Mapping[str, Any], first: bool) -> str:
    kind, given = node.get("type"), _given(node)
    if kind == "hardBreak":
        return "<br>"
    if kind == "date":
        return _day(given.get("timestamp"))
    if kind == "text":
        return _marked(str(node.get("text", "")), node, first)
    if kind == "mention":
        name = str(given.get("text") or given.get("id") or "").strip()
        return escaped(name if name.startswith("@") or not name else f"@{name}")
    return escaped(" ".join(str(given.get("text") or given.get("shortName") or given.get("url") or "").split()))


def _marked(text: str, node: Mapping[str, Any], first: bool) -> str:
    """Text with its marks, which in Markdown stand close to a word."""
    marks = [mark for mark in node.get("marks") or () if isinstance(mark, dict)]
    bare = text.strip()
    if not bare:
        return text
    if any(mark.get("type") == "code" for mark in marks):
        shown = f"`{bare.replace('`', ' ')}`"
    else:
        shown = escaped(bare, starts=first)
    for mark in marks:
        sign = _MARKS.get(str(mark.get("type")), "")
        shown = f"{sign}{shown}{sign}"
        if mark.get("type") == "link" and (target := _target(mark)):
            shown = f"[{shown}]({target})"
    begin = text.index(bare)
    return text[:begin] + shown + text[begin + len(bare) :]


def _target(mark: Mapping[str, Any]) -> str:
    target = str(_given(mark).get("href") or "")
    return f"<{target}>" if target and not set(target) & set("<>\n\\") else ""


def _day(milliseconds: Any) -> str:
    """A date, which is stored as the milliseconds since 1970."""
    from datetime import datetime, timezone

    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, timezone.utc).date().isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
