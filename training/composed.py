"""Action items put together of what is to be done, names, dates and layouts, so that a scorer meets every name in every place.

What is to be done comes from the training split of ``data/actions/items.jsonl``; names from :mod:`training.names`; where they stand from
files of layouts. Each list has one layout, as people write them. Whoever stands in it as no owner (a product, a topic, a group that is told
something) is there as often as owners are.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from blameless.language.en.verbs import is_imperative
from blameless.lexicon import fold, load
from training.items import read_items
from training.names import NameSentences, read_lines

ROOT = Path(__file__).resolve().parent.parent
LAYOUTS = Path(__file__).parent
"""Files of layouts: ``layouts.txt``, ``days.txt`` for days and stretches of time that are no due dates, ``states.txt`` for what is done or not."""
FIELDS = {
    "OWNER": "owner",
    "TEAM": "owner",
    "FULL": "owner",
    "HANDLE": "owner",
    "ROLE": "owner",
    "LOGIN": "owner",
    "JIRA": "owner",
    "SLACK": "owner",
    "DUE": "due",
    "TICKET": "ticket",
}
"""The slots that are labels of an item."""
SLOT = re.compile(r"\{([A-Za-z]+)\}")
NONE = 0.12
"""The share of a list's items that lack their owner or date."""
KINDS = ("person", "person", "first", "team", "mixed", "pair")
"""What the owners of one list are."""
HEADINGS = ("Action items", "Follow-ups", "Next steps", "Corrective actions", "Remediation", "TODO")
TOPICS = ("Short-term", "Long-term", "Prevention", "Detection", "Mitigation", "Process", "Monitoring", "Testing", "Documentation", "Capacity planning",
          "Access control", "Alerting", "Automated tests", "Runbooks", "Rollbacks", "Post-deploy checks", "Preventative", "Corrective", "Immediate",
          "Observability", "Backups", "Code review", "Error handling", "Training", "Communication", "Defence in depth")  # fmt: skip
PRIORITIES = ("P0", "P1", "P2", "P3", "High", "Medium", "Low", "high priority", "S", "M", "L")
STATES = ("Open", "In progress", "Todo", "Pending", "Not started", "Planned")
GROUPS = (
    "development team",
    "on-call engineers",
    "vendor",
    "support team",
    "whole team",
    "reviewers",
    "application team",
    "customers",
    "new staff",
)
ROLES = ("engineering manager", "Engineering manager", "CTO", "CISO", "Head of {}", "Head of {}", "{} manager", "{} lead", "{} Lead", "Director of {}", "release manager",
         "on-call engineer", "tech lead", "incident commander", "plant manager", "product owner", "NOC lead", "IT manager")  # fmt: skip
EFFORTS = ("1 day", "2 days", "half a day", "two weeks", "3 hours", "a week")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
UNBOXED = ("- ", "- ", "- ", "1. ", "* ")
FIRST = (*UNBOXED, "- [ ] ")
TITLES = (
    "Outage",
    "Outage",
    "{PRODUCT} outage",
    "Postmortem: {PRODUCT}",
    "Incident report — {PRODUCT}",
    "{PRODUCT}: data loss",
    "{TEAM} postmortem",
)


@cache
def _lines(name: str) -> tuple[str, ...]:
    """The lines of one of our files, without what is said about them."""
    return tuple(line for line in read_lines(LAYOUTS / name) if not line.startswith("#"))


@dataclass(frozen=True)
class List:
    """A document with one list, and the labels of its items in their order."""

    text: str
    labels: list[dict[str, Any]]


class Composer:
    """An endless source of lists."""

    def __init__(self, seed: int, layouts: str) -> None:
        self.rng = random.Random(seed)
        self._sentences = NameSentences(ROOT / "data" / "nlp" / "names", random.Random(seed))
        self._names = self._sentences.names
        self._layouts = _lines(layouts)
        self._teams = [name.title() if len(name) > 4 else name.upper() for name in load("actions")["team"]["names"]]
        self._actions = [text for item in read_items() if item["split"] == "train" and (text := _bare(item))]

    def lists(self, count: int) -> Iterator[List]:
        """So many lists; every layout as often as any other."""
        for number in range(count):
            yield self._list(self._layouts[number % len(self._layouts)])

    def _list(self, layout: str) -> List:
        above, _, row = layout.rpartition("\t")
        table = above.startswith("|")
        nested = above.startswith("- ")
        marks = UNBOXED if "{STATUS}" in row.upper() else FIRST
        mark = "" if table else "  - " if nested else self.rng.choice(marks)
        handled = self.rng.random() < 0.2
        kind = self.rng.choice(KINDS)
        lines, labels = [], []
        over, group = self._filled(above, 0, kind, handled) if not table else (above, {})
        for number in range(1, self.rng.randrange(2, 6)):
            line, label = self._item(row, number, kind, handled, table)
            lines.append(mark + line)
            labels.append(label | {name: value for name, value in group.items() if value and not label[name]})
        body = "\n".join(lines)
        if table:
            body = f"{above}\n{re.sub('[^|]+', '---', above)}\n{body}"
        elif above:
            body = f"{over}\n{body}" if nested else f"{over}\n\n{body}"
        title, _ = self._filled(self.rng.choice(TITLES), 0, "team", False)
        return List(f"# {title}\n\n## {self.rng.choice(HEADINGS)}\n\n{body}\n", labels)

    def _item(self, layout: str, number: int, kind: str, handled: bool, row: bool) -> tuple[str, dict[str, Any]]:
        """An item and its labels; where it lacks its owner or date, a cell says so and a line has neither."""
        lacking = self.rng.random() < NONE
        if lacking and not row:
            layout = "{ACTION}"
        return self._filled(layout, number, kind, handled, lacking)

    def _filled(
        self, layout: str, number: int, kind: str, handled: bool, lacking: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """A layout with its slots filled, and what of it is a label."""
        label: dict[str, Any] = {"owner": None, "due": None, "ticket": None, "done": False}

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name.upper() == "STATUS":
                label["done"] = self.rng.random() < 0.5
                said = self._said("done" if label["done"] else "undone")
                return said if name.isupper() else said[0].lower() + said[1:]
            if lacking and name in ("OWNER", "TEAM", "ROLE", "DUE"):
                return self.rng.choice(("TBD", "", "-", "?"))
            value = self._value(name, number, kind, handled)
            if name in FIELDS:
                label[FIELDS[name]] = value
            return value

        return SLOT.sub(fill, layout), label

    def _value(self, name: str, number: int, kind: str, handled: bool) -> str:
        """What fills a slot."""
        draw = self.rng.choice
        if name in ("ACTION", "action"):
            text = draw(self._actions)
            return text if name == "ACTION" else text[0].lower() + text[1:]
        if name == "OWNER":
            return self._names.handle() if handled else self._owner(kind)
        if name == "ROLE":
            return self._owner("role")
        if name == "TEAM":
            return self._team(ended=True)
        if name == "PRODUCT":
            return self._sentences._product()
        makers = {
            "FULL": lambda: f"{self._names.first()} {self._names.last()}",
            "NOBODY": self._names.first,
            "HANDLE": self._names.handle,
            "DUE": self._due,
            "DAY": self._day,
            "PAST": lambda: f"{self.rng.randrange(1, 29)} {draw(MONTHS)}",
            "TICKET": lambda: draw(
                (
                    f"OPS-{self.rng.randrange(10, 999)}",
                    f"#{self.rng.randrange(10, 9999)}",
                    f"INFRA-{self.rng.randrange(1, 99)}",
                )
            ),
            "INDEX": lambda: str(number),
            "CODED": lambda: f"`{draw(('OPS', 'INFRA', 'UTF', 'RFC', 'CVE'))}-{self.rng.randrange(1, 999)}`",
            "LOGIN": self._login,
            "JIRA": lambda: f"[~{self._login()}]",
            "SLACK": lambda: f"<@{self._login()}>",
            "LACKING": lambda: self._said("lacking"),
            "LATER": lambda: self._said("later"),
            "topic": lambda: draw(TOPICS).lower(),
        }
        lists = {"TOPIC": TOPICS, "PRIORITY": PRIORITIES, "STATE": STATES, "GROUP": GROUPS, "EFFORT": EFFORTS}
        return makers[name]() if name in makers else draw(lists[name])

    def _said(self, list_: str) -> str:
        """A line of a list of what is said of a state, an owner or a date, filled."""
        line = self.rng.choice(_lines(f"{list_}.txt"))
        return SLOT.sub(lambda match: self._value(match[1], 0, "first", handled=False), line)

    def _login(self) -> str:
        """The bare name of somebody's account: "aruiz", "ana", "ana.ruiz"."""
        first, last = (fold(each()).replace(" ", "").replace("'", "") for each in (self._names.first, self._names.last))
        return self.rng.choice(
            (first, first, first[0] + last, first[0] + last, f"{first}.{last}", f"{first}-{last}", first[:3] + last[:3])
        )

    def _owner(self, kind: str) -> str:
        if kind == "mixed":
            kind = self.rng.choice(("person", "first", "team", "role", "pair"))
        if kind == "team":
            return self._team(ended=self.rng.random() < 0.6)
        if kind == "role":
            return self.rng.choice(ROLES).format(self.rng.choice(self._teams))
        if kind == "pair":
            one, other = (self._owner(kind) for kind in self.rng.choice((("first", "first"), ("person", "person"))))
            return one + self.rng.choice((" and ", " / ", ", ", " & ")) + other
        return self._names.first() if kind == "first" else f"{self._names.first()} {self._names.last()}"

    def _team(self, ended: bool) -> str:
        return self.rng.choice(self._teams) + (
            self.rng.choice((" team", " team", " Team", " squad", " guild")) if ended else ""
        )

    def _day(self) -> str:
        year, month, day = self.rng.randrange(2019, 2028), self.rng.randrange(1, 13), self.rng.randrange(1, 29)
        name = MONTHS[month - 1]
        written = (
            f"{year}-{month:02}-{day:02}", f"{day} {name} {year}", f"{name} {day}, {year}", f"{name[:3]} {day}", f"{day}-{name[:3]}-{year}",
            f"{name} {day}", f"{day} {name}", f"{name} {year}",
        )  # fmt: skip
        return self.rng.choice(written)

    def _due(self) -> str:
        year, month, day = self.rng.randrange(2019, 2028), self.rng.randrange(1, 13), self.rng.randrange(13, 29)
        name = MONTHS[month - 1]
        return self.rng.choice(
            (
                f"{year}-{month:02}-{day}", f"{day} {name} {year}", f"{name} {day}, {year}", f"{name[:3]} {day}", f"{day}/{month:02}/{year}",
                f"{day}.{month:02}.{year}", f"{name} {day}th", f"Q{self.rng.randrange(1, 5)} {year}", f"Q{self.rng.randrange(1, 5)}",
                f"end of {name}", "EOW", "EOD", "next sprint", "end of month", "next week", "Friday", f"{day}-{name[:3]}-{year}", f"{name} {year}",
            )
        )  # fmt: skip


def _bare(item: dict[str, Any]) -> str | None:
    """What an item asks for, where it has neither owner, date nor ticket, and no marks that a layout could be mistaken for."""
    text = re.sub(r"^\[[ x]\]\s*", "", item["text"]).rstrip(" .")
    fields = any(item[name] for name in ("owner", "due", "ticket", "done"))
    plain = re.fullmatch(r"[A-Z][a-z]+ [^\n|()\[\]:;—–@#~]{10,110}", text)
    return (
        text
        if not fields and plain and is_imperative(text) and item["layout"] in ("bullet", "task", "numbered")
        else None
    )
