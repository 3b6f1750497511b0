"""blameless reads incident postmortems and says where the language blames people, which actions nobody could check,
own or date, which parts are missing, and how to put it right.

    >>> import blameless
    >>> report = blameless.analyze(open("postmortem.md").read())
    >>> report.scores.overall
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analyzer import Analyzer, analyze
    from .archive.memory import Archive
    from .config import Config
    from .errors import BlamelessError, ConfigError, DocumentError, InputError
    from .frames import score_frame
    from .intake.documents import read_document
    from .report import ActionItem, Finding, Metrics, Replacement, Report, Scores, Section, TimelineEntry

__version__ = "0.2.0"

_HOMES = {
    "Analyzer": "analyzer",
    "analyze": "analyzer",
    "Archive": "archive.memory",
    "score_frame": "frames",
    "read_document": "intake.documents",
    "Config": "config",
    "BlamelessError": "errors",
    "ConfigError": "errors",
    "DocumentError": "errors",
    "InputError": "errors",
    "ActionItem": "report",
    "Finding": "report",
    "Metrics": "report",
    "Replacement": "report",
    "Report": "report",
    "Scores": "report",
    "Section": "report",
    "TimelineEntry": "report",
}
__all__ = [
    "ActionItem",
    "Analyzer",
    "Archive",
    "BlamelessError",
    "Config",
    "ConfigError",
    "DocumentError",
    "Finding",
    "InputError",
    "Metrics",
    "Replacement",
    "Report",
    "Scores",
    "Section",
    "TimelineEntry",
    "analyze",
    "read_document",
    "score_frame",
]


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``import blameless`` alone loads neither spaCy nor pandas."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _add_accessor() -> None:
    """Give ``pandas.Series`` its ``.blameless``, now or as soon as pandas is imported; neither imports it here."""
    from .accessor import when_pandas_is_there

    when_pandas_is_there()


_add_accessor()
