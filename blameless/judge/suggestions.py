"""What to write instead of a blameful sentence, made from the sentence at hand by ``lexicon/suggestions.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from ..lexicon import load
from ..read import Act
from ..report import Replacement
from .verdicts import Verdict

_LEADING = re.compile(
    r"^(?:obviously|clearly|evidently|predictably|of course|needless to say|in hindsight|in retrospect|looking back|with hindsight)\b[\s,:]*",
    re.I,
)
# Verbs of which the passive says nothing without who did it.
_NO_DEEDS = {"cause", "make", "have", "take", "get", "let", "lead", "trigger"}
_ARTICLES = re.compile(r"\s*(?:(?:an?|the|one|our)\s+)?", re.I)
_ADJUNCT = re.compile(r"(?:\s+(?:at|in|on|during)\s+(?:[^,;:]|:\d){1,60}?)?\s*[.!]*\s*", re.I)
_TOLD_BY_THE_PASSIVE = {"has-object", "past", "error-adverb"}
"""Marks of an act, besides those of its verb, of which the passive without who did it leaves out the accident only."""
_DETERMINERS = re.compile(r"^(?:his|her|their|our|my)\b", re.I)


def suggestion(verdict: Verdict) -> str | None:
    """Advice for one verdict: the first text of its rule whose needs the sentence meets; ``None`` for a rule that has none there."""
    fields = _fields(verdict)
    entry = _entry(verdict, fields)
    return entry["text"].format_map(fields) if entry else None


def _entry(verdict: Verdict, fields: Mapping[str, str]) -> Mapping[str, Any] | None:
    for entry in load("suggestions").get(verdict.rule, ()):
        if "grounds" in entry and verdict.ground not in entry["grounds"]:
            continue
        if all(fields.get(need) for need in entry.get("needs", ())):
            return entry
    return None


def replacement(verdict: Verdict) -> Replacement | None:
    """What a program can write for a sentence, or the start of it.

    It is where an opening word of hindsight is dropped, and where all that is left out of the passive is who did it and
    that it was an accident. Mark-up is never written over.
    """
    sentence = verdict.evidence.sentence
    fields = _fields(verdict)
    entry = _entry(verdict, fields) or {}
    if not all(fields.get(need) for need in entry.get("rewrite-needs", ())):
        return None
    rewritten = entry.get("rewrite", "").format_map(fields)
    if rewritten and rewritten == fields.get("without"):
        start, end = 0, len(sentence.text) - len(_LEADING.sub("", sentence.text, count=1)) + 1
        rewritten = rewritten[:1]
    elif rewritten and (clause := _whole_clause(verdict)):
        start, end = clause
    else:
        return None
    left, right = sentence.span(start, end)
    return Replacement(left, right, rewritten) if right - left == end - start else None


def _whole_clause(verdict: Verdict) -> tuple[int, int] | None:
    """The range of "who accidentally did what", where the sentence says little else."""
    text, act = verdict.evidence.sentence.text, _act(verdict)
    if act is None or act.object is None or not act.at < act.object[0] or len(verdict.evidence.acts) > 1:
        return None
    adverb = text[act.start : act.at].split()[-1:]
    exact = (
        _ARTICLES.fullmatch(text[: verdict.start])
        and adverb
        and adverb[0].lower() in load("acts")["words"]["error_adverb"]
        and all(mark in _TOLD_BY_THE_PASSIVE or mark.endswith("-verb") for mark in act.marks)
        and _ADJUNCT.fullmatch(text[act.object[1] :])
    )
    return (0, act.object[1]) if exact else None


_LONGEST_QUOTE = 90


def quoted(text: str) -> str:
    """A piece of text in quotation marks, on one line; the end of a long one is left out."""
    return f"“{shorten(' '.join(text.split()), _LONGEST_QUOTE, placeholder='…')}”"


def _fields(verdict: Verdict) -> dict[str, str]:
    text = verdict.evidence.sentence.text
    fields = {"without": _without(text)}
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


def _without(text: str) -> str:
    """The sentence without an opening word of hindsight; nothing where there is none to drop, or the rest is long."""
    rest = _LEADING.sub("", text, count=1)
    if rest == text or not 15 < len(rest) <= 160:
        return ""
    rest = rest[:1].upper() + rest[1:].rstrip()
    return " ".join(rest.split()) + ("" if rest.endswith((".", "!", "?")) else ".")
