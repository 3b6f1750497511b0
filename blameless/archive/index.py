"""What an incident is remembered by: one row a document, beside the tables, from which past incidents like it are found.

A row holds the sentences that tell cause and symptom, to be shown; and the words of title, cause and text as numbers, to be
compared: the rarity of a word is a matter of the whole archive, and is reckoned when the index is opened.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .causes import NO_STORY, SYMPTOM, causes, joined, of_kinds
from .modes import failure_modes
from .tables import Column, Row
from .words import stems

if TYPE_CHECKING:
    import numpy as np

    from ..analyzer import Reading
    from ..parse import Sentence
    from ..read import Postmortem

INDEX = (
    Column("id", "string", "the document", required=True),
    Column("title", "string", "its title"),
    Column("date", "string", "its day, ISO 8601"),
    Column("causes", "string", "sentences that tell the cause, as JSON: pairs of line and text", required=True),
    Column("symptoms", "string", "sentences that tell the symptom, in the same way", required=True),
    Column(
        "told", "bool", "whether a section names the cause; else the summary or the text stands for it", required=True
    ),
    Column("failure_modes", "string", "ways to fail that title and cause name, with blanks between"),
    Column("cause_terms", "string", "stems of title and cause, hashed and counted", required=True),
    Column("text_terms", "string", "stems of title and text", required=True),
    Column("symptom_terms", "string", "stems of the symptom", required=True),
    Column("promised", "string", "action items, as JSON: text, owner, due date, ticket, line, done", required=True),
    Column("fingerprint", "string", "as in the table of documents", required=True),
    Column("path", "string", "its file, so that a draft is not found to be like itself; none for a row of a table"),
)
"""One row a document."""

TERMS = 1 << 22
"""How many numbers there are for stems: with a hundred thousand stems in an archive, one in forty shares its own."""
_SHOWN = 12
"""Sentences of cause and of symptom that are kept."""
_LONGEST = 400
"""Characters of a sentence that are kept."""


def index_row(reading: Reading) -> Row:
    """What a document is remembered by, without what names it."""
    return {**traits(reading.postmortem), "promised": json.dumps(_promised(reading), ensure_ascii=False)}


def traits(postmortem: Postmortem) -> Row:
    """What a document is compared by: its title, sentences of cause and symptom, and its words as numbers."""
    title = postmortem.title or ""
    sentences = [sentence for sentence in postmortem.sentences if not sentence.quoted]
    found, told = causes(sentences)
    symptoms = of_kinds(sentences, SYMPTOM) or of_kinds(sentences, frozenset(("summary",)))
    cause = f"{title}\n{title}\n{joined(found)}"
    text = f"{title}\n{joined(s for s in sentences if not NO_STORY & set(s.sections))}"
    return {
        "causes": _kept(postmortem, found),
        "symptoms": _kept(postmortem, symptoms),
        "told": told,
        "failure_modes": " ".join(failure_modes(title, joined(found))) or None,
        "cause_terms": packed(Counter(map(term, stems(cause)))),
        "text_terms": packed(Counter(map(term, stems(text)))),
        "symptom_terms": packed(Counter(map(term, stems(joined(symptoms))))),
    }


def _kept(postmortem: Postmortem, sentences: Sequence[Sentence]) -> str:
    """Sentences as they are kept to be shown: pairs of line and text."""
    line_of = postmortem.source.line_of
    pairs = [[line_of(s.start), " ".join(s.text.split())[:_LONGEST]] for s in sentences[:_SHOWN]]
    return json.dumps(pairs, ensure_ascii=False)


def _promised(reading: Reading) -> list[dict[str, Any]]:
    items = reading.report.action_items
    plain = (action.plain for action in reading.postmortem.actions)
    return [
        {
            "text": " ".join(text.split())[:_LONGEST],
            "owner": item.owner,
            "due_date": item.due_date,
            "ticket": item.ticket,
            "line": item.line,
            "done": item.done,
        }
        for item, text in zip(items, plain, strict=True)
    ]


# Words as numbers


@lru_cache(maxsize=65_536)
def term(stem: str) -> int:
    """The number of a stem; the same in every process."""
    return crc32(stem.encode("utf-8", "surrogatepass")) % TERMS


def packed(counts: Counter[int]) -> str:
    """Numbers with their counts (255 at most), as text: the numbers in four bytes each, then the counts in one."""
    import numpy as np

    numbers = sorted(counts)
    many = [min(counts[number], 255) for number in numbers]
    return base64.b64encode(np.array(numbers, "<u4").tobytes() + np.array(many, "u1").tobytes()).decode("ascii")


def unpacked(text: str) -> tuple[np.ndarray, np.ndarray]:
    """The numbers and counts of :func:`packed`.

    Raises:
        ValueError: where it is none.
    """
    import numpy as np

    data = base64.b64decode(text, validate=True)
    size, rest = divmod(len(data), 5)
    if rest:
        raise ValueError("its words are damaged")
    return np.frombuffer(data, "<u4", size), np.frombuffer(data, "u1", size, 4 * size)
