"""Counts: how often each rule was found, instead of the findings themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from ..catalogue import catalogue
from ..errors import ConfigError
from . import Failure, Reporter, Result
from .counts import count_of
from .escape import to_json


def statistics(format: str) -> Reporter:
    """The reporter that counts, as text or JSON.

    Raises:
        ConfigError: for a format in which there are no counts.
    """
    if format not in ("text", "json"):
        raise ConfigError(f"--statistics supports text and json, not {format}")
    return _as_text if format == "text" else _as_json


def _counted(outcomes: Iterable[Result | Failure]) -> tuple[int, list[tuple[str, int, int]]]:
    """How many documents there are, and rules with the numbers of their findings and documents, most found first."""
    findings: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    total = 0
    for outcome in outcomes:
        if isinstance(outcome, Result):
            total += 1
            rules = [finding.rule for finding in outcome.report.findings]
            findings.update(rules)
            documents.update(set(rules))
    ranked = sorted(findings, key=lambda rule: (-findings[rule], rule))
    return total, [(rule, findings[rule], documents[rule]) for rule in ranked]


def _summary(rule: str) -> str:
    of = catalogue().get(rule)
    return of.summary if of else ""


def _as_text(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    total, rules = _counted(outcomes)
    out.write(f"{'findings':>8}  {'documents':>9}  rule\n")
    for rule, findings, documents in rules:
        out.write(f"{findings:>8,}  {documents:>9,}  {rule:<28}{_summary(rule)}\n")
    number = sum(findings for _, findings, _ in rules)
    out.write(f"{number:>8,}  {total:>9,}  {count_of(len(rules), 'rule')}\n")


def _as_json(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    total, rules = _counted(outcomes)
    told = [
        {"rule": rule, "summary": _summary(rule), "findings": findings, "documents": documents}
        for rule, findings, documents in rules
    ]
    out.write(to_json({"documents": total, "rules": told}, out, indent=2) + "\n")
