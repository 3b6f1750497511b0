"""Running a rule on its own examples."""

from __future__ import annotations

from datetime import date

from ..config import Config
from ..parse import parse
from ..read import Reader
from .classifier import default_classifier
from .findings import judge
from .rule import Context, Rule, Scope, catalogue
from .vagueness import outlooks
from .verdicts import verdicts

TODAY = date(2024, 6, 1)
"""The day examples are held against."""


def fires(rule: Rule, text: str, reader: Reader | None = None) -> bool:
    """Whether a rule finds something in an example, judged as the report it stands for."""
    postmortem = parse(text)
    [evidence] = (reader or Reader()).read([postmortem.sentences])
    found = tuple(verdicts(evidence, default_classifier()))
    context = Context(postmortem, found, Scope.REPORT, TODAY, outlooks(postmortem, Config()))
    findings, _ = judge(context, Config(), catalogue().values())
    return any(finding.rule == rule.id for finding in findings)
