"""What the items of one list show of each other: a column of names is a column of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from .candidate import Candidate, is_told


def add_list_evidence(items: Sequence[Sequence[Candidate]], telling: Collection[str]) -> None:
    """Add to each candidate how many other items have one of a telling kind in the same slot, and the same value there.

    Args:
        items: the candidates of each item of one list, for one field.
        telling: kinds that could not well be anything but what the field asks for.
    """
    if len(items) < 2:
        for candidates in items:
            for candidate in candidates:
                candidate.evidence.append("list alone")
        return
    slots, named, said = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for candidates in items:
        slots.update({each.slot for each in candidates})
        named.update({each.slot for each in candidates if each.kind in telling})
        said.update({(each.slot, each.value) for each in candidates})
    for candidates in items:
        own = {each.slot for each in candidates if each.kind in telling}
        for each in candidates:
            others = len(items) - 1
            told = (named[each.slot] - (each.slot in own)) / others
            stood = (slots[each.slot] - 1) / others
            same = (said[each.slot, each.value] - 1) / others
            names = (f"list named {_share(told)}", f"list slot {_share(stood)}", f"list same {_share(same)}")
            each.evidence += [*names, *(f"{each.kind}: {name}" for name in names[:2])]


def _share(value: float) -> str:
    return "none" if value == 0 else "few" if value < 0.4 else "half" if value < 0.8 else "all"


def add_rivals(candidates: Sequence[Candidate]) -> None:
    """Tell the candidates of one item that a column or a label names another."""
    if any(is_told(each) for each in candidates):
        for each in candidates:
            if not is_told(each):
                each.evidence.append("another is told")
