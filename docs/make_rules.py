"""Write ``docs/rules.md``, and a page for each rule below ``docs/rules``, from the catalogue, so that they say what the code does.

The path of a rule's page is the address that reports and editors link to (``blameless.links.rule_page``).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from shutil import rmtree

from blameless.catalogue import Rule, Scope, catalogue

HERE = Path(__file__).resolve().parent
SCOPES = {Scope.NOTE: "every document", Scope.BRIEF: "briefs and reports", Scope.REPORT: "reports"}

HEAD = """# The rules

Every rule has a page: why it is there, who says so, what it flags and what it leaves alone. `blameless rules` lists them on a
terminal, and `blameless rules blame/person` explains one. All of it is written from the catalogue (`make docs`).

## What is asked of which document

A note of three lines is not judged like a report of ten pages. What a document is asked for goes by its length:

| | words | asked for |
| --- | --- | --- |
| **note** | fewer than 120 | blameless language, good action items, and who was hit, how badly and for how long; no sections |
| **brief** | fewer than 350 | that, and a summary, the impact, a timeline, the cause, action items, and how the incident was noticed |
| **report** | 350 and more | that, and contributing factors, detection and lessons |

Sections count by what they mean, not by their titles: “Follow-ups”, “Where do we go from here” and “TODO” are all action items.
A section without a heading counts as there if the front matter has it, or if a sentence states it in so many words (“The
cause was …”, “400 customers could not pay”). Rules about a part are silent where that part is missing: without a timeline, nobody asks for its time zone.

Some documents are no postmortems: runbooks, READMEs, changelogs, exercises, forms that nobody has filled in. They get one finding that says
so, `document/kind`, and no scores. Only their language is judged, and of a form not even that. A document is taken for one of these where
its title or three of its headings say so and nothing in it tells of an incident, such as entries with times or two filled sections that
only a postmortem has.

One gap is one finding: what several action items lack is said once, with the lines of all. Rules that most readers call noise are
reported on request only (`--all`, the key `all-rules`, or by name in `--select`); how often findings are right is in
[precision.md](precision.md). So is what hardly any reader would ask of a document of its kind, such as an owner in the follow-ups of a
one-person homelab or a timeline in a catalogue of other people's breaches. What a document was taken for is `metrics.kind` in the
JSON: `incident`, `exercise`, `outside` (an analysis of somebody else's incident), `catalogue`, `advisory`, `note`, `retrospective`. All of it
weighs in the scores all the same.

## What is blame

None of these is blame: faults of software, machines and services; what named people did, told neutrally; gaps told in the passive;
conditions; attackers; people as victims; talk about blamelessness.

Mild blame is a warning or an info: a fault of “we” or of a role without a name, “human error”, what should have been done, hindsight. Open
blame is an error: a name beside an error, a judgment of conduct, a sanction. [Is it blame if …](faq.md) goes through the cases.

Block quotes are quotations and are not judged, nor are code and URLs; where much of a text stands in them, `document/unread` says so.
HTML in Markdown is read as what it shows.

## What is vague

An action is vague if nobody could say when it is done. “Add a disk alert at 80 %” is concrete without owner or date;
“improve monitoring”, “investigate”, “be more careful” are vague with both.

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
            *(["Reported on request only: `--all`, the key `all-rules`, or by name.\n"] if rule.quiet else []),
            *(
                ["Reported where readers of such a document would ask for it, else on request: `--all` or by name.\n"]
                if rule.asks and not rule.quiet
                else []
            ),
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
