"""Figures of an evaluation as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ..learn.evaluate import Figures, ItemFigures


def show_figures(figures: Mapping[str, Figures | ItemFigures], out: TextIO) -> None:
    """Write the figures of one evaluation or several, one below the other."""
    for name, each in figures.items():
        if each.kind == "items":
            _show_items(name, each, out)
        else:
            _show_sentences(name, each, out)


def _show_items(name: str, each: ItemFigures, out: TextIO) -> None:
    out.write(f"{name}: {each.items} action items, {each.unseen} not seen as one\n")
    out.write(f"  {'':<30}{'precision':>10}{'recall':>8}{'F1':>8}\n")
    for label, rates in (("vague", each.vague), ("relies on vigilance", each.vigilance)):
        out.write(f"  {label:<30}   {_number(rates.precision)} {_number(rates.recall)} {_number(rates.f1)}\n")


def _show_sentences(name: str, each: Figures, out: TextIO) -> None:
    """Figures of blame."""
    out.write(f"{name}: {each.sentences} sentences\n")
    for label, value in (
        ("precision", each.blame.precision),
        ("recall", each.blame.recall),
        ("F1", each.blame.f1),
        ("recall of open blame", each.open_recall),
        ("degree right, of those found", each.degree_right),
        ("pairs told apart", each.pairs_apart),
        ("hard negatives clean", each.negatives_clean),
    ):
        out.write(f"  {label:<30}{_number(value)}\n")
    if each.false_alarms_per_1000 is not None:
        out.write(f"  {'false alarms in 1,000':<30}{each.false_alarms_per_1000:7.1f}\n")
    if each.rules:
        out.write(f"  {'by rule':<30}{'recall':>7}{'found':>7}{'missed':>7}{'false':>7}\n")
    for rule, rates in each.rules.items():
        out.write(f"    {rule:<28}{_number(rates.recall)}{rates.hits:>7}{rates.misses:>7}{rates.false_alarms:>7}\n")
    if each.calibration:
        out.write(f"  {'confidence up to':<30}{'said':>7}{'right':>7}{'of':>7}\n")
    for high, count, said, right in each.calibration:
        out.write(f"    {high:<28.2f}{said:7.3f}{right:7.3f}{count:>7}\n")


def _number(value: float | None) -> str:
    return f"{value:7.3f}" if value is not None else f"{'–':>7}"
