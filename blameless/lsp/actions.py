"""What an editor can do about a finding: write what the suggestion says, or a comment that silences the rule on its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..excerpts import excerpt
from ..intake.formats import blocks_of
from ..judge.silence import Silence
from ..read import Postmortem
from ..read.document import read_postmortem
from ..report import Finding, Replacement
from .drafts import Draft
from .places import Places

MOST_IGNORED = 10
"""Findings for which comments are offered at once: each is tried by reading the document again."""
_QUOTABLE = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the text that does something about a finding; ``preferred``: it mends it."""

    finding: Finding
    title: str
    replacement: Replacement
    preferred: bool


def changes(draft: Draft, findings: Sequence[Finding], places: Places) -> Iterator[Change]:
    """What can be done about findings, for each the best first; of many at once, none is to be ignored."""
    for finding in findings:
        written = finding.replacement
        if written is not None:
            old, new = (excerpt(text, _QUOTABLE) for text in (draft.text[written.start : written.end], written.text))
            yield Change(finding, f"Write “{new}” for “{old}”" if new else f"Remove “{old}”", written, True)
        if len(findings) <= MOST_IGNORED and (comment := ignore(draft, finding, places)) is not None:
            yield Change(finding, f"Ignore {finding.rule} on this line", comment, False)


def ignore(draft: Draft, finding: Finding, places: Places) -> Replacement | None:
    """The comment that silences a rule on the line of a finding, where one can: in code, for one, it would be code.

    It is tried by parsing: the line must be silenced, and all else read as before.
    """
    blocks = blocks_of(draft.format)
    before = _read(read_postmortem(draft.text, blocks))
    for place, comment, line in _comments(draft.text, finding, places):
        changed = read_postmortem(draft.text[:place] + comment + draft.text[place:], blocks)
        if Silence(changed.directives).covers(finding.rule, line) and _read(changed) == before:
            return Replacement(place, place, comment)
    return None


def _read(postmortem: Postmortem) -> tuple[object, ...]:
    """What a reader sees of a document."""
    sentences = [sentence.text for sentence in postmortem.sentences]
    return postmortem.title, postmortem.date, [part.title for part in postmortem.parts], sentences


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
