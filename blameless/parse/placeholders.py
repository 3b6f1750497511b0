"""Template text that nobody filled in."""

from __future__ import annotations

import re

from .source import Ranges, Source

_PLACEHOLDER = re.compile(
    r"""
    (?<!\w)(?=[\[<{yhdilxt])(?:
        \[(?:insert|enter|add|fill|your|name|date|time|describe|link|title|owner|tbd|placeholder|company|service|x+)\b[^\]\n]{0,80}\](?!\()
      | <(?:insert|enter|add|fill|your|name|date|time|describe|link|title|owner|tbd|placeholder|summary|description|service)[\w ,.'/-]{0,80}>
      | \{\{?\s*[\w .-]{1,60}\s*\}?\}
      | (?:YYYY|yyyy)-(?:MM|mm)-(?:DD|dd) | HH:MM | hh:mm
      | DATE\ RANGE | INSERT\ [A-Z]+(?:\ [A-Z]+){0,4} | lorem\ ipsum | \bTKTK\b | \bXX:XX\b
    )
  | ^[^\S\n]{0,12}(?:
        (?:a\ )?list\ (?:of\ )?(?:the\ )?things\ that\b[^\n]{0,60}[.:]?\s*$
      | [^\n]{0,40}\b(?:sample|example)\ (?:sub)?(?:headings?|sections?|text)\b[^\n]{0,40}
      | (?:briefly\ )?(?:describe|explain|summari[sz]e|list)\ (?:the|what|how|when|who|why)\ [^\n]{3,90}\s*$
    )
    """,
    re.X | re.I | re.M,
)


def find_placeholders(source: Source, opaque: Ranges) -> list[tuple[int, int]]:
    """Ranges of unfilled template text, outside the ranges of code."""
    return [
        match.span()
        for match in _PLACEHOLDER.finditer(source.normal)
        if match[0].strip() and match.start() not in opaque
    ]
