"""Write ``docs/rules.md``, and a page for each rule below ``docs/rules``, from the catalogue, so that they say what the code does.

The path of a rule's page is the address that reports and editors link to (``blameless.links.rule_page``).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from shutil import rmtree

from blameless.judge.rule import Rule, Scope, catalogue

HERE = Path(__file__).resolve().parent
SCOPES = {Scope.NOTE: "every document", Scope.BRIEF: "briefs and reports", Scope.REPORT: "reports"}

HEAD = """# The rules

Every rule has a page: why it is there, who says so, what it flags and what it leaves alone. `blameless rules` lists them on a
terminal, and `blameless rules blame/person` explains one. All of it is written from the catalogue (`make docs`).

## What is asked of which document

A note of three lines and a report of ten pages are not judged alike. Asked is by length:

- A **note** has fewer than 120 words. Its language and its action items are judged, and whether it says who was hit,
  how badly and how long; nobody asks it for sections.
- A **brief** has fewer than 350. It is asked for a summary, the impact, a timeline, the cause, action items, and how
  the incident was noticed.
- A **report** has 350 words or more. It is asked for contributing factors, detection and lessons as well.

Sections count by what they mean, not by how they are headed: "Follow-ups", "Where do we go from here" and "TODO" are
all action items. Where no heading names a section, it counts as there if the front matter has it, or if a sentence
states it in so many words ("The cause was …", "400 customers could not pay"). A rule that has nothing to ask for asks nothing: without a timeline there is no word on its zone.

A document that is no postmortem (a runbook, a README, a changelog, an exercise, a form nobody has filled in) gets one
finding that says so, `document/kind`. Nothing is asked of it and it has no scores; only its language is judged, and of a form not even that. It is
called that where its title or three of its headings say so and nothing in it tells of an incident: no entries with
times, and not two filled sections that only a postmortem has.

## What is blame

Faults of software, machines and services, neutral acts of named people, gaps told in the passive, conditions,
attackers, people as victims and talk about blamelessness are none. Mild blame (a fault of "we" or of an unnamed
role, "human error", what should have been done, hindsight) is a warning or an info; open blame (a name beside an error,
a judgment of conduct, a sanction) is an error. Block quotes are quotations and are not judged, nor are code and URLs;
where much of the text stands in them, `document/unread` says so. HTML in Markdown is read as what it shows.

## What is vague

An action is vague if nobody could say when it is done. "Add a disk alert at 80 %" is concrete without owner or date;
"improve monitoring", "investigate", "be more careful" are vague with both.

"""


def page(rule: Rule) -> str:
    """The page of a rule as Markdown."""
    examples = []
    for title, texts in (("Flagged", rule.bad), ("Not flagged", rule.good)):
        examples.append(f"## {title}\n")
        examples += [f"````markdown\n{shorten(text)}\n````\n" for text in texts]
    return "\n".join(
        [
            f"# {rule.id}\n",
            f"{rule.summary[0].upper()}{rule.summary[1:]}.\n",
            "| severity | asked of | weighs on |",
            "| --- | --- | --- |",
            f"| {rule.severity} | {SCOPES[rule.scope]} | {rule.dimension or 'no score'} |\n",
            f"**Why.** {rule.rationale}\n",
            f"**Source.** {rule.source}\n",
            f"**Instead.** {rule.suggestion}\n",
            *examples,
            "## If you disagree\n",
            f"`<!-- blameless: ignore {rule.id} -->` silences it on a line; `ignore` and `severity` in the "
            "[configuration](../../configuration.md) everywhere.",
            "",
        ]
    )


def overview(rules: Iterable[Rule]) -> str:
    """What holds for all rules, and a table of each family."""
    parts = [HEAD]
    for family, members in groupby(rules, key=lambda rule: rule.family):
        parts += [f"## {family}\n", "| rule | severity | flags |", "| --- | --- | --- |"]
        parts += [f"| [`{rule.id}`](rules/{rule.id}.md) | {rule.severity} | {rule.summary} |" for rule in members]
        parts.append("")
    return "\n".join(parts)


def shorten(text: str) -> str:
    """An example, or the beginning of one that is long."""
    text = text.rstrip()
    return text if len(text) < 400 else text[:200].rsplit(" ", 1)[0] + " …"


def pages() -> dict[str, str]:
    """All pages by their path below ``docs``."""
    rules = catalogue().values()
    return {"rules.md": overview(rules), **{f"rules/{rule.id}.md": page(rule) for rule in rules}}


def main() -> None:
    rmtree(HERE / "rules", ignore_errors=True)  # with the pages of rules that are no more
    for name, text in pages().items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
