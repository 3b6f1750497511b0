"""What to ask for where a document lacks something: a text of ``lexicon/asking.toml``, with what the document itself holds filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from ..lexicon import load, words

if TYPE_CHECKING:
    from .rule import Context

_LONGEST_QUOTE, _LONGEST_TITLE = 90, 50


def ask(name: str, facts: Mapping[str, str]) -> str | None:
    """The first text of that name whose needs are met; ``None`` where there is none."""
    return worded(load("asking")[name], facts)


def worded(entries: Iterable[Mapping[str, Any]], facts: Mapping[str, str]) -> str | None:
    """The first text whose needs are met, with what is known filled in."""
    for entry in entries:
        if all(facts.get(need) for need in entry.get("needs", ())):
            return str(entry["text"].format_map(facts))
    return None


def quote(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """A piece of text on one line, without marks around it; the end of a long one is left out, and quotes in it are single ones."""
    told = _BULLET.sub("", text.strip(" |\n`*")).rstrip(".:;, ")
    return cut(told.translate(_SINGLE), longest)


_BULLET = re.compile(r"^(?:[-*•]\s+)+")
_SINGLE = str.maketrans("“”", "‘’")


def cut(text: str, longest: int) -> str:
    """A text on one line, without its last words where it is longer; where that leaves less than half, the last word is cut."""
    whole = " ".join(text.split())
    told = shorten(whole, longest, placeholder="…")
    return told if len(told) == len(whole) or len(told) > longest // 2 else f"{whole[: longest - 1]}…"


def where(context: Context, *kinds: str) -> dict[str, str]:
    """The title of the first part of one of some kinds that has a heading, as ``part``."""
    for kind in kinds:
        for part in context.postmortem.parts:
            if kind in part.kinds and part.body > part.start and 0 < len(part.title) <= _LONGEST_TITLE:
                return {"part": part.title.strip(" *_:")}
    return {}


def opening(context: Context, kind: str) -> dict[str, str]:
    """The first sentence of a part as ``said``, with the title of that part."""
    for sentence in context.postmortem.sentences:
        title = sentence.heading.strip(" *_:")
        text = sentence.text.removeprefix(f"{title}:")
        if kind in sentence.sections[:1] and not sentence.quoted and len(text.split()) > _FEWEST_WORDS:
            unfilled = any(a < sentence.end and sentence.start < b for a, b in context.postmortem.placeholders)
            return {} if unfilled or _UNTOLD.match(text) or _breaks_off(text) else {"said": quote(text), "part": title}
    return {}


def _breaks_off(text: str) -> bool:
    """Whether what a sentence goes on with is no text: code, or a list."""
    last = text.split()[-1]
    return last.endswith(":") or last in words("function_words")


_FEWEST_WORDS = 3
_UNTOLD = re.compile(r"\W*(?:tb[dca]|todo|unknown|pending|n/a|see|describe|explain|please)\b", re.I)
"""What a sentence begins with that tells of no cause, but that it will be told, or is told elsewhere."""


_MARKS = re.compile(r"[`*]|<[^<>]*>|\[(?=[^\[\]]*\]\()|\]\([^()\s]*\)")
"""What is not shown of a text of the source: emphasis, tags, the addresses of links."""


def evidence(context: Context, name: str) -> dict[str, str]:
    """The place that tells a fact of the incident, as ``said`` and ``line``."""
    place = context.postmortem.evidence.get(name)
    if place is None:
        return {}
    source = context.postmortem.source
    return {"said": quote(_MARKS.sub("", source.normal[slice(*place)])), "line": str(source.line_of(place[0]))}
