"""Phrases that speak for a rule wherever they stand: fixed wordings of ``lexicon/blame.toml``, by spaCy's Matcher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..lexicon import load, words

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_PARTICIPLE = r"(?:ed|en|wn|ght|ung)$|^(?:been|had|made|put|set|cut|done|run|built|sent|told|kept|read|gone|left|met|said|got|begun|held|lost|paid|let)$"


PHRASE = "phrase"
"""The ground of a match that is a fixed phrase."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a sentence that speak for a rule: ``sentence.text[start:end]``; ``ground`` names what was found."""

    rule: str
    ground: str
    start: int
    end: int


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
        self._extra = {"ROLE": {r.lower() for r in roles}, "TEAM": {t.lower() for t in teams}}
        names = {part for name in people for part in name.split()}
        self._names = sorted((words("given_names") | names) - set(products))
        self._matcher: Matcher | None = None
        self._vocab: Vocab | None = None

    def find(self, doc: Doc) -> Iterator[Match]:
        """Every phrase, leaving out nouns of systems that look like people ("Kubernetes operator")."""
        systems = [match.span() for match in _systems().finditer(doc.text)]
        matcher = self._load(doc.vocab)
        for key, start, end in matcher(doc):
            left, right = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
            if not any(a < right and left < b for a, b in systems):
                yield Match(doc.vocab.strings[key], PHRASE, left, right)

    def _load(self, vocab: Vocab) -> Matcher:
        if self._matcher is None or self._vocab is not vocab:
            from spacy.matcher import Matcher

            self._matcher, self._vocab = Matcher(vocab), vocab
            for group in load("blame")["patterns"]:
                self._matcher.add(group["rule"], [self._pattern(text) for text in group["any"]], greedy="LONGEST")
        return self._matcher

    def _pattern(self, text: str) -> list[dict[str, Any]]:
        """A Matcher pattern from its short form."""
        pattern: list[dict[str, Any]] = []
        for part in text.split():
            if part.startswith(".."):
                pattern.append({"IS_PUNCT": False, "OP": f"{{0,{int(part[2:])}}}"})
                continue
            first, part = part.startswith("^"), part.removeprefix("^")
            word, operator = (part[:-1], part[-1]) if part[-1] in "?+*" else (part, "")
            spec = {**self._token(word), **({"IS_SENT_START": True} if first else {})}
            pattern.append({**spec, **({"OP": operator} if operator else {})})
        return pattern

    def _token(self, word: str) -> dict[str, Any]:
        classes = load("blame")["classes"]
        if word == "NAME":
            return {"TEXT": {"IN": self._names}}
        if word == "HANDLE":
            return {"TEXT": {"REGEX": r"^@[A-Za-z][\w-]+$"}}
        if word == "DONE":
            return {"LOWER": {"REGEX": _PARTICIPLE}}
        if word in classes:
            return {"LOWER": {"IN": [*classes[word], *self._extra.get(word, ())]}}
        return {"LOWER": word.lower()}


@cache
def _systems() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("blame")["not_blame"]["systems"]), re.I)
