"""What is remembered of texts changes no answer: a draft is judged at every key as it is judged by somebody who never saw it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from conftest import forget

from blameless import Analyzer
from blameless.intake.markup import markdown
from blameless.intake.markup.markdown import read_blocks
from blameless.parse.source import Source

DRAFT = """# Search was down for two hours on 3 May 2024

**Severity:** SEV-2
**Duration:** 1 hour 50 minutes
**Status:** [resolved][status]

## Summary

The search index lost its primary at 10:02 UTC after a node ran out of disk. Jonas forgot to raise the quota, and we should
have noticed it sooner. Some 4,200 customers saw empty results for an hour and 50 minutes.

## Timeline

| Time (UTC) | What |
| --- | --- |
| 10:02 | The primary ran out of disk |
| 10:11 | An alert on the error rate paged the on-call engineer |
| 10:25 | Maria rolled back the release |
| 11:52 | Search answered again, incident resolved |

## Root cause

The quota of `search-3` was set for half of the documents. The team was careless when it moved the index.

- Nothing warned of a full disk.
- The retry of the client made it worse:
  - 20 tries within 3 minutes
  - no jitter

```
## no heading

df -h /var/lib/search
```

## Detection

Our monitoring noticed it after 9 minutes.

## Action items

| Action | Owner | Due | Ticket |
| --- | --- | --- | --- |
| Alert on disks that are 80 % full | Jonas | 2024-05-20 | SRCH-118 |
| Improve monitoring of the index | Platform team | ASAP | |

- [ ] Document how to fail over (@maria, by 1 June, [SRCH-120](https://tracker.example.com/browse/SRCH-120))
- [x] Raise the quota of `search-3`, done 3 May

## Lessons learned

We will test a full disk in staging before each release. jonas and Maria know the index best.

[status]: https://status.example.com/
"""
WORDS = [
    "Jonas ",
    "jonas",
    "10:30 ",
    "forgot to ",
    "|",
    "```\n",
    "\n\n",
    "- ",
    "# ",
    "<!-- ",
    "2 hours",
    "by Friday ",
    "[x] ",
    "é",
]


def edits(text: str, count: int, seed: int) -> Iterator[str]:
    """A text after each of some edits: letters and words typed, stretches deleted, lines moved."""
    chance = random.Random(seed)
    for _ in range(count):
        place = chance.randrange(len(text) + 1)
        kind = chance.choice(("type", "type", "word", "delete", "line", "undo"))
        if kind == "type":
            text = text[:place] + chance.choice("aeM. 7,") + text[place:]
        elif kind == "word":
            text = text[:place] + chance.choice(WORDS) + text[place:]
        elif kind == "delete":
            text = text[:place] + text[place + chance.choice((1, 1, 5, 30)) :]
        elif kind == "line":
            lines = text.splitlines(keepends=True) or [""]
            moved = lines.pop(chance.randrange(len(lines)))
            lines.insert(chance.randrange(len(lines) + 1), moved)
            text = "".join(lines)
        else:
            text = DRAFT
        yield text


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_edits_the_report_is_that_of_who_never_saw_the_draft(seed: int) -> None:
    texts = list(edits(DRAFT, 24, seed))
    used = Analyzer(today=False)
    found = [used.analyze(text) for text in texts]
    for text, report in list(zip(texts, found, strict=True))[::3]:
        forget()
        assert Analyzer(today=False).analyze(text).to_dict() == report.to_dict(), text


def test_what_one_document_told_is_not_said_of_another() -> None:
    """Two items alike, in documents that spell the name otherwise, of other days, and under another configuration."""
    item = "## Action items\n\n- Mark: add an alert by 1 June\n- Mark: add a test by 2 June\n"
    texts = [
        f"# Outage of {day}\n\nWe {said} it.\n\n{item}"
        for day in ("2024-05-03", "2023-02-01")
        for said in ("mark", "saw")
    ]
    used = Analyzer(today=False)
    found = [used.analyze(text) for text in (*texts, *texts)]
    for text, report in zip((*texts, *texts), found, strict=True):
        forget()
        assert Analyzer(today=False).analyze(text).to_dict() == report.to_dict(), text


LINES = [
    "# one\n", "\n# two\n", "\n \n## three ##\n", "\n### [r]\n", "\n\n#\tfour\n", "\n", "\n\n", " \t\n", "- a\n", "  - b\n", "1. x\n", "- [ ] t\n", "```\n", "~~~\n", "- ```\n",
    "  ```\n", "> ```\n", "    code\n", "   # not at its margin\n", "#none\n", "<div>\n", "</div>\n", "<!-- x\n", "-->\n", "<pre>\n",
    "</pre>\n", "<script>\n", "| a | b |\n", "| - | - |\n", "para [r] text\n", "[r]: http://one.example\n", "[r]: http://two.example 'of\n",
    "> quoted\n", "---\n", "===\n", "word\n",
]  # fmt: skip


def told(text: str, plain: bool) -> list[object]:
    """All that is read of the blocks of a text."""
    found: list[object] = []
    for block in read_blocks(Source(text), plain):
        item = block.item
        place = item and (item.start, item.end, item.depth, item.ordered, item.checked, len(item.children))
        rows = [(row.cells, row.start, row.end, row.line) for row in block.rows]
        whole = (block.kind, block.start, block.end, block.line, block.prose, block.level, block.header)
        found.append((*whole, rows, block.leads, block.quoted, place))
    return found


@pytest.mark.parametrize("plain", [False, True])
def test_pieces_are_read_as_the_whole(monkeypatch: pytest.MonkeyPatch, plain: bool) -> None:
    chance = random.Random(7)
    texts = [
        "".join(chance.choices(LINES, k=chance.randint(3, 25))) + chance.choice(("", "x", "# end"))
        for _ in range(1_000)
    ]
    monkeypatch.setattr(markdown, "_LEAST", 1)
    in_pieces = [told(text, plain) for text in texts]
    assert sum(len(list(markdown._pieces(text, plain))) > 1 for text in texts) > 200
    monkeypatch.setattr(markdown, "_CUTS", re.compile("(?!)"))
    for text, found in zip(texts, in_pieces, strict=True):
        assert told(text, plain) == found, text
