"""What fuzzing found stays mended, and a fixed part of the search runs with every run of the tests."""

from __future__ import annotations

import random
import sys
from itertools import islice

import pytest
from conftest import ROOT

from blameless import Analyzer

sys.path.insert(0, str(ROOT / "fuzz"))

from checks import check_analyze, check_parse
from search import mutations, samples, soups

FOUND = {
    "a letter that is written apart behind a line separator": "\u2028\u0958",
    "a letter that comes apart into three": ". \ufb2d",
    "letters that come apart in a word, and one put together": "a\u0958b\ufb2dc e\u0301 was lost. It was.",
    "a long s in a month": "---\ndate: 2024-03-01\n---\n## Action items\n\n- Add it by 12-\u017fep\n",
    "half a character in a list": "- \ud800 forgot it\n",
    "code that never ends in HTML": "<div><pre>",
    "a page break between line ends": "a\r\n\f\r\nb",
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_is_mended(name: str, analyzer: Analyzer) -> None:
    check_parse(FOUND[name])
    check_analyze(FOUND[name], analyzer)


def test_a_fixed_part_of_the_search(analyzer: Analyzer) -> None:
    rng = random.Random(0)
    for made in (mutations(samples(), rng), soups(rng)):
        for text in islice(made, 200):
            check_parse(text)
        for text in islice(made, 20):
            check_analyze(text, analyzer)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_a_longer_part_of_the_search(seed: int) -> None:
    """In pieces, so that all cores share it."""
    rng = random.Random(seed)
    for made in (mutations(samples(), rng), soups(rng)):
        for text in islice(made, 1_250):
            check_parse(text)
