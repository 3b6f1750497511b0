"""Template text that nobody filled in."""

from __future__ import annotations

import re

from ..parse import Source
from ..parse.source import Ranges

_BLANK = r"(?:insert|enter|add|fill|your|name|date|time|describe|link|title|owner|level|tbd|placeholder|company|service|xxx+)"
_INLINE = (
    rf"\[(?i:{_BLANK})\b[^\]\n]{{0,120}}\](?!\()",
    r"<(?i:insert|enter|fill in|your|describe)\b[\w ,.'/-]{0,80}>",
    r"\{\{?\s*(?i:insert|enter|your|describe|placeholder)\b[\w .-]{0,60}\}?\}",
    r"(?:YYYY|yyyy)-(?:MM|mm)-(?:DD|dd)",
    r"HH:MM|hh:mm|XX:XX",
    r"DATE RANGE|(?:INSERT|ENTER)(?: [A-Z]{3,}){1,4} HERE",
    r"(?i:lorem ipsum dolor)",
    r"TKTK",
    r"NNN+\b",
    r"XX+\b(?=[^\n]{0,80}\bYY+\b)",
    r"\((?i:(?:please )?(?:to be )?(?:fill(?:ed)?|add(?:ed)?)(?: (?:this|me|it))? ?(?:in|here|later)|tb[dc])\)",
    r"(?<![$-])X{2,3}\s?(?:%|(?i:percent|users?|customers?|clients?|requests?|orders?|errors?|people|seconds?|min(?:ute)?s?|hours?|days?)\b)",
)
"""What may stand anywhere in a line; each begins with one of the characters below."""
_LINES = (
    r"(?:a )?list of (?:the )?things that\b[^\n]{0,60}[.:]?(?: For example,?)?\s*$",
    r"things that could have gone better\. Ideally\b[^\n]{0,90}",
    r"briefly (?:describe|explain|summari[sz]e) (?:the|what|how|when|who|why) [^\n]{3,90}\s*$",
    r"[_*(]{0,3}to be (?:filled(?: in| out)?|written|completed|determined|provided)\b[^\n]{0,60}$",
    r"[_*(]{0,3}(?:describe|explain|fill in|insert)\b[^\n]{0,60}\bhere[.)_*]{0,3}$",
    r"[(]fill (?:in|me in)[^)\n]{0,40}[)]$",
    r"todo ?[(][\w@ .-]{1,30}[)][^\n]{0,80}$",
    r"\{\{ ?[\w .-]{1,40} ?\}\}\s*$",
    r"(?:[-*+>|] {0,3}){0,2}tb[dc] (?:by|with|from) [\w@ .-]{2,40}[^\S\n]{0,12}$",
    r"(?:[-*+>|] {0,3}){0,2}(?:still )?(?:pending|awaiting|under) (?:further |an? |root cause )?(?:investigation|analysis|review)\.?[^\S\n]{0,12}$",
    r"(?:[-*+>|] {0,3}){0,2}(?:investigation|analysis|review) (?:is )?(?:still )?(?:pending|ongoing|in progress)\.?[^\S\n]{0,12}$",
)
"""What takes a whole line."""
_TITLE = r"^\#{1,6} [^\n]{0,80}<(?i:title|name|date|summary|description)>"
_PLACEHOLDER = re.compile(
    rf"(?<!\w)(?=[\[<{{(YyHhDIELlTXN])(?:{'|'.join(_INLINE)})|^[^\S\n]{{0,12}}(?i:{'|'.join(_LINES)})|{_TITLE}", re.M
)

_SIGN = re.compile(
    rf"\[(?i:{_BLANK})|<(?i:insert|enter|fill|your|describe|title|name|date|summary)|\{{\{{|\{{\s*(?i:insert|enter|your|describe|placeholder)"
    r"|YYYY-|yyyy-|HH:MM|hh:mm|DATE RANGE|INSERT |ENTER |l(?i:orem ipsum)|L(?i:orem ipsum)|TKTK|XX|NNN|l(?i:ist of)|L(?i:ist of)"
    r"|b(?i:riefly)|B(?i:riefly)|T(?i:hings that)|t(?i:hings that)|[Tt](?i:o be )|[Tt](?i:odo ?\()|[Hh](?i:ere)|[(](?i:fill|please|to be|add|tb)"
    r"|(?i:tb[dc] (?:by|with|from)|investigation|analysis|review)"
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
