"""What a document is, what it lacks, and what of that a reader would ask for: learnt from readers of real postmortems (``training/documents.py``).

A catalogue entry about somebody else's breach owes nobody a due date, and an opening paragraph tells the impact without a heading that says so.
Rules find what is missing in the form they know; here is weighed whether it is missing at all, and whether anybody would miss it.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..lexicon import fold, load
from ..remembered import remembered

if TYPE_CHECKING:
    from ..models import LinearModel
    from ..read import Postmortem

KIND, LACKS, SOLO, ABROAD = "kind ", "lacks ", "solo", "third party"
"""How the labels of ``models/document`` begin: what a document is, and what it lacks; whether one person runs what it is about; and whether
it is written by a third party. What it is else is learnt where it is not, and which of ``ELSEWHERE`` where it is."""
INCIDENT, EXERCISE = "incident", "exercise"
CATALOGUE, OUTSIDE = ELSEWHERE = ("catalogue", "outside")
"""What third parties write: an entry of a collection of other people's incidents, and an analysis of one."""
TEAM, OTHER = "team", "other"
"""With ``SOLO`` and ``EXERCISE`` the kinds of document that readers ask different things of: reports on an incident by a team and by one person,
exercises in writing one, and all else."""
WORTH = "worth"
"""The threshold of ``models/worth`` for all that has none of its own."""
_WORD = re.compile(r"[a-z][a-z'’-]*|\d{4}")
_LINK = re.compile(r"https?://", re.I)
_WORDS, _TITLES = 4.0, 0.4
"""How much all the words of a text count together, and one of a title or heading."""
_DAMPED = 20
_OFTEN = 1000.0


@dataclass(frozen=True, slots=True)
class Character:
    """What a document is likely to be and to lack, as probabilities.

    ``kinds`` by kind, ``solo`` that one person wrote it and runs what it is about, ``lacks`` by what may be lacking (``Rule.asks``).
    """

    kinds: Mapping[str, float]
    solo: float
    lacks: Mapping[str, float]

    @property
    def kind(self) -> str:
        """The likeliest kind."""
        return max(self.kinds, key=self.kinds.__getitem__)

    @property
    def askers(self) -> dict[str, float]:
        """How likely it is each kind of document that readers ask different things of; they sum to 1."""
        total = sum(self.kinds.values())
        incident, exercise = self.kinds[INCIDENT] / total, self.kinds[EXERCISE] / total
        return {
            TEAM: incident * (1 - self.solo),
            SOLO: incident * self.solo,
            EXERCISE: exercise,
            OTHER: 1 - incident - exercise,
        }


def features(postmortem: Postmortem, measured: Mapping[str, float]) -> dict[str, float]:
    """What a document is told by. The part before the colon is the block: "m" measures, "i" action items, "w" words, "h" those of headings, "t" those of the title, "r" who speaks, and how often, "p" how far off they stand: how often they speak of attacks, and cite.

    Args:
        measured: the measures of its text (:func:`.measures.of_text`).
    """
    found = {f"m:{name}": math.log1p(max(value, 0.0)) for name, value in measured.items()}
    found |= {f"m:{name}, any": float(value > 0) for name, value in measured.items()}
    found["m:words"] = math.log(max(postmortem.metrics.words, 1)) / 2
    found |= _of_items(postmortem)
    said = [_words_in(sentence.text) for sentence in postmortem.sentences]
    counts = Counter(word for words in said for word in words)
    share = _WORDS / math.sqrt(len(counts) + _DAMPED)
    found |= {f"w:{word}": share for word in counts}
    total = max(counts.total(), 1)
    found |= {f"r:{word}": _rate(counts[word], total) for word in _words_of("speakers") if counts[word]}
    attacks = sum(counts[word] for word in _words_of("attacks"))
    found |= {"p:attacks": _rate(attacks, total), "p:no attack": float(not attacks)}
    found["p:links"] = _rate(len(_LINK.findall(postmortem.source.text)), total)
    found |= {f"h:{word}": _TITLES for word in _words(part.title for part in postmortem.parts)}
    found |= {f"t:{word}": _TITLES for word in _words([postmortem.title or ""])}
    return found


def _of_items(postmortem: Postmortem) -> dict[str, float]:
    items = [action.item for action in postmortem.actions]
    found = {"i:count": math.log1p(len(items))}
    for name in ("owner", "due", "ticket", "done"):
        has = sum(bool(getattr(item, name)) for item in items)
        found |= {f"i:{name}": has / max(len(items), 1), f"i:{name}, any": float(has > 0)}
    return found


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _words_in(text)}


@remembered(4_096)
def _words_in(text: str) -> tuple[str, ...]:
    return tuple(map(sys.intern, _WORD.findall(fold(text))))


def _rate(count: int, total: int) -> float:
    """How often something is met in so many words, on a scale on which often is about 2."""
    return math.log1p(_OFTEN * count / total) / 2


@cache
def _words_of(name: str) -> tuple[str, ...]:
    """Words of the lexicon: ``speakers`` that say who speaks to whom about whom, ``attacks``."""
    return tuple(load("measures")[name])


def character(found: Mapping[str, float], model: LinearModel) -> Character:
    """What a document with these features is likely to be and to lack."""
    [row] = model.predict([found])
    shares = dict(zip(model.labels, row.tolist(), strict=True))
    kinds = {label.removeprefix(KIND): share for label, share in shares.items() if label.startswith(KIND)}
    abroad = shares[ABROAD]
    return Character(
        {kind: share * (abroad if kind in ELSEWHERE else 1 - abroad) for kind, share in kinds.items()},
        shares[SOLO],
        {label.removeprefix(LACKS): share for label, share in shares.items() if label.startswith(LACKS)},
    )


def worth(of: Character, model: LinearModel) -> dict[str, float]:
    """How likely it is that a reader would say of a document that it lacks something, by what it may lack.

    It is how likely that is lacking, times the share of readers who ask for it where it is, which depends on what the document is. Of
    what the model of documents does not know, rules know better whether it is lacking.
    """
    asked = zip(model.labels, model.scores([of.askers])[0].tolist(), strict=True)
    return {name: share * of.lacks.get(name, 1.0) for name, share in asked}


def spared(of: Character, model: LinearModel) -> frozenset[str]:
    """What of all that a document may lack hardly any reader would ask it for."""
    least = model.thresholds
    return frozenset(name for name, share in worth(of, model).items() if share < least.get(name, least[WORTH]))
