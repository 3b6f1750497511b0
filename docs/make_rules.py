"""Write ``docs/rules.md`` from the catalogue, so that it says what the code does."""

from __future__ import annotations

from pathlib import Path

from blameless.catalogue import Rule, Scope, catalogue

HERE = Path(__file__).resolve().parent
SCOPES = {Scope.NOTE: "every document", Scope.BRIEF: "briefs and reports", Scope.REPORT: "reports"}

HEAD = """# The rules

This page is written from the catalogue (`make docs`); `blameless rules` shows the same on a terminal.

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

One gap is one finding: what several action items lack is said once, with the lines of all. Rules that most readers call noise are
reported on request only (`--all`, the key `all-rules`, or by name in `--select`); how often findings are right is in
[precision.md](precision.md). They weigh in the scores all the same.

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
    """One rule as Markdown."""
    examples = []
    for title, texts in (("Flagged", rule.bad), ("Not flagged", rule.good)):
        examples.append(f"{title}:\n")
        examples += [f"````markdown\n{shorten(text)}\n````\n" for text in texts]
    return "\n".join(
        [
            f"### `{rule.id}`\n",
            f"{rule.summary[0].upper()}{rule.summary[1:]}. Severity {rule.severity}; asked of {SCOPES[rule.scope]}"
            + (f"; weighs on {rule.dimension}" if rule.dimension else "")
            + ("; reported on request only.\n" if rule.quiet else ".\n"),
            f"{rule.rationale}\n",
            f"Source: {rule.source}\n",
            f"Instead: {rule.suggestion}\n",
            *examples,
        ]
    )


def shorten(text: str) -> str:
    text = text.rstrip()
    return text if len(text) < 400 else text[:200].rsplit(" ", 1)[0] + " …"


def main() -> None:
    parts = [HEAD]
    family = ""
    for rule in catalogue().values():
        if rule.family != family:
            family = rule.family
            parts.append(f"## {family}\n")
        parts.append(page(rule))
    (HERE / "rules.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
