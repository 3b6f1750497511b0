"""The elements of HTML, and of what wikis and Word make of it, by what they are read as."""

from __future__ import annotations

import re

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "main",
        "nav",
        "p",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
    ]
)
"""Elements that end the block before and begin one."""
BOLD_BLOCKS = frozenset({"summary", "dt"})
"""Those that are shown in bold."""
MARKS = {"b": "strong", "strong": "strong", "s": "struck", "del": "struck", "strike": "struck"}
MARKS |= dict.fromkeys(("code", "tt", "kbd", "samp"), "code")
"""Elements of words, with the mark that each sets."""
HEADING = re.compile(r"h[1-6]$")
UNSEEN = frozenset({"script", "style", "template", "title", "pre", "nav", "svg", "button", "select"})
"""Elements whose content is no prose and may hold what looks like tags; of them, ``pre`` is shown, as code."""
UNSEEN |= {"ac:parameter", "ac:task-id", "ac:task-uuid", "ac:task-status", "ac:placeholder"}
SHOWN_PARAMETER = re.compile(r"""\sac:name=["']?title\b""", re.I)
"""The parameter of a macro of Confluence that is shown: what a status or a panel says."""
ALIASES = {"ac:task-list": "ul", "ac:task": "li"}
"""Elements of Confluence that are others of HTML."""
MACRO_BODIES = frozenset({"ac:plain-text-body"})
"""Elements of Confluence whose raw data are shown as they are, mostly as code."""
WORD_ITEM = "MsoListParagraph"
"""The class of a paragraph of Word that is an item of a list."""
