"""How well action items are found and read, measured on ``data/actions/items.jsonl``.

    python -m training.items                    # figures
    python -m training.items --errors owner due # what was read otherwise, one a line

Every item is put into a document of its own, in its layout: once under its own heading, which asks whether it is found
at all, and once under "Action items", which asks what is read from it. An owner, a due date or a ticket is right where
it is the labelled one (or none where none is labelled), apart from full stops at its ends and from the preposition a
date begins with: the writers marked "before Black Friday" in one place and "Black Friday" in another.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from blameless.learn.items import document
from blameless.parse import parse
from blameless.report import ActionItem

ITEMS = Path(__file__).resolve().parent.parent / "data" / "actions" / "items.jsonl"
FIELDS = ("owner", "owner_kind", "due", "ticket", "done")
_LEAD = re.compile(r"^(?:(?:by|before|b4|until|within|in|the|on|over|during|course|of)\s+)+", re.I)


def read_items(path: Path = ITEMS) -> list[dict[str, Any]]:
    """The labelled items."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _plain(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = value.strip(" .")
    return _LEAD.sub("", value) if name == "due" else value


def _read(item: dict[str, Any], heading: str) -> ActionItem | None:
    actions = parse(document(item, heading)).actions
    return actions[0].item if actions else None


def differences(items: Iterable[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """What is read otherwise than labelled: the field (or ``found``), the item, and what was read."""
    for item in items:
        if _read(item, item["heading"]) is None:
            yield "found", item, None
        read = _read(item, "Action items")
        for name in FIELDS:
            value = getattr(read, name) if read is not None else None
            if read is None or _plain(name, value) != _plain(name, item[name]):
                yield name, item, value


def measure(items: list[dict[str, Any]]) -> dict[str, float]:
    """The share of the items that are found under their own heading, and of those whose fields are read right."""
    wrong = Counter(name for name, _, _ in differences(items))
    return {name: 1 - wrong[name] / len(items) for name in ("found", *FIELDS)}


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--errors", nargs="+", metavar="FIELD", choices=("found", *FIELDS))
    wanted = cli.parse_args().errors
    items = read_items()
    if wanted is None:
        for name, share in measure(items).items():
            print(f"{name:<12}{share:.4f}")
        return
    for name, item, value in differences(items):
        if name in wanted:
            print(f"{name}\t{item['id']}\twant {item.get(name)!r}, read {value!r}\t[{item['heading']}] {item['text']}")


if __name__ == "__main__":
    main()
