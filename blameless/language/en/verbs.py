"""Whether a line says what to do, or tells of what has been done, by its first words."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ...lexicon import load
from ...remembered import remembered

BOX = re.compile(r"\[[ xX]\]\s+|^[\s•‣▪☐☑✅✔️❌]+")
"""The mark before an item: a task box, a bullet that Markdown does not know, a tick."""


AHEAD = re.compile(
    r"\b(?:(?:should|must|shall|ought to)(?:n['’]t| not)?\b(?!\s+(?:not\s+)?have\b)|(?:need|needs|have|has) to\b(?! have)"
    r"|(?-i:will|WILL|Will(?=\s+(?!to\b|(?!need\b|feed\b|seed\b|embed\b)[a-z]+ed\b)[a-z]))\b(?! have)"
    r"|(?:(?:are|is|am)\s+(?:going|planning) to|plans? (?:to|on)|intends? to|let['’]s|can we|could we|(?:we|i)['’]ll)\b)",
    re.I,
)
"""What says that something is still to be done; names that begin like it ("Mustapha") or are it ("Will") say nothing of that."""
ADVICE = re.compile(
    r"\b(?:should|must|ought to)(?:n['’]t| not)?\b(?!\s+(?:not\s+)?(?:have|be able)\b)|\b(?:we|teams?|it) needs? to\b|\blet['’]s\b|\bwe need\b"
    r"|\b(?:it is|it['’]s|it would be|would be|it may be) (?:better|best|good|wise|wiser|safer|worth|useful|helpful)\b"
    r"|\b(?:idea|option|improvement) (?:would be|could be|is) to\b|^(?:instead of|rather than) \w+ing\b|^(?:next time|in future|always|never)\b,?",
    re.I,
)
"""What gives advice."""
FUTURE = re.compile(
    r"\b(?:in (?:the )?future|going forward|moving forward|from now on|next time|to (?:prevent|avoid) (?:this|such|similar|a re|future|recurr))"
)
"""What speaks of the time to come; in text whose case is folded."""


@cache
def verbs() -> frozenset[str]:
    """The verbs, in their base form, that begin an action item."""
    return frozenset(load("actions")["verbs"]["action"])


_PREFIX = re.compile(r"^(?:re|de|un|pre|over|dis)-?(?=\w{3})")


@lru_cache(maxsize=8192)
def is_bidding(word: str) -> bool:
    """Whether a word can begin what is asked of somebody: a verb of the action list, one made from it, or another."""
    plain = _PREFIX.sub("", word)
    return word in verbs() or plain in verbs() or word in load("actions")["verbs"]["more"]


@cache
def _past_forms() -> frozenset[str]:
    forms = set(load("actions")["verbs"]["irregular_past"])
    for verb in verbs():
        stem = verb[:-1] + "i" if verb.endswith("y") and verb[-2] not in "aeou" else verb.rstrip("e")
        forms |= {stem + "ed", stem + stem[-1] + "ed"}
    return frozenset(forms) - {"need"}


_WORDS = re.compile(r"[A-Za-z][\w'-]*")


def _first_words(text: str) -> list[str]:
    return _WORDS.findall(BOX.sub("", text)[:80])[:4]


_HEADLINE = re.compile(r"^[^:]{2,40}:\s+")
_HEADLINED = re.compile(r"[^:]{2,60}:\s")
_NUMBERED = re.compile(r"^\W*[A-Z]{1,4}-?\d{1,3}[.:)]?\s+(?=\w)")
_STATES = re.compile(
    r"\w+ (?!(?:that|whether|if|how|when|what|who|the|an?|all|every|each|it|any)\b)(?:\w+ )?(?:was|were|is|are|had|has)\b",
    re.I,
)


@remembered(8_192)
def is_imperative(text: str) -> bool:
    """Whether a sentence begins with a verb that names something to do ("Add …", "CA-3 Regularly review …")."""
    text = _NUMBERED.sub("", text)
    if _STATES.match(text):
        return False  # "Test services were all of one kind": a noun
    found = [word.lower() for word in _first_words(_HEADLINE.sub("", text))] or [""]
    whole = [word.lower() for word in _first_words(text)] or [""]
    for first in (found, whole):
        if first[0] in verbs() or (first[0].endswith("ly") and len(first) > 1 and first[1] in verbs()):
            return True
        if first[0] in ("please", "also", "more", "better", "don't", "do", "never", "always"):
            return True
    return False


@remembered(8_192)
def is_past(text: str) -> bool:
    """Whether a sentence begins with a verb in the past ("Added an alert")."""
    if _HEADLINED.match(text):
        return False  # "Automated checks: …" is a headline, not something done
    words = _first_words(text)
    return bool(words) and words[0].lower() in _past_forms()
