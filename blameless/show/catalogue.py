"""The catalogue of rules on a terminal.

Written with what Typer brings: it is looked up often, and rich alone would take longer to load than all of it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TextIO

import typer

from ..catalogue import Scope
from ..links import rule_page
from .colour import is_wanted
from .escape import to_json

if TYPE_CHECKING:
    from ..catalogue import Rule

_COLOURS: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "info": {"fg": "cyan"},
}
_SCOPES = {
    Scope.NOTE: "every document",
    Scope.BRIEF: "documents of 120 words and more",
    Scope.REPORT: "documents of 350 words and more",
}
_MAX_WIDTH = 100
_EXAMPLES = 4
"""Lines of examples of a kind that are shown of a rule."""


def _width(out: TextIO) -> int:
    return min(get_terminal_size().columns, _MAX_WIDTH) if out.isatty() else 80


def _printer(out: TextIO) -> Callable[..., None]:
    """Writes lines to a stream, in colour where that is wanted."""
    return partial(typer.echo, file=out, color=is_wanted(out))


def show_catalogue(rules: Iterable[Rule], out: TextIO) -> None:
    """All rules: id, severity, what they flag."""
    rules = list(rules)
    show, width = _printer(out), _width(out)
    first, second = max(len(rule.id) for rule in rules) + 2, len("severity") + 2
    show(typer.style(f"{'rule':{first}}{'severity':{second}}flags", dim=True))
    for rule in rules:
        flags = textwrap.wrap(rule.summary, width - first - second)
        severity = typer.style(rule.severity, **_COLOURS[rule.severity]) + " " * (second - len(rule.severity))
        show(f"{rule.id:{first}}{severity}" + ("\n" + " " * (first + second)).join(flags))


def show_rule(rule: Rule, out: TextIO) -> None:
    """One rule with its reason, source and examples; on a terminal's screen."""
    show, width = _printer(out), _width(out)
    show(typer.style(rule.id, bold=True) + "  " + typer.style(rule.severity, **_COLOURS[rule.severity]))
    show(textwrap.fill(rule.summary[0].upper() + rule.summary[1:] + ".", width))
    for title, text in (("Why", rule.rationale), ("Source", rule.source), ("Instead", rule.suggestion)):
        show("\n" + typer.style(title, bold=True))
        show(textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False))
    weighs = f"; affects the {rule.dimension} score" if rule.dimension else ""
    request = "; reported with --all only." if rule.quiet else "."
    show("\n" + typer.style("Applies to ", bold=True) + _SCOPES[rule.scope] + weighs + request)
    for title, examples in (("Flagged", rule.bad), ("Not flagged", rule.good)):
        show("\n" + typer.style(title, bold=True))
        for line in _excerpt(examples):
            show(f"  {line}")
    show("\n" + typer.style("More: ", bold=True) + rule_page(rule.id))


def _excerpt(examples: Sequence[str]) -> Iterator[str]:
    """As many lines of examples as leave room for the rest of the screen; the page of the rule has them all."""
    for index, example in enumerate(examples):
        lines = example.rstrip().splitlines()
        if index and len(lines) > _EXAMPLES:
            continue
        yield from lines[:_EXAMPLES]
        if len(lines) > _EXAMPLES:
            yield "…"
        if index + 1 >= _EXAMPLES or len(lines) > 2:
            return


def as_json(rules: Iterable[Rule], out: TextIO) -> None:
    """Rules for machines: a list with everything they say of themselves."""
    told = [
        {
            "id": rule.id,
            "family": rule.family,
            "summary": rule.summary,
            "rationale": rule.rationale,
            "source": rule.source,
            "severity": rule.severity,
            "dimension": rule.dimension or None,
            "suggestion": rule.suggestion,
            "asked_of": _SCOPES[rule.scope],
            "flagged": list(rule.bad),
            "not_flagged": list(rule.good),
            "url": rule_page(rule.id),
        }
        for rule in rules
    ]
    out.write(to_json(told, out, indent=2) + "\n")
