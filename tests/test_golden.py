"""The samples are reported as they were; where a change of judgement is meant, ``make golden`` writes it down."""

from __future__ import annotations

import pytest
from goldens import FORMATS, GOLDEN, SAMPLES, golden, written

from blameless.show.formats import built_in


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.md")))
def test_the_samples_are_reported_as_before(name: str) -> None:
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert golden((SAMPLES / f"{name}.md").read_text(encoding="utf-8")) == expected, "if that is meant: make golden"


def test_every_golden_report_has_its_sample() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {path.stem for path in SAMPLES.glob("*.md")}


@pytest.mark.parametrize("format", built_in())
def test_every_format_writes_as_before(format: str) -> None:
    expected = (FORMATS / f"checkout-outage.{format}").read_text(encoding="utf-8")
    assert written(format) == expected, "if that is meant: make golden"
