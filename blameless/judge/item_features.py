"""What the classifier of vague actions sees of an item: its words, and the evidence for or against an end state.

Each feature is a string; its block, the part before the colon, says how much it counts against the others (``SCALES``).
Words are shared out over the length of the item, evidence is not. Owner, date and ticket are taken out before: whether
an item is vague does not depend on who does it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..lexicon import fold, load
from ..read.vectors import mean_vector
from .end_state import main_verb, relies_on_vigilance, seems_vague, stem

if TYPE_CHECKING:
    from ..parse import Action

SCALES = {"w": 0.3, "t": 0.15, "h": 0.2, "o": 0.35, "e": 0.3, "r": 0.35}
"""Blocks: words, words of headline, purpose and explanation, heading words, verb and object, evidence, and the word lists'
own opinion; directions of word vectors ("d") count as they are. Found on the development part of ``data/``."""
SHARED_OUT = ("w", "t", "h")
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
_HEADING = re.compile(r"[a-z]+")
_VAGUE_NUMBERS = frozenset(("2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "24", "7", "365", "100"))
_TICKET = re.compile(r"(?<!\w)(?:[\w.-]+/[\w.-]+)?#\d+\b|\b[A-Z][A-Z0-9]+-\d+\b")
_NUMERALS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "fourteen",
        "twenty",
        "both",
        "second",
        "third",
    ]
)


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


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("vague")[name])


@cache
def _classes() -> dict[str, str]:
    """Each verb with its class."""
    return {verb: name for name, verbs in load("vague")["verbs"].items() for verb in verbs}


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(f"(?:{form})" for form in forms)) for name, forms in load("vague")["signs"].items()
    }


def verb_class(word: str) -> tuple[str, str]:
    """A verb in its base form, and its class; two empty strings for a word that is none we know."""
    classes = _classes()
    base = word if word in classes else stem(word, frozenset(classes))
    return (base, classes[base]) if base in classes else ("", "")


def noun_class(word: str) -> str:
    """Whether a noun names an ``artefact``, an ``abstraction``, ``generic`` things, or something of its own."""
    for name in ("artefact_nouns", "abstractions", "generic"):
        known = _list(name)
        if word in known or (
            word.endswith("s") and (word[:-1] in known or (word.endswith("ies") and word[:-3] + "y" in known))
        ):
            return {"artefact_nouns": "artefact", "abstractions": "abstraction"}.get(name, "generic")
    return "own"


def _words(found: Sequence[Token]) -> Iterator[str]:
    for token in found:
        yield token.text if token.kind in ("word", "mark") else f"<{token.kind}>"


@dataclass(frozen=True, slots=True)
class Parts:
    """An item taken apart: its headline, what it asks for, what that is good for, and what else is said of it.

    "**Alerts**: page the desk so that nobody waits. Last time they did." is headline, core, purpose and explanation.
    """

    headline: tuple[Token, ...]
    core: tuple[Token, ...]
    purpose: tuple[Token, ...]
    more: tuple[Token, ...]


_PURPOSE = frozenset(
    [
        "prevent",
        "avoid",
        "detect",
        "ensure",
        "identify",
        "catch",
        "reduce",
        "minimize",
        "minimise",
        "mitigate",
        "verify",
        "flag",
        "allow",
        "enable",
        "help",
        "keep",
        "make",
        "improve",
        "increase",
        "enhance",
        "strengthen",
        "facilitate",
        "achieve",
        "guarantee",
        "protect",
        "support",
        "better",
        "quickly",
        "proactively",
        "stop",
        "see",
        "alert",
    ]
)


_MAKES = frozenset(("making", "ending", "changing", "documenting"))


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
    return kind in _MAKES or (bool(kind) and not _asks(rest))


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
        return after in _PURPOSE
    return (
        (word, after) in (("in", "order"), ("as", "part"), ("with", "the"))
        and (word != "with" or (place + 2 < len(clause) and clause[place + 2].text in ("aim", "goal")))
    ) or word in ("thereby", "thus")


def word_features(text: Parts) -> set[str]:
    """Words, pairs of neighbours, and the beginnings of longer words of what is asked for."""
    words = list(_words(text.core))
    features = {f"w:{word}" for word in words}
    features.update(f"w:{left}_{right}" for left, right in pairwise(["<s>", *words, "</s>"]))
    features.update(f"w:{word[:5]}*" for word in words if len(word) > 6)
    return features


def further_words(text: Parts) -> set[str]:
    """The words of headline, purpose and explanation."""
    features: set[str] = set()
    for name in ("headline", "purpose", "more"):
        words = list(_words(getattr(text, name)))
        features.update(f"t:{name} {word}" for word in words)
    return features


@dataclass(frozen=True, slots=True)
class Phrase:
    """A verb and what it is done to: the words up to the next preposition, clause or mark."""

    verb: str
    kind: str
    head: str
    before: tuple[Token, ...]
    rest: tuple[Token, ...]


_ENDS = frozenset(
    [
        "to",
        "for",
        "of",
        "in",
        "on",
        "at",
        "by",
        "with",
        "from",
        "so",
        "that",
        "when",
        "if",
        "which",
        "where",
        "before",
        "after",
        "via",
        "into",
        "across",
        "between",
        "against",
        "during",
        "and",
        "or",
        "as",
        "until",
        "without",
        "than",
        "within",
        "because",
        "using",
        "per",
        "over",
        "under",
        "around",
        "about",
        "regarding",
        "throughout",
        "but",
        "whenever",
        "while",
        "like",
        "once",
        "towards",
        "toward",
        "unless",
        "since",
        "through",
    ]
)
_SKIPPED = frozenset(
    [
        "the",
        "a",
        "an",
        "our",
        "all",
        "any",
        "every",
        "each",
        "some",
        "this",
        "that",
        "these",
        "those",
        "its",
        "their",
        "your",
        "my",
    ]
)


_MEANS = frozenset(
    ["plan", "work", "aim", "want", "hope", "try", "begin", "start", "intend", "continue", "need", "help", "agree"]
)


def phrase(found: Sequence[Token]) -> Phrase:
    """The first verb of the item and its object, by the order of the words."""
    for place in range(min(7, len(found))):
        verb, kind = verb_class(found[place].text) if found[place].kind == "word" else ("", "")
        if verb and (place == 0 or _licenses(found[place - 1], found[place])):
            if verb in _MEANS and place + 1 < len(found) and found[place + 1].text == "to":
                continue  # "plans to add": what follows is done
            if verb == "make" and place + 1 < len(found) and found[place + 1].text == "sure":
                return _object_of("ensure", "ensuring", found[place + 2 :])
            if place + 2 < len(found) and found[place + 1].text in ("and", "or", "then"):
                second = verb_class(found[place + 2].text)
                if second[0]:  # "review and delete": what comes last says what is there in the end
                    return _object_of(*second, found[place + 3 :])
            return _object_of(verb, kind, found[place + 1 :])
    return _object_of("", "none", found)


_LICENSING = frozenset(
    [
        *(
            "to",
            "will",
            "should",
            "must",
            "shall",
            "can",
            "could",
            "may",
            "might",
            "would",
            "not",
            "also",
            "please",
            "now",
        ),
        *("be", "is", "are", "was", "were", "been", "being", "get", "gets", "have", "has", "had", "need", "needs"),
        *(
            "we",
            "i",
            "they",
            "who",
            "you",
            "somebody",
            "someone",
            "and",
            "or",
            "then",
            "let's",
            "better",
            "i'll",
            "we'll",
        ),
        *("we're", "are", "currently", "already", "maybe", "perhaps", "just", "always", "never", "regularly", "only"),
    ]
)


def _licenses(before: Token, word: Token) -> bool:
    """Whether a word after this one may be a verb: "will page" is, "alert pages" is not."""
    return before.text in _LICENSING or before.kind in ("mark", "person") or before.text.endswith("ly") or before.name


def _also(found: Sequence[Token]) -> Iterator[Phrase]:
    """Further things to do: verbs after "and", a comma or a mark, and gerunds ("included adding …")."""
    for place, token in enumerate(found):
        if token.kind != "word" or place == 0:
            continue
        before = found[place - 1]
        if (
            before.text in ("and", "or", "then", "will", "should", "to", "must", "by", "not")
            or before.kind == "mark"
            or token.text.endswith("ing")
        ):
            verb, kind = verb_class(token.text)
            if verb:
                yield _object_of(verb, kind, found[place + 1 :])


def _object_of(verb: str, kind: str, after: Sequence[Token]) -> Phrase:
    chunk: list[Token] = []
    for token in after:
        if token.kind == "mark" or (token.kind == "word" and token.text in _ENDS and chunk):
            break
        if token.kind == "word" and token.text in _ENDS:
            continue
        chunk.append(token)
        if len(chunk) > 8:
            break
    head = chunk[-1].text if chunk and chunk[-1].kind == "word" else f"<{chunk[-1].kind}>" if chunk else ""
    return Phrase(verb, kind, head, tuple(chunk), tuple(after[len(chunk) :]))


def _bucket(count: int) -> str:
    return str(count) if count < 3 else "3+" if count < 5 else "5+" if count < 8 else "8+"


def evidence_features(action: Action, text_parts: Parts) -> set[str]:
    """What speaks for an end state, and what against one."""
    features: set[str] = set()
    found = text_parts.core
    text = fold(" ".join(token.text for token in found))
    kinds = {token.kind for token in found}
    said = phrase(found)
    if said.kind == "none" and text_parts.headline:
        headed = phrase(text_parts.headline)
        features.add(f"o:headline {headed.kind}")
    for name in ("headline", "purpose", "more"):
        if getattr(text_parts, name):
            features.update((f"e:has {name}", f"o:{said.kind} has {name}"))
    for other in (*_also(found[1:]), *_also(text_parts.more)):
        features.update(_class_of(other))
    if any(token.kind in ("figure", "number", "code", "path") for token in (*text_parts.more, *text_parts.purpose)):
        features.add("e:figure beside")
    signs = {name for name, pattern in _signs().items() if pattern.search(text)}
    hard = sum(token.kind in ("figure", "code", "path", "url") for token in found) + sum(
        token.kind == "number" and token.text not in _VAGUE_NUMBERS for token in found
    )
    words = [token for token in found if token.kind == "word"]
    own = [
        token
        for token in words
        if len(token.text) > 2
        and not verb_class(token.text)[0]
        and noun_class(token.text) == "own"
        and token.text not in _ENDS
        and token.text not in _list("function")
    ]
    names = sum(token.name for token in words)
    features.update(f"e:{kind}" for kind in kinds - {"word", "mark"})
    features.update(f"e:{sign}" for sign in signs)
    rest = fold(" ".join(token.text for token in (*text_parts.headline, *text_parts.purpose, *text_parts.more)))
    if rest:
        features.update(f"e:beside {name}" for name, pattern in _signs().items() if pattern.search(rest))
    features.add(f"e:hard {_bucket(hard)}")
    features.add(f"e:own {_bucket(len(own))}")
    features.add(f"e:names {_bucket(names)}")
    features.add(f"e:length {_bucket(len(words) // 3)}")
    share = len(own) / max(1, len(words))
    features.add(f"e:share {int(share * 5)}")
    if any(token.text in _NUMERALS for token in words):
        features.add("e:numeral")
    features.update(_verb_features(said, hard, len(own), names, signs))
    classes = {noun_class(token.text) for token in words}
    features.update(f"e:some {kind}" for kind in classes)
    if found and found[-1].text == "?":
        features.add("e:question")
    if action.item.done:
        features.add("e:done")
    if action.item.due:
        features.add("e:due")
        features.add(f"e:due {said.kind}")
    return features


def _class_of(said: Phrase) -> Iterator[str]:
    kind = noun_class(said.head) if said.head and said.head[0] != "<" else "hard" if said.head else "none"
    yield f"o:also {said.kind}"
    yield f"o:also {said.kind} {kind}"


def _verb_features(said: Phrase, hard: int, own: int, names: int, signs: set[str]) -> Iterator[str]:
    head, modifiers = said.head, said.before[:-1]
    kind = noun_class(head) if head and head[0] != "<" else "hard" if head else "none"
    yield f"o:{said.verb}"
    yield f"o:{said.kind}"
    yield f"o:{said.kind} {kind}"
    yield f"o:{said.verb} {head}"
    yield f"o:object {head}"
    yield f"o:{said.kind} hard {min(hard, 2)}"
    yield f"o:{said.kind} own {_bucket(own)}"
    for sign in sorted(signs):
        yield f"o:{said.kind} {sign}"
    if names:
        yield f"o:{said.kind} names"
    if any(token.kind not in ("word", "mark") or token.name for token in said.before):
        yield f"o:{said.kind} named object"
    specific = [
        token
        for token in modifiers
        if token.kind != "word" or (noun_class(token.text) in ("own", "artefact") and token.text not in _SKIPPED)
    ]
    yield f"o:{said.kind} {kind} {'specified' if specific else 'bare'}"
    yield f"o:{kind} {'specified' if specific else 'bare'}"
    if said.before and said.before[0].text in _SKIPPED | {"more", "better"}:
        yield f"o:begins {said.before[0].text}"
        yield f"o:{said.kind} begins {said.before[0].text}"
    if said.rest:
        follows = said.rest[0]
        yield f"o:follows {follows.text if follows.kind in ('word', 'mark') else follows.kind}"
        yield f"o:{said.kind} {kind} follows {follows.text if follows.kind in ('word', 'mark') else follows.kind}"


def rule_features(action: Action, text: Parts) -> Iterator[str]:
    """What the word lists alone would say of what is asked for, and of the whole."""
    whole = fold(action.plain[:LONGEST])
    core = " ".join(token.text if token.kind != "code" else "`code`" for token in text.core)
    vague = seems_vague(core, action.code), seems_vague(action.plain[:LONGEST], action.code)
    yield f"r:core {vague[0]}"
    yield f"r:whole {vague[1]}"
    yield f"r:both {vague[0] and vague[1]}"
    yield f"r:either {vague[0] or vague[1]}"
    yield f"r:vigilance {relies_on_vigilance(whole)}"
    verb = main_verb(core)
    yield f"r:verb {'making' if verb in _list('making') else 'open' if verb else 'other'}"


def direction_features(text: Parts) -> Iterator[tuple[str, float]]:
    """Where the meaning of what is asked for, of its verb and of its object points."""
    said = phrase(text.core)
    meaning = [t.text for t in text.core if t.kind == "word" and t.text not in _list("function") | _ENDS]
    verb = said.verb or (text.core[0].text if text.core else "")
    for name, words in (("m", meaning), ("o", [said.head]), ("v", [verb])):
        vector = mean_vector(words)
        if vector is not None:
            yield from zip(_directions(name, len(vector)), vector.tolist(), strict=True)


@cache
def _directions(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"d:{name}{place}" for place in range(count))


def heading_features(heading: str) -> set[str]:
    """The words of the heading an item stands under."""
    return {f"h:{word}" for word in _HEADING.findall(heading.lower())[:6]}


def features(action: Action) -> dict[str, float]:
    """Every feature of an item with its value."""
    text = parts(tokens(action))
    values: dict[str, float] = {}
    for block in (
        word_features(text),
        further_words(text),
        heading_features(action.heading),
        evidence_features(action, text),
        set(rule_features(action, text)),
    ):
        share = 1 / math.sqrt(len(block)) if block else 0.0
        for feature in block:
            values[feature] = SCALES[feature[0]] * (share if feature[0] in SHARED_OUT else 1.0)
    values.update(direction_features(text))
    return values


def main_phrase(action: Action) -> Phrase:
    """The verb of an item and its object."""
    return phrase(parts(tokens(action)).core)
