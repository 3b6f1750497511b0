"""What to write instead of a blameful sentence, made from the sentence at hand by ``lexicon/suggestions.toml``."""

from __future__ import annotations

import re

from ..lexicon import load
from ..read import Act
from .asking import cut, worded
from .verdicts import Verdict

_DETERMINERS = re.compile(r"^(?:his|her|their|our|my)\b", re.I)


def suggestion(verdict: Verdict) -> str | None:
    """Advice for one verdict: the first text of its rule whose needs the sentence meets; ``None`` for a rule that has none there."""
    entries = load("suggestions").get(verdict.rule, ())
    meant = [entry for entry in entries if verdict.ground in entry.get("grounds", (verdict.ground,))]
    return worded(meant, _fields(verdict))


_LONGEST_QUOTE = 90


def quoted(text: str) -> str:
    """A piece of text in quotation marks, on one line; the end of a long one is left out."""
    return f"“{cut(text, _LONGEST_QUOTE)}”"


def _fields(verdict: Verdict) -> dict[str, str]:
    text = verdict.evidence.sentence.text
    fields: dict[str, str] = {}
    act = _act(verdict)
    if act is None:
        return fields
    if act.object is not None:
        fields["object"] = _DETERMINERS.sub("the", " ".join(text[slice(*act.object)].split()))
    if act.duty is not None:
        fields["duty"] = " ".join(text[slice(*act.duty)].split())
    return fields


def _act(verdict: Verdict) -> Act | None:
    """The act the verdict is about."""
    inside = [act for act in verdict.evidence.acts if verdict.start <= act.at < verdict.end]
    exact = [act for act in inside if (act.start, act.end) == (verdict.start, verdict.end)]
    return next(iter(exact or sorted(inside, key=lambda act: act.object is None and act.duty is None)), None)
