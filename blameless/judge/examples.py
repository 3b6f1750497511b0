"""Running a rule on its own examples."""

from __future__ import annotations

from datetime import date

from ..config import Config
from ..models import load_models
from ..read import Reader
from ..read.document import read_postmortem
from .assess import Assessor
from .findings import judge
from .rule import Rule, Scope

TODAY = date(2024, 6, 1)
"""The day examples are held against."""


def fires(rule: Rule, text: str, reader: Reader | None = None) -> bool:
    """Whether a rule finds something in an example, judged as the report it stands for."""
    [assessment] = Assessor(load_models(), reader or Reader()).assess([read_postmortem(text)])
    context = assessment.context(Scope.REPORT, TODAY, rule.past)
    return any(finding.rule == rule.id for finding in judge(context, Config(all_rules=True)).findings)
