"""Evidence of blame in sentences: who did what, and the grounds and phrases that speak for a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from ..lexicon import load
from ..parse.document import Sentence
from ..parse.prose import Prose
from .actors import Actors
from .acts import Act, read_acts
from .grounds import grounds_of
from .one_at_a_time import SPACY
from .phrases import Match, Phrases
from .sieve import Sieve

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_URL = re.compile(r"https?://\S+|\S+@\S+\.\S+")
_BATCH = 128
_REMEMBERED = 4096
"""Sentences whose evidence is kept, some ten megabytes."""
_Key = tuple[str, tuple[tuple[int, int], ...]]
LONGEST = 1500
"""Characters beyond which a sentence is not read: what is that long is no sentence."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with what was read in it.

    ``acts`` say who did what, ``matches`` what speaks for a rule, ``opening`` is the part of speech (Penn tag) of the
    first word. ``people`` are the names of individuals in it. ``cued`` says that the sentence has words that a ground of
    blame needs; one without them is not reported, so that the first pass changes no finding.
    """

    sentence: Sentence
    acts: tuple[Act, ...]
    matches: tuple[Match, ...]
    opening: str
    people: tuple[str, ...] = ()
    cued: bool = True


class Reader:
    """Finds evidence; loads its pipeline on first use. Safe in several threads, of which one reads at a time.

    Args:
        nlp: an English pipeline with tagger and parser; the shipped one by default.
        people: names of people to know besides common given names.
        roles: words for roles to know besides the built-in ones.
        teams: words for teams to know besides the built-in ones.
        products: names that are no people, whatever they look like.
        sieve: whether a first pass over the words decides which sentences are parsed.
    """

    def __init__(
        self,
        nlp: Language | None = None,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
        products: Iterable[str] = (),
        sieve: bool = True,
    ) -> None:
        self._nlp = nlp
        people, roles, teams, products = tuple(people), tuple(roles), tuple(teams), tuple(products)
        self._actors = Actors(people, roles, teams, products)
        self._phrases = Phrases(people, roles, teams, products)
        # Asked before a sentence is parsed, and again when its evidence is put together.
        self._passes = lru_cache(maxsize=4096)(Sieve(people, roles, teams).passes)
        self._first_pass = sieve
        self._known: dict[_Key, Evidence] = {}

    def read(self, documents: Iterable[Iterable[Sentence]]) -> list[list[Evidence]]:
        """The evidence of the sentences worth reading, in order, for each document.

        Sentences of all documents are parsed together, which is faster than a document at a time.
        """
        wanted = [[sentence for sentence in document if self._is_wanted(sentence)] for document in documents]
        found = self.read_all(chain.from_iterable(wanted))
        return [list(islice(found, len(each))) for each in wanted]

    def _is_wanted(self, sentence: Sentence) -> bool:
        return (not self._first_pass or self._passes(sentence.text)) and worth_reading(sentence)

    def read_all(self, sentences: Iterable[Sentence]) -> Iterator[Evidence]:
        """The evidence of every sentence, worth reading or not, in order."""
        wanted = [(_key(sentence), sentence) for sentence in sentences]
        with SPACY:
            found = self._read(wanted)
        for key, sentence in wanted:
            evidence = found[key]
            yield evidence if evidence.sentence is sentence else replace(evidence, sentence=sentence)

    def _read(self, wanted: Sequence[tuple[_Key, Sentence]]) -> dict[_Key, Evidence]:
        """The evidence of the sentences with these keys, each once."""
        from .pipeline import default_pipeline, import_spacy

        import_spacy()
        from .blas import one_thread  # late, as spaCy is loaded with it

        if self._nlp is None:
            self._nlp = default_pipeline()
        # What stands there again is not parsed again: tables, logs and templates repeat themselves.
        found = {key: self._known[key] for key, _ in wanted if key in self._known}
        first = {key: sentence for key, sentence in reversed(wanted) if key not in found}
        texts = ((_SPACE.sub(" ", sentence.text), key) for key, sentence in first.items())
        docs = self._nlp.pipe(texts, as_tuples=True, batch_size=_BATCH)
        with one_thread():
            found.update((key, self._evidence(first[key], doc)) for doc, key in docs)
        self._remember(found)
        return found

    def _remember(self, found: Mapping[_Key, Evidence]) -> None:
        """Keep the latest evidence, and the texts it is of; not whole documents."""
        for key, evidence in found.items():
            self._known.pop(key, None)
            self._known[key] = replace(evidence, sentence=_NOWHERE)
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]

    def _evidence(self, sentence: Sentence, doc: Doc) -> Evidence:
        masked = _masked(sentence)
        acts = tuple(act for act in read_acts(doc, self._actors) if not _within(act.at, masked))
        matches = [
            Match(ground.rule_for(act), ground.name, act.start, act.end) for act in acts for ground in grounds_of(act)
        ]
        matches += [match for match in self._phrases.find(doc) if not _overlaps(match, masked)]
        people = tuple(token.text for token in doc if self._actors.is_person(token))
        opening = next((token.tag_ for token in doc if token.is_alpha), "")
        ordered = tuple(sorted(matches, key=lambda match: match.start))
        return Evidence(sentence, acts, ordered, opening, people, self._passes(sentence.text))


_SPACE = re.compile(r"\s")
_NOWHERE = Sentence("", 0, 0, "paragraph", "", (), False, Prose("", ()), 0)


def _key(sentence: Sentence) -> _Key:
    """What the evidence of a sentence depends on."""
    return sentence.text, tuple(sentence.code)


def worth_reading(sentence: Sentence) -> bool:
    """Whether a sentence is the writer's own prose, no longer than a sentence is, and no talk about blame itself."""
    return not sentence.quoted and 2 < len(sentence.text) <= LONGEST and not _talk_of_blame().search(sentence.text)


@cache
def _talk_of_blame() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in load("blame")["not_blame"]["any"]), re.I)


def _masked(sentence: Sentence) -> list[tuple[int, int]]:
    """Ranges of a sentence that are no language."""
    return [*sentence.code, *(match.span() for match in _URL.finditer(sentence.text))]


def _within(position: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _overlaps(match: Match, ranges: list[tuple[int, int]]) -> bool:
    return any(start < match.end and match.start < end for start, end in ranges)
