"""What a text looks like as the name of an owner: a person, a team, an office, nobody, or words that are no name."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ....language.en.known import Known
from ....language.en.labels import values
from ....language.en.people import (
    base_forms,
    is_department,
    is_given_name,
    is_known_person,
    is_name_like,
    is_ordinary,
    is_role,
    is_strange_name,
    is_team,
)
from ....language.en.verbs import is_bidding
from ....lexicon import fold, load

HANDLE = re.compile(r"(?<![\w@./`])@[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*(?:/[\w-]+)?(?![\w@-]|(?:\.\w+)*@)")
MARKED = re.compile(
    r"\[~[\w.:-]{1,60}\]|<@[\w.|-]{1,60}>|(?<![\w@./`+-])@?[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}\b"
)
"""Somebody as Jira and Slack write them, and by their address; they hold marks that cut segments."""
OF_TEAM = re.compile(r"(?:team|squad|crew|guild|group|chapter|taskforce|unit)$", re.I)
_GENERIC = re.compile(
    r"\b(?:teams|sres|engineers|developers|operators|staff|users|dbas|everyone|people|managers|analysts|nurses|scientists|maintainers|contributors|supervisors|leaders|heads|departments|members|shifters)$|^(?:team|department|colleagues)$"
)


def form_of(text: str, known: Known) -> str:
    """What a text looks like as an owner, or is by the configuration."""
    if not known:
        return owner_form(text)
    kind = known.kind(text)
    if kind is not None:
        return kind
    parts = _parts(text)
    if len(parts) > 1 and any(map(known.kind, parts)):
        forms = {known.kind(part) or owner_form(part) for part in parts}
        return "several named" if forms <= NAMED else "several other"
    return owner_form(text)


@lru_cache(maxsize=8192)
def owner_form(text: str) -> str:
    """What a text looks like as the name of an owner: one of some dozen forms."""
    plain = fold(text).strip(" .")
    return _plain_form(text, plain) or _form_of_several(text) or _form_of_name(text, plain)


def _plain_form(text: str, plain: str) -> str | None:
    """The form of what is no name, and of handles."""
    if plain in values("nobody") or plain.removesuffix(" yet") in values("nobody") or not re.search(r"\w", plain):
        return "nobody"
    if plain in values("done") or plain in values("open") or re.match(r"(?:done|open|closed|completed)\b", plain):
        return "state"
    if plain.startswith(("a ", "an ", "the ")):
        return "article"
    if HANDLE.fullmatch(text):
        return "team" if "/" in text else "handle"
    if MARKED.fullmatch(text):
        return "handle" if text[0] in "[<" else "address"
    if re.match(r"(?:all|every|any|each)\b", plain) or _GENERIC.search(plain):
        return "generic"
    if plain in ("me", "myself"):
        return "handle"
    if plain in ("i", "we", "us", "it", "they", "you", "he", "she", "who", "this", "that"):
        return f"pronoun {plain}"
    return None


def _form_of_several(text: str) -> str | None:
    """The form of names that commas and the like join."""
    parts = _parts(text)
    if len(parts) > 1 and all(parts):
        forms = {owner_form(part) for part in parts}
        if forms <= NAMED:
            return "several named"
        if forms & _SIGNED:
            return "several mixed"
        if "," in text:
            return "several other"
    return None


def _form_of_name(text: str, plain: str) -> str:
    """The form of one name, or of words that are none."""
    if is_known_person(text):
        return "person"
    if is_role(text):
        return "role" if text != plain else "role lower"
    if is_team(text):
        if " " not in text and not text.startswith("@"):
            return "team name" if text[:1].isupper() else "team lower"
        return "team" if text[:1].isupper() or OF_TEAM.search(text) else "team lower"
    if is_department(text):
        return "department"
    if re.fullmatch(r"[A-Z]{2,4}", text):
        return "acronym thing" if text in load("dates")["due"]["means"] else "acronym"
    if is_strange_name(text):
        return "strange"
    if is_name_like(text):
        return "office" if " & " in text else "capitals" if " " in text else "capital"
    if re.fullmatch(r"[a-zà-ÿ][\w.-]+", text):
        return _lone_form(text)
    return "words lower" if text == plain else "words"


_SIGNED = frozenset(("person", "handle"))
_MAYBE = frozenset(
    (
        "acronym",
        "address",
        "capital",
        "capitals",
        "given lower",
        "strange lower",
        "login",
        "role lower",
        "team lower",
        "several mixed",
    )
)


def class_of(form: str) -> str:
    """Whether a form is that of a name, may be one, is nobody's or something else."""
    if form in NAMED:
        return "named"
    if form in _MAYBE:
        return "maybe"
    return form if form in ("nobody", "generic", "state") else "other"


NAMED = frozenset(("person", "handle", "team", "team name", "role", "department", "office", "strange", "several named"))


def _lone_form(word: str) -> str:
    """What a single word in lower case looks like."""
    if word in load("actors")["role"]:
        return "role lower"
    if len(word) < 3 or _GRADE.fullmatch(word) or word in _things():
        return "word"
    if is_given_name(word.capitalize()) and not is_ordinary(word):
        return "given lower"
    if "-" in word or "." in word or "_" in word:
        return "login"
    return "word" if is_ordinary(word) or any(map(is_bidding, base_forms(word))) else "strange lower"


_GRADE = re.compile(r"(?:p|s|v|sev|stage|phase|tier|h|q|x)\d{1,3}|x{1,3}[sl]|wontfix|wip")
"""Priorities, severities, sizes and the like, which stand in brackets as logins do."""


@cache
def _things() -> frozenset[str]:
    """Systems and places by their names in lower case."""
    return frozenset({*map(fold, values("not_names")), *load("actors")["machine_operators"]})


_JOINTS = re.compile(r"\s*(?:,|&|\+|/|\band\b)\s*")


def _parts(text: str) -> list[str]:
    """What commas, signs and "and" join."""
    return _JOINTS.split(text)
