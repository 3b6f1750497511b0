"""Tickets: issue keys, numbers and links to trackers."""

from __future__ import annotations

import re

from .prose import Prose

_KEY = r"(?<![\w/.-])(?!(?:UTF|ISO|SHA|CVE|CWE|RFC|HTTP|TLS|SSL|MD|AES|RSA|IPV|PEP|COVID|GPT|RS|EC|ADR|SOP|MOP|REQ|DOC|FIPS|PCI|NIST|KB|UTC|GMT|AZ|SCTE|IEC|IEEE|ITU|ANSI|DIN|EN|ETSI|CAT|COM|RJ|SFP|DDR|WPA|S7|BS|FY|US|EU|AP|P|Q|H|SEV|S|L|V|X|ES|HS|TS)-)[A-Z][A-Z0-9_]{1,9}-[1-9]\d{0,6}(?![\w-])|(?:(?<=[(\[])|(?<=[,;|—–]\s))(?!(?:CVE|ISO|RFC|FY|MOP|SOP|DOC)-)[A-Z]{2,9}-(?:0\d{2,5}|20\d\d-\d{1,5})(?=\s*(?:[)\],;|:.]|$))|(?<![\w/.-])(?:CHG|INC|PRB|RITM|SCTASK|TASK|REQ|CTASK)\d{5,9}\b"
_NUMBER = r"\bRT\s#\d{2,7}\b|(?<![\w/&])(?:(?:[\w.-]+/)?[\w.-]+)?#\d{1,7}\b|\bGH-\d+\b|\b[\w.-]+/[\w.-]+#\d+\b"
_TRACKER = (
    r"https?://[^\s<>()\[\]]*(?:/(?:issues?|pull|pulls|merge_requests|pull-requests|browse|tickets?|bugs?|work_?items|epics|commit|-/issues)/[\w./#?=&%-]*\d\w*[\w/#?=&%.-]*"
    r"|[?&](?:id|selectedIssue)=[\w-]+|linear\.app/[^\s<>()\[\]]+|trello\.com/c/[^\s<>()\[\]]+|app\.asana\.com/[^\s<>()\[\]]+|(?:b|crbug\.com|bugs)/\d+)"
)
_QUALIFIED = re.compile(r"[\w.-]+/[\w.-]+#\d+")
"""A number with its repository, which is a ticket even where it is set as code."""
_TOKEN = re.compile(rf"{_NUMBER}|{_KEY}")
_URL = re.compile(_TRACKER)


_NO_TRACKER = re.compile(
    r"\b(?:form|template|scripts?|report|requirement|switch|protocol|drawing|fixture|room|site|crate|document|procedure|appendix|annex|programme|program|freezers?|gateway|asset|device|rack|model|case|clause|rev|version|batch|line|unit|cell|valve|pump|bay|standard|licence|license)\s+\(?$|\bon\s+$",
    re.I,
)
"""What stands before a key that names a thing of another kind: "form PF-7", "switch SW-12"."""


def is_tracker_link(target: str) -> bool:
    """Whether a link leads to a ticket, a pull request or a commit."""
    return _URL.match(target) is not None


def find_ticket(prose: Prose, start: int = 0, end: int | None = None) -> str | None:
    """The first ticket in a stretch of prose: its key or number as written, or the address of its tracker's page."""
    end = len(prose.text) if end is None else end
    found: list[tuple[int, str]] = []
    for link in prose.links_from(start, end):
        if is_tracker_link(link.target):
            token = _TOKEN.search(prose.text, link.start, link.end)
            found.append((link.start, token[0] if token else link.target))
    for pattern in (_TOKEN, _URL):
        for match in pattern.finditer(prose.text, start, end):
            other = "#" not in match[0] and _NO_TRACKER.search(
                prose.text, max(start, match.start() - 24), match.start()
            )
            if not other and (
                _QUALIFIED.fullmatch(match[0]) or not prose.code_between(match.start(), match.start() + 1)
            ):
                found.append((match.start(), match[0].rstrip(".,;")))
                break
    return min(found)[1] if found else None
