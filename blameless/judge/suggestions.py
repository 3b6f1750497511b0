"""What to write instead of a blameful sentence, made from the sentence at hand by ``lexicon/suggestions.toml``."""

from __future__ import annotations

import re

from ..lexicon import load
from ..read import Act
from .verdicts import Verdict

_LEADING = re.compile(
    r"^(?:obviously|clearly|evidently|predictably|of course|needless to say|in hindsight|in retrospect|looking back|with hindsight)\b[\s,:]*",
    re.I,
)
# Verbs of which the passive says nothing without who did it.
_NO_DEEDS = {"cause", "make", "have", "take", "get", "let", "lead", "trigger"}
_DETERMINERS = re.compile(r"^(?:his|her|their|our|my)\b", re.I)


def suggestion(verdict: Verdict) -> str | None:
    """Advice for one verdict: the first text of its rule whose needs the sentence meets; ``None`` for a rule that has none there."""
    fields = _fields(verdict)
    for entry in load("suggestions").get(verdict.rule, ()):
        if "grounds" in entry and verdict.ground not in entry["grounds"]:
            continue
        if all(fields.get(need) for need in entry.get("needs", ())):
            return entry["text"].format_map(fields)
    return None


def quoted(text: str) -> str:
    """A piece of text in quotation marks, on one line."""
    return "“" + " ".join(text.split()) + "”"


def _fields(verdict: Verdict) -> dict[str, str]:
    text = verdict.evidence.sentence.text
    fields = {"words": quoted(text[verdict.start : verdict.end]), "without": _without(text, verdict)}
    act = _act(verdict)
    if act is None:
        return fields
    if act.object is not None:
        what = _DETERMINERS.sub("the", " ".join(text[slice(*act.object)].split()))
        fields |= {"object": what, "Object": what[:1].upper() + what[1:], "was": "were" if act.plural else "was"}
    if act.duty is not None:
        fields["duty"] = " ".join(text[slice(*act.duty)].split())
    fields["participle"] = act.participle
    fields["transitive"] = (
        "yes" if act.object is not None and act.verb not in _NO_DEEDS and "negated" not in act.marks else ""
    )
    return fields


def _act(verdict: Verdict) -> Act | None:
    """The act the verdict is about."""
    inside = [act for act in verdict.evidence.acts if verdict.start <= act.at < verdict.end]
    exact = [act for act in inside if (act.start, act.end) == (verdict.start, verdict.end)]
    return next(iter(exact or sorted(inside, key=lambda act: act.object is None and act.duty is None)), None)


def _without(text: str, verdict: Verdict) -> str:
    """The sentence without an opening word of hindsight; nothing where there is none to drop, or the rest is long."""
    rest = _LEADING.sub("", text, count=1)
    if rest == text or not 15 < len(rest) <= 160:
        return ""
    rest = rest[:1].upper() + rest[1:].rstrip()
    return " ".join(rest.split()) + ("" if rest.endswith((".", "!", "?")) else ".")
