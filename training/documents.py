"""What a document is, what it tells, and what a reader would ask it for: ``models/document``, ``models/worth``.

    python -m training.documents ../shared [--held-out build/judge] [--write models]

Two blind readers said of each document of ``data/real/documents.jsonl`` what kind it is, and of each thing that a postmortem may tell: that it is
told, owed (missing, and they would ask for it), spared (missing, and asking would be noise), or does not arise. Two more judged findings of
``data/real/findings.jsonl``. The first model learns kinds and what is lacking (owed or spared), from words and measures of the text; the second
holds the share of readers who ask for it where it is. All figures are of owners left out.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from blameless.catalogue import catalogue
from blameless.judge.assess import Assessor
from blameless.judge.documents import (
    ABROAD,
    ELSEWHERE,
    EXERCISE,
    INCIDENT,
    KIND,
    LACKS,
    OTHER,
    SOLO,
    TEAM,
    WORTH,
    Character,
    character,
    features,
    worth,
)
from blameless.judge.measures import of_text
from blameless.judge.rule import Context, checks
from blameless.models import LinearModel, load_models, write_artefact
from blameless.read import Postmortem, Reader
from blameless.read.document import read_postmortem
from training import sources
from training.sources import read_jsonl

LABELS = Path(__file__).resolve().parent.parent / "data" / "real"
STRENGTH = 0.3
"""Inverse of the penalty (scikit-learn's C); 0.1 to 1 made no difference of 0.01 in average precision."""
OWNERS = 5
"""Words that fewer owners use are left out."""
LEAST_OF_A_KIND = 10
MOST_OF_AN_OWNER = 15
"""Documents; where an owner has more, each counts less."""
LEAST = 0.35
"""From which probability on it is worth saying that something is lacking."""
SURER = {
    "owners": 0.5,
    "dates": 0.55,
    "detection": 0.6,
    "duration": 0.5,
    "follow_ups": 0.4,
    "conditions": 0.45,
    "root_cause": 0.45,
    "timeline": 0.6,
    "impact": 0.6,
    "end_states": 0.5,
    "safeguards": 0.45,
}
"""Where more is asked, as below it readers call less than four in five right, and as ``follow_ups`` makes an error. Of owners lacking 0.66 of those told
from 0.3 on are right, 0.82 from here; of dates 0.69 and 0.80; of what is vague 0.80 at any, as what is hardly an action item is not told anyway; of
what relies on care 0.61 and 0.74; detection 0.50 and 0.75; conditions 0.66 and 0.83; of durations 0.71 at best, of root causes, impact and
timeline 0.30 to 0.67, so that hardly any is told. Of gaps of detection 0.63 are right, and no threshold tells more; of time zones 0.71, and 0.81
from 0.7 on, where short drafts are not told either."""
SMOOTHED = 6.0
"""So many readers of documents count beside those who judged findings, who are fewer and were asked what is asked here."""
OF_FINDINGS = ("end_states", "safeguards")
"""What only those who judged findings were asked about: an end state of what is vague, and what helps where people do not take care."""
OF_RULES = ("follow_ups", "detection_gap", "timezone")
"""What rules know better to be lacking than words do: with their action items taken out, 6 of the 64 postmortems of ``data/postmortems`` would be
told so, and 58 where the model is not asked."""
_COUNTED = ("w:", "h:", "t:")
FROM_AFAR = ("i:", "r:", "p:")
"""What tells who writes from afar: of words and headings, which would learn whose incidents were collected, average precision over owners left out
is 0.66, of these 0.95. Of hearsay ("reported", "according to"), headings of references, citations of one host and code it was no better."""
_LACKING = ("owed", "spared")


@dataclass(frozen=True)
class Labelled:
    """A document: its features, what two readers said of it, and which things its rules miss, with the verdicts of those who
    judged such a finding: ``right`` and worth saying, ``noise`` or ``wrong`` (none where nobody did).

    ``without`` are its like with sections taken out.
    """

    postmortem: Postmortem
    owner: str
    fold: int
    features: Mapping[str, float]
    label: Mapping[str, Any]
    missed: Mapping[str, Sequence[str]]
    without: Sequence[Without] = ()


@dataclass(frozen=True)
class Without:
    """A document with some sections taken out, so that it lacks what it told: its features, and what it lacks now."""

    features: Mapping[str, float]
    lacks: Sequence[str]


TAKEN = (
    (("timeline",), ("timeline",)),
    (("lessons", "went_well", "went_badly"), ("lessons",)),
    (("summary", "impact"), ("summary", "impact")),
    (("summary", "root_cause", "contributing_factors"), ("root_cause", "conditions")),
    (("summary", "detection", "timeline"), ("detection",)),
)
"""Sections that are taken out together, and what nothing else tells then. Published postmortems hardly lack these, drafts do."""
TAKEN_COUNTS, TAKEN_SURE = 0.5, 0.9
"""What a document with sections taken out counts beside a whole one, and how sure it is that it lacks what they told."""


def names(label: Mapping[str, Any]) -> list[str]:
    """What may be told, of a line of the labels."""
    return [name for name in label if name not in ("repo", "commit", "path", "kind", SOLO)]


def read(shared: Path, held_out: Path | None) -> list[Labelled]:
    """The labelled documents, each as judged by models that have not seen it where there are such."""
    folders = {"real": shared / "real", "first": shared}
    where: dict[tuple[str, str], tuple[Path, int]] = {}
    folds, owners = sources.folds(folders["real"]), sources.folds_of_owners(folders["real"])
    for folder in folders.values():
        for place, name in sources.names(folder).items():
            where[place] = (folder / "postmortems" / name, folds.get(name, -1))
    verdicts = _verdicts()
    assessors: dict[int, Assessor] = {}
    found = []
    for label in read_jsonl(LABELS / "documents.jsonl"):
        path, fold = where[label["repo"], label["path"]]
        if fold not in assessors:
            models = held_out / f"fold{fold}" if held_out and fold >= 0 else None
            assessors[fold] = Assessor(load_models(models), Reader())
        text = path.read_text("utf-8")
        context = _context(text, assessors[fold])
        row = features(context.postmortem, of_text(context))
        missed = (
            _missed(context, verdicts[label["repo"], label["path"]]) if path.parent.parent == folders["real"] else {}
        )
        without = tuple(_without(text, context, label, assessors[fold]))
        owner = sources.owner_of(label["repo"])
        fold = fold if fold >= 0 else owners.get(owner, -1)
        found.append(Labelled(context.postmortem, owner, fold, row, label, missed, without))
    return found


def _context(text: str, assessor: Assessor) -> Context:
    [each] = assessor.assess([read_postmortem(text)])
    return each.context()


def _without(text: str, context: Context, label: Mapping[str, Any], assessor: Assessor) -> Iterator[Without]:
    sections = list(context.sections())
    for taken, lacking in TAKEN:
        out = [(section.start, section.end) for section in sections if section.kind in taken]
        told = [name for name in lacking if "told" in label[name]]
        if out and told:
            kept = [char for place, char in enumerate(text) if not any(start <= place < end for start, end in out)]
            left = _context("".join(kept), assessor)
            yield Without(features(left.postmortem, of_text(left)), told)


def _verdicts() -> dict[tuple[str, str], dict[str, list[str]]]:
    """For each document and each thing that may be lacking, what readers called the finding that it is."""
    rules, found = catalogue(), defaultdict(lambda: defaultdict(list))
    for row in read_jsonl(LABELS / "findings.jsonl"):
        if row["rule"] in rules and rules[row["rule"]].asks:
            found[row["repo"], row["path"]][rules[row["rule"]].asks] += row["verdict"]
    return found


def _missed(context: Context, verdicts: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What rules that are told find missing, with the verdicts on it."""
    asking = [check for check in checks() if check.rule.asks and not check.rule.quiet and check.asked(context)]
    missed = {check.rule.asks for check in asking if any(hit.told is None for hit in check.find(context))}
    return {name: tuple(verdicts.get(name, ())) for name in sorted(missed)}


def weights(documents: Sequence[Labelled]) -> np.ndarray:
    """What each document counts."""
    counts = Counter(document.owner for document in documents)
    return np.array([min(1.0, MOST_OF_AN_OWNER / counts[document.owner]) for document in documents])


def questions(documents: Sequence[Labelled]) -> dict[str, np.ndarray]:
    """For each label of the first model the share of readers who say so of each document."""
    kinds = sorted({kind for document in documents for kind in document.label["kind"]})
    named = names(documents[0].label)

    def share(says: Callable[[Mapping[str, Any]], Sequence[bool]]) -> np.ndarray:
        return np.array([np.mean(says(document.label)) for document in documents])

    asked = {KIND + kind: share(lambda label, kind=kind: [each == kind for each in label["kind"]]) for kind in kinds}
    asked[SOLO] = share(lambda label: label[SOLO])
    asked[ABROAD] = share(lambda label: [each in ELSEWHERE for each in label["kind"]])
    return asked | {
        LACKS + n: share(lambda label, n=n: [each in _LACKING for each in label[n]]) for n in named if n not in OF_RULES
    }


def _fit(rows: csr_matrix, share: np.ndarray, weight: np.ndarray, strength: float) -> LogisticRegression:
    """A regression on shares: each row counts for and against by as much as readers say."""
    counts = np.concatenate([share * weight, (1 - share) * weight])
    wanted = np.concatenate([np.ones(len(share)), np.zeros(len(share))])
    some = counts > 0
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=3000)
    return model.fit(vstack([rows, rows])[some], wanted[some], sample_weight=counts[some])


def _model(labels: Sequence[str], fitted: Sequence[LogisticRegression], vectors: DictVectorizer) -> LinearModel:
    weight = np.concatenate([each.coef_ for each in fitted]).astype(np.float32)
    bias = np.concatenate([each.intercept_ for each in fitted]).astype(np.float32)
    return LinearModel(tuple(labels), dict(vectors.vocabulary_), weight, bias)


def fit_document(documents: Sequence[Labelled], labels: Sequence[str]) -> LinearModel:
    """The model of what a document is and tells."""
    users: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for name in document.features:
            users[name].add(document.owner)
    kept = [
        {n: v for n, v in d.features.items() if not n.startswith(_COUNTED) or len(users[n]) >= OWNERS}
        for d in documents
    ]
    vectors = DictVectorizer()
    rows, asked, weight = vectors.fit_transform(kept), questions(documents), weights(documents)
    afar = np.array([name.startswith(FROM_AFAR) for name in vectors.get_feature_names_out()])
    less = [(each, share) for document, share in zip(documents, weight, strict=True) for each in document.without]
    more = vectors.transform([each.features for each, _ in less])
    fitted = []
    for label in labels:
        named = [place for place, (each, _) in enumerate(less) if label.removeprefix(LACKS) in each.lacks]
        among = _among(label, asked)
        shares = np.concatenate([asked[label] / np.maximum(among, 1e-9), np.full(len(named), TAKEN_SURE)])
        counts = np.concatenate([weight * among, [TAKEN_COUNTS * less[place][1] for place in named]])
        seen = vstack([rows, more[named]])
        fitted.append(_fit(csr_matrix(seen.multiply(afar)) if label in _AFAR else seen, shares, counts, STRENGTH))
    return _model(labels, fitted, vectors)


_AFAR = (ABROAD, *(KIND + kind for kind in ELSEWHERE))


def _among(label: str, asked: Mapping[str, np.ndarray]) -> np.ndarray:
    """The share of readers to whom each document is of those among which a label is asked: of third parties, or not."""
    if not label.startswith(KIND):
        return np.ones(len(asked[label]))
    return asked[ABROAD] if label in _AFAR else 1 - asked[ABROAD]


GROUPS = (TEAM, SOLO, EXERCISE, OTHER)


def _groups(label: Mapping[str, Any]) -> list[str]:
    """The kind of document that each of two readers takes it for, of those that readers ask different things of."""
    return [
        EXERCISE if kind == EXERCISE else OTHER if kind != INCIDENT else SOLO if solo else TEAM
        for kind, solo in zip(label["kind"], label[SOLO], strict=True)
    ]


def fit_worth(documents: Sequence[Labelled]) -> LinearModel:
    """The share of readers who ask for what is lacking, by what it is and by kinds of document.

    It is the share of right verdicts among those that are not wrong, to which ``SMOOTHED`` readers are added of those who read documents without
    any finding.
    """
    labelled = names(documents[0].label)
    named = [*labelled, *OF_FINDINGS]
    owed: dict[tuple[str, str], list[bool]] = defaultdict(list)
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for document in documents:
        groups = _groups(document.label)
        for name in labelled:
            for group, said in zip(groups, document.label[name], strict=True):
                if said in _LACKING:
                    owed[name, group].append(said == "owed")
        for name, verdicts in document.missed.items():
            right[name, groups[0]] += [each == "right" for each in verdicts if each != "wrong"]
    usual = {group: float(np.mean([each for name in named for each in owed[name, group]])) for group in GROUPS}
    shares = []
    for name in named:
        prior = [(sum(owed[name, g]) + usual[g]) / (len(owed[name, g]) + 1) for g in GROUPS]
        shares.append(
            [
                (sum(right[name, g]) + SMOOTHED * share) / (len(right[name, g]) + SMOOTHED)
                for g, share in zip(GROUPS, prior, strict=True)
            ]
        )
    columns = {group: column for column, group in enumerate(GROUPS)}
    return LinearModel(tuple(named), columns, np.array(shares), np.zeros(len(named)), {WORTH: LEAST, **SURER})


def cross_validated(documents: Sequence[Labelled], labels: Sequence[str]) -> list[Character]:
    """What each document of a fold is said to be by a model that has not seen its fold."""
    found: list[Character | None] = [None] * len(documents)
    for fold in sorted({document.fold for document in documents} - {-1}):
        model = fit_document([document for document in documents if document.fold != fold], labels)
        for place, document in enumerate(documents):
            if document.fold == fold:
                found[place] = character(document.features, model)
    return [each for each in found if each is not None]


def report(documents: Sequence[Labelled], characters: Sequence[Character], labels: Sequence[str]) -> None:
    """Average precision of each label over documents left out."""
    asked, weight = questions(documents), weights(documents)
    for label in filter(asked.__contains__, labels):
        said = [_answers(of)[label] for of in characters]
        yes = asked[label] >= 0.5
        print(f"{label:20} {yes.sum():4} AP {average_precision_score(yes, said, sample_weight=weight):.3f}")
    right = np.array([of.kind in document.label["kind"] for of, document in zip(characters, documents, strict=True)])
    most = np.average(asked[KIND + INCIDENT] > 0, weights=weight)
    print(f"kind right {np.average(right, weights=weight):.3f}; always {INCIDENT}: {most:.3f}")


def _answers(of: Character) -> dict[str, float]:
    abroad = sum(of.kinds[kind] for kind in ELSEWHERE)
    return {SOLO: of.solo, ABROAD: abroad, **_named(KIND, of.kinds), **_named(LACKS, of.lacks)}


def _named(prefix: str, shares: Mapping[str, float]) -> dict[str, float]:
    return {prefix + name: share for name, share in shares.items()}


def report_worth(documents: Sequence[Labelled], characters: Sequence[Character]) -> None:
    """Of what rules miss, how much is told and how much of it is worth it, by documents left out."""
    folds = sorted({document.fold for document in documents})
    models = {fold: fit_worth([document for document in documents if document.fold != fold]) for fold in folds}
    rows = [
        (name, worth(of, models[document.fold])[name], verdicts)
        for document, of in zip(documents, characters, strict=True)
        for name, verdicts in document.missed.items()
    ]
    for least in (0.0, 0.3, LEAST, 0.4, 0.5, 0.6):
        print(f"from {least}: {_summary([row for row in rows if row[1] >= least])}")
    for name in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == name]
        print(f"{name:16} {_summary(mine)}; told {_summary([row for row in mine if row[1] >= SURER.get(name, LEAST)])}")


def _summary(rows: Sequence[tuple[str, float, Sequence[str]]]) -> str:
    verdicts = Counter(each for row in rows for each in row[2])
    total = max(verdicts.total(), 1)
    return f"{len(rows)}, judged {verdicts.total() // 2}: " + ", ".join(
        f"{name} {verdicts[name] / total:.2f}" for name in ("right", "noise", "wrong")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="holds postmortems/ and real/")
    parser.add_argument(
        "--held-out",
        type=Path,
        help="folder of models foldN that have not seen fold N; those of documents are written there",
    )
    parser.add_argument("--write", type=Path, help="the folder of models to write into")
    options = parser.parse_args()
    documents = read(options.shared, options.held_out)
    labels = [label for label, share in questions(documents).items() if share.sum() >= LEAST_OF_A_KIND]
    folded = [document for document in documents if document.fold >= 0]
    characters = cross_validated(documents, labels)
    report(folded, characters, labels)
    report_worth(folded, characters)
    if options.held_out:
        for fold in sorted({document.fold for document in folded}):
            others = [document for document in documents if document.fold != fold]
            _write(others, labels, options.held_out / f"fold{fold}")
    if options.write:
        _write(documents, labels, options.write)


def _write(documents: Sequence[Labelled], labels: Sequence[str], folder: Path) -> None:
    write_artefact(fit_document(documents, labels).artefact(), folder / "document")
    write_artefact(fit_worth(documents).artefact(), folder / "worth")


if __name__ == "__main__":
    main()
