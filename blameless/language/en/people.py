"""Names of people and teams, as far as word lists tell: owners of actions, actors of entries."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from ...lexicon import load, words
from ...report import OwnerKind
from .known import NOTHING, Known
from .months import MONTH, WEEKDAY

CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƠƯȘȚ]"
"""A capital of the Latin scripts that names are written in."""
HANDLE = r"(?<![\w@./`])@[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*(?:/[\w-]+)?"
_TITLE = re.compile(r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sr|Frau|Herr|Foreman|Sister)\.?\s+)+(?=[A-ZÀ-Þ])")
_PARTICLES = frozenset(("van", "de", "der", "da", "al", "bin", "von", "dos", "ben"))
_SPLIT = re.compile(r"\s*(?:,|&|/|\band\b|\+)\s*")


@cache
def _team_words() -> tuple[frozenset[str], frozenset[str]]:
    team = load("actions")["team"]
    return frozenset(team["nouns"]), frozenset(team["names"])


def is_given_name(word: str) -> bool:
    """Whether a capitalised word is a given name."""
    known = words("given_names")
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return word[:1].isupper() and (word in known or plain in known or plain.split("-")[0] in known)


_ENDINGS = (
    *(("ies", "y"), ("es", ""), ("s", ""), ("ied", "y")),
    *((end, instead) for end in ("ed", "ing", "er", "ers") for instead in ("", "e")),
)


@lru_cache(maxsize=8192)
def base_forms(word: str) -> frozenset[str]:
    """What a word in lower case may be an inflected form of: "retries" of "retry", "logging" of "log"."""
    stems = {word[: -len(end)] + instead for end, instead in _ENDINGS if word.endswith(end)}
    return frozenset(stems | {stem[:-1] for stem in stems if stem[-1:] == stem[-2:-1]})


def _spelled(word: str) -> bool:
    known = words("ordinary_words")
    return word in known or any(form in known for form in base_forms(word))


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word is English, a product or a place, or made of two such ("runbook", "autoscaler")."""
    plain = word.lower()
    prefixes = load("actions")["values"]["prefixes"]
    parts = ((plain[:i], plain[i:]) for i in range(3, len(plain) - 3))
    return _spelled(plain) or any((a in prefixes or _spelled(a)) and _spelled(b) for a, b in parts)


_ABSTRACT = re.compile(r".{3,}(?:[ts]ions?|ments?|ness|it(?:y|ies)|i[sz]e|i[sz]ed|ists?|icians?|ics)", re.I)
_DAYS = re.compile(rf"(?:{MONTH}|{WEEKDAY})s?", re.I)


def is_strange_name(text: str) -> bool:
    """Whether one to three words are a name although no list knows the first: "Okonkwo", "Oddbjørn Lie"."""
    tokens = text.split()
    if not 0 < len(tokens) < 4 or not (_is_strange(tokens[0]) or (len(tokens) == 1 and is_given_name(text))):
        return False
    other = (*load("actions")["team"]["things"], *load("actions")["team"]["departments"], *_team_words()[0])
    return all(re.fullmatch(CAPITAL + r"[^\W\d_A-Z]+", token) and token.lower() not in other for token in tokens[1:])


@lru_cache(maxsize=4096)
def _is_strange(word: str) -> bool:
    if re.fullmatch(r"(?:[OD]['’]|Mc|Mac)[A-Z][a-z]{2,}", word):
        return True
    if not re.fullmatch(CAPITAL + r"[^\W\d_A-Z]{2,}(?:[-'’][^\W\d_]+)?", word) or word in _not_names():
        return False
    if _ABSTRACT.fullmatch(word) or _DAYS.fullmatch(word) or word.lower() in load("actions")["verbs"]["action"]:
        return False
    return not any(map(is_ordinary, re.split(r"[-'’]", word))) and not re.search(r"['’]s$", word)


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Whether a short text is the name of a person: "Ana", "Ana Silva", "Dr. Osei Mensah", "@ana", "J. Smith"."""
    text = text.strip()
    titled = _TITLE.match(text) is not None
    text = _TITLE.sub("", text)
    if re.fullmatch(HANDLE, text):
        return not is_team(text)
    tokens = text.split()
    if not 1 <= len(tokens) <= 4 or not all(t[0].isupper() or t.lower() in _PARTICLES for t in tokens):
        return False
    if any(re.search(r"[^\w.'’-]", token) for token in tokens):
        return False
    initial = len(tokens) > 1 and any(re.fullmatch(r"[A-Z]\.(?:[A-Z]\.)?", t) for t in (tokens[0], tokens[-1]))
    return (
        titled
        or is_given_name(tokens[0])
        or initial
        or (len(tokens) > 1 and re.fullmatch(r"[A-Z]", tokens[0]) is not None)
    )


@lru_cache(maxsize=4096)
def is_role(text: str) -> bool:
    """Whether a short text names one person by their office: "Head of Data", "NOC Lead", "CIO"."""
    roles = load("actions")["roles"]
    plain = re.sub(r"^(?:the|our)\s+", "", text.strip(), flags=re.I)
    tokens = plain.split()
    if not 1 <= len(tokens) <= 6 or not tokens[0][:1].isalnum():
        return False
    if re.search(r"\b(?:a|an|to|and|in|is|by)\b", plain):
        return False
    if plain in roles["short"] or tokens[-1] in roles["short"]:
        return True
    opens = re.match(r"(?:Deputy |Vice |Acting )?(?:Head|Director|Chief|VP|Officer|Manager)\b", plain) is not None
    named = tokens[-1].lower() in roles["nouns"] and (len(tokens) > 1 or plain[0].isupper())
    return len(tokens) > 1 and (opens or named)


def is_known_person(text: str) -> bool:
    """Whether a short text is a person's name that a list knows, or has the form of one."""
    return is_person(re.sub(r"\s*\([^()]*\)$", "", text)) and not is_team(text)


@lru_cache(maxsize=4096)
def is_name_like(text: str) -> bool:
    """Whether a short text that no list knows may be the name of somebody: one to four capitalised words."""
    tokens = text.split()
    if not 1 <= len(tokens) <= 4 or text in _not_names() or text.isupper():
        return False
    words_ = [token for token in tokens if token not in ("of", "the", "for", "and", "&")]
    return (
        bool(words_)
        and all(re.fullmatch(CAPITAL + r"[\w'’.-]*[^\W\d_][.]?", word) for word in words_)
        and not any(re.search(r"[a-z][A-Z]|\d|\.\w", w) for w in words_)
        and tokens[0].lower() not in load("actions")["verbs"]["not_owner"]
    )


def is_no_name(word: str) -> bool:
    """Whether a word with a capital is listed as what is nobody's name: a tool, a holiday, a heading."""
    return word in _not_names()


@cache
def _not_names() -> frozenset[str]:
    named_days = (word for name in load("dates")["due"]["holidays"] for word in (name, *name.split()))
    return frozenset((*load("actions")["values"]["not_names"], *named_days))


@lru_cache(maxsize=4096)
def is_team(text: str) -> bool:
    """Whether a short text names a team: "Platform team", "SRE", "@org/storage", "the on-call engineers"."""
    nouns, names = _team_words()
    if text.startswith("@") and "/" in text:
        return True
    plain = re.sub(r"^(?:the|our|@)\s*", "", text.strip().lower()).strip(" .")
    if not plain:
        return False
    tokens = re.split(r"[\s_-]+", plain)
    if len(tokens) == 1:
        return plain in names or plain in ("leads", "maintainers", "admins")
    return plain in names or tokens[-1] in nouns or "team" in tokens or (len(tokens) > 1 and tokens[0] == "office")


def is_department(text: str) -> bool:
    """Whether capitalised words name a department by what it does: "Access Engineering", "Corp IT"."""
    tokens = text.split()
    capital = all(token[0].isupper() or token in ("&", "and", "of") for token in tokens)
    return 1 < len(tokens) < 5 and capital and tokens[-1].lower() in load("actions")["team"]["departments"]


_QUANTIFIED = re.compile(r"\b(?:an?|each|every|all|any)\b")


def is_somebody(text: str) -> bool:
    """Whether a text is the name of a person, an office, a team or a department and nothing else."""
    parts = re.split(r"\s*(?:\band\b|&|\+|/)\s*", text)
    if len(parts) > 1 and all(parts) and all(is_known_person(part) or is_strange_name(part) for part in parts):
        return True
    if text.islower() and not re.search(r"\w (?:team|squad|crew|guild|group|unit|taskforce)$", text):
        return False
    team = is_team(text) and len(text.split()) < 5 and not _QUANTIFIED.search(text)
    return is_known_person(text) or is_role(text) or team or is_department(text) or is_strange_name(text)


_REMARK = re.compile(r"(?<=\S) ?\([^()]{1,60}\)$")
"""What says more of somebody, in brackets behind the name: "General Manager (IT)"."""


def owner_kind(owner: str, known: Known = NOTHING) -> OwnerKind:
    """Whether an owner is a person or a team; a name that no list knows is a person's where it is one plain word.

    Args:
        known: what the configuration says of names, which goes before all else.
    """
    configured = known.kind(owner)
    if configured in ("person", "role"):
        return "person"
    if configured == "team":
        return "team"
    bare = _REMARK.sub("", owner)
    if bare and bare != owner:
        return owner_kind(bare, known)
    parts = [part for part in _SPLIT.split(owner) if part]
    if is_team(owner):
        return "team"
    if is_role(owner) or any(is_known_person(part) for part in parts):
        return "person"
    if all(is_team(part) for part in parts):
        return "team"
    if owner.lower() in _team_words()[0]:
        return "team"
    if owner.startswith("@") or (re.fullmatch(r"[^\W\d_][\w'’.-]*", owner) and not owner.isupper()):
        return "person"
    return "team"
