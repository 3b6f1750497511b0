"""Action items of the labelled data are found and read."""

from __future__ import annotations

from functools import cache

import pytest

from training.items import FIELDS, measure, read_items

# The reading was developed on the items of the first two writers; the third one's came later and are as new to it as
# any other document.
FLOORS = {
    "ab": {"found": 0.95, "owner": 0.97, "owner_kind": 0.96, "due": 0.97, "ticket": 0.985, "done": 0.97},
    "c": {"found": 0.89, "owner": 0.86, "owner_kind": 0.86, "due": 0.92, "ticket": 0.95, "done": 0.95},
}


@cache
def figures(writers: str, *names: str) -> dict[str, float]:
    return measure([item for item in read_items() if item["id"][0] in writers], names)


@pytest.mark.parametrize(("writers", "name"), [(writers, name) for writers in FLOORS for name in FIELDS])
def test_fields_are_read_as_labelled(writers: str, name: str) -> None:
    assert figures(writers, *FIELDS)[name] >= FLOORS[writers][name]


@pytest.mark.slow
@pytest.mark.parametrize("writers", FLOORS)
def test_items_are_found_as_labelled(writers: str) -> None:
    assert figures(writers, "found")["found"] >= FLOORS[writers]["found"]
