"""Template text that nobody filled in."""

from __future__ import annotations

import re

from .source import Ranges, Source

_BLANK = r"(?:insert|enter|add|fill|your|name|date|time|describe|link|title|owner|level|tbd|placeholder|company|service|xxx+)"
_PLACEHOLDER = re.compile(
    rf"""
    (?<!\w)(?=[\[<{{YyHhDIlTX])(?:
        \[(?i:{_BLANK})\b[^\]\n]{{0,120}}\](?!\()
      | <(?i:insert|enter|fill\ in|your|describe)\b[\w ,.'/-]{{0,80}}>
      | \{{\{{?\s*(?i:insert|enter|your|describe|placeholder)\b[\w .-]{{0,60}}\}}?\}}
      | (?:YYYY|yyyy)-(?:MM|mm)-(?:DD|dd) | HH:MM | hh:mm
      | DATE\ RANGE | (?:INSERT|ENTER)(?:\ [A-Z]{{3,}}){{1,4}}\ HERE | (?i:lorem\ ipsum) | \bTKTK\b | \bXX:XX\b
    )
  | \((?i:(?:please\ )?(?:to\ be\ )?(?:fill(?:ed)?|add(?:ed)?)(?:\ (?:this|me|it))?\ ?(?:in|here|later)|tb[dc])\)
  | (?<![\w$-])X{{2,3}}\s?(?:%|(?i:percent|users?|customers?|clients?|requests?|orders?|errors?|people|seconds?|min(?:ute)?s?|hours?|days?)\b)
  | ^[^\S\n]{{0,12}}(?:[-*+>|]\ {{0,3}}){{0,2}}(?i:
        tb[dc]\ (?:by|with|from)\ [\w@ .-]{{2,40}}[^\S\n]{{0,12}}$
      | (?:still\ )?(?:pending|awaiting|under)\ (?:further\ |an?\ |root\ cause\ )?(?:investigation|analysis|review)\.?[^\S\n]{{0,12}}$
      | (?:investigation|analysis|review)\ (?:is\ )?(?:still\ )?(?:pending|ongoing|in\ progress)\.?[^\S\n]{{0,12}}$
    )
  | ^[^\S\n]{{0,12}}(?i:
        (?:a\ )?list\ of\ (?:the\ )?things\ that\b[^\n]{{0,60}}[.:]?(?:\ For\ example,?)?\s*$
      | things\ that\ could\ have\ gone\ better\.\ Ideally\b[^\n]{{0,90}}
      | briefly\ (?:describe|explain|summari[sz]e)\ (?:the|what|how|when|who|why)\ [^\n]{{3,90}}\s*$
    )
    """,
    re.X | re.M,
)

_SIGN = re.compile(
    rf"\[(?i:{_BLANK})|<(?i:insert|enter|fill|your|describe)|\{{\{{?\s*(?i:insert|enter|your|describe|placeholder)"
    r"|\([^()\n]{0,20}\)|XX|(?i:tb[dc]|investigation|analysis|review)|YYYY-|yyyy-|HH:MM|hh:mm|DATE RANGE|INSERT |l(?i:orem ipsum)|TKTK|XX:XX|l(?i:ist of)|L(?i:ist of)|b(?i:riefly)|B(?i:riefly)"
)
"""A part of every placeholder, found many times faster: most documents have none."""


def find_placeholders(source: Source, opaque: Ranges) -> list[tuple[int, int]]:
    """Ranges of unfilled template text, outside the ranges of code."""
    if not _SIGN.search(source.normal):
        return []
    return [
        match.span()
        for match in _PLACEHOLDER.finditer(source.normal)
        if match[0].strip() and match.start() not in opaque
    ]
