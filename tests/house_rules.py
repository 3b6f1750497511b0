"""Rules of another package: one of each family, and one of a family of its own. All that they take is in this file.

``tests/test_added_rules.py`` installs it as its users would; it is an example to start from as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from blameless.judge.claims import Claim, add_blame
from blameless.judge.rule import Context, Hit, rule
from blameless.read import Evidence

CUSTOMERS = re.compile(r"\bcustomers?\b", re.I)
EMOJI = re.compile("[\N{GRINNING FACE}-\N{PERSON WITH FOLDED HANDS}]")
MONEY = re.compile(r"[$€£]\s?\d")


def _customers(evidence: Evidence) -> Iterator[tuple[int, int]]:
    return (match.span() for match in CUSTOMERS.finditer(evidence.sentence.text))


add_blame(
    Claim(rank=15, finds=_customers),
    "{words} puts the fault on those who were hit.",
    id="blame/customer",
    severity="warning",
    summary="a customer at fault",
    rationale="Customers use what they are given.",
    source="The house's own experience.",
    suggestion="Say what the product let them do.",
    bad=("The customer carelessly deleted the wrong project.\n",),
    good=("The customer deleted the project.\n",),
)


def _told(id: str, dimension: str, about: str, bad: str, good: str, **more: Any) -> dict[str, Any]:
    """The fields of a rule of the house."""
    return {
        "id": id,
        "severity": "warning",
        "summary": f"the house asks for {id}",
        "rationale": "It was asked for.",
        "source": "The house's style guide.",
        "dimension": dimension,
        "about": about,
        "suggestion": "See the style guide.",
        "bad": (bad,),
        "good": (good,),
        **more,
    }


@rule(
    **_told(
        "tone/emoji",
        "blamelessness",
        "sentence",
        "We are back \N{GRINNING FACE}\n",
        "We are back.\n",
        evidence=("drama",),
    )
)
def _emoji(context: Context) -> Iterator[Hit]:
    for sentence in context.postmortem.sentences:
        if EMOJI.search(sentence.text):
            yield context.at_sentence(sentence, "An emoji.")


_LONG = "## Action items\n\n- Add an alert at 2 % failed orders" + " and at 3 %" * 12 + "\n"
_SHORT = "## Action items\n\n- Add an alert at 2 % failed orders (P1)\n"


@rule(**_told("action/long", "actions", "item", _LONG, _SHORT, weight=0.2, evidence=("concrete", "concrete share")))
def _long(context: Context) -> Iterable[Hit]:
    return (context.at_action(a, "Too long.") for a in context.postmortem.actions if len(a.plain.split()) > 30)


@rule(**_told("action/no-priority", "ownership", "item", _LONG, _SHORT, weight=0.3, evidence=("owners",)))
def _no_priority(context: Context) -> Iterable[Hit]:
    return (context.at_action(a, "No priority.") for a in context.postmortem.actions if "P1" not in a.plain)


def _asked(id: str, dimension: str, words: str, evidence: str) -> None:
    """A rule about a part: these words stand somewhere."""

    bad, good = "# Outage\n\nThe shop was down.\n", f"# Outage\n\n## Impact\n\n{words}\n"

    @rule(**_told(id, dimension, "part", bad, good, evidence=(evidence,)))
    def _find(context: Context) -> Iterator[Hit]:
        if words.lower() not in context.postmortem.source.text.lower():
            yield context.whole(f"“{words}” is not there.")


_asked("section/glossary", "completeness", "Glossary", "lessons")
_asked("summary/version", "completeness", "Version", "summary")
_asked("timeline/people", "completeness", "On call", "timeline")
_asked("cause/change", "completeness", "Change", "cause")
_asked("detection/dashboard", "detection", "Dashboard", "source")
_asked("template/class", "completeness", "Class", "filled")


@rule(
    **_told(
        "impact/money",
        "completeness",
        "part",
        "## Impact\n\nMuch was lost.\n",
        "## Impact\n\n$ 3,000 were lost.\n",
        evidence=("extent",),
    )
)
def _money(context: Context) -> Iterator[Hit]:
    if not MONEY.search(context.postmortem.source.text):
        yield context.whole("No sum of money.")


@rule(**_told("document/title", "", "document", "The shop was down.\n", "# Outage of the shop\n\nIt was down.\n"))
def _title(context: Context) -> Iterator[Hit]:
    if not (context.postmortem.title or "").startswith("Outage of"):
        yield context.whole("The title does not begin with “Outage of”.")


_FAMILY = "<!-- blameless: ignore blame -->\n\nHm.\n"
_ONE = "<!-- blameless: ignore blame/role -->\n\nHm.\n"


@rule(**_told("archive/old", "", "document", _FAMILY, _ONE))
@rule(**_told("ignore/family", "", "document", _FAMILY, _ONE))
def _family(context: Context) -> Iterator[Hit]:
    for ignore in context.postmortem.directives:
        if any("/" not in name for name in ignore.rules):
            yield Hit(ignore.start, ignore.end, "It silences a family.")


@rule(**_told("house/signature", "", "document", "# Outage\n", "# Outage\n\nSigned: Ana\n"))
def _signature(context: Context) -> Iterator[Hit]:
    if "Signed:" not in context.postmortem.source.text:
        yield context.whole("Nobody signed.")
