"""Train what reads the fields of action items, and measure it across owners.

    python -m training.fields --shared DIR                 # cross-validated figures, fold by fold
    python -m training.fields --shared DIR --output models/fields

DIR holds labelled documents (``real/gold/documents.jsonl``, ``real/postmortems``, ``real/folds.json``), split so that no owner of a
repository is in two folds. Fold 2 is left out of everything: it is neither trained on nor measured here. Besides, the training split
of ``data/actions/items.jsonl`` is learnt from, each item alone and those of one written list together; its development split too,
its test split never. What :mod:`training.composed` puts together is learnt from as well, and the first labelled documents
(``postmortems``, with what ``data/real/facts.jsonl`` says of them), on which nothing is measured: each is left out with the fold that has others of its owner.

The scorer of a field is a conditional logit (McFadden 1974): the candidates of an item and "none" share the probability, each by e to
the power of its weighted evidence. It is fitted by L-BFGS with an L2 penalty.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize

from blameless.learn.items import document
from blameless.models import write_artefact
from blameless.models.linear import LinearModel
from blameless.read import Candidate, Postmortem
from blameless.read.document import read_postmortem
from blameless.read.items.candidate import Candidate as Filling
from blameless.read.items.reader import TELLING, Surroundings, candidates_of
from training import sources
from training.composed import Composer
from training.items import plain, read_items

FOLDS = (0, 1, 3, 4)


class Setting(NamedTuple):
    """How the scorer of a field is fitted, by the figures over the folds.

    ``least`` is the least share of all candidates together at which one is chosen; ``penalty`` half the inverse of the variance that weights are
    expected to have; ``real`` what an item of a published document counts, where one written for the data counts 1; ``composed`` the
    files of layouts after which lists of :mod:`training.composed` are put together that are learnt from; ``first`` whether the first
    documents are learnt from.
    """

    least: float
    penalty: float = 0.5
    real: float = 3.0
    composed: tuple[str, ...] = ()
    first: bool = True


LAYOUTS, DAYS, STATES = "layouts.txt", "days.txt", "states.txt"
LISTS, SEED = {LAYOUTS: 2000, DAYS: 110, STATES: 240}, 11
"""Lists that are put together after each file of layouts, and what they are drawn by."""
SETTINGS = {
    "owner": Setting(0.5, 0.5, 5.0, (LAYOUTS,)),
    "due": Setting(0.6, 2.0, 10.0, (LAYOUTS, DAYS, STATES)),
    "ticket": Setting(0.35, 0.5, 3.0, (LAYOUTS,)),
    "done": Setting(0.4, 0.5, 3.0, (STATES,), first=False),
}
COMPOSED = 0.25
"""What an item of a list that is put together counts."""
RANGES = ("owner", "due", "ticket")
"""What is labelled as a range of the text."""
RARE = 3
"""Evidence seen less often is left out."""


@dataclass(frozen=True)
class Labelled:
    """An item, its labels and the candidates of its fields; ``fold`` is ``None`` for those that are not of published documents.

    ``first``: it is of the first documents, whose fold (or -1) is that of others of the same owner.
    """

    labels: dict[str, Any]
    fold: int | None
    fields: dict[str, list[Filling]]
    composed: str | None = None
    first: bool = False

    def right(self, name: str, value: str | None) -> bool:
        """Whether a value is what the labels say."""
        wanted = self.labels.get(name)
        if name == "done":
            return bool(wanted) == bool(value)
        if self.fold is None:
            return plain(name, value) == plain(name, wanted)
        return _same_ticket(wanted, value) if name == "ticket" else _same(wanted, value)


def _norm(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "", (text or "").lower())


def _same(a: str | None, b: str | None) -> bool:
    """As readers' labels are compared: letters and digits alone, and a long one may lie in the other."""
    a, b = _norm(a), _norm(b)
    return a == b or bool(a and b and ((len(a) > 14 and a in b) or (len(b) > 14 and b in a)))


def _same_ticket(a: str | None, b: str | None) -> bool:
    ends = [re.findall(r"\d{3,}", each or "")[-1:] for each in (a, b)]
    return _same(a, b) or (bool(ends[0]) and ends[0] == ends[1])


def published(shared: Path) -> Iterator[Labelled]:
    """The labelled items of published documents, list by list."""
    folds = sources.folds(shared / "real")
    for labels in sources.read_jsonl(shared / "real" / "gold" / "documents.jsonl"):
        if folds[labels["doc"]] not in FOLDS or not labels["action_items"]:
            continue
        text = (shared / "real" / "postmortems" / labels["doc"]).read_text(encoding="utf-8")
        postmortem = read_postmortem(text)
        pairs = list(_matched(postmortem, labels["action_items"]))
        found = candidates_of([each for each, _ in pairs], Surroundings.of(postmortem))
        for (_, item), fields in zip(pairs, found, strict=True):
            yield Labelled(item, folds[labels["doc"]], fields)


def first(shared: Path) -> Iterator[Labelled]:
    """The labelled items of the first documents."""
    folds = sources.folds_of_owners(shared / "real")
    for row, name in sources.facts(shared):
        text = (shared / "postmortems" / name).read_text(encoding="utf-8")
        postmortem = read_postmortem(text)
        items = [item | {name: _between(text, item[name]) for name in RANGES} for item in row["items"]]
        pairs = list(_matched(postmortem, items))
        found = candidates_of([each for each, _ in pairs], Surroundings.of(postmortem))
        fold = folds.get(sources.owner_of(row["repo"]), -1)
        for (_, item), fields in zip(pairs, found, strict=True):
            yield Labelled(item, fold, fields, first=True)


def _between(text: str, span: Sequence[int] | None) -> str | None:
    return text[span[0] : span[1]] if span else None


def _matched(postmortem: Postmortem, items: Sequence[dict[str, Any]]) -> Iterator[tuple[Candidate, dict[str, Any]]]:
    """Each labelled item with the candidate on its line, a formal one before others."""
    lines: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in postmortem.candidates:
        lines[postmortem.source.line_of(candidate.start)].append(candidate)
    for line in lines.values():
        line.sort(key=lambda candidate: (not candidate.formal, candidate.start))
    for item in items:
        if lines[item["line"]]:
            yield lines[item["line"]].pop(0), item


def written(split: Callable[[str], bool]) -> Iterator[Labelled]:
    """The items of ``data/actions`` in some splits: each alone, and again with those of its list."""
    lists: dict[tuple[str, str], list[tuple[Candidate, dict[str, Any]]]] = defaultdict(list)
    words: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in read_items():
        postmortem = read_postmortem(document(item, "Action items"))
        found = [each for each in postmortem.candidates if each.formal]
        if split(item["split"]) and found:
            around = Surroundings.of(postmortem)
            yield Labelled(item, None, candidates_of(found[:1], around)[0])
            lists[item["group"], item["layout"]].append((replace(found[0], group=()), item))
            words[item["group"], item["layout"]] |= around.common
    for group, pairs in lists.items():
        if len(pairs) > 1:
            read = candidates_of([each for each, _ in pairs], Surroundings(common=frozenset(words[group])))
            for (_, item), fields in zip(pairs, read, strict=True):
                yield Labelled(item, None, fields)


def composed() -> Iterator[Labelled]:
    """The items of lists that are put together."""
    for layouts, number in LISTS.items():
        for each in Composer(SEED, layouts).lists(number):
            postmortem = read_postmortem(each.text)
            found = [candidate for candidate in postmortem.candidates if candidate.formal]
            if len(found) == len(each.labels):
                read = candidates_of(found, Surroundings.of(postmortem))
                yield from (
                    Labelled(item, None, fields, layouts) for item, fields in zip(each.labels, read, strict=True)
                )


@dataclass(frozen=True)
class Table:
    """The candidates of one field: a row of evidence each, the item it belongs to, and whether it is right."""

    items: Sequence[Labelled]
    rows: sparse.csr_matrix
    owner: np.ndarray
    right: np.ndarray
    names: list[str]


def table(name: str, items: Sequence[Labelled]) -> Table:
    """The candidates of a field as numbers."""
    columns: dict[str, int] = {}
    indices, ends, owner, right = [], [0], [], []
    for place, item in enumerate(items):
        wanted = str(item.labels.get(name)).strip(" .")
        exact = any(candidate.value.strip(" .") == wanted for candidate in item.fields[name])
        for candidate in item.fields[name]:
            indices += [columns.setdefault(each, len(columns)) for each in dict.fromkeys(candidate.evidence)]
            ends.append(len(indices))
            owner.append(place)
            good = candidate.value.strip(" .") == wanted if exact else item.right(name, candidate.value)
            right.append(bool(item.labels.get(name)) and good)
    shape = (len(owner), len(columns))
    rows = sparse.csr_matrix((np.ones(len(indices)), indices, ends), shape=shape)
    return Table(items, rows, np.array(owner), np.array(right, dtype=bool), list(columns))


def _teaches(item: Labelled, setting: Setting) -> bool:
    """Whether the scorer of a field learns from an item."""
    return setting.first if item.first else item.composed is None or item.composed in setting.composed


def _weight(item: Labelled, setting: Setting) -> float:
    """What an item counts when the scorer of a field is fitted."""
    if item.composed is not None:
        return COMPOSED
    return 1.0 if item.fold is None else setting.real


def fit(name: str, data: Table, chosen: np.ndarray) -> np.ndarray:
    """The bias and the weights of a field's scorer, from the items that are chosen (a boolean each)."""
    setting = SETTINGS[name]
    chosen = chosen & np.array([_teaches(item, setting) for item in data.items])
    mask = chosen[data.owner]
    rows, right = data.rows[mask], data.right[mask]
    kept = np.flatnonzero(np.asarray((rows > 0).sum(axis=0)).ravel() >= RARE)
    rows = rows[:, kept]
    places, inverse = np.unique(data.owner[mask], return_inverse=True)
    found = np.zeros(len(places), dtype=bool)
    np.logical_or.at(found, inverse[right], True)
    asked = np.array([bool(data.items[place].labels.get(name)) for place in places])
    weight = np.array([_weight(data.items[place], setting) for place in places])
    weight[asked & ~found] = 0.0  # the answer is no candidate: nothing to choose
    turned = rows.T.tocsr()

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        powers = np.exp(np.clip(rows @ values[1:] + values[0], -30, 30))
        total = 1.0 + np.bincount(inverse, powers, len(places))
        good = np.where(found, np.bincount(inverse, powers * right, len(places)), 1.0)
        slope = powers / total[inverse] - np.where(right, powers / np.maximum(good[inverse], 1e-12), 0.0)
        slope *= weight[inverse]
        penalty = setting.penalty * values[1:]
        gradient = np.concatenate([[slope.sum()], turned @ slope + 2 * penalty])
        return float((weight * (np.log(total) - np.log(good))).sum() + penalty @ values[1:]), gradient

    fitted = minimize(loss, np.zeros(len(kept) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    values = np.zeros(len(data.names) + 1)
    values[0], values[1 + kept] = fitted[0], fitted[1:]
    return values


def counts(name: str, data: Table, values: np.ndarray, asked: np.ndarray, least: float) -> tuple[int, int, int]:
    """What is found right, found wrong, and missed, among the items that are asked for (a boolean each)."""
    powers = np.exp(np.clip(data.rows @ values[1:] + values[0], -30, 30))
    total = np.bincount(data.owner, powers, len(data.items))
    starts = np.searchsorted(data.owner, np.arange(len(data.items) + 1))
    right = wrong = missed = 0
    for place in np.flatnonzero(asked):
        item, low, high = data.items[place], starts[place], starts[place + 1]
        said = None
        if high > low and total[place] >= least * (1 + total[place]):
            said = item.fields[name][int(powers[low:high].argmax())].value
        wanted, good = bool(item.labels.get(name)), item.right(name, said)
        right += wanted and said is not None and good
        wrong += said is not None and not (wanted and good)
        missed += wanted and not (said is not None and good)
    return right, wrong, missed


def offered(name: str, data: Table) -> str:
    """How many answers of published documents are among the candidates at all: no scorer finds more."""
    asked = [item for item in data.items if item.fold is not None and not item.first and item.labels.get(name)]
    there = sum(any(item.right(name, candidate.value) for candidate in item.fields[name]) for item in asked)
    return f"{there} of {len(asked)} are candidates"


def f1(right: int, wrong: int, missed: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / max(1, 2 * right + wrong + missed)


def cross_validate(name: str, data: Table) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """For each fold, what a scorer that never saw it finds right, wrong and not at all."""
    folds = np.array([-1 if item.fold is None else item.fold for item in data.items])
    measured = np.array([not item.first for item in data.items])
    for fold in FOLDS:
        values = fit(name, data, folds != fold)
        yield fold, counts(name, data, values, (folds == fold) & measured, SETTINGS[name].least)


def model(values: dict[str, np.ndarray], tables: dict[str, Table]) -> LinearModel:
    """One model of all fields; evidence that no field weighs is left out."""
    weights = [
        {each: weight for each, weight in zip(tables[name].names, values[name][1:], strict=True) if abs(weight) > 1e-3}
        for name in TELLING
    ]
    vocabulary = {each: column for column, each in enumerate(sorted({each for row in weights for each in row}))}
    matrix = np.zeros((len(weights), len(vocabulary)))
    for row, found in zip(matrix, weights, strict=True):
        row[[vocabulary[each] for each in found]] = list(found.values())
    bias = np.array([values[name][0] for name in TELLING])
    return LinearModel(
        tuple(TELLING), vocabulary, matrix, bias, {name: setting.least for name, setting in SETTINGS.items()}
    )


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shared", type=Path, required=True)
    cli.add_argument("--output", type=Path)
    args = cli.parse_args()
    items = [*published(args.shared), *first(args.shared), *written(lambda split: split != "test"), *composed()]
    tables = {name: table(name, items) for name in TELLING}
    for name, data in tables.items():
        found = dict(cross_validate(name, data))
        for fold, each in found.items():
            print(f"{name} fold {fold}: right {each[0]}, wrong {each[1]}, missed {each[2]}, F1 {f1(*each):.3f}")
        total = [sum(each) for each in zip(*found.values(), strict=True)]
        print(
            f"{name}: right {total[0]}, wrong {total[1]}, missed {total[2]}, F1 {f1(*total):.3f}; {offered(name, data)}"
        )
    if args.output:
        values = {name: fit(name, data, np.ones(len(items), dtype=bool)) for name, data in tables.items()}
        print(write_artefact(model(values, tables).artefact(), args.output))


if __name__ == "__main__":
    main()
