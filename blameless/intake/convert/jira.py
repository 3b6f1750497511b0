"""Jira's wiki mark-up to Markdown, by jira2markdown: a grammar of it that is kept up with what Jira writes."""

from __future__ import annotations

from jira2markdown import convert as to_markdown


def convert(data: bytes) -> str:
    """The Markdown of wiki mark-up in UTF-8."""
    return to_markdown(data.decode("utf-8").replace("\r\n", "\n"))
