"""Documents with what readers say of their incident: real ones, and such as are put together of ``templates.toml``."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from blameless._toml import tomllib
from blameless.read import Postmortem
from blameless.read.document import read_postmortem
from blameless.read.incident.moments import Point
from training import sources
from training.sources import read_jsonl

MILESTONES = {"started": "start", "detected": "detected", "resolved": "resolved"}
"""Each milestone, and what the labels call it."""
TIMES = {"time_to_detect": "minutes_to_detect", "time_to_resolve": "minutes_to_resolve"}
LABELS = Path(__file__).resolve().parents[2] / "data" / "real"
LINES = LABELS / "noticed.jsonl"
"""On which lines of the labelled documents readers saw it told who noticed."""
_NO_FOLD = -1


@dataclass(frozen=True)
class Gold:
    """What readers say: each value a set, of which either is right; ``None`` in it stands for "not told".

    Moments are texts "2024-03-01 14:02", "14:02" or "2024-03-01", times are minutes.
    """

    detected_by: frozenset[str]
    moments: Mapping[str, frozenset[str | None]]
    minutes: Mapping[str, frozenset[float | None]]


@dataclass(frozen=True)
class Example:
    """A document with its labels. ``weight`` is what it counts; ``fold`` is -1 for one that is not real.

    ``lines`` are those on which readers saw it told who noticed; none where they say that nothing tells, or nobody was asked.
    """

    name: str
    owner: str
    fold: int
    postmortem: Postmortem
    gold: Gold
    weight: float = 1.0
    lines: frozenset[int] = frozenset()


def right_time(seconds: float, minutes: frozenset[float | None]) -> bool:
    """Whether a time agrees with what a reader says, within two minutes or five in a hundred, as it is measured."""
    return any(each is not None and abs(seconds / 60 - each) <= max(2, 0.05 * each) for each in minutes)


_MOMENT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)?[ T]?(?:(?P<hour>\d\d):(?P<minute>\d\d))?")


def right_moment(point: Point, told: frozenset[str | None]) -> bool:
    """Whether a moment is the one that is named, to the minute; zones and carried dates aside. "T+5m" is since the start."""
    for each in told:
        if each and each.startswith("T"):
            if point.seconds is None and point.day is None and point.instant == int(each[1:-1]) * 60:
                return True
            continue
        match = _MOMENT.match(each or "")
        if match is None or each is None:
            continue
        if match["hour"]:
            minutes = int(match["hour"]) * 60 + int(match["minute"])
            if point.seconds is not None and abs(point.seconds // 60 - minutes) <= 1:
                return True
        elif point.seconds is None and point.day is not None and point.day.isoformat() == match["day"]:
            return True
    return False


def read_real(shared: Path) -> list[Example]:
    """The labelled real postmortems of ``shared/real``, in order of their names."""
    real = shared / "real"
    folds, owners, names = sources.folds(real), sources.owners(real), sources.names(real)
    lines = {names[row["repo"], row["path"]]: frozenset(chain.from_iterable(row["lines"])) for row in read_jsonl(LINES)}
    return [
        Example(
            row["doc"],
            owners.get(row["doc"], row["doc"]),
            folds[row["doc"]],
            read_postmortem((real / "postmortems" / row["doc"]).read_text("utf-8")),
            _gold(row),
            lines=lines.get(row["doc"], frozenset()),
        )
        for row in sorted(read_jsonl(real / "gold" / "documents.jsonl"), key=lambda row: row["doc"])
    ]


def read_first(shared: Path) -> list[Example]:
    """The first labelled postmortems, those of ``shared/postmortems``; none is in a fold, but owners of some have others that are."""
    folds = sources.folds_of_owners(shared / "real")
    found = []
    for row, name in sources.facts(shared):
        owner = sources.owner_of(row["repo"])
        gold = Gold(
            frozenset(row["detected_by"]),
            {milestone: frozenset(row[key]) for milestone, key in MILESTONES.items()},
            {time: frozenset(row[key]) for time, key in TIMES.items()},
        )
        postmortem = read_postmortem((shared / "postmortems" / name).read_text("utf-8"))
        lines = frozenset(chain.from_iterable(row["lines"]))
        found.append(Example(name, owner, folds.get(owner, _NO_FOLD), postmortem, gold, lines=lines))
    return found


def _gold(row: Mapping[str, Any]) -> Gold:
    second = row.get("reader2", {})

    def either(key: str) -> frozenset[Any]:
        return frozenset((row[key], second.get(key, row[key])))

    return Gold(
        either("detected_by"),
        {name: either(key) for name, key in MILESTONES.items()},
        {name: either(key) for name, key in TIMES.items()},
    )


@cache
def _templates() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "templates.toml").read_text("utf-8"))


class _Writer:
    """Writes documents of which all is known."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, table: str, name: str) -> str:
        text = self.random.choice(_templates()[table][name])
        return re.sub(r"\{(\w+)\}", lambda match: self._word(match[0], match[1]), text)

    def _word(self, whole: str, name: str) -> str:
        return self.random.choice(_templates()["words"][name]) if name in _templates()["words"] else whole

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def document(self, number: int) -> tuple[str, Gold]:
        """A document of its number: its Markdown, and what is told in it."""
        times = _times(self.random)
        silent = self.chance(0.12)
        elapsed = self.chance(0.2)
        timeline = not silent and self.chance(0.55)
        labelled = not silent and self.chance(0.4) and not (timeline and elapsed)
        who = self.random.choice(list(_templates()["noticed"]))
        place = self.random.choice(["timeline", "timeline", "detection", "summary", "label"])
        place = "detection" if place == "timeline" and not timeline else place
        noticed = self.pick("noticed", who) if who != "unknown" or place == "detection" else ""
        unmarked = timeline and not labelled and self.chance(0.25)
        if unmarked:
            times["started"] = times["before"]
        entry = noticed if place == "timeline" else ""
        given = {
            name: self._given(times, name) if labelled and self.chance(0.4) else None for name in ("detect", "resolve")
        }
        told = {name: not (silent or timeline or labelled) and self.chance(share) for name, share in _STATED.items()}
        summary = [self.pick("told", "other"), self.pick("noticed", "unknown")]
        summary += [self._told(name, times) for name, is_told in told.items() if is_told]
        summary += [noticed] if noticed and place == "summary" else []
        self.random.shuffle(summary)
        body = [f"# Outage of 2024-03-{1 + number % 28:02}"]
        body.append(self._labels(times, noticed if place == "label" else "", labelled, given))
        body += ["## Summary", " ".join(_sentence(each) for each in summary)]
        if noticed and place == "detection":
            body += ["## Detection", _sentence(noticed)]
        if timeline:
            body += ["## Timeline", self._timeline(times, entry, unmarked, elapsed)]
        known = timeline or labelled
        seen = known and (bool(entry) or labelled)
        clock = (lambda minute: f"T{minute - times['started']:+d}m") if timeline and elapsed else _clock
        gold = _gold_of(clock, times, who, known, seen, told["detect"], known or told["resolve"], given)
        return "\n\n".join(part for part in body if part) + "\n", gold

    def _given(self, times: Mapping[str, int], name: str) -> int:
        """The minutes that a label gives; at times others than lie between the moments, as people forget to mend one of them."""
        minutes = times[_ENDS[name]] - times["started"]
        return self.random.choice([minutes, minutes, minutes + 45])

    def _labels(self, times: Mapping[str, int], noticed: str, labelled: bool, given: Mapping[str, int | None]) -> str:
        lines = []
        if labelled:
            lines = [f"- {self.pick('labels', n)}: 2024-03-05 {_clock(times[n])}" for n in MILESTONES]
            for name, minutes in given.items():
                if minutes is not None:
                    lines.insert(0, f"- {self.pick('labels', name)}: {self._spoken(minutes)}")
        if noticed:
            lines.append(f"- {self.pick('labels', 'noticed')}: {noticed}")
        return "\n".join(lines)

    def _told(self, name: str, times: Mapping[str, int]) -> str:
        minutes = times[_ENDS[name]] - times["started"]
        text = self.pick("told", name).replace("{minutes} minutes", self._spoken(minutes))
        text = text.replace("{minutes}", str(minutes))
        return text.replace("{start}", _clock(times["started"])).replace("{end}", _clock(times["resolved"]))

    def _spoken(self, minutes: int) -> str:
        if minutes in _SPELLED and self.chance(0.5):
            return _SPELLED[minutes]
        hours, rest = divmod(minutes, 60)
        return f"{hours}h {rest}m" if hours and self.chance(0.5) else f"{minutes} minutes"

    def _timeline(self, times: Mapping[str, int], noticed: str, unmarked: bool, elapsed: bool) -> str:
        """The entries in their order; ``unmarked``: what began it is there, but none says that it was the start."""
        names = ("before", "started", "responded", "mitigated", "resolved")
        events = {name: self.pick("events", name) for name in names if not (unmarked and name == "started")}
        if noticed:
            events["detected"] = noticed
        always = {"before" if unmarked else "started", "detected", "resolved"}
        rows = sorted((times[name], text) for name, text in events.items() if name in always or self.chance(0.5))
        if self.chance(0.5):
            rows.insert(-1, (rows[-1][0] - 1, self.pick("events", "other")))
        mark = self.random.choice(["- {0}{1} {2}", "- {0}{1}: {2}", "- **{0}{1}** – {2}"])
        if elapsed:
            return "\n".join(mark.format(f"T{m - times['started']:+d}m", "", text) for m, text in rows)
        zone = self.random.choice(["", " UTC", " UTC", " CET"])
        return "\n".join(mark.format(_clock(minute), zone, text) for minute, text in rows)


_IN_DELAYS = ("monitoring", "customer")
"""Who is named where it is told how long detection took ("the alert fired after five minutes")."""
_STATED = {"detect": 0.45, "resolve": 0.85}
"""How often a document without timeline and labels states a time."""
_ENDS = {"detect": "detected", "resolve": "resolved"}
_SPELLED = {
    2: "two minutes",
    3: "three minutes",
    5: "five minutes",
    7: "seven minutes",
    10: "ten minutes",
    12: "twelve minutes",
    20: "twenty minutes",
    30: "half an hour",
    60: "an hour",
}


def _times(source: random.Random) -> dict[str, int]:
    """The minutes of a day at which things happen, in their order."""
    minute, found = source.randint(60, 900), {}
    for name in ("before", "started", "detected", "responded", "mitigated", "resolved"):
        minute += source.choice([1, 2, 3, 5, 7, 10, 12, 20, 30, 41, 60])
        found[name] = minute
    return found


def _gold_of(
    clock: Callable[[int], str],
    times: Mapping[str, int],
    who: str,
    known: bool,
    seen: bool,
    delay: bool,
    whole: bool,
    given: Mapping[str, int | None],
) -> Gold:
    """What is told: moments where they are ``known``, that of detection where it is ``seen``; times where stated or known."""
    moments = {name: clock(times[name]) if known else None for name in MILESTONES}
    moments["detected"] = moments["detected"] if seen else None
    minutes = {
        "time_to_detect": float(times["detected"] - times["started"]) if seen or delay else None,
        "time_to_resolve": float(times["resolved"] - times["started"]) if whole else None,
    }
    minutes |= {f"time_to_{name}": float(stated) for name, stated in given.items() if stated is not None}
    return Gold(
        frozenset({who}) if who != "unknown" or not delay else frozenset({who, *_IN_DELAYS}),
        {name: frozenset({value}) for name, value in moments.items()},
        {name: frozenset({value}) for name, value in minutes.items()},
    )


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def write_synthetic(count: int, weight: float, seed: int = 0) -> list[Example]:
    """Documents put together of the templates, with what is known of them."""
    writer = _Writer(seed)
    found = []
    for number in range(count):
        text, gold = writer.document(number)
        text = re.sub(r"\{minutes\}", lambda _: str(writer.random.choice([5, 15, 30, 60, 90])), text)
        found.append(
            Example(f"synthetic {number}", f"synthetic {number}", _NO_FOLD, read_postmortem(text), gold, weight)
        )
    return found
