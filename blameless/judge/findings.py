"""From hits to findings: severities, positions, and what comments in the text silence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import nearest
from ..report import SEVERITIES, Finding, Severity
from .rule import Context, Hit, Rule

if TYPE_CHECKING:
    from ..config import Config


def judge(context: Context, config: Config, rules: Iterable[Rule]) -> tuple[list[Finding], list[Rule]]:
    """The findings of a document in source order, and the rules that asked something of it.

    Findings below the configured severity are left out; so are those that a comment in the text silences.
    """
    findings: list[Finding] = []
    asked: list[Rule] = []
    for rule in rules:
        if config.severity_of(rule.id, rule.severity) is None or not rule.asked(context):
            continue
        asked.append(rule)
        if rule.quiet and not config.requests(rule.id):
            continue
        for hit in rule.check(context):
            severity = config.severity_of(rule.id, hit.severity or rule.severity)
            if severity is not None:
                findings.append(_finding(context, rule, hit, severity))
    findings = _silence(context, findings, config)
    lowest = SEVERITIES.index(config.min_severity)
    kept = [finding for finding in findings if SEVERITIES.index(finding.severity) >= lowest]
    return sorted(kept, key=lambda finding: (finding.start, finding.end, finding.rule)), asked


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
    )


def _silence(context: Context, findings: list[Finding], config: Config) -> list[Finding]:
    """Drop what ignore comments cover, and report the comments that cover nothing."""
    directives = context.postmortem.directives
    if not directives.ignores:
        return findings
    silenced = [directives.silence(finding.rule, finding.line) for finding in findings]
    kept = [finding for finding, silent in zip(findings, silenced, strict=True) if not silent]
    used = directives.used({(f.rule, f.line) for f, silent in zip(findings, silenced, strict=True) if silent})
    kept.extend(_unused(context, config, used))
    return kept


def _switched_on(names: Iterable[str], config: Config) -> bool:
    """Whether every rule a comment names is on and told; one that is off finds nothing to silence, and may be on elsewhere."""
    from .rule import catalogue

    rules = [
        rule
        for rule in catalogue().values()
        if not names or any(rule.id == n or rule.family == n.rstrip("/*") for n in names)
    ]
    return all(
        config.severity_of(rule.id, rule.severity) is not None and (not rule.quiet or config.requests(rule.id))
        for rule in rules
    )


def _unused(context: Context, config: Config, used: set[int]) -> Iterable[Finding]:
    from .rule import catalogue, families

    known = [*catalogue(), *families()]
    rule = catalogue()["ignore/unused"]
    level = config.severity_of(rule.id, rule.severity)
    if level is None:
        return
    for index, ignore in enumerate(context.postmortem.directives.ignores):
        unknown = [name for name in ignore.rules if name.rstrip("/*") not in known]
        if unknown:
            message = f'There is no rule "{unknown[0]}"{nearest(unknown[0], known)}.'
        elif index not in used and _switched_on(ignore.rules, config):
            message = "This comment silences nothing."
        else:
            continue
        comment = context.postmortem.source.text[ignore.start : ignore.end]
        yield _finding(context, rule, Hit(ignore.start, ignore.end, message, comment), level)
