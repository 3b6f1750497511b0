"""The signs by which lines of AsciiDoc tell what they are: patterns that match from the beginning of a line."""

from __future__ import annotations

import re

HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(?=\S)")
UNDERLINE = re.compile(r"(?:={4,}|-{4,}|~{4,}|\^{4,})[ \t]*$")
UNDERLINES = "=-~^"
"""What underlines a heading, by its level."""
DELIMITER = re.compile(r"(?:-{4,}|\.{4,}|\+{4,}|/{4,}|_{4,}|={4,}|\*{4,}|--|```\w{0,30})[ \t]*$")
TABLE = re.compile(r"([|,:!])={3,}[ \t]*$")
ATTRIBUTES = re.compile(r"\[[^\n]*\][ \t]*$")
"""What is said of the block below; the last two patterns match in it."""
ENTRY = re.compile(r":!?[\w-]{1,60}!?:(?:[ \t]|$)")
TITLE = re.compile(r"\.(?=[^\s.])")
MACRO = re.compile(r"(?:image|include|ifdef|ifndef|ifeval|endif|toc|video|audio)::\S*|'{3,}[ \t]*$|<{3,}[ \t]*$")
ITEM = re.compile(r"[ \t]*(\*{1,5}|-|\.{1,5}|\d{1,4}\.|[a-zA-Z]\.|<[\d.]{1,3}>)[ \t]+(?=\S)")
TASK = re.compile(r"\[([ xX*])\][ \t]+")
"""The box of an item that is a task, behind its sign."""
TERM = re.compile(r"(?=\S)((?:(?!::|;;).){1,200})(:{2,4}|;;)(?:[ \t]+|$)")
QUOTED = re.compile(r"\[\s*(?:quote|verse)\b")
LITERAL = re.compile(r"\[\s*(?:source|listing|literal)\b")
INTERRUPTING = (DELIMITER, TABLE, ATTRIBUTES, ENTRY, TERM)
"""What ends a paragraph that no blank line ended."""
