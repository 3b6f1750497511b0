"""Markdown: the report as a comment on a pull request, gravest findings first and never longer than GitHub takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from ... import links
from ...report import SEVERITIES, Finding
from .. import CONVERTED, Failure, Result
from ..counts import count_of, severities_of
from ..escape import markdown, relative

LIMIT = 65_536
"""Characters that GitHub takes in a comment."""
_TABLE = 20_000
_CLOSING = 400
"""Characters kept for the table of documents, and for what is said of what does not fit."""
MARKER = "<!-- blameless -->"
"""The first line, by which a bot finds its own comment again."""


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One comment for the whole check."""
    every = list(outcomes)
    results = sorted((each for each in every if isinstance(each, Result)), key=_rank)
    failures = [each for each in every if isinstance(each, Failure)]
    findings = [finding for result in results for finding in result.report.findings]
    head = f"{MARKER}\n### blameless: {severities_of(findings)} in {count_of(len(results), 'document')}\n\n"
    text = head + _fitting(_table(results), _TABLE, "documents") + "\n"
    text += "".join(f"- {_code(failure.path)} could not be read: {markdown(failure.message)}\n" for failure in failures)
    room = LIMIT - _length(text) - _CLOSING
    out.write(text + _fitting(_blocks(results), room, "findings") + _closing())


def _closing() -> str:
    return f"\n<sub>[What the rules mean]({links.page('rules')})</sub>\n"


def _length(text: str) -> int:
    """Characters as JavaScript counts them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(blocks: Iterable[str], room: int, what: str) -> str:
    """As many blocks as there is room for, and how many are left out."""
    kept, left_out = [], 0
    for block in blocks:
        room -= _length(block)
        if room >= 0 and not left_out:
            kept.append(block)
        else:
            left_out += 1
    return "".join(kept) + (f"\n… and {left_out:,} more {what}, none graver.\n" if left_out else "")


def _rank(result: Result) -> tuple[int, ...]:
    """Documents with more errors first, then those with more warnings."""
    levels = [finding.severity for finding in result.report.findings]
    return tuple(-levels.count(level) for level in reversed(SEVERITIES))


def _table(results: Sequence[Result]) -> Iterator[str]:
    if results:
        yield "| document | score | errors | warnings | infos |\n| --- | ---: | ---: | ---: | ---: |\n"
    for result in results:
        scores = result.report.scores
        score = "–" if scores.overall is None else f"{scores.overall:.0f} ({scores.grade})"
        levels = [finding.severity for finding in result.report.findings]
        counts = " | ".join(str(levels.count(level)) for level in reversed(SEVERITIES))
        yield f"| {_code(result.path)} | {score} | {counts} |\n"


def _blocks(results: Sequence[Result]) -> Iterator[str]:
    """The findings of all documents, with the heading of a document before its first."""
    for result in results:
        findings = sorted(result.report.findings, key=lambda f: (-SEVERITIES.index(f.severity), f.start))
        for number, finding in enumerate(findings):
            yield ("" if number else _heading(result)) + _block(finding)


def _heading(result: Result) -> str:
    note = f"{CONVERTED}\n\n" if result.offsets == "converted" else ""
    return f"\n#### {_code(result.path)}\n\n{note}"


def _block(finding: Finding) -> str:
    rule = f"[`{finding.rule}`]({links.rule_page(finding.rule)})"
    return (
        f"- **{finding.severity}** on line {finding.line}, {rule}: {markdown(finding.message)}  \n"
        f"  → {markdown(finding.suggestion)}\n"
    )


def _code(path: str) -> str:
    return f"<code>{markdown(relative(path))}</code>"
