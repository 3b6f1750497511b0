"""JUnit XML, as most servers that run tests take it: a suite a document, a case a finding.

Errors and warnings are failures, an info is a case that passes and says something; a document without findings is one
case that passes, one that could not be read an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO
from xml.etree import ElementTree as tree

from ...report import Finding
from .. import Failure, Result
from ..escape import relative, xml


def write(outcomes: Iterable[Result | Failure], out: TextIO) -> None:
    """One document of XML for the whole check."""
    suites = [_unread(each) if isinstance(each, Failure) else _suite(each) for each in outcomes]
    root = tree.Element("testsuites", {"name": "blameless", **_totals(suites)})
    root.extend(suites)
    tree.indent(root)
    encoding = getattr(out, "encoding", None) or "utf-8"
    out.write(tree.tostring(root, encoding, xml_declaration=True).decode(encoding) + "\n")


def _totals(suites: Sequence[tree.Element]) -> dict[str, str]:
    counted = ("tests", "failures", "errors")
    return {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in counted}


def _suite(result: Result) -> tree.Element:
    path, findings = xml(relative(result.path)), result.report.findings
    failures = sum(finding.severity != "info" for finding in findings)
    counts = {"tests": str(max(1, len(findings))), "failures": str(failures), "errors": "0"}
    suite = tree.Element("testsuite", {"name": path, **counts})
    for finding in findings:
        _case(suite, path, finding)
    if not findings:
        tree.SubElement(suite, "testcase", {"classname": path, "name": "nothing to change"})
    return suite


def _case(suite: tree.Element, path: str, finding: Finding) -> None:
    place = f"{finding.line}:{finding.column}"
    case = tree.SubElement(suite, "testcase", {"classname": path, "name": f"{place} {finding.rule}"})
    told = xml(f"{path}:{place}: {finding.message}\n{finding.text}\n→ {finding.suggestion}")
    if finding.severity == "info":
        tree.SubElement(case, "system-out").text = told
    else:
        failure = {"type": finding.severity, "message": xml(finding.message)}
        tree.SubElement(case, "failure", failure).text = told


def _unread(failure: Failure) -> tree.Element:
    path = xml(relative(failure.path))
    suite = tree.Element("testsuite", {"name": path, "tests": "1", "failures": "0", "errors": "1"})
    case = tree.SubElement(suite, "testcase", {"classname": path, "name": "not read"})
    tree.SubElement(case, "error", {"message": xml(failure.message)})
    return suite
