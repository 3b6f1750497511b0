"""``df["body"].blameless.score()``: the accessor of pandas, there whichever of the two is imported first.

Finder and loader have the methods of :mod:`importlib.abc`, whose import would cost every command more than they do.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    import pandas as pd

    from .analyzer import Analyzer

NAME = "blameless"


class SeriesAccessor:
    """What a series of documents can be asked."""

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def score(self, analyzer: Analyzer | None = None, n_process: int = 1) -> pd.DataFrame:
        """Score each document; see :func:`blameless.score_frame`."""
        from .frames import score_series

        return score_series(self._series, analyzer, n_process)


def when_pandas_is_there() -> None:
    """Register the accessor, at once or when pandas gets imported; pandas has no other way to announce it."""
    if "pandas" in sys.modules:
        _register()
    else:
        sys.meta_path.insert(0, _Watch())  # type: ignore[arg-type]


def _register() -> None:
    import pandas as pd

    if not hasattr(pd.Series, NAME):
        pd.api.extensions.register_series_accessor(NAME)(SeriesAccessor)


class _Watch:
    """Waits for the import of pandas and then leaves."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "pandas":
            return None
        from importlib.util import find_spec

        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Then(spec.loader)  # type: ignore[assignment]
        return spec


class _Then:
    """Loads as another loader does, and registers the accessor."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        _register()
