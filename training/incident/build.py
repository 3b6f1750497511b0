"""Trains ``models/incident`` and measures it, cross-validated over owners.

python -m training.incident.build ../shared models/incident            # train on all, write the artefact
python -m training.incident.build ../shared --measure 0 1 3 4          # figures by fold, each trained on the others
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from blameless.models import LinearModel, write_artefact
from blameless.read.incident import moments_document, read_incident
from blameless.read.incident.choice import NONE, Choice, ones, row
from blameless.read.incident.durations import Duration, durations
from blameless.read.incident.intervals import QUESTIONS, Interval, document, intervals, of_document, pick
from blameless.read.incident.moments import MILESTONES, Point, points
from blameless.read.incident.noticed import ANSWERS, QUESTION, Statement, statements
from training.incident.examples import Example, read_first, read_real, right_moment, right_time, write_synthetic
from training.incident.fit import Fitted, Group, fit

SYNTHETIC, WEIGHT = 900, 0.12
"""Documents put together of templates, and what each counts beside a real one."""
PARTS = 4
"""In so many parts the training documents are split by owner, so that times are learnt on milestones told by models that have not seen them."""
PENALTIES = {QUESTION: (1.0, 0.3, 10.0), "milestone": (2.0, None), "time": (2.0, None)}
SMALLEST = 0.01
"""Weights below this are left out."""


@dataclass(frozen=True)
class Read:
    """An example with its candidates."""

    example: Example
    statements: list[Statement]
    points: list[Point]
    stated: list[Duration]


def collect(example: Example) -> Read:
    """The candidates of an example."""
    postmortem = example.postmortem
    return Read(example, statements(postmortem), points(postmortem), durations(postmortem))


def noticed_group(read: Read) -> Group:
    """The statements of a document; those on the lines that readers name are right, or all where none is on them."""
    gold = read.example.gold.detected_by
    right = frozenset(ANSWERS.index(each) for each in gold if each in ANSWERS)
    evidence = [each.evidence for each in read.statements]
    named = [_on_lines(read.example, each) for each in read.statements]
    rights = [right if each or not any(named) else frozenset() for each in named]
    none = "unknown" in gold or not evidence
    return Group(evidence, ones(of_document(read.example.postmortem)), rights, none, read.example.weight)


def _on_lines(example: Example, statement: Statement) -> bool:
    source = example.postmortem.source
    return any(source.line_of(statement.start) <= line <= source.line_of(statement.end) for line in example.lines)


def milestone_group(read: Read, name: str) -> Group:
    told = read.example.gold.moments[name]
    right = [frozenset({0}) if right_moment(point, told) else frozenset() for point in read.points]
    none = None in told or not any(right)
    evidence = moments_document(read.example.postmortem, read.points)
    return Group([point.evidence for point in read.points], evidence, right, none, read.example.weight)


def time_group(read: Read, question: str, choices: Mapping[str, Choice]) -> tuple[Group, list[Interval]]:
    told = read.example.gold.minutes[question]
    found = intervals(question, read.points, read.stated, choices)
    right = [frozenset({0}) if right_time(each.seconds, told) else frozenset() for each in found]
    evidence = document(read.example.postmortem, question, found, choices)
    none = None in told or not any(right)
    return Group([each.evidence for each in found], evidence, right, none, read.example.weight), found


def _fit_milestones(reads: Sequence[Read]) -> dict[str, Fitted]:
    return {
        name: fit([milestone_group(read, name) for read in reads], 1, *PENALTIES["milestone"]) for name in MILESTONES
    }


def _choices(read: Read, fitted: Mapping[str, Fitted]) -> dict[str, Choice]:
    return {name: Choice(*fitted[name].odds(milestone_group(read, name))) for name in MILESTONES}


def _part(read: Read) -> int:
    return int(hashlib.sha256(read.example.owner.encode()).hexdigest(), 16) % PARTS


def train(reads: Sequence[Read]) -> LinearModel:
    """The model fitted on these documents, its thresholds chosen on parts of them that each step had not seen."""
    noticed = fit([noticed_group(read) for read in reads], len(ANSWERS), *PENALTIES[QUESTION])
    fitted = _fit_milestones(reads)
    unseen: dict[int, dict[str, Choice]] = {}
    for part in range(PARTS):
        held = [read for read in reads if _part(read) == part]
        without = _fit_milestones([read for read in reads if _part(read) != part])
        unseen.update({id(read): _choices(read, without) for read in held})
    thresholds = {name: _milestone_threshold(reads, unseen, name) for name in MILESTONES}
    times = {}
    for question in QUESTIONS:
        grouped = [(read, *time_group(read, question, unseen[id(read)])) for read in reads]
        times[question] = fit([group for _, group, _ in grouped], 1, *PENALTIES["time"])
        answered = []
        for part in range(PARTS):
            part_fit = fit([group for read, group, _ in grouped if _part(read) != part], 1, *PENALTIES["time"])
            answered += [
                (read, found, Choice(*part_fit.odds(group)))
                for read, group, found in grouped
                if _part(read) == part and read.example.fold >= 0
            ]
        thresholds[question] = _best_threshold(
            lambda threshold, answered=answered, question=question: _f1(
                [(read, pick(choice, found, threshold)) for read, found, choice in answered], question
            )
        )
    return _model(
        {QUESTION: (ANSWERS, noticed)} | {name: (("",), each) for name, each in (fitted | times).items()}, thresholds
    )


def _best_threshold(figure: Callable[[float], float]) -> float:
    grid = [round(0.05 * step, 2) for step in range(2, 17)]
    return max(grid, key=figure)


def _milestone_threshold(reads: Sequence[Read], unseen: Mapping[int, Mapping[str, Choice]], name: str) -> float:
    def figure(threshold: float) -> float:
        right = wrong = missed = 0
        for read in reads:
            if read.example.fold < 0:
                continue
            told, choice = read.example.gold.moments[name], unseen[id(read)][name]
            chosen = None
            if read.points:
                best = int(choice.probabilities[:, 0].argmax())
                chance = choice.probabilities[best, 0]
                chosen = read.points[best] if chance / (chance + choice.none) >= threshold else None
            ok = chosen is not None and right_moment(chosen, told)
            right += ok
            wrong += chosen is not None and not ok
            missed += None not in told and not ok
        return 2 * right / max(2 * right + wrong + missed, 1)

    return _best_threshold(figure)


def _f1(answered: Sequence[tuple[Read, Interval | None]], question: str) -> float:
    counts = np.zeros(3)
    for read, interval in answered:
        counts += _counts(interval.seconds if interval else None, read.example.gold.minutes[question])
    right, wrong, missed = counts
    return 2 * right / max(2 * right + wrong + missed, 1)


def _counts(seconds: float | None, told: frozenset[float | None]) -> np.ndarray:
    """Right, wrong and missed, as ``evaluate.py`` counts them."""
    if None in told and len(told) > 1 and seconds is None:
        return np.zeros(3)
    right = seconds is not None and right_time(seconds, told)
    return np.array([right, seconds is not None and not right, told != {None} and not right], float)


def _model(questions: Mapping[str, tuple[Sequence[str], Fitted]], thresholds: Mapping[str, float]) -> LinearModel:
    labels = [
        name
        for question, (answers, _) in questions.items()
        for name in (*(row(question, a) for a in answers), row(question, NONE))
    ]
    names: dict[str, None] = {}
    for _, fitted in questions.values():
        names.update({name: None for name, weights in fitted.answers.items() if abs(weights).max() >= SMALLEST})
        names.update({name: None for name, weight in fitted.none.items() if abs(weight) >= SMALLEST})
    vocabulary = {name: column for column, name in enumerate(sorted(names))}
    weights = np.zeros((len(labels), len(vocabulary)), np.float32)
    for question, (answers, fitted) in questions.items():
        for number, answer in enumerate(answers):
            place = labels.index(row(question, answer))
            for name, values in fitted.answers.items():
                if name in vocabulary:
                    weights[place, vocabulary[name]] = values[number]
        place = labels.index(row(question, NONE))
        for name, value in fitted.none.items():
            if name in vocabulary:
                weights[place, vocabulary[name]] = value
    return LinearModel(tuple(labels), vocabulary, weights, np.zeros(len(labels), np.float32), dict(thresholds))


def measure(reads: Sequence[Read], synthetic: Sequence[Read], fold: int) -> str:
    """The figures of a fold's documents, read by a model that was trained on the others."""
    model = train([*(read for read in reads if read.example.fold != fold), *synthetic])
    return f"fold {fold}: {figures([read for read in reads if read.example.fold == fold], model)}"


def figures(held: Sequence[Read], model: LinearModel) -> str:
    """How often who noticed is right, and F1 of the times, in documents that a model has not seen."""
    who = 0
    counts = {question: np.zeros(3) for question in QUESTIONS}
    for read in held:
        incident = read_incident(read.example.postmortem, model)
        who += incident.detected_by in read.example.gold.detected_by
        for question in QUESTIONS:
            counts[question] += _counts(getattr(incident, question), read.example.gold.minutes[question])
    told = {q: f"{2 * c[0] / max(2 * c[0] + c[1] + c[2], 1):.3f} {c.astype(int).tolist()}" for q, c in counts.items()}
    return f"who {who / len(held):.3f} ({who} of {len(held)}), {told}, thresholds {dict(model.thresholds)}"


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("shared", type=Path, help="holds real/")
    cli.add_argument("output", type=Path, nargs="?")
    cli.add_argument("--measure", type=int, nargs="*", default=[], metavar="FOLD")
    cli.add_argument("--first", action="store_true", help="figures of the first documents, none of which is trained on")
    options = cli.parse_args()
    reads = [collect(example) for example in read_real(options.shared)]
    synthetic = [collect(example) for example in write_synthetic(SYNTHETIC, WEIGHT)]
    for fold in options.measure:
        print(measure(reads, synthetic, fold), flush=True)
    if options.first:
        first = [collect(example) for example in read_first(options.shared)]
        print(f"first: {figures(first, train([*reads, *synthetic]))}", flush=True)
    if options.output:
        print(write_artefact(train([*reads, *synthetic]).artefact(), options.output))


if __name__ == "__main__":
    main()
