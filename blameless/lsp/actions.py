"""What an editor can do about a finding: write what the suggestion says, or a comment that silences the rule on its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..parse import parse
from ..report import Finding, Replacement
from .drafts import Draft
from .places import Places

_QUOTABLE = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the text with its title; ``preferred``: it mends what was found."""

    title: str
    replacement: Replacement
    preferred: bool


def changes(draft: Draft, finding: Finding, places: Places) -> Iterator[Change]:
    """What can be done about a finding, best first."""
    written = finding.replacement
    if written is not None:
        old, new = _short(draft.text[written.start : written.end]), _short(written.text)
        yield Change(f"Write “{new}” for “{old}”" if new else f"Remove “{old}”", written, True)
    comment = ignore(draft, finding, places)
    if comment is not None:
        yield Change(f"Ignore {finding.rule} on this line", comment, False)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTABLE else text[: _QUOTABLE - 1].rstrip() + "…"


def ignore(draft: Draft, finding: Finding, places: Places) -> Replacement | None:
    """The comment that silences a rule on the line of a finding, where one can: in code, for one, it would be code.

    It is tried by parsing: the line must be silenced, and the sentences be the same as before.
    """
    before = [sentence.text for sentence in parse(draft.text, draft.format).sentences]
    for place, comment, line in _comments(draft.text, finding, places):
        changed = parse(draft.text[:place] + comment + draft.text[place:], draft.format)
        if changed.directives.silence(finding.rule, line) and [each.text for each in changed.sentences] == before:
            return Replacement(place, place, comment)
    return None


def _comments(text: str, finding: Finding, places: Places) -> Iterator[tuple[int, str, int]]:
    """Places for a comment, as it is written there, and the line that the finding has then."""
    comment = f"<!-- blameless: ignore {finding.rule} -->"
    start, end = places.line(finding.line)
    line = text[start:end].rstrip()
    if line.endswith("|"):  # a comment behind the last cell of a row would be a cell of its own
        yield start + len(line) - 1, f"{comment} ", finding.line
    else:
        yield start + len(line), f" {comment}", finding.line
    indent = re.match(r"\s*", line)
    yield start, f"{indent[0] if indent else ''}{comment}\n", finding.line + 1
