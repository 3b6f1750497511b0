"""The whole way of a text: parse, read, judge, weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING

from .config import Config
from .judge.classifier import default_classifier
from .judge.findings import judge
from .judge.rule import Context, Scope, catalogue
from .judge.vagueness import outlooks
from .judge.verdicts import verdicts
from .parallel import batches, in_order
from .parse import Format, Postmortem, parse
from .read import Evidence, Reader
from .read.pipeline import check_pipeline
from .report import Report
from .weigh import weigh

if TYPE_CHECKING:
    from spacy.language import Language


class Analyzer:
    """Analyses documents; reusable, loads what it needs once and on first use.

    Args:
        config: settings; the defaults where ``None``.
        nlp: a spaCy pipeline of your own for English, with tagger and parser, in the scheme of Universal Dependencies
            or in that of ``en_core_web_*``; the shipped ``en_blameless`` where ``None``.
        today: the day against which due dates are held; without it no action is overdue.

    Raises:
        TypeError: where ``nlp`` is no spaCy pipeline.
        BlamelessError: where ``nlp`` cannot answer the judge's questions; the message says what it lacks.
    """

    def __init__(self, config: Config | None = None, nlp: Language | None = None, today: date | None = None) -> None:
        self.config = config or Config()
        self.today = today
        self._nlp = nlp if nlp is None else check_pipeline(nlp)
        self._reader = Reader(nlp, self.config.people, self.config.roles, self.config.teams, self.config.products)

    @property
    def nlp(self) -> Language | None:
        """The spaCy pipeline that was given, or ``None`` where the shipped one is used."""
        return self._nlp

    def analyze(self, text: str, format: Format = "markdown") -> Report:
        """Analyse one document.

        Args:
            text: the document; the offsets of the report refer to it.
            format: ``"markdown"`` or ``"text"``.

        Raises:
            TypeError: where ``text`` is no string.
            ValueError: for an unknown format.
        """
        return self._analyze([text], format)[0]

    def _analyze(self, texts: Sequence[str], format: Format) -> list[Report]:
        """The reports of several documents, whose sentences are read together."""
        for text in texts:
            if not isinstance(text, str):
                raise TypeError(f"text must be a string, not {type(text).__name__}")
        postmortems = [parse(text, format) for text in texts]
        read = self._reader.read(postmortem.sentences for postmortem in postmortems)
        return [self._judge(*each) for each in zip(postmortems, read, strict=True)]

    def _judge(self, postmortem: Postmortem, evidence: Iterable[Evidence]) -> Report:
        found = tuple(verdicts(evidence, default_classifier()))
        context = Context(
            postmortem,
            found,
            Scope.of(postmortem.metrics.words),
            self.today,
            outlooks(postmortem, self.config),
        )
        findings, asked = judge(context, self.config, catalogue().values())
        items = [action.item for action in postmortem.actions]
        vague = {finding.start for finding in findings if finding.rule in ("action/vague", "action/vigilance")}
        told = 0 if postmortem.genre else len(postmortem.sentences)  # what is no postmortem is not scored as one
        scores = weigh(findings, asked, told, len(items), sum(not item.done for item in items))
        return Report(
            findings=tuple(findings),
            scores=scores,
            action_items=tuple(replace(item, vague=True) if item.start in vague else item for item in items),
            sections=tuple(context.sections()),
            timeline=tuple(moment.entry for moment in postmortem.timeline),
            metrics=postmortem.metrics,
        )

    def pipe(self, texts: Iterable[str], n_process: int = 1, format: Format = "markdown") -> Iterator[Report]:
        """Analyse documents one after another: order kept, streaming, never reading all texts first.

        Documents are taken one, two, four ... up to 32 at a time, as their sentences are parsed together; the first
        report comes before the second text is drawn.

        Args:
            texts: the documents.
            n_process: how many processes share the work.
            format: the format of all of them.

        Raises:
            ValueError: where ``n_process`` is less than 1.
            BlamelessError: where a process died.
        """
        if n_process < 1:
            raise ValueError("n_process must be at least 1")
        if n_process == 1:
            for batch in batches(texts, _length, first=1):
                yield from self._analyze(batch, format)
            return
        yield from in_order(
            partial(_work, format=format),
            batches(texts, _length),
            n_process,
            _start_worker,
            (self.config, self._nlp, self.today),
        )


_worker: Analyzer | None = None


def _start_worker(config: Config, nlp: Language | None, today: date | None) -> None:
    global _worker
    _worker = Analyzer(config, nlp, today)


def _work(texts: list[str], format: Format) -> list[Report]:
    assert _worker is not None
    return list(_worker.pipe(texts, format=format))


def _length(text: str) -> int:
    return len(text) if isinstance(text, str) else 0  # what is no text is told when its turn comes


@cache
def _default() -> Analyzer:
    return Analyzer()


def analyze(text: str, format: Format = "markdown") -> Report:
    """Analyse one document with the default settings; see :meth:`Analyzer.analyze`."""
    return _default().analyze(text, format)
