"""Reading and judging take time that grows with the length of a document, whatever it is made of."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable

import pytest
from conftest import forget
from growing import GENERATORS

from blameless import Analyzer
from blameless.read.document import read_postmortem

STEEPEST = 1.45
"""The exponent of growth from which it is not linear any more; memory, caches and the clock make 1.0 up to 1.25."""
TRIES = 6
"""A machine that others share is slow in fits: what grows too steeply does so every time, a fit passes."""
TOO_SHORT = 0.4
"""Seconds below which the clock tells nothing of growth: half a megabyte read in less is read fast enough."""

FEW = [
    "repeated_line",
    "label_lines",
    "timestamped_lines",
    "bold_labels",
    "code_spans",
    "repeated_heading",
    "off_on_comments",
    "front_matter_dotted_key",
    "semicolons",
    "html_deep_list",
    "combining_marks",
]
"""Of each kind of thing that was once slow, one."""


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time, without the garbage of the tests before, which would be walked again and again, and without what is kept of texts."""
    forget()
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        work(text)
        return time.process_time() - started
    finally:
        gc.enable()


def steepness(work: Callable[[str], object], name: str, size: int, factor: int) -> float:
    """The exponent of growth between two sizes, the best of some tries; 0 where it is too short to tell.

    The least time of all tries so far is taken for each size, as noise only ever adds to it.
    """
    small, large = math.inf, math.inf
    for _ in range(TRIES):
        large = min(large, seconds(work, GENERATORS[name](size * factor)))
        if large < TOO_SHORT:
            return 0.0
        small = min(small, seconds(work, GENERATORS[name](size)))
        if math.log(large / max(small, 0.001)) / math.log(factor) < STEEPEST:
            break
    return math.log(large / max(small, 0.001)) / math.log(factor)


def test_generators_are_as_long_as_they_are_asked_to_be() -> None:
    assert len(GENERATORS) >= 40
    for name, document in GENERATORS.items():
        assert 3_000 <= len(document(4_000)) <= 9_000, name


@pytest.mark.parametrize("name", FEW)
def test_parsing_grows_with_length(name: str) -> None:
    assert steepness(read_postmortem, name, 10_000, 8) < STEEPEST


@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATORS)
def test_parsing_anything_grows_with_length(name: str) -> None:
    assert steepness(read_postmortem, name, 64_000, 8) < STEEPEST


@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATORS)
def test_judging_anything_grows_with_length(name: str, analyzer: Analyzer) -> None:
    analyzer.analyze("Dave forgot it.")
    assert steepness(analyzer.analyze, name, 24_000, 4) < STEEPEST


@pytest.mark.slow
@pytest.mark.parametrize("name", ["numbered_sentences", "timestamped_lines", "label_lines", "html_list"])
def test_parsing_megabytes_grows_with_length(name: str) -> None:
    assert steepness(read_postmortem, name, 500_000, 8) < STEEPEST
