"""Causes that recur: past incidents put together by how likely they share cause or mechanism, as the index tells it.

Agglomerative clustering with average linkage (scikit-learn): the incidents of a cluster are on average as likely to share it as two
incidents that count as the same again. Every pair is looked at, so that an archive of more than :data:`MOST` documents is not clustered.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..language.en.months import MONTH, WEEKDAY
from ..lexicon import load
from .memory import Archive, shipped_weights
from .words import stem, stems, tokens

if TYPE_CHECKING:
    from .tables import Row

MOST = 3_000
"""Documents that are clustered; the distances of their pairs take 72 MB."""
_WORDS = 3
"""Words that name a cluster."""
_NO_NAME = re.compile(rf"{MONTH}|{WEEKDAY}|..?")
"""What names no cluster: parts of dates, and what is left of “12th”."""
_SHARE = 0.5
"""The share of the documents of a cluster that use a word which names it."""


def clusters(archive: Archive) -> list[tuple[str, list[str]]] | None:
    """Documents whose causes are alike: what they have in common, in words, and their ids; ``None`` where there are too many of them.

    Only documents with a section on the cause count, and every cluster has two or more.
    """
    from sklearn.cluster import AgglomerativeClustering

    if len(archive) > MOST:
        return None
    rows, likely = archive.pairs()
    if len(rows) < 2:
        return []
    found = AgglomerativeClustering(
        n_clusters=None,  # type: ignore[arg-type]  # as many as the threshold leaves
        distance_threshold=1 - shipped_weights().least,
        metric="precomputed",
        linkage="average",
    ).fit_predict(1 - likely)
    members: dict[int, list[Row]] = {}
    for label, row in zip(found.tolist(), rows, strict=True):
        members.setdefault(label, []).append(row)
    everywhere = Counter(word for row in rows for word in set(stems(_said(row))))
    return [(_label(group, everywhere), [row["id"] for row in group]) for group in members.values() if len(group) > 1]


def _label(rows: Sequence[Row], everywhere: Counter[str]) -> str:
    """What documents have in common: the failure mode that most of them name, and words."""
    modes, known = Counter(mode for row in rows for mode in (row["failure_modes"] or "").split()), load("failure_modes")
    named = [known[mode]["label"] for mode, count in modes.most_common(1) if mode in known and count > len(rows) / 2]
    return ": ".join((*named, ", ".join(_words(rows, everywhere)) or "alike"))


def _said(row: Row) -> str:
    """Title and cause of a document, as they are kept to be shown."""
    return " ".join([row["title"] or "", *(text for _, text in json.loads(row["causes"]))])


def _words(rows: Sequence[Row], everywhere: Counter[str]) -> list[str]:
    """The words that most of these documents use and few others do, as they write them."""
    texts = [_said(row) for row in rows]
    used = Counter(word for text in texts for word in set(stems(text)))
    shared = (word for word, count in used.items() if count > 1 and count >= _SHARE * len(rows))
    written = Counter(word for text in texts for word in tokens(text))
    spelt = {stem(word): word for word, _ in reversed(written.most_common())}
    common = [word for word in shared if not _NO_NAME.fullmatch(spelt.get(word, word))]
    titled = Counter(word for row in rows for word in set(stems(row["title"] or "")))

    def telling(word: str) -> float:
        return used[word] * (used[word] + titled[word]) / everywhere[word]

    best = sorted(common, key=lambda word: (-telling(word), word))[:_WORDS]
    written = Counter(word for text in texts for word in tokens(text))
    spelt = {stem(word): word for word, _ in reversed(written.most_common())}
    return [spelt.get(word, word) for word in best]
