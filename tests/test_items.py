"""Action items of the labelled data are found and read."""

from __future__ import annotations

from functools import cache

import pytest

from training.items import measure, read_items

FLOORS = {"found": 0.95, "owner": 0.97, "owner_kind": 0.96, "due": 0.97, "ticket": 0.985, "done": 0.97}


@cache
def figures() -> dict[str, float]:
    return measure(read_items())


@pytest.mark.parametrize("name", FLOORS)
def test_fields_are_read_as_labelled(name: str) -> None:
    assert figures()[name] >= FLOORS[name]
