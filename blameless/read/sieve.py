"""The first pass: which sentences are worth a parse, by their words alone.

Parsing costs a hundred times as much as looking words up. A ground of blame needs certain words (a form of an error
verb, a modal with "have", somebody who acts), so a sentence without them cannot give it; and of those with them, a linear
model on these words and on what is near what says which are not worth a look. The pass is part of what blame
is held to be: what does not pass is not reported, parsed or not. ``tests/test_sieve.py`` holds the findings with and
without it against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from ..errors import BlamelessError
from ..lexicon import load
from ..linear import LinearModel
from ..models import model_path
from .cues import Cue, Cues
from .phrases import indispensable, patterns

NAME = "sieve"
_PLAIN = frozenset(("to", "capital", "have", "been", "had", "if"))
"""Kinds of which there is something in most sentences."""
NEAR = 5
"""Words between which two kinds of word are near each other."""


class Sieve:
    """Lets through the sentences that can give a ground.

    Args: as for :class:`blameless.read.evidence.Reader`.
    """

    def __init__(self, people: Iterable[str] = (), roles: Iterable[str] = (), teams: Iterable[str] = ()) -> None:
        self._cues = Cues(people, roles, teams)

    def passes(self, text: str) -> bool:
        """Whether a sentence is worth a parse."""
        cues = self.cues(text)
        return bool(cues) and default_scorer().passes(cues)

    def cues(self, text: str) -> list[Cue]:
        """The words of a sentence with their kinds; none where they give no ground."""
        cues = self._cues.of(text)
        kinds = {kind for _, kinds in cues for kind in kinds}
        if any(needed <= kinds for needed in _needed()) or _has_phrase(cues):
            return cues
        return []


class Scorer:
    """A trained linear model over cues; each feature speaks for a parse or says nothing, so that no sentence is passed
    over for its length.

    Args:
        weights: what each feature counts, none less than nothing.
        bias: what is added.
        threshold: the score from which a sentence is worth a parse.
    """

    def __init__(self, weights: dict[str, float], bias: float, threshold: float) -> None:
        self._weights = weights
        self.bias = bias
        self.threshold = threshold

    def score_of(self, feature: str) -> float:
        """What one feature counts."""
        return self._weights.get(feature, 0.0)

    def score(self, cues: Sequence[Cue]) -> float:
        """How much speaks for a parse of a sentence with these cues."""
        return sum(map(self.score_of, cue_features(cues))) + self.bias

    def passes(self, cues: Sequence[Cue]) -> bool:
        """Whether a sentence with these cues is worth a parse."""
        return self.score(cues) >= self.threshold

    @classmethod
    def load(cls, folder: Path) -> Scorer:
        """Read a model that :mod:`blameless.learn.sieve` wrote; nothing of it is executed.

        Raises:
            BlamelessError: where the folder holds no such model.
        """
        model, settings = LinearModel.load(folder)
        try:
            if len(model.bias) != 1:
                raise BlamelessError(f"{folder}: a first pass has one row, not {len(model.bias)}")
            row: list[float] = model.weights[0].tolist()
            weights = {feature: row[column] for feature, column in model.vocabulary.items()}
            return cls(weights, float(model.bias[0]), float(settings["threshold"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BlamelessError(f"{folder}: not a model of the first pass ({error})") from error


@cache
def default_scorer() -> Scorer:
    """The shipped model, loaded once a process."""
    return Scorer.load(model_path(NAME))


def cue_features(cues: Sequence[Cue]) -> set[str]:
    """What the model sees of a sentence: words that are cues, their neighbours, kinds of word, kinds near each other."""
    words = ["<s>", *(word for word, _ in cues), "</s>"]
    marked = [(place, kinds) for place, (_, kinds) in enumerate(cues) if kinds]
    features = {f"k:{kind}" for _, kinds in marked for kind in kinds}
    for place, kinds in marked:
        if not kinds <= _PLAIN:
            before, word, after = words[place : place + 3]
            features.update((f"w:{word}", f"b:{before}_{word}", f"b:{word}_{after}"))
    features.update(_near(marked))
    return features


def _near(marked: Sequence[tuple[int, frozenset[str]]]) -> Iterator[str]:
    for index, (place, kinds) in enumerate(marked):
        for further, others in marked[index + 1 :]:
            if further - place > NEAR:
                break
            for kind in kinds:
                for other in others:
                    yield f"n:{kind}>{other}"


@cache
def _needed() -> tuple[frozenset[str], ...]:
    """What a ground of blame needs at least, as kinds of word."""
    return tuple(frozenset(combination.split()) for combination in load("cues")["needed"])


@cache
def _phrases() -> dict[str, tuple[frozenset[str], ...]]:
    """The words each fixed phrase needs, by the rarest of them (the longest)."""
    classes, common = load("blame")["classes"], frozenset(load("cues")["common_words"])
    found: dict[str, list[frozenset[str]]] = {}
    for pattern in patterns():
        literal = frozenset(word for word in indispensable(pattern) if not word.isupper())
        rare = literal - common
        if rare:  # others are made of classes of words, which the combinations above cover
            found.setdefault(max(sorted(rare), key=len), []).append(literal)
    for name in ("JUDGE", "PUNISH"):
        for word in classes[name]:
            found.setdefault(word, []).append(frozenset([word]))
    return {word: tuple(sets) for word, sets in found.items()}


def _has_phrase(cues: Sequence[Cue]) -> bool:
    phrases = _phrases()
    low = {word for word, _ in cues}
    return any(needed <= low for word in low & phrases.keys() for needed in phrases[word])
