"""Has this happened before? The past incidents most like one, and why; from the index of an archive.

Words weigh as much as they are rare in this archive (TF-IDF on stems), over title and cause, over the whole story and over the
symptom apart. How alike two incidents are in cause and text becomes one probability that they share cause or mechanism, see
``similarity.toml``. All are products of sparse matrices: a query takes time with the number of documents and no more.

Neither the shipped word vectors nor the judge's own encoder added to that where it was measured (``docs/archive.md``), so
neither is asked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._toml import loads
from ..errors import InputError
from ..lexicon import load
from ..parts import parts_of
from .asked import Asked, asked
from .index import INDEX, TERMS, term, unpacked
from .sinks import read_table
from .tables import Row
from .words import stem, stems, tokens

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from ..analyzer import Reading
    from ..read import Postmortem
    from .followups.states import States

ASPECTS = ("cause", "text", "symptom")
"""In what two incidents can be alike; the first two decide."""
_DAMAGED = "damaged, or the index of another version; `blameless score --index` writes it anew"
_SHARED = 6


@dataclass(frozen=True, slots=True)
class Promise:
    """An action item of a past incident; ``done`` and ``dropped`` are what the tracker says where it is asked, else what the document says."""

    text: str
    owner: str | None
    due_date: str | None
    ticket: str | None
    line: int
    done: bool
    dropped: bool = False

    @property
    def unfinished(self) -> bool:
        """Whether somebody still has to do it."""
        return not self.done and not self.dropped

    def overdue(self, today: date) -> bool:
        """Whether it is still open and past its date."""
        return self.unfinished and self.due_date is not None and self.due_date < today.isoformat()


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document and the line it stands in."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A past incident like the one that was asked about.

    ``likelihood`` (0..1) is that of a shared cause or mechanism. ``aspects`` say how alike the two are in cause, text and
    symptom (0..1 each). ``cause`` and ``symptom`` are the pairs of passages that make it so, this document's first;
    ``None`` where one of them tells none. ``modes`` are the ways to fail that both name, ``words`` are the rarest that both use, ``unfinished`` the actions still open.
    ``date`` is ``None`` where it is unknown.
    ``told`` says that both documents have a section on the cause.
    """

    id: str
    title: str | None
    date: str | None
    likelihood: float
    aspects: Mapping[str, float]
    cause: tuple[Passage, Passage] | None
    symptom: tuple[Passage, Passage] | None
    modes: tuple[str, ...]
    words: tuple[str, ...]
    promises: tuple[Promise, ...]
    told: bool

    @property
    def unfinished(self) -> tuple[Promise, ...]:
        """Its actions that are still open: those with a date first, the earliest before the others."""
        still_open = (promise for promise in self.promises if promise.unfinished)
        return tuple(sorted(still_open, key=lambda promise: (promise.due_date is None, promise.due_date or "")))


@dataclass(frozen=True, slots=True)
class Weights:
    """What makes one probability of the aspects; ``least`` is that from which two incidents count as the same again."""

    intercept: float
    weights: Mapping[str, tuple[float, float]]
    least: float

    def likelihood(self, alike: Mapping[str, np.ndarray]) -> np.ndarray:
        """The probability of a shared cause or mechanism for each document, or each pair of documents."""
        import numpy as np

        odds = np.full(next(iter(alike.values())).shape, self.intercept)
        for name, (linear, root) in self.weights.items():
            odds += linear * alike[name] + root * np.sqrt(np.clip(alike[name], 0, None))
        return 1 / (1 + np.exp(-odds))


@cache
def shipped_weights() -> Weights:
    """The weights that ship."""
    values = loads(files("blameless.archive").joinpath("similarity.toml").read_text(encoding="utf-8"))
    weights = {name: (float(pair[0]), float(pair[1])) for name, pair in values["weights"].items()}
    return Weights(float(values["intercept"]), weights, float(values["least"]))


class _Terms:
    """One kind of words of all documents: rarity, and each document as a row of length 1."""

    def __init__(self, packed: Sequence[str]) -> None:
        import numpy as np

        counts = _matrix(packed, TERMS)
        self.size = len(packed)
        frequency = np.bincount(counts.indices, minlength=TERMS)
        self.rarity = (np.log((1 + self.size) / (1 + frequency)) + 1).astype(np.float32)
        self._rows = self._weighed(counts)

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        """Counts as TF-IDF, each row of length 1."""
        import numpy as np
        from scipy.sparse import csr_matrix

        data = (1 + np.log(counts.data)) * self.rarity[counts.indices]
        norms = _norms(data, counts.indptr)
        return csr_matrix(
            (data / np.repeat(norms, np.diff(counts.indptr)), counts.indices, counts.indptr), counts.shape
        )

    def pairs(self, numbers: Sequence[int]) -> np.ndarray:
        """The cosines of some of the documents with each other."""
        rows = self._rows[numbers]
        return (rows @ rows.T).toarray()

    def alike(self, packed: str) -> np.ndarray:
        """The cosine of every document with another one."""
        row = self._weighed(_matrix([packed], TERMS))
        return (self._rows @ row.T).toarray().ravel()


class Archive:
    """The past incidents of an archive, ready to be asked.

    Args:
        rows: rows of an index, see :mod:`.index`.
        path: where they were read from; an archive without one cannot be pickled.
        states: what a tracker says of the tickets of its actions.

    Raises:
        ValueError: where a row is damaged.
    """

    def __init__(self, rows: Iterable[Row], path: Path | None = None, states: States | None = None) -> None:
        self._path, self._states = path, states
        self._documents: list[Row] = []
        packed: dict[str, list[str]] = {"cause": [], "text": [], "symptom": []}
        for row in rows:
            for aspect, column in _COLUMNS.items():
                packed[aspect].append(row[column])
            self._documents.append({name: row.get(name) for name in _SHOWN})
        self._aspects = {aspect: _Terms(packed.pop(aspect)) for aspect in ASPECTS}

    @classmethod
    def open(cls, path: str | Path, states: States | None = None) -> Archive:
        """The archive of an index, or of scores whose index lies beside them (``scores.index.parquet``).

        Args:
            path: the file.
            states: what a tracker says of the tickets of its actions, see ``blameless.archive.followups.read_states``.

        Raises:
            InputError: where there is none, or it is damaged.
        """
        place = index_of(Path(path))
        try:
            pages = read_table(place, INDEX, "index of an archive", "--index")
            return cls((row for page in pages for row in page), place, states)
        except InputError as error:
            raise type(error)(f"{place}: {error}") from None
        except (ValueError, TypeError, AttributeError):
            raise InputError(f"{place}: {_DAMAGED}") from None

    def __len__(self) -> int:
        return len(self._documents)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._path is None:
            raise TypeError("only an archive that was opened from a file can be sent to another process")
        return Archive.open, (self._path, self._states)

    def similar(
        self,
        document: str | Postmortem | Reading | Asked,
        count: int = 5,
        but: str | None = None,
        weights: Weights | None = None,
        name: str | Path | None = None,
    ) -> list[Match]:
        """The past incidents most like one, the likeliest first; not the document itself, should the archive hold it.

        Args:
            document: a text in Markdown, a ``Reading`` of ``blameless.Analyzer.readings``, or a ``Postmortem`` of
                ``blameless.read.document.read_postmortem``. A ``Report`` does not hold its text, and so will not do.
            count: how many at most.
            but: the id of a document that is left out besides.
            weights: what makes one probability of the aspects; the shipped ones where ``None``.
            name: the file of the document, by which the archive knows it again however much it has been edited.

        Raises:
            TypeError: where the document is something else.
            InputError: where what is remembered is damaged.
        """
        import numpy as np

        draft = document if isinstance(document, Asked) else asked(document, None if name is None else str(name))
        if not self._documents:
            return []
        own = draft.traits
        alike = self.alike(own)
        likely = (weights or shipped_weights()).likelihood(alike)
        least = np.minimum(alike["cause"], alike["text"])
        others = (
            n
            for n in np.argsort(-likely, kind="stable")
            if self._documents[n]["id"] != but and not draft.is_in(self._documents[n], float(least[n]))
        )
        chosen = list(islice(others, count))
        try:
            return [
                self._match(own, n, float(likely[n]), {name: float(alike[name][n]) for name in ASPECTS}) for n in chosen
            ]
        except (ValueError, TypeError):
            raise InputError(f"{self._path or 'the index'}: {_DAMAGED}") from None

    def alike(self, own: Row) -> dict[str, np.ndarray]:
        """How alike a document is to every past one, in each aspect (a cosine, 0..1)."""
        return {name: self._aspects[name].alike(own[_COLUMNS[name]]).clip(0, 1) for name in ASPECTS}

    def pairs(self) -> tuple[list[Row], np.ndarray]:
        """The documents that tell a cause in a section, and how likely each two of them share cause or mechanism."""
        numbers = [n for n, row in enumerate(self._documents) if row["told"]]
        weights = shipped_weights()
        alike = {name: self._aspects[name].pairs(numbers).clip(0, 1) for name in weights.weights}
        return [self._documents[n] for n in numbers], weights.likelihood(alike)

    def _match(self, own: Row, number: int, likelihood: float, aspects: Mapping[str, float]) -> Match:
        past = self._documents[number]
        texts = [_text_of(row) for row in (own, past)]
        return Match(
            id=past["id"],
            title=past["title"],
            date=past["date"],
            likelihood=likelihood,
            aspects=aspects,
            cause=self._pair(own["causes"], past["causes"]),
            symptom=self._pair(own["symptoms"], past["symptoms"]),
            modes=_shared_modes(own, past),
            words=self._rarest(*texts),
            promises=tuple(self._promise(promise) for promise in json.loads(past["promised"])),
            told=bool(own["told"] and past["told"]),
        )

    def _promise(self, kept: dict[str, Any]) -> Promise:
        promise = Promise(**kept)
        told = self._states.of(promise.ticket) if self._states is not None and promise.ticket else None
        return promise if told is None else replace(promise, done=told == "done", dropped=told == "dropped")

    def _rarity(self, words: Iterable[str]) -> float:
        rarity = self._aspects["text"].rarity
        return float(sum(rarity[term(word)] for word in words))

    def _pair(self, one: str, other: str) -> tuple[Passage, Passage] | None:
        """The two passages that have most in common, rare words first, for their length."""
        ours, theirs = (
            [(Passage(*pair), frozenset(stems(pair[1]))) for pair in json.loads(text)] for text in (one, other)
        )
        if not ours or not theirs:
            return None
        pairs = [(mine, past) for mine in ours for past in theirs]

        def common(pair: tuple[tuple[Passage, frozenset[str]], tuple[Passage, frozenset[str]]]) -> float:
            (_, mine), (_, past) = pair
            shared = self._rarity(mine & past)
            return shared / math.sqrt((1 + self._rarity(mine)) * (1 + self._rarity(past))) if shared else 0.0

        (mine, _), (past, _) = max(pairs, key=common)
        return mine, past

    def _rarest(self, one: str, other: str) -> tuple[str, ...]:
        """The rarest words that two texts share, as the first writes them."""
        theirs = set(stems(other))
        words = {stem(word): word for word in reversed(list(tokens(one)))}
        shared = [key for key in dict.fromkeys(stems(one)) if key in theirs]
        ranked = sorted(shared, key=lambda key: -self._rarity([key]))[:_SHARED]
        return tuple(words.get(key, key) for key in ranked)


_COLUMNS = {"cause": "cause_terms", "text": "text_terms", "symptom": "symptom_terms"}
_SHOWN = ("id", "path", "title", "date", "causes", "symptoms", "told", "failure_modes", "promised")


def index_of(path: Path) -> Path:
    """The index that a path leads to: itself, or that beside a file of scores.

    Raises:
        InputError: where there is none.
    """
    beside = path.with_name(f"{path.stem}.index{path.suffix}")
    if _is_table(path) and not path.stem.endswith(".index") and _is_table(beside):
        return beside
    if not _is_table(path):
        raise InputError(f"{path}: no such file")
    return path


def _is_table(path: Path) -> bool:
    return path.is_file() or bool(parts_of(path))


def _shared_modes(own: Row, past: Row) -> tuple[str, ...]:
    """The ways to fail that two documents name, as people read them."""
    theirs = set((past["failure_modes"] or "").split())
    known = load("failure_modes")
    return tuple(
        known[mode]["label"] for mode in (own["failure_modes"] or "").split() if mode in theirs and mode in known
    )


def _text_of(row: Row) -> str:
    passages = [text for column in ("causes", "symptoms") for _, text in json.loads(row[column])]
    return " ".join([row.get("title") or "", *passages])


def _matrix(packed: Sequence[str], width: int) -> csr_matrix:
    """Documents by words, counted."""
    import numpy as np
    from scipy.sparse import csr_matrix

    pairs = [unpacked(text) for text in packed]
    indptr = np.concatenate([[0], np.cumsum([len(numbers) for numbers, _ in pairs])]).astype(np.int64)
    numbers = np.concatenate([numbers for numbers, _ in pairs] or [np.zeros(0, "<u4")]).astype(np.int32)
    counts = np.concatenate([counts for _, counts in pairs] or [np.zeros(0, "u1")]).astype(np.float32)
    if len(numbers) and int(numbers.max()) >= width:
        raise ValueError("its words are not those of this version")
    return csr_matrix((counts, numbers, indptr), (len(packed), width))


def _norms(data: np.ndarray, indptr: np.ndarray) -> np.ndarray:
    """The length of each row of a sparse matrix; 1 for an empty one."""
    import numpy as np

    sums = np.concatenate([[0.0], np.cumsum(np.square(data, dtype=np.float64))])
    squares = sums[indptr[1:]] - sums[indptr[:-1]]
    return np.where(squares > 0, np.sqrt(squares), 1).astype(np.float32)
