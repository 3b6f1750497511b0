"""Who in a sentence is a person: one learnt linear scorer over what lists, spelling, tags and neighbours say of each word.

The tagger's own mark for people is evidence among others. It was learnt from written sentences, and in published postmortems three of
five words that it and a list of given names took for people were none: months, products, companies, words with a capital.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import exp
from typing import TYPE_CHECKING

from ..language.en.months import MONTH, WEEKDAY
from ..language.en.people import base_forms, is_given_name, is_no_name, is_ordinary, is_strange_name
from ..language.en.verbs import is_bidding
from ..lexicon import load
from ..models.shipped import PEOPLE_NAMES, load_model, model_path

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from ..models.linear import LinearModel

Ranges = Sequence[tuple[int, int]]
LABEL = "person"
_HANDLE = re.compile(r"@[A-Za-z][\w.-]+$")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,}[a-z0-9]$")
_DAY = re.compile(rf"(?:{MONTH}|{WEEKDAY})s?$")
_PARTICLES = frozenset(("van", "de", "der", "von", "al", "bin"))
_LISTS = ("role", "team", "system", "user", "adversary", "organisation", "organisation_names", "team_names")
_PEOPLE = ("PERSON", "PER")
_LONGEST_RUN = 8
"""Words of a name, on either side of one, that are looked at."""


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load("actors")[name])


@cache
def _of_people() -> frozenset[str]:
    return frozenset(load("actions")["verbs"]["of_people"])


@lru_cache(maxsize=16384)
def classes_of(word: str) -> tuple[str, ...]:
    """What lists and spelling say of a word: several of some fifteen classes, ``unknown`` where none does."""
    low = word.lower()
    if _DAY.match(low):
        return ("day",)
    found = [name for name in _LISTS if low in _list(name)]
    found += ["given"] if is_given_name(word) else []
    found += ["ordinary"] if is_ordinary(low) else []
    found += ["strange"] if is_strange_name(word) else []
    found += ["no name"] if is_no_name(word) else []
    found += ["verb"] if is_bidding(low) else []
    found += ["verb form"] if any(map(is_bidding, base_forms(low))) else []
    return tuple(found) or ("unknown",)


@lru_cache(maxsize=16384)
def _shape(word: str) -> str:
    signs = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word[:40])
    return re.sub(r"(.)\1+", r"\1+", signs)[:10]


def could_be(token: Token) -> bool:
    """Whether a word is asked about: with a capital, as a handle, marked by the tagger, or unknown to English as logins are."""
    text = token.text
    if text[:1] == "@":
        return _HANDLE.match(text) is not None
    if not any(map(str.isalpha, text)):
        return False
    if text[:1].isupper() or token.ent_type_ in _PEOPLE:
        return True
    return _LOGIN.match(text) is not None and ((not text.isalpha() and text.isalnum()) or not is_ordinary(text))


def _run(token: Token) -> list[Token]:
    """The words with a capital that a word stands among, itself included."""

    def belongs(other: Token) -> bool:
        return other.text[:1].isupper() or other.lower_ in _PARTICLES

    doc, first, last = token.doc, token.i, token.i
    if belongs(token):
        while first > 0 and token.i - first < _LONGEST_RUN and belongs(doc[first - 1]):
            first -= 1
        while last < len(doc) - 1 and last - token.i < _LONGEST_RUN and belongs(doc[last + 1]):
            last += 1
    return [doc[place] for place in range(first, last + 1)]


def evidence(token: Token, code: Ranges = ()) -> list[str]:
    """The names of what speaks for and against a word's being part of a person's name.

    Args:
        code: ranges of the sentence that are set as code.
    """
    run = _run(token)
    found = [*_own(token), *_in_run(token, run), *_before(run[0]), *_after(run[-1])]
    if any(start <= token.idx < end for start, end in code):
        found.append("code")
    return found


def _sign(char: str) -> str:
    return char if char in string.punctuation else "word" if char.isalnum() else "other sign"


def _own(token: Token) -> Iterator[str]:
    classes = classes_of(token.text)
    marked = token.ent_type_ in _PEOPLE
    yield from (f"is {name}" for name in classes)
    yield "is " + "+".join(classes[:4])
    yield f"shape {_shape(token.text)}"
    yield f"tag {token.tag_}"
    yield f"marked {marked}"
    yield f"listed {token.ent_id_}"
    yield f"marked {marked} listed {token.ent_id_} tag {token.tag_}"
    yield f"marked {marked} is {'+'.join(classes[:3])}"
    if token.text[0] == "@":
        after = token.nbor(1).text[:1] if token.i < len(token.doc) - 1 else ""
        yield "handle of packages" if not token.whitespace_ and after in ("/", "-") else "handle"
        return  # how a handle ends says nothing
    yield f"ends {token.lower_[-2:]}"
    yield f"ends {token.lower_[-3:]}"


def _in_run(token: Token, run: Sequence[Token]) -> Iterator[str]:
    first = run[0]
    yield f"run begins with given name {first.ent_id_ == 'given' or 'given' in classes_of(first.text)}"
    yield f"run marked {min(3, sum(each.ent_type_ in _PEOPLE for each in run))}"
    yield f"run listed {' '.join(each.ent_id_ or '-' for each in run[:3])}{' +' if len(run) > 3 else ''}"
    yield from dict.fromkeys(f"beside {name}" for each in run if each.i != token.i for name in classes_of(each.text))


def _before(first: Token) -> Iterator[str]:
    if first.i == 0:
        yield "begins sentence"
        return
    before = first.nbor(-1)
    yield f"before tag {before.tag_}"
    yield from (f"before {name}" for name in classes_of(before.text))
    if before.lower_ in _list("titles"):
        yield "title before"
    if not before.whitespace_:
        yield f"glued behind {_sign(before.text[-1:])}"


def _after(last: Token) -> Iterator[str]:
    if last.i == len(last.doc) - 1:
        return
    after = last.nbor(1)
    yield f"after tag {after.tag_}"
    yield from (f"after {name}" for name in classes_of(after.text))
    if after.like_num:
        yield "number after"
    if not last.whitespace_:
        yield f"glued before {_sign(after.text[:1])}"
    if after.lower_.endswith(("ed", "s")) and base_forms(after.lower_) & _of_people():
        yield "acts as people do"


class Recogniser:
    """Tells which words of a parsed sentence are of people's names.

    Args:
        model: weights of the shape (1, evidence); its threshold is the least probability.
    """

    def __init__(self, model: LinearModel) -> None:
        names = sorted(model.vocabulary, key=model.vocabulary.__getitem__)
        self._weights = {name: weight for name, weight in zip(names, model.weights[0].tolist(), strict=True) if weight}
        self._bias = float(model.bias[0])
        self._least = model.thresholds[LABEL]

    def probability(self, token: Token, code: Ranges = ()) -> float:
        """How likely a word is part of the name of an individual."""
        names = dict.fromkeys(evidence(token, code))
        score = self._bias + sum(self._weights.get(name, 0.0) for name in names)
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))

    def people(self, doc: Doc, code: Ranges = ()) -> frozenset[int]:
        """The places of the words that are of people's names."""
        return frozenset(token.i for token in doc if could_be(token) and self.probability(token, code) >= self._least)


@lru_cache(maxsize=1)
def shipped_recogniser() -> Recogniser:
    """The recogniser that ships, loaded once a process.

    Raises:
        BlamelessError: where the installation lacks it or it is broken.
    """
    return Recogniser(load_model(model_path(PEOPLE_NAMES)))
