"""The catalogue of rules on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.table import Table
from rich.text import Text

from ..judge.rule import Rule, Scope
from .console import STYLES, console_for

_SCOPES = {
    Scope.NOTE: "every document",
    Scope.BRIEF: "documents of 120 words and more",
    Scope.REPORT: "documents of 350 words and more",
}


def show_catalogue(rules: Iterable[Rule], out: TextIO) -> None:
    """All rules: id, severity, what they flag."""
    console = console_for(out)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("rule", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("flags")
    for rule in rules:
        table.add_row(rule.id, Text(rule.severity, style=STYLES[rule.severity]), rule.summary)
    console.print(table)


def show_rule(rule: Rule, out: TextIO) -> None:
    """One rule with its reason, source and examples."""
    console = console_for(out)
    console.print(Text.assemble((rule.id, "bold"), "  ", (rule.severity, STYLES[rule.severity])))
    console.print(Text(rule.summary[0].upper() + rule.summary[1:] + "."))
    for title, text in (("Why", rule.rationale), ("Source", rule.source), ("Instead", rule.suggestion)):
        console.print()
        console.print(Text(title, style="bold"))
        console.print(Text(text))
    console.print()
    console.print(
        Text.assemble(
            ("Asked of ", "bold"), _SCOPES[rule.scope] + (f"; weighs on {rule.dimension}." if rule.dimension else ".")
        )
    )
    for title, examples in (("Flagged", rule.bad), ("Not flagged", rule.good)):
        console.print()
        console.print(Text(title, style="bold"))
        for index, example in enumerate(examples):
            if index:
                console.print(Text("  ---", style="dim"))
            for line in example.rstrip().splitlines():
                console.print(Text("  " + line))
