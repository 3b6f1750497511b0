"""What becomes of a batch in which something fails: an item that cannot be judged is an error of that item alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..errors import BlamelessError, InputError

T = TypeVar("T")
R = TypeVar("R")

DIED = "the process that judged it died (out of memory?)"


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Why there is no result for an item; ``cause`` is what was raised, where it is known."""

    reason: str
    cause: Exception | None = None

    def __reduce__(self) -> tuple[type[Unjudged], tuple[str]]:
        """Between processes only the reason travels: not every exception survives pickling."""
        return Unjudged, (self.reason,)


def judge_all(judge: Callable[[Sequence[T]], Sequence[R]], items: Sequence[T]) -> list[R | Unjudged]:
    """The result of each item, or why there is none; together, and one by one where one of them fails the others.

    Raises:
        BlamelessError: where it is no fault of an item, as for a model that is not installed.
    """
    if not items:
        return []
    try:
        return list(judge(items))
    except Exception as error:
        if len(items) == 1:
            return [_unjudged(error)]
    return [outcome for item in items for outcome in judge_all(judge, [item])]


def _unjudged(error: Exception) -> Unjudged:
    if isinstance(error, InputError):
        return Unjudged(str(error), error)
    if isinstance(error, BlamelessError):
        raise error
    if isinstance(error, RecursionError):
        return Unjudged("nested too deeply to be read", error)
    if isinstance(error, MemoryError):
        return Unjudged("not enough memory to judge it", error)
    # A fault of ours in one document must not cost the others.
    return Unjudged(f"cannot be judged: {type(error).__name__}: {error}", error)
