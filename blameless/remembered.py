"""Answers about texts that are kept: a draft is judged anew at every key, of which most texts know nothing, and archives repeat themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

T = TypeVar("T", bound=Callable[..., Any])


def remembered(most: int, longest: int = 2_000) -> Callable[[T], T]:
    """Keep the latest answers of a function of a text and other hashable values, which must not be changed by who gets them.

    Args:
        most: answers that are kept.
        longest: characters of a text beyond which it is looked at each time, so that what is kept stays small.
    """

    def keeping(function: T) -> T:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def answer(text: str, *more: object) -> Any:
            return kept(text, *more) if len(text) <= longest else function(text, *more)

        return answer  # type: ignore[return-value]

    return keeping
