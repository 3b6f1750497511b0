"""Which past incidents are like one: the weights of ``blameless similar``, and how well they do.

``python -m training.similar SHARED [--write]`` reads the labels of ``data/real/incidents.jsonl`` and the documents they refer
to in the folder SHARED. Two incidents of an owner share a cause where they share a word of ``causes`` (grade 2), a mechanism or
a place where they share one of ``kin`` (grade 1). Everything measured is of owners whose fold the weights have not seen.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from blameless.archive.index import traits
from blameless.archive.memory import Archive, Weights
from blameless.read.document import read_postmortem
from training import sources

LABELS = Path(__file__).resolve().parent.parent / "data" / "real" / "incidents.jsonl"
WEIGHTS = Path(__file__).resolve().parent.parent / "blameless" / "archive" / "similarity.toml"
DECIDING = ("cause", "text")
LEAST_PRECISION = 0.85
"""Of the training pairs above the threshold so many must be the same again: a little more than is promised of unseen ones."""
_PLAIN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Owner:
    """The documents of an owner: texts, what they are compared by, and the grade of each pair."""

    name: str
    fold: int
    texts: list[str]
    aspects: dict[str, np.ndarray]
    grades: np.ndarray
    told: np.ndarray

    @property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        return np.triu_indices(len(self.texts), 1)


def read_owners(shared: Path) -> list[Owner]:
    """The labelled owners."""
    names, folds = sources.names(shared / "real"), sources.folds(shared / "real")
    found: dict[str, list[dict]] = defaultdict(list)
    for label in sources.read_jsonl(LABELS):
        found[label["repo"].split("/")[0]].append({**label, "doc": names[label["repo"], label["path"]]})
    return [_owner(name, labels, folds, shared) for name, labels in found.items()]


def _owner(name: str, labels: Sequence[dict], folds: dict[str, int], shared: Path) -> Owner:
    texts = [(shared / "real" / "postmortems" / each["doc"]).read_text(errors="replace") for each in labels]
    rows = [traits(read_postmortem(text)) for text in texts]
    archive = Archive({"id": "", "title": "", "date": "", "promised": "[]", **row} for row in rows)
    alike = [archive.alike(row) for row in rows]
    grades = np.array([[_grade(one, other) for other in labels] for one in labels])
    told = np.array([row["told"] for row in rows])
    aspects = {name: np.stack([each[name] for each in alike]) for name in (*DECIDING, "symptom")}
    return Owner(name, folds[labels[0]["doc"]], texts, aspects, grades, told)


def _grade(one: dict, other: dict) -> int:
    return 2 if set(one["causes"]) & set(other["causes"]) else int(bool(set(one["kin"]) & set(other["kin"])))


def fit(owners: Iterable[Owner], names: Sequence[str]) -> Weights:
    """Weights from the pairs of some owners. A pair of grade 2 counts twice, one of grade 1 once for and once against."""
    owners = list(owners)
    features = np.concatenate([_features(owner, names) for owner in owners])
    grades = np.concatenate([owner.grades[owner.pairs] for owner in owners])
    told = np.concatenate([(owner.told[:, None] & owner.told[None])[owner.pairs] for owner in owners])
    model = LogisticRegression(C=10, max_iter=5000)
    model.fit(np.concatenate([features, features]), np.concatenate([grades >= 1, grades >= 2]))
    likely = model.predict_proba(features)[:, 1]
    pairs = {name: tuple(map(float, model.coef_[0][2 * n : 2 * n + 2])) for n, name in enumerate(names)}
    return Weights(float(model.intercept_[0]), pairs, _threshold(likely[told], grades[told] >= 1))


def _features(owner: Owner, names: Sequence[str]) -> np.ndarray:
    columns = [owner.aspects[name][owner.pairs] for name in names]
    return np.stack([each for column in columns for each in (column, np.sqrt(column))], axis=1)


def _threshold(likely: np.ndarray, right: np.ndarray) -> float:
    """The lowest threshold at and above which pairs are right often enough, all counted together."""
    order = np.argsort(-likely)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= LEAST_PRECISION)
    return float(likely[order[enough[-1]]]) if len(enough) else 1.0


def gains(similar: np.ndarray, grades: np.ndarray) -> dict[int, float]:
    """nDCG@5 of each document that has anything like it; gain 3 for grade 2, 1 for grade 1."""
    found = {}
    for query in range(len(grades)):
        others = [n for n in range(len(grades)) if n != query]
        best = sorted((2 ** grades[query, n] - 1 for n in others), reverse=True)[:5]
        if best[0]:
            ranked = sorted(others, key=lambda n: (-similar[query, n], n))[:5]
            found[query] = _discounted(2 ** grades[query, n] - 1 for n in ranked) / _discounted(best)
    return found


def _discounted(values: Iterable[float]) -> float:
    return sum(value / math.log2(place + 2) for place, value in enumerate(values))


def tfidf(owner: Owner) -> np.ndarray:
    """Cosines of TF-IDF on the words of whole texts, as scikit-learn does it on its own."""
    rows = TfidfVectorizer().fit_transform(owner.texts)
    return (rows @ rows.T).toarray()


def bm25(owner: Owner, k: float = 1.2, b: float = 0.75) -> np.ndarray:
    """Okapi BM25 on the words of whole texts (Robertson and Zaragoza 2009)."""
    counts = CountVectorizer(token_pattern=_PLAIN.pattern).fit_transform(owner.texts).toarray().astype(float)
    frequency = (counts > 0).sum(axis=0)
    rarity = np.log(1 + (len(counts) - frequency + 0.5) / (frequency + 0.5))
    length = counts.sum(axis=1, keepdims=True)
    weighed = counts * (k + 1) / (counts + k * (1 - b + b * length / length.mean()))
    return ((counts > 0) * rarity) @ weighed.T


def measure(owners: Sequence[Owner]) -> None:
    """Print the figures, every owner by weights that have not seen its fold."""
    methods: dict[str, Callable[[Owner], np.ndarray]] = {"BM25": bm25, "TF-IDF": tfidf}
    for names in (("cause",), ("text",), DECIDING, (*DECIDING, "symptom")):
        unseen = {f: fit((o for o in owners if o.fold != f), names) for f in {owner.fold for owner in owners}}
        methods["+".join(names)] = lambda owner, unseen=unseen: (
            unseen[owner.fold]
            .likelihood({name: value.ravel() for name, value in owner.aspects.items()})
            .reshape(owner.grades.shape)
        )
    found = {
        name: {o.name: list(gains(method(o), o.grades).values()) for o in owners} for name, method in methods.items()
    }
    base = found["+".join(DECIDING)]
    print(f"{sum(map(len, base.values()))} queries of {len(owners)} owners")
    for name, values in found.items():
        low, high = _interval(values)
        ratio, (least, most) = _ratio(base, values), _ratio_interval(base, values)
        print(
            f"{name:28} nDCG@5 {_mean(values):.3f} ({low:.3f} to {high:.3f}); ours over it {ratio:.2f} ({least:.2f} to {most:.2f})"
        )
    _measure_reruns(owners, methods["+".join(DECIDING)])


def _measure_reruns(owners: Sequence[Owner], likely: Callable[[Owner], np.ndarray]) -> None:
    right = exact = flagged = documents = 0
    for owner in owners:
        least = fit((o for o in owners if o.fold != owner.fold), DECIDING).least
        both = owner.told[:, None] & owner.told[None] & ~np.eye(len(owner.texts), dtype=bool)
        hit = (likely(owner) >= least) & both
        flagged, documents = flagged + int(hit.sum()) // 2, documents + int(hit.any(axis=1).sum())
        right += int((hit & (owner.grades >= 1)).sum()) // 2
        exact += int((hit & (owner.grades >= 2)).sum()) // 2
    print(
        f"archive/rerun, action items left aside: {flagged} pairs of {documents} documents, "
        f"{right} share cause or mechanism ({right / max(flagged, 1):.2f}), {exact} the very cause ({exact / max(flagged, 1):.2f})"
    )


def _mean(values: dict[str, list[float]]) -> float:
    return float(np.mean([each for owner in values.values() for each in owner]))


def _ratio(one: dict[str, list[float]], other: dict[str, list[float]]) -> float:
    return _mean(one) / _mean(other)


def _resampled(names: Sequence[str], times: int = 2000) -> Iterable[list[str]]:
    random = np.random.default_rng(16)
    return ([names[n] for n in random.integers(0, len(names), len(names))] for _ in range(times))


def _interval(values: dict[str, list[float]]) -> tuple[float, float]:
    """95 %, by drawing owners with replacement."""
    means = [np.mean([each for owner in drawn for each in values[owner]]) for drawn in _resampled(sorted(values))]
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def _ratio_interval(one: dict[str, list[float]], other: dict[str, list[float]]) -> tuple[float, float]:
    ratios = [
        np.mean([each for owner in drawn for each in one[owner]])
        / np.mean([each for owner in drawn for each in other[owner]])
        for drawn in _resampled(sorted(one))
    ]
    return float(np.quantile(ratios, 0.025)), float(np.quantile(ratios, 0.975))


def write(weights: Weights) -> None:
    """Put weights into the file that ships, below its comment."""
    comment = "".join(line for line in WEIGHTS.read_text(encoding="utf-8").splitlines(True) if line.startswith("#"))
    pairs = "".join(f"{name} = [{pair[0]:.4f}, {pair[1]:.4f}]\n" for name, pair in weights.weights.items())
    values = f"intercept = {weights.intercept:.4f}\nleast = {weights.least:.4f}\n"
    WEIGHTS.write_text(f"{comment}\n{values}\n[weights]\n{pairs}", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path, help="the folder of real documents")
    arguments.add_argument("--write", action="store_true", help="write the weights, fitted on all labelled owners")
    given = arguments.parse_args()
    owners = read_owners(given.shared)
    measure(owners)
    if given.write:
        write(fit(owners, DECIDING))


if __name__ == "__main__":
    main()
