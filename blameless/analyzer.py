"""The whole way of a text: parse, read, judge, weigh."""

from __future__ import annotations

import concurrent.futures.thread  # noqa: F401  # see SPACY below
import logging  # noqa: F401
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal, overload

from .catalogue import Rule, catalogue
from .config import Config
from .errors import DocumentError, InputError, NoTextError
from .intake.formats import blocks_of
from .judge.assess import Assessment, Assessor
from .judge.documents import character, features, spared
from .judge.findings import judge
from .judge.measures import measure, of_text
from .judge.rule import Context
from .models import load_models
from .parse import Format
from .read import Postmortem, Reader
from .read.document import read_postmortem
from .read.incident import facts_of
from .read.one_at_a_time import SPACY
from .read.pipeline import check_pipeline
from .report import Loss, Past, Report, Scores
from .run import Unjudged, batches, judge_all
from .weigh import Judgeable, weigh

if TYPE_CHECKING:
    from spacy.language import Language

    from .models import Additive

# A fork waits for SPACY, and before that takes the locks of the modules that were imported after it. Those that loading
# spaCy needs are imported first, above: else the fork, holding one of them, would wait for a thread that waits for it.


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with the document it is about, for whoever needs more of the text than a report holds."""

    postmortem: Postmortem
    report: Report


class Analyzer:
    """Analyses documents; reusable, loads what it needs once and on first use.

    Safe in several threads, which take turns in reading, and under asyncio (``asyncio.to_thread``); it can be pickled,
    and used in processes started by fork, spawn or forkserver. For speed use processes: ``pipe(n_process=...)``.

    Args:
        config: settings; the defaults where ``None``.
        nlp: a spaCy pipeline of your own for English, with tagger and parser, in the scheme of Universal Dependencies
            or in that of ``en_core_web_*``; the shipped ``en_blameless`` where ``None``.
        model: a folder of models that ``blameless train`` wrote; that of ``config`` where ``None``, or else the shipped ones.
        today: the day against which due dates are held: that of each analysis where ``None``; with ``False`` no action is
            overdue, so that a text gives the same report on every day.
        memory: says which earlier incidents a document repeats, given the document and the name of its file (``None`` where it
            has none), as ``blameless.archive.reruns.Reruns`` does; without it no document is a rerun.

    Raises:
        TypeError: where ``nlp`` is no spaCy pipeline.
        BlamelessError: where ``nlp`` cannot answer the judge's questions, or ``model`` holds none; the message says what is lacking.
    """

    def __init__(
        self,
        config: Config | None = None,
        nlp: Language | None = None,
        model: str | Path | None = None,
        today: date | Literal[False] | None = None,
        memory: Callable[[Postmortem, str | None], tuple[Past, ...]] | None = None,
    ) -> None:
        self._memory = memory
        self.config = config or Config()
        self.today: date | Literal[False] | None = today
        self._nlp = nlp if nlp is None else check_pipeline(nlp)
        chosen = model if model is not None else self.config.model
        self._model = None if chosen is None else Path(chosen)
        if self._model is not None:
            load_models(self._model)  # what is wrong with it is said at once
        self._lock = Lock()
        self._made: Assessor | None = None

    @property
    def nlp(self) -> Language | None:
        """The spaCy pipeline that was given, or ``None`` where the shipped one is used."""
        return self._nlp

    def _day(self) -> date | None:
        """The day to hold due dates against now; ``None`` where they are held against none."""
        return date.today() if self.today is None else self.today or None

    def __reduce__(self) -> tuple[type[Analyzer], tuple[object, ...]]:
        """Pickled as its settings; what it has loaded and remembered is loaded again where it arrives."""
        return type(self), (self.config, self._nlp, self._model, self.today, self._memory)

    def analyze(self, text: str, format: Format = "markdown") -> Report:
        """Analyse one document.

        Args:
            text: the document; the offsets of the report refer to it.
            format: what kind of text it is: ``"markdown"``, ``"text"``, ``"html"``, ``"rst"``, ``"asciidoc"``, or one that
                another package adds.

        Raises:
            TypeError: where ``text`` is no string.
            ValueError: for an unknown format.
            InputError: where it cannot be judged, as for half a surrogate pair; the message says why.
        """
        outcome = self.outcomes([text], format)[0]
        if isinstance(outcome, Unjudged):
            raise outcome.cause if isinstance(outcome.cause, InputError) else _error(0, outcome)
        return outcome

    def outcomes(
        self, texts: Sequence[str], format: Format = "markdown", names: Sequence[str | None] | None = None
    ) -> list[Report | Unjudged]:
        """The report of each document, or why there is none; their sentences are read together.

        Args:
            texts: the documents.
            format: the format of all of them.
            names: the file of each, by which an archive knows it again; ``None`` where they have none.

        Raises:
            ValueError: for an unknown format.
            BlamelessError: where it is no fault of a document, as for a model that is not installed.
        """
        return [each if isinstance(each, Unjudged) else each.report for each in self.readings(texts, format, names)]

    def readings(
        self, texts: Sequence[str], format: Format = "markdown", names: Sequence[str | None] | None = None
    ) -> list[Reading | Unjudged]:
        """As ``outcomes``, each report with its document as it was read.

        Raises:
            ValueError: for an unknown format.
            BlamelessError: where it is no fault of a document, as for a model that is not installed.
        """
        _check_format(format)
        called = [None] * len(texts) if names is None else names
        return judge_all(partial(self._analyze, format=format), list(zip(texts, called, strict=True)))

    def _assessor(self) -> Assessor:
        """What judges, made on first use."""
        with self._lock:
            if self._made is None:
                config = self.config
                reader = Reader(self._nlp, config.people, config.roles, config.teams, config.products)
                self._made = Assessor(load_models(self._model), reader)
            return self._made

    def warm_up(self) -> Analyzer:
        """Load now what is otherwise loaded with the first document."""
        self.analyze(_WARM_UP)
        return self

    def _analyze(self, documents: Sequence[tuple[str, str | None]], format: Format) -> list[Reading]:
        """The reports of several documents, each given with its name; what is wrong with one fails them all.

        Threads take turns for the whole way, not in reading alone: on its way the first one imports modules and loads
        models, and a process forked meanwhile would wait for ever for a thread, or find half a module, that it does not have.
        """
        for text, _ in documents:
            _check_text(text)
        with SPACY:
            blocks = blocks_of(format)
            assessments = self._assessor().assess([read_postmortem(text, blocks) for text, _ in documents])
            return [self._judge(each, name) for each, (_, name) in zip(assessments, documents, strict=True)]

    def _judge(self, assessment: Assessment, name: str | None) -> Reading:
        postmortem = assessment.postmortem
        past = () if self._memory is None else self._memory(postmortem, name)
        context = assessment.context(today=self._day(), past=past)
        text = of_text(context)
        models = load_models(self._model)
        nature = character(features(postmortem, text), models.document)
        context = replace(context, spared=spared(nature, models.worth))
        judged = judge(context, self.config)
        items = [action.item for action in postmortem.actions]
        uncheckable = {rule.id for rule in judged.asked if rule.about == "item" and rule.dimension == "actions"}
        vague = {finding.start for finding in (*judged.findings, *judged.withheld) if finding.rule in uncheckable}
        scores, losses = self._weigh(context, judged.asked, text, models.scores)
        report = Report(
            findings=tuple(judged.findings),
            scores=scores,
            action_items=tuple(replace(item, vague=True) if item.start in vague else item for item in items),
            sections=tuple(context.sections()),
            timeline=tuple(moment.entry for moment in postmortem.timeline),
            metrics=replace(postmortem.metrics, kind=postmortem.genre or nature.kind),
            losses=losses,
            facts=facts_of(postmortem, assessment.incident),
        )
        return Reading(postmortem, report)

    def _weigh(
        self, context: Context, asked: Sequence[Rule], text: Mapping[str, float], model: Additive
    ) -> tuple[Scores, tuple[Loss, ...]]:
        """The scores, and what they lost points for; none for what is no postmortem."""
        postmortem = context.postmortem
        rules = [rule for rule in catalogue().values() if self.config.severity_of(rule.id, rule.severity) is not None]
        enough = Judgeable(
            0 if postmortem.genre else postmortem.metrics.words,
            0 if postmortem.genre else len(postmortem.actions),
            0 if postmortem.genre else len(context.verdicts),
            any(rule.dimension == "actions" and "items" in rule.evidence for rule in asked),
        )
        measures = measure(context, rules, text)
        return weigh(measures.values, measures.forgiven, rules, enough, model)

    @overload
    def pipe(
        self,
        texts: Iterable[str],
        n_process: int = 1,
        format: Format = "markdown",
        on_error: Literal["raise"] = "raise",
    ) -> Iterator[Report]: ...

    @overload
    def pipe(
        self, texts: Iterable[str], n_process: int = 1, format: Format = "markdown", *, on_error: Literal["yield"]
    ) -> Iterator[Report | DocumentError]: ...

    def pipe(
        self,
        texts: Iterable[str],
        n_process: int = 1,
        format: Format = "markdown",
        on_error: Literal["raise", "yield"] = "raise",
    ) -> Iterator[Report] | Iterator[Report | DocumentError]:
        """Analyse documents one after another: order kept, streaming, never reading all texts first.

        Documents are taken one, two, four ... up to 32 at a time, as their sentences are parsed together; the first
        report comes before the second text is drawn.

        Args:
            texts: the documents.
            n_process: how many processes share the work; with several, a script needs ``if __name__ == "__main__":``.
            format: the format of all of them.
            on_error: what becomes of a document that cannot be judged. ``"raise"``: a ``DocumentError`` with its
                ``index``, after the reports of all before it. ``"yield"``: the ``DocumentError`` in the place of its
                report, and on with the next, so that reports and texts stay side by side.

        Raises:
            ValueError: where ``n_process`` is less than 1, or for an unknown ``format`` or ``on_error``.
            BlamelessError: where no process can be started.
        """
        if n_process < 1:
            raise ValueError("n_process must be at least 1")
        if on_error not in ("raise", "yield"):
            raise ValueError(f'on_error must be "raise" or "yield", not {on_error!r}')
        _check_format(format)
        outcomes = enumerate(self._stream(texts, n_process, format))
        return _or_raised(outcomes) if on_error == "raise" else _or_error(outcomes)

    def _stream(self, texts: Iterable[str], n_process: int, format: Format) -> Iterator[Report | Unjudged]:
        if n_process == 1:
            for batch in batches(texts, _length, first=1):
                yield from self.outcomes(batch, format)
            return
        from .run.pool import Pool

        pool: Pool[str, Report] = Pool(partial(_work, format=format), n_process, _start_worker, (self,))
        for _, outcomes in pool.run(batches(texts, _length)):
            yield from outcomes


def _check_text(text: object) -> None:
    """Raise where something is no document at all."""
    if not isinstance(text, str):
        raise NoTextError(f"text must be a string, not {type(text).__name__}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"not valid Unicode (half a surrogate pair at character {error.start + 1})") from None


def _check_format(format: str) -> None:
    """Raise where no text is read as that kind of input; in turns, as it is imported for that."""
    with SPACY:
        blocks_of(format)


def _or_raised(outcomes: Iterable[tuple[int, Report | Unjudged]]) -> Iterator[Report]:
    for index, outcome in outcomes:
        if isinstance(outcome, Unjudged):
            raise _error(index, outcome)
        yield outcome


def _or_error(outcomes: Iterable[tuple[int, Report | Unjudged]]) -> Iterator[Report | DocumentError]:
    for index, outcome in outcomes:
        yield _error(index, outcome) if isinstance(outcome, Unjudged) else outcome


def _error(index: int, outcome: Unjudged) -> DocumentError:
    error = DocumentError(outcome.reason, index)
    error.__cause__ = outcome.cause
    return error


_WARM_UP = "Dave forgot to renew the certificate.\n\n## Action items\n\n- Improve monitoring\n"  # takes the whole way
_worker: Analyzer | None = None


def _start_worker(analyzer: Analyzer) -> None:
    global _worker
    _worker = analyzer.warm_up()


def _work(texts: Sequence[str], format: Format) -> list[Report | Unjudged]:
    assert _worker is not None
    return _worker.outcomes(texts, format)


def _length(text: str) -> int:
    return len(text) if isinstance(text, str) else 0  # what is no text is told when its turn comes


@cache
def _default() -> Analyzer:
    return Analyzer()


def analyze(text: str, format: Format = "markdown") -> Report:
    """Analyse one document with the default settings; see ``Analyzer.analyze``."""
    return _default().analyze(text, format)
