"""Evidence of blame in sentences, found by spaCy's matchers over the patterns of ``lexicon/blame.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ..lexicon import load, words
from ..parse.document import Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher

_PARTICIPLE = r"(?:ed|en|wn|ght|ung)$|^(?:been|had|made|put|set|cut|done|run|built|sent|told|kept|read|gone|left|met|said|got|begun|held|lost|paid|let)$"
_URL = re.compile(r"https?://\S+|\S+@\S+\.\S+")


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a sentence that speak for a rule: ``sentence.text[start:end]``."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with what was found in it."""

    sentence: Sentence
    matches: tuple[Match, ...]


@cache
def _exclusions(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("blame")["not_blame"][name]), re.I)


@cache
def _cues() -> re.Pattern[str]:
    """A cheap test that any sentence with a match passes: the rarer words of the patterns."""
    lexicon = load("blame")
    rare: set[str] = set()
    for name in ("ADV_ERR", "VERB_ERR", "FAIL", "JUDGE", "PUNISH", "ERROR_N"):
        rare |= set(lexicon["classes"][name])
    for group in lexicon["patterns"]:
        for pattern in group["any"]:
            rare |= {token.strip("?+*") for token in pattern.split() if token[0].islower()} - _COMMON
    rare |= {"not", "never", "n't", "n’t", "have", "had", "without"}
    longest_first = sorted(rare, key=len, reverse=True)
    return re.compile(r"(?:(?<!\w)|(?=n['’]t))(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.I)


_COMMON = {
    "to",
    "the",
    "a",
    "an",
    "of",
    "by",
    "be",
    "is",
    "are",
    "was",
    "were",
    "has",
    "been",
    "did",
    "will",
    "it",
    "in",
    "on",
    "for",
    "or",
    "with",
    "up",
    "go",
    "no",
    "one",
    "any",
    "as",
    "if",
    "do",
    "made",
    "from",
    "and",
    "took",
    "got",
    "you",
    "this",
}


class Reader:
    """Finds evidence; loads spaCy once.

    Args:
        nlp: the pipeline whose tokenizer is used; a blank English one by default.
        people: names of people to know besides common given names.
        roles: words for roles to know besides the built-in ones.
        teams: words for teams to know besides the built-in ones.
        products: names that are no people, whatever they look like.
    """

    def __init__(
        self,
        nlp: Language | None = None,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
        products: Iterable[str] = (),
    ) -> None:
        self._given = nlp
        self._extra = {"NAME": set(people), "ROLE": {r.lower() for r in roles}, "TEAM": {t.lower() for t in teams}}
        self._products = set(products)
        self._nlp: Language | None = None
        self._matcher: Matcher | None = None

    def _load(self) -> tuple[Language, Matcher]:
        if self._nlp is None or self._matcher is None:
            import spacy
            from spacy.matcher import Matcher

            nlp = self._given or spacy.blank("en")
            matcher = Matcher(nlp.vocab)
            for group in load("blame")["patterns"]:
                patterns = [self._pattern(text) for text in group["any"]]
                matcher.add(group["rule"], patterns, greedy="LONGEST")
            self._nlp, self._matcher = nlp, matcher
        return self._nlp, self._matcher

    def _pattern(self, text: str) -> list[dict[str, Any]]:
        """A Matcher pattern from its short form."""
        pattern: list[dict[str, Any]] = []
        for part in text.split():
            if part.startswith(".."):
                pattern.append({"IS_PUNCT": False, "OP": f"{{0,{int(part[2:])}}}"})
                continue
            word, operator = (part[:-1], part[-1]) if part[-1] in "?+*" else (part, "")
            spec: dict[str, Any] = {**self._token(word)}
            if operator:
                spec["OP"] = operator
            pattern.append(spec)
        return pattern

    def _token(self, word: str) -> dict[str, Any]:
        classes = load("blame")["classes"]
        if word == "NAME":
            return {"TEXT": {"IN": sorted((words("given_names") | self._names()) - self._products)}}
        if word == "HANDLE":
            return {"TEXT": {"REGEX": r"^@[A-Za-z][\w-]+$"}}
        if word == "DONE":
            return {"LOWER": {"REGEX": _PARTICIPLE}}
        if word in classes:
            return {"LOWER": {"IN": [*classes[word], *self._extra.get(word, ())]}}
        return {"LOWER": word.lower()}

    def _names(self) -> set[str]:
        return {part for name in self._extra["NAME"] for part in name.split()}

    def read(self, sentences: Sequence[Sentence]) -> Iterator[Evidence]:
        """The sentences in which something was found, in order."""
        wanted = [s for s in sentences if _worth_reading(s)]
        if not wanted:
            return
        nlp, matcher = self._load()
        for sentence in wanted:
            doc = nlp.make_doc(sentence.text)
            masked = _masked(sentence)
            matches = []
            for key, start, end in matcher(doc):
                left, right = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
                if not any(a < right and left < b for a, b in masked):
                    matches.append(Match(nlp.vocab.strings[key], left, right))
            if matches:
                yield Evidence(sentence, tuple(sorted(matches, key=lambda match: match.start)))


def _worth_reading(sentence: Sentence) -> bool:
    """Whether a sentence can hold evidence: prose of the writer's own, with a cue, and none of what is never blame."""
    text = sentence.text
    if sentence.quoted or not _cues().search(text):
        return False
    return not _exclusions("any").search(text)


def _masked(sentence: Sentence) -> list[tuple[int, int]]:
    """Ranges of a sentence that are no language, or nouns of systems that look like people."""
    masked = [*sentence.code]
    masked += [match.span() for match in _URL.finditer(sentence.text)]
    masked += [match.span() for match in _exclusions("systems").finditer(sentence.text)]
    return masked
