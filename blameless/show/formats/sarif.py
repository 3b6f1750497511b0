"""SARIF 2.1.0, as code scanning of GitHub, Azure DevOps and many editors take it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from ... import __version__, links
from ...catalogue import Rule, catalogue
from ...fingerprints import fingerprints
from ...report import Finding, Replacement
from .. import CONVERTED, Failure, Result
from ..escape import relative, to_json, uri

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
FINGERPRINT = "blameless/v1"
"""The name and version of the fingerprints; another way of making them gets another version."""


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One run with the rules of the catalogue; what could not be read makes it one that was not successful."""
    rules = list(catalogue().values())
    places = {rule.id: index for index, rule in enumerate(rules)}
    results: list[dict[str, Any]] = []
    artifacts: list[dict[str, Any]] = []
    notices: list[dict[str, Any]] = []
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            notices.append(_notice(outcome))
            continue
        results.extend(_results(outcome, len(artifacts), places))
        artifacts.append(_artifact(outcome))
    run = {
        "tool": {"driver": _driver(rules)},
        "columnKind": "unicodeCodePoints",
        "artifacts": artifacts,
        "invocations": [{"executionSuccessful": not notices, "toolExecutionNotifications": notices}],
        "results": results,
    }
    out.write(to_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, out, indent=2) + "\n")


def _artifact(result: Result) -> dict[str, Any]:
    """The file; of one that was converted, that regions refer to the text that was made of it."""
    artifact = {"location": _location(result.path)}
    if result.offsets == "converted":
        return {**artifact, "properties": {"offsets": "converted"}, "description": {"text": CONVERTED}}
    return {**artifact, "sourceLanguage": "markdown"}


def _driver(rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "name": "blameless",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": links.DOCS,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    summary = rule.summary[0].upper() + rule.summary[1:] + "."
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.replace("/", "-").replace("_", "-").split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": rule.rationale},
        "help": {
            "text": f"{rule.rationale}\n\nInstead: {rule.suggestion}\n\nSource: {rule.source}",
            "markdown": f"{rule.rationale}\n\n**Instead:** {rule.suggestion}\n\n**Source:** {rule.source}",
        },
        "helpUri": links.rule_page(rule.id),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family, "postmortem"]},
    }


def _results(result: Result, artifact: int, places: dict[str, int]) -> Iterator[dict[str, Any]]:
    findings = result.report.findings
    for finding, fingerprint in zip(findings, fingerprints(findings), strict=True):
        location = {"artifactLocation": {**_location(result.path), "index": artifact}, "region": _region(finding)}
        told = {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": f"{finding.message} → {finding.suggestion}"},
            "locations": [{"physicalLocation": location}],
            "partialFingerprints": {FINGERPRINT: fingerprint},
            "rank": round(100 * finding.confidence, 1),
        }
        if finding.replacement is not None:
            told["fixes"] = [_fix(finding.replacement, finding.suggestion, result.path)]
        if finding.rule in places:  # a rule of another package has no entry
            told["ruleIndex"] = places[finding.rule]
        yield told


def _fix(replacement: Replacement, description: str, path: str) -> dict[str, Any]:
    deleted = {"charOffset": replacement.start, "charLength": replacement.end - replacement.start}
    change = {"deletedRegion": deleted, "insertedContent": {"text": replacement.text}}
    changes = [{"artifactLocation": _location(path), "replacements": [change]}]
    return {"description": {"text": description}, "artifactChanges": changes}


def _region(finding: Finding) -> dict[str, Any]:
    """Where a finding is; the snippet is left out where it is empty, as SARIF's offsets tell as much."""
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    return {**region, "snippet": {"text": finding.text}} if finding.text else region


def _location(path: str) -> dict[str, Any]:
    return {"uri": uri(relative(path))}


def _notice(failure: Failure) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": failure.message},
        "locations": [{"physicalLocation": {"artifactLocation": _location(failure.path)}}],
    }
