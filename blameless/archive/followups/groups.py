"""The same promise in several documents: items whose telling words are the same, however they are put.

Each item looks only at the first items that share two of its rarest words, so that the time grows with the number of items
and not with its square.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ..words import stems
from .items import Followup

_RAREST = 6
"""Words of an item by which others are looked for; their pairs are 15."""
_ALIKE = 0.6
"""The share of the weight of their words that two items must have in common."""
_LONGEST = 400
"""Characters of an item that are looked at."""


@dataclass(frozen=True, slots=True)
class Group:
    """A promise that recurs.

    ``text`` is its shortest wording, ``documents`` those that make it, ``done`` counts its items that are done,
    ``unfinished`` those that somebody still has to do.
    """

    key: str
    text: str
    documents: tuple[str, ...]
    items: int
    done: int
    unfinished: int


def grouped(items: Sequence[Followup]) -> tuple[list[Followup], list[Group]]:
    """The same items, each with its group; and the groups that stand in two documents or more, the widest spread first."""
    words = [_words(item) for item in items]
    leaders = _leaders(words)
    members: dict[int, list[int]] = {}
    for number, leader in enumerate(leaders):
        members.setdefault(leader, []).append(number)
    found = list(items)
    groups = []
    for numbers in members.values():
        documents = tuple(dict.fromkeys(items[n].document for n in numbers))
        if len(documents) < 2:
            continue
        group = _group([items[n] for n in numbers], documents)
        groups.append(group)
        for n in numbers:
            found[n] = replace(items[n], group=group.key, recurs=len(documents))
    return found, sorted(groups, key=lambda group: (-len(group.documents), -group.unfinished, group.text))


def _group(members: Sequence[Followup], documents: tuple[str, ...]) -> Group:
    text = min((item.text for item in members), key=lambda text: (len(text), text))
    key = hashlib.sha256(" ".join(sorted(set(stems(text)))).encode("utf-8", "replace")).hexdigest()[:8]
    done = sum(item.state == "done" for item in members)
    return Group(key, text, documents, len(members), done, sum(item.unfinished for item in members))


def _words(item: Followup) -> frozenset[str]:
    """What tells an item from others; neither its owner, its ticket nor its date."""
    said = set(stems(item.text[:_LONGEST]))
    for known in (item.owner, item.ticket, item.due):
        said -= set(stems(known or ""))
    return frozenset(said)


def _leaders(words: Sequence[frozenset[str]]) -> list[int]:
    """For each item the first one that it is like; itself where it is like none before it."""
    frequency = Counter(word for each in words for word in each)
    weight = {word: 1 + math.log(len(words) / count) for word, count in frequency.items()}
    first: dict[tuple[str, ...], int] = {}
    leaders = []
    for number, said in enumerate(words):
        places = list(_places(said, frequency))
        candidates = dict.fromkeys(first[place] for place in places if place in first)
        best = max(candidates, key=lambda other: _alike(said, words[other], weight), default=number)
        leader = best if best != number and _alike(said, words[best], weight) >= _ALIKE else number
        leaders.append(leader)
        for place in places:
            first.setdefault(place, leader)
    return leaders


def _places(said: frozenset[str], frequency: Counter[str]) -> Iterable[tuple[str, ...]]:
    """Where to look for items that are like this one: the pairs of its rarest words, or its one word."""
    rarest = sorted(said, key=lambda word: (frequency[word], word))[:_RAREST]
    return [tuple(sorted(pair)) for pair in combinations(rarest, 2)] if len(rarest) > 1 else [tuple(rarest)]


def _alike(one: frozenset[str], other: frozenset[str], weight: dict[str, float]) -> float:
    """Jaccard's index, each word weighing as much as it is rare."""
    both = sum(weight[word] for word in one & other)
    either = sum(weight[word] for word in one | other)
    return both / either if either else 0.0
