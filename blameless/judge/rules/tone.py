"""``tone/animated``: drama where facts would do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ...lexicon import fold, load
from ...report import Replacement
from ..rule import Context, Hit, rule

if TYPE_CHECKING:
    from ...parse import Sentence

_SHOUTING = re.compile(r"!{2,}|\?!|!\?")


@cache
def _drama() -> re.Pattern[str]:
    """Words of drama, nouns of drama with nothing behind them that they would name, and people who panic."""
    lists = load("blame")["animated"]
    words, nouns, follow, people = (
        "|".join(map(re.escape, lists[name])) for name in ("words", "nouns", "follow", "people")
    )
    return re.compile(
        rf"(?<![\w-])(?:{words})(?![\w-])"
        rf"|(?<![\w-])(?:{nouns})(?=\W*$|[^\w\s-]|\s+(?:{follow})\b)"
        rf"|\b(?:{people})\b(?:\s+\w+)?\s+panicked\b"
    )


@rule(
    id="tone/animated",
    summary="drama and emotion instead of facts",
    rationale="Drama makes people defend themselves, and hides how much was really affected.",
    source="J. Lunney, S. Lueder, Postmortem Culture: Learning from Failure, Google SRE Book, chapter 15; SRE Workbook, chapter 10: “animated language” (https://sre.google/workbook/postmortem-culture/)",
    severity="info",
    dimension="blamelessness",
    about="sentence",
    suggestion="Give a figure instead: how many, how long, how much?",
    bad=("The rollback was a nightmare and the whole afternoon pure chaos.\n", "Nothing worked!!\n"),
    good=(
        "The rollback took four hours because two of its steps are manual.\n",
        "The pager alerted `panic: nil map`.\n",
        "A kernel panic stopped the node, and disaster recovery took 40 minutes.\n",
        "Chaos testing found it first.\n",
    ),
    quiet=True,
    evidence=("drama",),
)
def _animated(context: Context) -> Iterator[Hit]:
    for sentence in context.postmortem.sentences:
        if sentence.quoted:
            continue
        match = _drama().search(fold(sentence.text)) or ("!" in sentence.text and _SHOUTING.search(sentence.text))
        if match and not any(a <= match.start() < b for a, b in sentence.code):
            start, end = sentence.span(*match.span())
            words = sentence.text[match.start() : match.end()]
            yield Hit(
                start,
                end,
                f"“{words}” is drama rather than fact.",
                sentence.text,
                "Give the facts instead: how many were affected, for how long, what did it take?",
                confidence=0.6,
                replacement=_calmer(sentence, match),
            )


def _calmer(sentence: Sentence, match: re.Match[str]) -> Replacement | None:
    """Shouting at the end of a sentence with its usual mark; words of drama need a figure that only the author knows."""
    if not _SHOUTING.fullmatch(match[0]) or sentence.text[match.end() :].strip("\"'”’)*_ "):
        return None
    return Replacement(*sentence.span(*match.span()), "?" if "?" in match[0] else ".")
