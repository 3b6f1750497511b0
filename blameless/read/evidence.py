"""Evidence of blame in sentences: who did what, and the grounds and phrases that speak for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..language.en.known import Known
from ..models.one_thread import one_thread
from ..parse import Sentence
from ..parse.prose import Prose
from .actors import Actors
from .acts import Act, read_acts
from .grounds import grounds_of
from .one_at_a_time import SPACY
from .phrases import Match, Phrases

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_URL = re.compile(r"https?://\S+|\S+@\S+\.\S+")
_BATCH = 128
_REMEMBERED = 4096
"""Sentences whose evidence is kept, some ten megabytes."""
_Key = tuple[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence with what was read in it.

    ``acts`` say who did what, ``matches`` what speaks for blame, ``opening`` is the part of speech (Penn tag) of the
    first word. ``people`` are the names of individuals in it.
    """

    sentence: Sentence
    acts: tuple[Act, ...]
    matches: tuple[Match, ...]
    opening: str
    people: tuple[str, ...] = ()


class Reader:
    """Finds evidence; loads its pipeline on first use. Safe in several threads, of which one reads at a time.

    Args:
        nlp: an English pipeline with tagger and parser; the shipped one by default.
        people: names of people to know besides common given names.
        roles: words for roles to know besides the built-in ones.
        teams: words for teams to know besides the built-in ones.
        products: names that are no people, whatever they look like.

    ``known`` holds these names.
    """

    def __init__(
        self,
        nlp: Language | None = None,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
        products: Iterable[str] = (),
    ) -> None:
        self._nlp = nlp
        people, roles, teams, products = tuple(people), tuple(roles), tuple(teams), tuple(products)
        self.known = Known(people, roles, teams, products)
        self._actors = Actors(self.known)
        self._phrases = Phrases(people, roles, teams, products)
        self._known: dict[_Key, Evidence] = {}

    def read(self, sentences: Iterable[Sentence]) -> list[Evidence]:
        """The evidence of each sentence, in order; many are read faster together than one by one."""
        wanted = [(_key(sentence), sentence) for sentence in sentences]
        with SPACY:
            found = self._read(wanted)
        return [replace(found[key], sentence=sentence) for key, sentence in wanted]

    def _read(self, wanted: Sequence[tuple[_Key, Sentence]]) -> dict[_Key, Evidence]:
        """The evidence of the sentences with these keys, each once."""
        from .pipeline import default_pipeline, import_spacy

        import_spacy()
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
        self._actors.people(doc, sentence.code)
        acts = tuple(act for act in read_acts(doc, self._actors) if not _within(act.at, masked))
        matches = [Match(ground.name, act.start, act.end, act.actor) for act in acts for ground in grounds_of(act)]
        matches += [match for match in self._phrases.find(doc) if not _overlaps(match, masked)]
        people = tuple(token.text for token in doc if self._actors.is_person(token))
        opening = next((token.tag_ for token in doc if token.is_alpha), "")
        ordered = tuple(sorted(matches, key=lambda match: match.start))
        return Evidence(sentence, acts, ordered, opening, people)


_SPACE = re.compile(r"\s")
_NOWHERE = Sentence("", 0, 0, "paragraph", "", (), False, Prose("", ()), 0)


def _key(sentence: Sentence) -> _Key:
    """What the evidence of a sentence depends on."""
    return sentence.text, tuple(sentence.code)


def _masked(sentence: Sentence) -> list[tuple[int, int]]:
    """Ranges of a sentence that are no language."""
    return [*sentence.code, *(match.span() for match in _URL.finditer(sentence.text))]


def _within(position: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _overlaps(match: Match, ranges: list[tuple[int, int]]) -> bool:
    return any(start < match.end and match.start < end for start, end in ranges)
