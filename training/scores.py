"""How the scores are learnt from readers: ``python -m training.scores --shared DIR``, some three minutes on one core.

Every document is read once and measured (:mod:`blameless.judge.measures`). A dimension is a sum of ramps with points that are
never negative, found by non-negative least squares (Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23; SciPy's
``nnls``) with a ridge; so it can be read, and its losses add up. Folds hold different owners; figures are of folds left out.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.optimize import nnls
from scipy.stats import spearmanr

from blameless.catalogue import catalogue
from blameless.judge.assess import Assessor
from blameless.judge.measures import measure
from blameless.models import Additive, Artefact, load_models, write_artefact
from blameless.models.additive import KIND
from blameless.read import Reader
from blameless.read.document import read_postmortem
from blameless.report import DIMENSIONS
from blameless.weigh import dimensions, evidence
from training import sources
from training.sources import read_jsonl

OWN = Path(__file__).resolve().parent.parent / "data" / "postmortems"
RIDGE = 10.0
"""How strongly points are drawn to nought; 1 to 30 made no difference of 0.01 in Spearman."""
_ANCHOR = 1000.0
"""The weight of the wish that all points of a dimension sum to 100; they are scaled to it in the end."""
_LEAST = 0.05
"""Points below which a ramp is left out."""
TOLL = {"blamelessness": 0.6}
"""What part of the overall score is lost where a dimension is at nought; 0.3 to 0.8 order real postmortems alike, more orders those
of ``data/postmortems`` better."""
_OWN_WEIGHT = 3.0
"""How much the readers' marks for language of ``data/postmortems`` count in blamelessness, as most real ones hardly blame."""
_FROM_FULL = ("blamelessness",)
"""Dimensions that begin at 100 and lose; the others begin at nought, where a document has nothing of what they ask for."""


@dataclass(frozen=True)
class Own:
    """The project's own postmortems: their names and measures, and the mean marks of two readers for language and the whole."""

    names: Sequence[str]
    rows: Sequence[Mapping[str, float]]
    language: np.ndarray
    overall: np.ndarray

    def some(self, chosen: Sequence[bool]) -> Own:
        """Only some of them."""
        kept = np.array(chosen, bool)
        names = [name for name, keep in zip(self.names, kept, strict=True) if keep]
        rows = [row for row, keep in zip(self.rows, kept, strict=True) if keep]
        return Own(names, rows, self.language[kept], self.overall[kept])


def read_own(measures: Mapping[str, Mapping[str, float]]) -> Own:
    """The marks of ``data/postmortems/ranks.csv`` beside what was measured."""
    with open(OWN / "ranks.csv", encoding="utf-8", newline="") as file:
        marks = {row["file"]: row for row in csv.DictReader(file)}
    names = sorted(marks)
    language, overall = (
        np.array([(float(marks[n][f"{what}1"]) + float(marks[n][f"{what}2"])) / 2 for n in names])
        for what in ("language", "reader")
    )
    return Own(names, [measures[name] for name in names], language, overall)


def read_measures(folder: Path, names: Sequence[str], models: Path | None = None) -> dict[str, dict[str, float]]:
    """What each document of a folder is weighed by, as judged by these models."""
    assessor, rules, found = Assessor(load_models(models), Reader()), list(catalogue().values()), {}
    for name in names:
        [each] = assessor.assess([read_postmortem((folder / name).read_text(encoding="utf-8"))])
        found[name] = dict(measure(each.context(), rules).values)
    return found


def ramps(dimension: str) -> list[tuple[str, float, float]]:
    """The evidence, beginning and end of each ramp of a dimension."""
    return [(name, *pair) for name in dimensions()[dimension] for pair in pairwise(evidence()[name].knots)]


def reached(rows: Sequence[Mapping[str, float]], dimension: str) -> np.ndarray:
    """How far along each ramp each document is, of the shape (documents, ramps)."""
    columns = [
        np.clip((np.array([row.get(name, 0.0) for row in rows]) - begin) / (end - begin), 0, 1)
        for name, begin, end in ramps(dimension)
    ]
    return np.stack(columns, axis=1)


def fit_points(along: np.ndarray, scores: np.ndarray, from_full: bool, weight: np.ndarray | None = None) -> np.ndarray:
    """The points of each ramp, which sum to 100; to less where scores begin at 100 and cannot fall to nought."""
    width = along.shape[1]
    rows, wanted = (1 - along, 100 - scores) if from_full else (along, scores)
    root = np.ones(len(rows)) if weight is None else np.sqrt(weight)
    system = [rows * root[:, None], np.sqrt(RIDGE) * np.eye(width)]
    target = [wanted * root, np.zeros(width)]
    if not from_full:
        system.append(np.full((1, width), _ANCHOR))
        target.append(np.array([100 * _ANCHOR]))
    points, _ = nnls(np.vstack(system), np.concatenate(target), maxiter=100 * width)
    points[points < _LEAST] = 0
    return points * (100 / points.sum()) if not from_full or points.sum() > 100 else points


def tell(along: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The scores that points give."""
    return np.clip(100 - (1 - along) @ points, 0, 100)


def fit_share(scores: np.ndarray, overall: np.ndarray) -> np.ndarray:
    """The weight of each dimension in the overall score; they sum to 1, and those that take a toll have none."""
    free = [place for place, name in enumerate(DIMENSIONS) if name not in TOLL]
    share = np.zeros(len(DIMENSIONS))
    share[free], _ = nnls(scores[:, free], overall)
    return share / share.sum()


def fit(rows: Sequence[Mapping[str, float]], gold: Mapping[str, np.ndarray], honest: np.ndarray, own: Own) -> Additive:
    """The scores, learnt from what readers gave.

    Args:
        rows: the measures of each document.
        gold: for each dimension and ``overall`` what readers gave each document.
        honest: of which documents the likelihood of blame is by models that have not seen them; only they teach blamelessness.
        own: the project's own postmortems, which teach it too.
    """
    learnt, parts = [], []
    for dimension in DIMENSIONS:
        along, full = reached(rows, dimension), dimension in _FROM_FULL
        if full:
            marked = np.vstack([along[honest], reached(own.rows, dimension)])
            weight = np.concatenate([np.ones(honest.sum()), np.full(len(own.rows), _OWN_WEIGHT)])
            learnt.append(fit_points(marked, np.concatenate([gold[dimension][honest], own.language]), True, weight))
        else:
            learnt.append(fit_points(along, gold[dimension], False))
        parts.append(tell(along, learnt[-1]))
    return Additive(_artefact(learnt, fit_share(np.stack(parts, axis=1), gold["overall"])))


def _artefact(learnt: Sequence[np.ndarray], share: np.ndarray) -> Artefact:
    names = sorted({name for dimension in DIMENSIONS for name, _, _ in ramps(dimension)})
    kept = [
        (label, names.index(name), begin, end, points)
        for label, (dimension, all_points) in enumerate(zip(DIMENSIONS, learnt, strict=True))
        for (name, begin, end), points in zip(ramps(dimension), all_points, strict=True)
        if points > 0
    ]
    columns = [np.array(column, dtype=np.float64) for column in zip(*kept, strict=True)]
    arrays = dict(zip(("label", "evidence", "begin", "end", "points"), columns, strict=True))
    arrays |= {"base": np.round([100 - points.sum() for points in learnt], 6), "share": share}
    arrays["toll"] = np.array([TOLL.get(name, 0.0) for name in DIMENSIONS])
    return Artefact(KIND, DIMENSIONS, arrays, tuple(names))


def predicted(model: Additive, rows: Sequence[Mapping[str, float]]) -> dict[str, np.ndarray]:
    """The scores of documents, each dimension and ``overall``."""
    scores = np.round(
        100 * model.predict(rows), 1
    )  # as a report gives them, or ties would be broken by what is no difference
    overall = [model.overall(dict(zip(model.labels, row.tolist(), strict=True))) for row in scores]
    return {**dict(zip(model.labels, scores.T, strict=True)), "overall": np.array(overall)}


def cross_validate(
    rows: Sequence[Mapping[str, float]], gold: Mapping[str, np.ndarray], folds: np.ndarray, honest: np.ndarray, own: Own
) -> dict[str, np.ndarray]:
    """The scores of each document by a model that has not seen its fold."""
    told = {name: np.zeros(len(rows)) for name in gold}
    for fold in sorted(set(folds.tolist())):
        out = folds == fold
        model = fit(
            [r for r, held in zip(rows, out, strict=True) if not held],
            {n: g[~out] for n, g in gold.items()},
            honest[~out],
            own,
        )
        for name, values in predicted(model, [r for r, held in zip(rows, out, strict=True) if held]).items():
            told[name][out] = values
    return told


def figures(told: np.ndarray, gold: np.ndarray) -> str:
    """Spearman's rank correlation and mean absolute error."""
    return f"{spearmanr(told, gold)[0]:.3f} ({np.abs(told - gold).mean():.1f})"


def main() -> None:
    """Read, cross-validate, fit on all and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shared", type=Path, required=True, help="folder with real/: postmortems, folds.json, gold/documents.jsonl"
    )
    parser.add_argument("--output", type=Path, default=Path("models/scores"))
    parser.add_argument(
        "--held-out",
        type=Path,
        help="folder of models foldN that have not seen fold N; else blame is judged by models that have seen all",
    )
    parser.add_argument(
        "--measures", type=Path, default=Path("build/scores/measures.json"), help="where what was measured is kept"
    )
    parser.add_argument("--reuse", action="store_true", help="take what was measured before")
    options = parser.parse_args()
    real = options.shared / "real"
    fold_of = sources.folds(real)
    if not options.reuse:
        found = read_measures(real / "postmortems", sorted(fold_of))
        for fold in sorted(set(fold_of.values())):
            models = options.held_out / f"fold{fold}" if options.held_out else None
            if models is not None and (models / "encoder").is_dir():
                names = [name for name in sorted(fold_of) if fold_of[name] == fold]
                found |= {
                    name: {**each, "held out": 1.0}
                    for name, each in read_measures(real / "postmortems", names, models).items()
                }
        found |= read_measures(OWN, sorted(path.name for path in OWN.glob("*.md")))
        options.measures.parent.mkdir(parents=True, exist_ok=True)
        options.measures.write_text(json.dumps(found), encoding="utf-8")
    measures = json.loads(options.measures.read_text(encoding="utf-8"))
    given = {each["doc"]: each["scores"] for each in read_jsonl(real / "gold" / "documents.jsonl")}
    own = read_own(measures)
    names = sorted(set(measures) & set(given))
    rows = [measures[name] for name in names]
    gold = {name: np.array([given[doc][name] for doc in names]) for name in (*DIMENSIONS, "overall")}
    folds = np.array([fold_of[doc] for doc in names])
    honest = np.array(["held out" in row for row in rows])
    if not honest.any():
        honest[:] = True
    told = cross_validate(rows, gold, folds, honest, own)
    for name in gold:
        by_fold = "  ".join(f"{f}: {figures(told[name][folds == f], gold[name][folds == f])}" for f in range(5))
        print(
            f"{name:14} all {figures(told[name], gold[name])}  held out {figures(told[name][honest], gold[name][honest])}  | {by_fold}"
        )
    series = np.array([name[0] for name in own.names])
    ours = np.zeros(len(own.names))
    for each in sorted(set(series.tolist())):
        seen, out = own.some(series != each), own.some(series == each)
        ours[series == each] = predicted(fit(rows, gold, honest, seen), out.rows)["overall"]
    print(f"own postmortems, a series left out at a time: {figures(ours, own.overall)}")
    model = fit(rows, gold, honest, own)
    print({name: round(share, 3) for name, share in model.share.items()})
    print(f"{options.output}: {write_artefact(model.artefact, options.output)}")


if __name__ == "__main__":
    main()
