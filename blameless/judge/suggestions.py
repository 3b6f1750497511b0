"""What to write instead of a blameful sentence, made from the sentence at hand by ``lexicon/suggestions.toml``."""

from __future__ import annotations

import re

from ..lexicon import load
from ..read import Act
from .verdicts import Verdict

_DETERMINERS = re.compile(r"^(?:his|her|their|our|my)\b", re.I)


def suggestion(verdict: Verdict) -> str:
    """Advice for one verdict: the first text of its rule whose needs the sentence meets."""
    fields = _fields(verdict)
    for entry in load("suggestions")[verdict.rule]:
        if "grounds" in entry and verdict.ground not in entry["grounds"]:
            continue
        if all(fields.get(need) for need in entry.get("needs", ())):
            return entry["text"].format_map(fields)
    raise LookupError(f"lexicon/suggestions.toml has no text for {verdict.rule}")


def quoted(text: str) -> str:
    """A piece of text in quotation marks, on one line."""
    return "“" + " ".join(text.split()) + "”"


def _fields(verdict: Verdict) -> dict[str, str]:
    text = verdict.evidence.sentence.text
    act = _act(verdict)
    fields: dict[str, str] = {}
    if act is not None and act.object is not None:
        fields["object"] = _DETERMINERS.sub("the", " ".join(text[slice(*act.object)].split()))
    if act is not None and act.duty is not None:
        fields["duty"] = " ".join(text[slice(*act.duty)].split())
    return fields


def _act(verdict: Verdict) -> Act | None:
    """The act the verdict is about."""
    inside = [act for act in verdict.evidence.acts if verdict.start <= act.at < verdict.end]
    exact = [act for act in inside if (act.start, act.end) == (verdict.start, verdict.end)]
    return next(iter(exact or sorted(inside, key=lambda act: act.object is None and act.duty is None)), None)
