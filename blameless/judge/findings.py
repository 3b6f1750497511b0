"""From hits to findings: severities, positions, and what comments in the text silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ..catalogue import Rule, unknown
from ..errors import nearest
from ..parse.directives import DIRECTIVES
from ..report import SEVERITIES, Finding, Replacement, Severity
from .rule import Context, Hit, checks
from .rules.ignores import UNUSED
from .silence import names

if TYPE_CHECKING:
    from ..config import Config
    from ..parse.directives import Ignore


class Judged(NamedTuple):
    """The findings of a document in source order, those that are told on request only, and the rules that asked something of it."""

    findings: list[Finding]
    withheld: list[Finding]
    asked: list[Rule]


def judge(context: Context, config: Config) -> Judged:
    """Judge a document by all rules that are switched on.

    Findings below the configured severity are left out; so are those that a comment in the text silences.
    """
    findings: list[Finding] = []
    withheld: list[Finding] = []
    asked: list[Rule] = []
    for check in checks():
        rule = check.rule
        if config.severity_of(rule.id, rule.severity) is None or not check.asked(context):
            continue
        asked.append(rule)
        requested = config.requests(rule.id)
        if rule.quiet and not requested:
            continue
        usual = check.told(context)
        for hit in context.hits(check):
            severity = config.severity_of(rule.id, hit.severity or rule.severity)
            told = requested or (usual if hit.told is None else hit.told)
            if severity is not None:
                (findings if told else withheld).append(_finding(context, rule, hit, severity))
    findings = _silence(context, findings, withheld, config)
    lowest = SEVERITIES.index(config.min_severity)
    kept = [finding for finding in findings if SEVERITIES.index(finding.severity) >= lowest]
    withheld = [finding for finding in withheld if not context.silence.covers(finding.rule, finding.line)]
    return Judged(sorted(kept, key=lambda finding: (finding.start, finding.end, finding.rule)), withheld, asked)


def _finding(context: Context, rule: Rule, hit: Hit, severity: Severity) -> Finding:
    source = context.postmortem.source
    line, column = source.position(hit.start)
    end_line, end_column = source.position(hit.end)
    return Finding(
        rule=rule.id,
        severity=severity,
        message=hit.message,
        suggestion=hit.suggestion or rule.suggestion,
        start=hit.start,
        end=hit.end,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        text=source.text[hit.start : hit.end],
        sentence=hit.sentence,
        confidence=hit.confidence,
        replacement=hit.replacement,
    )


def _silence(context: Context, findings: list[Finding], withheld: list[Finding], config: Config) -> list[Finding]:
    """Drop what ignore comments cover, and report the comments that cover nothing, be it told or withheld."""
    if not context.postmortem.directives:
        return findings
    silenced = [each for each in (*findings, *withheld) if context.silence.covers(each.rule, each.line)]
    kept = [finding for finding in findings if not context.silence.covers(finding.rule, finding.line)]
    used = context.silence.used({(finding.rule, finding.line) for finding in silenced})
    kept.extend(_unused(context, config, used))
    return kept


def _switched_on(ignore: Ignore, context: Context, config: Config) -> bool:
    """Whether what a comment names is told, and all of that is on; what is off finds nothing to silence, and may be on elsewhere."""
    told = [
        check.rule
        for check in checks()
        if names(ignore, check.rule.id) and (check.told(context) or config.requests(check.rule.id))
    ]
    return bool(told) and all(config.severity_of(rule.id, rule.severity) is not None for rule in told)


def _unused(context: Context, config: Config, used: set[int]) -> Iterable[Finding]:
    level = config.severity_of(UNUSED.id, UNUSED.severity)
    if level is None:
        return
    for index, ignore in enumerate(context.postmortem.directives):
        message, removed = _wrong(ignore), _with_colon(ignore)
        if message is None and index not in used and _switched_on(ignore, context, config):
            message, removed = "This comment silences nothing.", _without(context, ignore.start, ignore.end)
        if message is None:
            continue
        comment = context.postmortem.source.text[ignore.start : ignore.end]
        yield _finding(context, UNUSED, Hit(ignore.start, ignore.end, message, comment, replacement=removed), level)


def _without(context: Context, start: int, end: int) -> Replacement:
    """A comment removed, with the blanks before it where it ends its line; a line of its own stays, empty, for what it parts."""
    normal = context.postmortem.source.normal
    if normal[end : end + 1] in ("", "\n") or normal[end : end + 2] == " \n":
        start = len(normal[:start].rstrip(" \t"))
    return Replacement(start, end, "")


def _with_colon(ignore: Ignore) -> Replacement | None:
    """A comment that lacks its colon, with it."""
    if ignore.amiss != "colon":
        return None
    return Replacement(ignore.start, ignore.end, f"<!-- blameless: {ignore.unknown} -->")


def _wrong(ignore: Ignore) -> str | None:
    """What is wrong with a comment, whatever there is to silence."""
    if ignore.amiss == "colon":
        return f"This comment lacks a colon and silences nothing; “blameless: {ignore.unknown}” would."
    if ignore.unknown is not None:
        told = f'There is no directive "{ignore.unknown}"' if ignore.unknown else "This comment gives no directive"
        return f"{told}{nearest(ignore.unknown, DIRECTIVES)}; there are {', '.join(DIRECTIVES)}."
    wrong = next(filter(None, map(unknown, ignore.rules)), None)
    if wrong is not None:
        return wrong[0].upper() + wrong[1:] + "."
    return "This comment switches on what is not off." if ignore.amiss == "closes" else None
