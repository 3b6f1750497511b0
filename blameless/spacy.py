"""A component for any English pipeline of spaCy: ``nlp.add_pipe("blameless")``.

The report of a document is ``doc._.blameless``, its findings are ``doc.spans["blameless"]``, labelled by rule. Both go with the
document into ``Doc.to_bytes`` and, with ``store_user_data=True``, into a ``DocBin``; whoever reads them there imports this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import minibatch, raise_error

from .analyzer import Analyzer
from .config import from_mapping
from .errors import BlamelessError, DocumentError
from .parse import Format
from .report import Report
from .run import Unjudged

KEY = "blameless"
"""The name of the component, of the extension, of the spans, and of the report in the ``user_data`` of a document."""


def _report(doc: Doc) -> Report | None:
    """The report of a document; ``None`` where the component has not seen it."""
    told = doc.user_data.get(KEY)
    return None if told is None else Report.from_dict(told)


Doc.set_extension(KEY, getter=_report, force=True)  # again on a reload of this module


@Language.factory(
    KEY,
    assigns=[f"doc._.{KEY}", "doc.spans"],
    default_config={"settings": {}, "format": "markdown", "today": None, "model": None},
)
def make(
    nlp: Language, name: str, settings: Mapping[str, Any], format: Format, today: str | bool | None, model: str | None
) -> Blameless:
    """The component of a pipeline.

    Args:
        nlp: the pipeline; its own annotations are neither needed nor changed.
        name: the name of the component in it.
        settings: the keys of ``[tool.blameless]``, as ``{"ignore": ["tone"]}``.
        format: ``"markdown"`` or ``"text"``: what the texts are.
        today: the day against which due dates are held (ISO); that of each analysis where ``None``, none where ``False``.
        model: a folder of models that ``blameless train`` wrote.

    Raises:
        BlamelessError: where the pipeline is not for English, or a setting says something unknown.
        ValueError: where ``today`` is no date or ``format`` no format.
    """
    if nlp.lang != "en":
        raise BlamelessError(f'the pipeline is for the language "{nlp.lang}"; blameless reads English ("en")')
    if format not in ("markdown", "text"):
        raise ValueError(f"unknown format {format!r}: use 'markdown' or 'text'")
    if today is True:
        raise ValueError("today must be a day, as '2024-06-01', or False: due dates are held against today anyway")
    day = date.fromisoformat(today) if isinstance(today, str) else None if today is None else False
    return Blameless(Analyzer(from_mapping(settings), model=model, today=day), format, name)


class Blameless:
    """Adds the report of a postmortem to its document; made by :func:`make`."""

    def __init__(self, analyzer: Analyzer, format: Format = "markdown", name: str = KEY) -> None:
        self.name = name
        self._analyzer = analyzer
        self._format: Format = format
        self._on_error = raise_error

    def set_error_handler(self, error_handler: Any) -> None:
        """Take what is called for a document that cannot be judged; see ``Language.set_error_handler``."""
        self._on_error = error_handler

    def get_error_handler(self) -> Any:
        """What is called for a document that cannot be judged."""
        return self._on_error

    def __call__(self, doc: Doc) -> Doc:
        """Judge one document.

        Raises:
            DocumentError: where it cannot be judged.
        """
        return next(self.pipe((doc,), 1), doc)

    def pipe(self, stream: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Judge documents as they come, some together; those that cannot be judged go to the error handler."""
        for docs in minibatch(stream, batch_size):
            for doc, found in zip(docs, self._analyzer.outcomes([doc.text for doc in docs], self._format), strict=True):
                if isinstance(found, Unjudged):
                    self._on_error(self.name, self, [doc], DocumentError(found.reason))
                else:
                    yield _annotated(doc, found)


def _annotated(doc: Doc, report: Report) -> Doc:
    """The document with its report, as plain values that can be written down, and the words of each finding as a span.

    Spans are whole tokens, as they are in spaCy; a finding about what is not there has none.
    """
    doc.user_data[KEY] = report.to_dict()
    spans = (doc.char_span(each.start, each.end, each.rule, alignment_mode="expand") for each in report.findings)
    doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=[span for span in spans if isinstance(span, Span) and len(span)])
    return doc
