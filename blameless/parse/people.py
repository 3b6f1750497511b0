"""Names of people and teams, as far as word lists tell: owners of actions, actors of entries."""

from __future__ import annotations

import re
from functools import cache

from ..lexicon import load, words
from ..report import OwnerKind

HANDLE = r"(?<![\w@./`])@[A-Za-z][\w-]*(?:/[\w-]+)?"
_TITLE = re.compile(r"(?:dr|mr|mrs|ms|prof)\.?\s+", re.I)
_SPLIT = re.compile(r"\s*(?:,|&|/|\band\b|\+)\s*")


@cache
def _team_words() -> tuple[frozenset[str], frozenset[str]]:
    team = load("actions")["team"]
    return frozenset(team["nouns"]), frozenset(team["names"])


def is_given_name(word: str) -> bool:
    """Whether a capitalised word is a given name."""
    return word[:1].isupper() and (word in words("given_names") or word.split("-")[0] in words("given_names"))


def is_person(text: str) -> bool:
    """Whether a short text is the name of a person: "Ana", "Ana Silva", "Dr. Osei Mensah", "@ana", "J. Smith"."""
    text = _TITLE.sub("", text.strip())
    if re.fullmatch(HANDLE, text):
        return not is_team(text)
    tokens = text.split()
    if not 1 <= len(tokens) <= 4 or not all(
        t[0].isupper() or t.lower() in ("van", "de", "der", "da", "al", "bin", "von", "dos") for t in tokens
    ):
        return False
    initial = re.fullmatch(r"[A-Z]\.?(?:[A-Z]\.)?", tokens[0]) is not None
    return is_given_name(tokens[0]) or (initial and len(tokens) > 1)


def is_team(text: str) -> bool:
    """Whether a short text names a team: "Platform team", "SRE", "@org/storage", "the on-call engineers"."""
    nouns, names = _team_words()
    if text.startswith("@") and "/" in text:
        return True
    plain = re.sub(r"^(?:the|our|@)\s*", "", text.strip().lower()).strip()
    tokens = re.split(r"[\s_-]+", plain)
    return plain in names or tokens[-1] in nouns or "team" in tokens


def owner_kind(owner: str) -> OwnerKind:
    """Whether an owner is a person or a team."""
    return "team" if is_team(owner) or all(is_team(part) for part in _SPLIT.split(owner) if part) else "person"
