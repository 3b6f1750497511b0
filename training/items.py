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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from blameless.judge.assess import Assessor
from blameless.learn.items import document
from blameless.models import load_models
from blameless.read import Reader
from blameless.read.document import read_postmortem
from blameless.read.items import with_actions
from blameless.report import ActionItem

ITEMS = Path(__file__).resolve().parent.parent / "data" / "actions" / "items.jsonl"
FIELDS = ("owner", "owner_kind", "due", "ticket", "done")
MEASURED = ("found", *FIELDS)
_LEAD = re.compile(r"^(?:(?:by|before|b4|until|within|in|the|on|over|during|course|of)\s+)+", re.I)


def read_items(path: Path = ITEMS) -> list[dict[str, Any]]:
    """The labelled items."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(name: str, value: Any) -> Any:
    """A value without what writers marked in one place and not in another: full stops, and what leads a date in."""
    if not isinstance(value, str):
        return value
    value = value.strip(" .")
    return _LEAD.sub("", value) if name == "due" else value


def _read(item: dict[str, Any]) -> ActionItem | None:
    """The item as it is read under the heading "Action items", whatever is thought of it."""
    postmortem = read_postmortem(document(item, "Action items"))
    listed = [each for each in postmortem.candidates if each.formal]
    return with_actions(postmortem, listed[:1]).actions[0].item if listed else None


def _found(items: Sequence[dict[str, Any]]) -> list[bool]:
    """Whether each is taken for an action item under its own heading."""
    assessor = Assessor(load_models(), Reader())
    return [
        bool(each.choice.chosen)
        for each in assessor.assess([read_postmortem(document(item, item["heading"])) for item in items])
    ]


def differences(
    items: Sequence[dict[str, Any]], names: Sequence[str] = MEASURED
) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """What is read otherwise than labelled: the field (or ``found``, which takes long), the item, and what was read."""
    for item, found in zip(items, _found(items) if "found" in names else [True] * len(items), strict=True):
        if not found:
            yield "found", item, None
        read = _read(item)
        for name in FIELDS:
            value = getattr(read, name) if read is not None else None
            if read is None or plain(name, value) != plain(name, item[name]):
                yield name, item, value


def measure(items: list[dict[str, Any]], names: Sequence[str] = MEASURED) -> dict[str, float]:
    """The share of the items that are found under their own heading, and of those whose fields are read right."""
    wrong = Counter(name for name, _, _ in differences(items, names))
    return {name: 1 - wrong[name] / len(items) for name in names}


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--errors", nargs="+", metavar="FIELD", choices=MEASURED)
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
