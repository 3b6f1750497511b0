"""The partition function: a list of texts in, their rows out.

Every engine, the frames of pandas and Spark run this and nothing else, so that a text gets the same rows everywhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock

from .. import __version__
from ..analyzer import Analyzer, Reading
from ..catalogue import catalogue
from ..config import Config
from ..errors import BlamelessError, too_large
from ..models import models_hash
from ..parse import Format
from ..run import Unjudged
from .index import index_row
from .tables import Row, action_rows, document_row, failed_row, finding_rows

_NO_JUDGEMENT = ("fail_on", "max_bytes", "model")  # settings that change no row; of the models their hash counts


@dataclass(frozen=True, slots=True)
class Text:
    """A text to judge; ``key`` names it in the answer."""

    key: str
    text: str
    format: Format = "markdown"


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows of one text: the judged columns of its document, its findings, its action items, its entry of the index.

    The latter three are ``None`` where nobody asked for them.
    """

    key: str
    document: Row
    findings: list[Row] | None
    actions: list[Row] | None
    indexed: list[Row] | None = None
    """One row: what the incident is remembered by."""


@dataclass(frozen=True)
class Settings:
    """What a judgement depends on besides the text, and which rows are wanted.

    Without ``today`` no action is overdue: rows and their fingerprints are the same on every day, and nothing is judged
    again only because a night has passed.

    ``version`` travels along, so that a machine with another version refuses instead of answering differently.
    """

    config: Config = field(default_factory=Config)
    today: date | None = None
    findings: bool = False
    actions: bool = False
    indexed: bool = False
    version: str = __version__

    @cached_property
    def models(self) -> str:
        """The hash of the models that judge."""
        return models_hash(None if self.config.model is None else Path(self.config.model))

    @cached_property
    def _digest(self) -> str:
        config = {name: value for name, value in asdict(self.config).items() if name not in _NO_JUDGEMENT}
        told = [self.version, self.models, config, str(self.today), [*catalogue()]]  # other packages add rules
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=dict).encode()).hexdigest()

    def fingerprint(self, content_hash: str, format: Format) -> str:
        """A name for the judgement of a content: equal names mean equal rows."""
        return hashlib.sha256(f"{self._digest} {format} {content_hash}".encode()).hexdigest()[:32]


def score_partition(texts: Sequence[Text], settings: Settings) -> list[Judged]:
    """Judge a list of texts; a text that cannot be judged gets a row with an error.

    Raises:
        BlamelessError: where this process runs another version of blameless than ``settings`` come from.
    """
    if settings.version != __version__:
        raise BlamelessError(f"this worker runs blameless {__version__}, the run {settings.version}")
    return judge(texts, _analyzer(settings.config, settings.today), settings)


def judge(texts: Sequence[Text], analyzer: Analyzer, settings: Settings) -> list[Judged]:
    """As :func:`score_partition`, with an analyzer at hand."""
    outcomes: dict[int, Reading | Unjudged] = {}
    fit: dict[Format, list[int]] = {}
    for n, text in enumerate(texts):
        problem = _unfit(text.text, settings.config.max_bytes)
        if problem is None:
            fit.setdefault(text.format, []).append(n)
        else:
            outcomes[n] = Unjudged(problem)
    for format, mine in fit.items():
        outcomes.update(zip(mine, analyzer.readings([texts[n].text for n in mine], format), strict=True))
    return [_rows(text.key, outcomes[n], settings) for n, text in enumerate(texts)]


def _unfit(text: str, max_bytes: int) -> str | None:
    """Why a text is not to be judged at all."""
    if not text.strip().strip("\ufeff"):
        return "the document is empty"
    if len(text) > max_bytes or len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        return too_large(max_bytes)
    return None


def _rows(key: str, outcome: Reading | Unjudged, settings: Settings) -> Judged:
    if isinstance(outcome, Unjudged):
        return failed(key, outcome.reason, settings)
    return Judged(
        key,
        document_row(outcome),
        finding_rows(outcome.report) if settings.findings else None,
        action_rows(outcome) if settings.actions else None,
        [index_row(outcome)] if settings.indexed else None,
    )


def failed(key: str, error: str, settings: Settings) -> Judged:
    """The rows of a text that could not be judged."""
    wanted = (settings.findings, settings.actions, settings.indexed)
    return Judged(key, failed_row(error), *([] if each else None for each in wanted))


_analyzers: dict[str, Analyzer] = {}
_choosing = Lock()  # a Dask worker may have several threads


def _analyzer(config: Config, today: date | None) -> Analyzer:
    """The analyzer of this process for these settings."""
    key = repr((config, today))
    with _choosing:
        if key not in _analyzers:
            adopt(Analyzer(config, today=today or False), today)
        return _analyzers[key]


def adopt(analyzer: Analyzer, today: date | None) -> None:
    """Let this process judge with an analyzer where its settings and a day are asked for; one is kept, as each holds models."""
    _analyzers.clear()
    _analyzers[repr((analyzer.config, today))] = analyzer
