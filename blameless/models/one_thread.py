"""Matrix products in one thread: for matrices as small as ours, more only wait for each other, and one processor's time is spent by all."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    """What speaks to the libraries that multiply; it knows those that are loaded when it is made."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """While this lasts, BLAS multiplies in one thread."""
    return _controller().limit(limits=1)
