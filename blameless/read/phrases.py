"""Phrases that speak for blame wherever they stand: fixed wordings of ``lexicon/blame.toml``, by spaCy's Matcher."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..lexicon import by_word, load, words

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_PARTICIPLE = re.compile(
    r"(?:ed|en|wn|ght|ung)$|^(?:been|had|made|put|set|cut|done|run|built|sent|told|kept|read|gone|left|met|said|got|begun|held|lost|paid|let)$"
)
_HANDLE = re.compile(r"@[A-Za-z][\w-]+$")
Classes = dict[str, dict[Any, Any]]
# The flags of each vocabulary; a vocabulary has room for some forty, so they are added once.
_KNOWN: dict[Vocab, Classes] = {}


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a sentence that speak for blame: ``sentence.text[start:end]``.

    ``ground`` names what was found; ``actor`` is who acts, ``""`` for a fixed phrase (``phrase``).
    """

    ground: str
    start: int
    end: int
    actor: str = ""
    phrase: bool = False

    @property
    def kind(self) -> str:
        """The ground, by one name for all fixed phrases."""
        return "phrase" if self.phrase else self.ground


class Phrases:
    """Finds phrases in a tokenized sentence.

    Args: as for :class:`blameless.read.evidence.Reader`.
    """

    def __init__(
        self,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
        products: Iterable[str] = (),
    ) -> None:
        names = [part for name in people for part in name.split()]
        own = {"NAME": names, "ROLE": [role.lower() for role in roles], "TEAM": [team.lower() for team in teams]}
        self._own = {name: forms for name, forms in own.items() if forms}
        self._products = frozenset(products)
        self._matcher: Matcher | None = None
        self._vocab: Vocab | None = None

    def find(self, doc: Doc) -> Iterator[Match]:
        """Every phrase, leaving out nouns of systems that look like people ("Kubernetes operator")."""
        if not self._possible(doc):
            return
        found = self._load(doc.vocab)(doc)
        systems = [match.span() for match in _systems().finditer(doc.text)] if found else []
        for key, start, end in found:
            left, right = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
            if self._products and not self._products.isdisjoint(token.text for token in doc[start:end]):
                continue
            if not any(a < right and left < b for a, b in systems):
                yield Match(doc.vocab.strings[key], left, right, phrase=True)

    def _possible(self, doc: Doc) -> bool:
        """Whether some phrase has all its words in the sentence; telling so is far cheaper than matching."""
        classes, names = _classes_of_words(), words("given_names")
        there: set[str] = set()
        for token in doc:
            low = token.lower_
            there.add(low)
            there.update(classes.get(low, ()))
            if token.text in names:
                there.add("NAME")
            elif low[0] == "@":
                there.add("HANDLE")
        for name, forms in self._own.items():
            if not there.isdisjoint(form.lower() for form in forms):
                there.add(name)
        needed = _needed_words()
        return any(each <= there for word in there & needed.keys() for each in needed[word])

    def _load(self, vocab: Vocab) -> Matcher:
        if self._matcher is None or self._vocab is not vocab:
            from spacy.matcher import Matcher

            self._matcher, self._vocab = Matcher(vocab, validate=False), vocab
            classes: list[Classes] = [_flags(vocab)]
            if self._own:
                own = {name: {_attribute(name): {"IN": sorted(forms)}} for name, forms in self._own.items()}
                classes.append({**classes[0], **own})
            for group in load("blame")["patterns"]:
                patterns = [_pattern(text, each) for text in group["any"] for each in classes]
                self._matcher.add(group["name"], patterns, greedy="LONGEST")
        return self._matcher


def _attribute(name: str) -> str:
    return "TEXT" if name == "NAME" else "LOWER"


def _pattern(text: str, classes: Classes) -> list[dict[str, Any]]:
    """A Matcher pattern from its short form."""
    pattern: list[dict[str, Any]] = []
    for part in text.split():
        if part.startswith(".."):
            pattern.append({"IS_PUNCT": False, "OP": f"{{0,{int(part[2:])}}}"})
            continue
        first, part = part.startswith("^"), part.removeprefix("^")
        word, operator = (part[:-1], part[-1]) if part[-1] in "?+*" else (part, "")
        spec = {**classes.get(word, {"LOWER": word.lower()}), **({"IS_SENT_START": True} if first else {})}
        pattern.append({**spec, **({"OP": operator} if operator else {})})
    return pattern


@cache
def _classes_of_words() -> dict[str, tuple[str, ...]]:
    return by_word(load("blame")["classes"])


def indispensable(pattern: str) -> frozenset[str]:
    """What a pattern cannot do without: its words in lower case, and its classes in capitals."""
    parts = (part.strip("^") for part in pattern.split() if not part.startswith("..") and part[-1] not in "?*")
    return frozenset(part if part.isupper() else part.lower() for part in parts if part != "DONE")


@cache
def patterns() -> tuple[str, ...]:
    """All phrases, in their short form."""
    return tuple(pattern for group in load("blame")["patterns"] for pattern in group["any"])


@cache
def _needed_words() -> dict[str, list[frozenset[str]]]:
    """For each phrase the words and classes it cannot do without, found by the longest of its words.

    A set that holds another is left out.
    """
    needed = {indispensable(pattern) for pattern in patterns()}
    found: dict[str, list[frozenset[str]]] = {}
    for each in needed:
        if not any(other < each for other in needed):
            found.setdefault(max(sorted(each), key=lambda word: (word.islower(), len(word))), []).append(each)
    return found


def _flags(vocab: Vocab) -> Classes:
    """A flag of the vocabulary for each class of words: each word is looked up once, not once a pattern."""
    if vocab not in _KNOWN:
        classes = {name: frozenset(forms) for name, forms in load("blame")["classes"].items()}
        names = words("given_names")
        tests: dict[str, Callable[[str], bool]] = {
            name: lambda text, forms=forms: text.lower() in forms for name, forms in classes.items()
        }
        tests["NAME"] = lambda text: text in names
        tests["HANDLE"] = lambda text: _HANDLE.match(text) is not None
        tests["DONE"] = lambda text: _PARTICIPLE.search(text.lower()) is not None
        _KNOWN[vocab] = {name: {vocab.add_flag(test): True} for name, test in tests.items()}
    return _KNOWN[vocab]


@cache
def _systems() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("blame")["not_blame"]["systems"]), re.I)
