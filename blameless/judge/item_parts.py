"""The structure of an action item: its pieces, its parts, and what it asks to be done to what, by the order of the words.

Owner, date and ticket are taken out before: whether an item is vague does not depend on who does it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..lexicon import load

if TYPE_CHECKING:
    from ..read import Action

LONGEST = 600
"""Characters of an item that are looked at; what an item asks for, it asks for at its beginning."""

_TOKEN = re.compile(
    r"(?P<code>\x00)|(?P<url>https?://\S+)|(?P<person>@[\w.-]+)"
    r"|(?P<path>(?:[\w.-]*/){2,}[\w.-]*\w|/[a-z][\w.-]+|\w+(?:(?:_+|::|\.(?=[A-Za-z]))\w+)+|[a-z]+[A-Z]\w*|[A-Z][a-z0-9]+[A-Z]\w+|--?[a-z][\w-]+(?==))"
    r"|(?P<figure>[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?i:%|(?:percent|[kmgt]i?b|[mnµ]?s|sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|h|days?|weeks?|months?|x|k|req|rps|qps|nodes?|replicas?|cores?|retries|attempts|lines?|bytes?)\b))"
    r"|(?P<number>v?\d[\d.,:]*)"
    r"|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)|(?P<mark>[?!:;]|\.(?=\s+\S)|\s[-–—]+\s)"
)
_CODE = re.compile(r"`+([^`]{1,200})`+")
_TICKET = re.compile(r"(?<!\w)(?:[\w.-]+/[\w.-]+)?#\d+\b|\b[A-Z][A-Z0-9]+-\d+\b")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an item: its ``kind`` (word, figure, number, code, path, url, person, mark) and its text in lower case."""

    kind: str
    text: str
    name: bool = False
    """Whether it is written like a name: a capital inside a clause, or an abbreviation."""


def tokens(action: Action) -> list[Token]:
    """The pieces of an item, without its owner, date and ticket."""
    found: list[Token] = []
    text = _without_fields(action)
    opens = True
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        piece = match[0]
        name = kind == "word" and (piece[1:].upper() == piece[1:] and len(piece) > 1 and piece.isupper())
        name = name or (kind == "word" and piece[0].isupper() and not opens)
        found.append(Token(kind, piece.lower().replace("’", "'"), name))
        after = text[match.end() : match.end() + 2]
        opens = kind == "mark" or after[:1] in ".:;(" or (opens and kind == "person")
    return found


def _without_fields(action: Action) -> str:
    text = action.plain[:LONGEST]
    for code in _CODE.findall(action.item.text[: 2 * LONGEST]):
        text = text.replace(" ".join(code.split()), "\0", 1)
    for value in (action.item.owner, action.item.due, action.item.ticket):
        if value and len(value) > 1 and value.lstrip("@") in text:
            text = re.sub(r"(?<!\w)" + re.escape(value.lstrip("@")) + r"(?!\w)", " ", text)
    return _TICKET.sub(" ", text).strip(" ;,|.—–-")


def stem(word: str, known: frozenset[str]) -> str:
    """The base form of an inflected verb, where that is a known one."""
    for ending, replacement in (
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
        ("ied", "y"),
        ("s", ""),
        ("es", ""),
    ):
        if word.endswith(ending):
            base = word[: -len(ending)] + replacement
            if base in known:
                return base
            if len(base) > 2 and base[-1] == base[-2] and base[:-1] in known:
                return base[:-1]
    return word


@cache
def words_of(name: str) -> frozenset[str]:
    return frozenset(load("vague")[name])


@cache
def _classes() -> dict[str, str]:
    """Each verb with its class."""
    return {verb: name for name, verbs in load("vague")["verbs"].items() for verb in verbs}


def verb_class(word: str) -> tuple[str, str]:
    """A verb in its base form, and its class; two empty strings for a word that is none we know."""
    classes = _classes()
    base = word if word in classes else stem(word, frozenset(classes))
    return (base, classes[base]) if base in classes else ("", "")


def noun_class(word: str) -> str:
    """Whether a noun names an ``artefact``, an ``abstraction``, ``generic`` things, or something of its own."""
    for name in ("artefact_nouns", "abstractions", "generic"):
        known = words_of(name)
        if word in known or (
            word.endswith("s") and (word[:-1] in known or (word.endswith("ies") and word[:-3] + "y" in known))
        ):
            return {"artefact_nouns": "artefact", "abstractions": "abstraction"}.get(name, "generic")
    return "own"


@dataclass(frozen=True, slots=True)
class Parts:
    """An item taken apart: its headline, what it asks for, what that is good for, and what else is said of it.

    "**Alerts**: page the desk so that nobody waits. Last time they did." is headline, core, purpose and explanation.
    """

    headline: tuple[Token, ...]
    core: tuple[Token, ...]
    purpose: tuple[Token, ...]
    more: tuple[Token, ...]


MAKES = frozenset(("making", "ending", "changing", "documenting"))
"""Classes of verbs that leave something to be seen."""


def parts(found: Sequence[Token]) -> Parts:
    """Take an item apart by its marks and by the words a purpose begins with."""
    colon = next((i for i, token in enumerate(found[:12]) if token.text == ":"), -1)
    headline, rest = (found[:colon], found[colon + 1 :]) if 0 < colon <= len(found) - 3 else ((), found)
    if _headline_asks(headline, rest):
        return Parts((), tuple(headline), (), tuple(rest))  # "Add a gate: …" asks before the colon
    end = next(
        (
            i
            for i, token in enumerate(rest)
            if i >= 3 and token.kind == "mark" and token.text.strip() in (".", ";", "-", "–", "—")
        ),
        len(rest),
    )
    clause, more = rest[:end], rest[end + 1 :]
    if not _asks(clause) and (later := _later_ask(rest, end)) is not None:
        clause, more = later  # "Nobody noticed. Find out why": told first, asked then
    cut = next((i for i in range(3, len(clause)) if _begins_purpose(clause, i)), len(clause))
    return Parts(tuple(headline), tuple(clause[:cut]), tuple(clause[cut:]), tuple(more))


def _headline_asks(headline: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether what stands before a colon is what is asked for: "Review the alerts: 212 pages last week"."""
    if len(headline) < 3 or headline[0].text.endswith("ed"):
        return False
    kind = verb_class(headline[0].text)[1]
    return kind in MAKES or (bool(kind) and not _asks(rest))


def _asks(clause: Sequence[Token]) -> bool:
    """Whether something is asked for: by a verb at the beginning, or by what one should, will or is to do."""
    return any(
        verb_class(token.text)[0]
        and (
            (place == 0 and token.text[-2:] != "ed")
            or clause[place - 1].text in ("to", "should", "will", "must", "shall", "be", "is", "are")
        )
        for place, token in enumerate(clause)
        if token.kind == "word"
    )


def _later_ask(rest: Sequence[Token], end: int) -> tuple[Sequence[Token], Sequence[Token]] | None:
    """The first clause after a place that begins with a verb in its base form, and all that is not in it."""
    for place in range(end + 1, len(rest) - 1):
        if rest[place - 1].kind != "mark" or verb_class(rest[place].text)[0] != rest[place].text:
            continue
        stop = next(
            (i for i in range(place, len(rest)) if rest[i].text.strip() in (".", ";", "-", "–", "—")), len(rest)
        )
        return rest[place:stop], [*rest[:place], *rest[stop:]]
    return None


def _begins_purpose(clause: Sequence[Token], place: int) -> bool:
    word = clause[place].text
    after = clause[place + 1].text if place + 1 < len(clause) else ""
    if word == "so":
        return after in (
            "that",
            "we",
            "it",
            "they",
            "the",
            "nobody",
            "a",
            "an",
            "this",
            "as",
            "you",
            "users",
            "people",
            "customers",
        )
    if word == "to":
        return after in words_of("purpose_verbs")
    return (
        (word, after) in (("in", "order"), ("as", "part"), ("with", "the"))
        and (word != "with" or (place + 2 < len(clause) and clause[place + 2].text in ("aim", "goal")))
    ) or word in ("thereby", "thus")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb and what it is done to: the words up to the next preposition, clause or mark."""

    verb: str
    kind: str
    head: str
    before: tuple[Token, ...]
    rest: tuple[Token, ...]


def phrase(found: Sequence[Token]) -> Phrase:
    """The first verb of the item and its object, by the order of the words."""
    for place in range(min(7, len(found))):
        verb, kind = verb_class(found[place].text) if found[place].kind == "word" else ("", "")
        if verb and (place == 0 or _licenses(found[place - 1], found[place])):
            if verb in words_of("means") and place + 1 < len(found) and found[place + 1].text == "to":
                continue  # "plans to add": what follows is done
            if verb == "make" and place + 1 < len(found) and found[place + 1].text == "sure":
                return _object_of("ensure", "ensuring", found[place + 2 :])
            if place + 2 < len(found) and found[place + 1].text in ("and", "or", "then"):
                second = verb_class(found[place + 2].text)
                if second[0]:  # "review and delete": what comes last says what is there in the end
                    return _object_of(*second, found[place + 3 :])
            return _object_of(verb, kind, found[place + 1 :])
    return _object_of("", "none", found)


def _licenses(before: Token, word: Token) -> bool:
    """Whether a word after this one may be a verb: "will page" is, "alert pages" is not."""
    return (
        before.text in words_of("before_verbs")
        or before.kind in ("mark", "person")
        or before.text.endswith("ly")
        or before.name
    )


def _object_of(verb: str, kind: str, after: Sequence[Token]) -> Phrase:
    chunk: list[Token] = []
    for token in after:
        if token.kind == "mark" or (token.kind == "word" and token.text in words_of("object_ends") and chunk):
            break
        if token.kind == "word" and token.text in words_of("object_ends"):
            continue
        chunk.append(token)
        if len(chunk) > 8:
            break
    head = chunk[-1].text if chunk and chunk[-1].kind == "word" else f"<{chunk[-1].kind}>" if chunk else ""
    return Phrase(verb, kind, head, tuple(chunk), tuple(after[len(chunk) :]))


def main_phrase(action: Action) -> Phrase:
    """The verb of an item and its object."""
    return phrase(parts(tokens(action)).core)
