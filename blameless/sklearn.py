"""A transformer for scikit-learn: postmortems to named features."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from functools import cache
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from .analyzer import Analyzer
from .archive.tables import frame_columns, report_row
from .config import Config, from_mapping
from .parse import Format


class BlamelessFeatures(TransformerMixin, BaseEstimator):
    """Texts to the numbers that :func:`blameless.score_frame` tells of them: scores, counts by severity and rule, times.

    Learns nothing: ``fit`` only checks its settings. What a text gives nothing to judge or does not say is NaN; models
    that take none need an imputer behind it.

    Args:
        config: settings, as :class:`blameless.Config` or as a mapping of its keys; the defaults where ``None``.
        format: ``"markdown"`` or ``"text"``: what the texts are.
        today: the day against which due dates are held, a date or its ISO form; without it no action is overdue, so that features stay
            the same.
        n_process: how many processes share the work.

    Attributes:
        analyzer_: what judges, once it is fitted.
    """

    def __init__(
        self,
        config: Config | Mapping[str, Any] | None = None,
        format: Format = "markdown",
        today: date | str | None = None,
        n_process: int = 1,
    ) -> None:
        self.config = config
        self.format: Format = format
        self.today = today
        self.n_process = n_process

    def fit(self, X: Iterable[str], y: object = None) -> BlamelessFeatures:
        """Check the settings; texts are not looked at.

        Raises:
            ConfigError: where the configuration says something unknown.
            ValueError: where another setting does, or ``X`` is no list of texts.
        """
        _texts(X)
        if self.format not in ("markdown", "text"):
            raise ValueError(f"unknown format {self.format!r}: use 'markdown' or 'text'")
        if not isinstance(self.n_process, Integral) or self.n_process < 1:
            raise ValueError("n_process must be a whole number of at least 1")
        if not isinstance(self.today, (date, str, type(None))):
            raise ValueError(f"today must be a date or its ISO form, not {self.today!r}")
        config = self.config if self.config is None or isinstance(self.config, Config) else from_mapping(self.config)
        day = date.fromisoformat(self.today) if isinstance(self.today, str) else self.today
        self.analyzer_ = Analyzer(config, today=day or False)
        return self

    def transform(self, X: Iterable[str]) -> Any:
        """The features of each text, in the order of :meth:`get_feature_names_out`.

        Returns:
            An array of floats, a row a text; a frame after ``set_output(transform="pandas")``.

        Raises:
            DocumentError: where a text cannot be judged; it names its place.
            ValueError: where ``X`` is no list of texts.
        """
        texts = _texts(X)
        fitted = self if hasattr(self, "analyzer_") else self.fit(texts)
        columns = _columns()
        rows = (report_row(report) for report in fitted.analyzer_.pipe(texts, self.n_process, self.format))
        values = [[np.nan if row[name] is None else float(row[name]) for name in columns] for row in rows]
        return np.array(values, dtype=float).reshape(len(texts), len(columns))

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """The names of the features: those of the numbers of ``docs/archive.md``."""
        return np.array(_columns(), dtype=object)

    def __sklearn_tags__(self) -> Any:
        """It takes a list of strings, and needs no fitting."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.input_tags.allow_nan = False
        tags.requires_fit = False
        return tags

    def _more_tags(self) -> dict[str, Any]:
        """The same for scikit-learn 1.5."""
        return {"X_types": ["string"], "requires_fit": False, "stateless": True}


@cache
def _columns() -> tuple[str, ...]:
    return tuple(column.name for column in frame_columns() if column.type in ("int64", "float64"))


def _texts(X: Any) -> list[str]:
    """The texts one by one; a single one would otherwise be taken letter by letter.

    Raises:
        ValueError: where there are none.
    """
    if isinstance(X, Iterator):
        raise ValueError(
            "a list of texts is needed; an iterator is used up by fit, and nothing would be left to transform"
        )
    if isinstance(X, (str, bytes, Mapping, Set)) or not isinstance(X, Iterable) or getattr(X, "ndim", 1) != 1:
        raise ValueError('a list of texts is needed, or one column of them: frame["body"], not frame[["body"]]')
    texts = list(X)
    wrong = next((number for number, text in enumerate(texts) if not isinstance(text, str)), None)
    if wrong is not None:
        raise ValueError(f"text {wrong} is no text but {type(texts[wrong]).__name__}")
    return texts
